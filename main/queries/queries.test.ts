import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import type { Replica } from '../replica/replica.ts';
import { at, type Bench, createBench, pillarArgs } from '../replica/testing.ts';
import { runQuery } from './queries.ts';
import { brand, comment, connection, me, publication, scene, stamps, time } from './testing.ts';

let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());
const { makePost, serve } = scene(() => replica);

describe('slots, lists and counts', () => {
  it('taken slots are those of posts from an instant on', () => {
    const slot = (wall: string) => ({ ...at(wall, 'UTC'), slot_key: `s@${wall}` });
    makePost({ when: slot('2026-11-23T09:00') });
    makePost({ when: slot('2026-11-24T09:00') });
    makePost({ when: at('2026-11-25T09:00', 'UTC') });
    expect(runQuery(replica, 'takenSlots', { brandId: brand, from: '2026-11-24T00:00:00.000Z' })).toEqual([
      's@2026-11-24T09:00',
    ]);
  });

  it('comments come open first, then newest, with their replies', () => {
    const [old, done, fresh] = [
      comment({ text: 'old' }),
      comment({ text: 'done', status: 'done', commented_at: '2026-12-01T08:00:00.000Z' }),
      comment({ text: 'fresh', commented_at: '2026-11-20T08:00:00.000Z' }),
    ];
    serve('comment', old, done, fresh);
    const list = (status: 'open' | 'done' | 'all', limit = 10) =>
      runQuery(replica, 'comments', { brandId: brand, status, limit }).map((row) => row.text);
    expect(list('all')).toEqual(['fresh', 'old', 'done']);
    expect(list('open', 1)).toEqual(['fresh']);
    expect(list('done')).toEqual(['done']);
    const id = uuidv4();
    replica.mutate(
      [{ name: 'comment.reply', args: { id, brand_id: brand, comment_id: old.id, text: 'Thanks!' } }],
      me,
    );
    expect(list('open')).toEqual(['fresh']);
    const answered = runQuery(replica, 'comments', { brandId: brand, status: 'all', limit: 10 });
    expect(answered.find((row) => row.id === old.id)).toMatchObject({
      status: 'done',
      pending: true,
      replies: [{ id, text: 'Thanks!', pending: true, publication: null }],
    });
    expect(answered.find((row) => row.id === fresh.id)?.pending).toBe(false);
  });

  it('the overview counts and names what comes next', () => {
    makePost({ title: 'draft' });
    makePost({ title: 'past', when: at('2020-01-01T09:00') });
    makePost({ title: 'later', when: at('2027-01-02T09:00') });
    makePost({ title: 'next', when: at('2027-01-01T09:00') });
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(brand) }], me);
    serve('connection', connection());
    serve('publication', publication({ state: 'failed' }), publication({ state: 'missed' }), publication({}));
    serve('comment', comment(), comment({ status: 'done' }));
    /** A post that is out, is to come down or not, and stands so there. */
    const out = (
      standing: Row<'standing'>['state'],
      remove_at: string | null,
      remote_id: string | null = 'r1',
    ) => {
      const [id, subject_id, post_id, connection_id] = [uuidv4(), uuidv4(), uuidv4(), uuidv4()];
      const named = { brand_id: brand, post_id, connection_id, ...stamps };
      serve('publication', publication({ id, subject_id, post_id, remote_id, connection_id }));
      serve('takedown', { id: subject_id, ...named, remove_at, set_by: me });
      serve('standing', {
        ...{ id, ...named, state: standing, checked_at: time, removed_at: null, removed_by: null, tries: 0 },
        ...{ next_try_at: null, error_code: null, error_class: 'none', error_message: null },
      });
    };
    // One of each that needs somebody, and others like them that do not.
    out('failed', time);
    out('waiting', time);
    out('gone', null);
    out('there', '2020-01-01T00:00:00.000Z', null);
    out('failed', null);
    out('gone', time);
    out('there', '2099-01-01T00:00:00.000Z', null);
    out('retrying', time);
    expect(runQuery(replica, 'overview', { brandId: brand })).toMatchObject({
      pillars: 1,
      schedules: 0,
      connections: 1,
      drafts: 1,
      scheduled: 2,
      openComments: 1,
      failed: 6,
      next: { title: 'next' },
    });
  });

  it('members, notices, schedules and pillars come in their order', () => {
    const member = (name: string): Row<'member'> => {
      const person = uuidv4();
      return {
        id: `${brand}:${person}`,
        brand_id: brand,
        person_id: person,
        name,
        email: `${name}@x.test`,
        role: 'member',
      };
    };
    serve('member', member('zoe'), member('Ada'));
    expect(runQuery(replica, 'members', { brandId: brand }).map((row) => row.name)).toEqual(['Ada', 'zoe']);
    const notice = (created_at: string): Row<'notice'> => ({
      id: uuidv4(),
      brand_id: brand,
      code: 'slot_moved',
      params: { to: 'Monday' },
      about_kind: 'post',
      about_id: uuidv4(),
      created_at,
    });
    serve('notice', notice('2026-11-01T08:00:00.000Z'), notice('2026-11-02T08:00:00.000Z'));
    expect(runQuery(replica, 'notices', { brandId: brand })).toMatchObject([
      { created_at: '2026-11-02T08:00:00.000Z', params: { to: 'Monday' } },
      { created_at: '2026-11-01T08:00:00.000Z' },
    ]);
    replica.mutate(
      [
        { name: 'pillar.create', args: pillarArgs(brand, { name: 'second', position: 2 }) },
        { name: 'pillar.create', args: pillarArgs(brand, { name: 'first', position: 1 }) },
        {
          name: 'schedule.create',
          args: {
            id: uuidv4(),
            brand_id: brand,
            name: 'Weekly',
            time_zone: 'UTC',
            slots: [{ weekday: 1, time: '09:00' }],
            paused: false,
          },
        },
      ],
      me,
    );
    expect(runQuery(replica, 'pillars', { brandId: brand }).map((row) => row.name)).toEqual([
      'first',
      'second',
    ]);
    expect(runQuery(replica, 'schedules', { brandId: brand })).toMatchObject([
      { paused: false, slots: [{ weekday: 1, time: '09:00' }] },
    ]);
    expect(runQuery(replica, 'connections', { brandId: brand })).toEqual([]);
  });
});
