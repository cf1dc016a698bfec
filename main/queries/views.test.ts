import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import type { Replica } from '../replica/replica.ts';
import { at, type Bench, brandArgs, createBench, pillarArgs, postArgs } from '../replica/testing.ts';
import { runQuery } from './queries.ts';
import { brand, connection, me, publication, scene, stamps, time } from './testing.ts';

let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());
const { makePost, serve } = scene(() => replica);

describe('brands', () => {
  it('show the role and organization of an access row, and are their maker’s before there is one', () => {
    const own = uuidv4();
    const organization = { id: uuidv4(), name: 'Ada’s', personal: true, role: 'owner' } as const;
    serve('organization', organization);
    serve('access', {
      id: brand,
      organization_id: organization.id,
      organization_name: 'Agency',
      brand_name: 'B',
      role: 'member',
    });
    serve('brand', { ...brandArgs(brand, { name: 'Bakery' }), grace_minutes: 60, ...stamps });
    replica.mutate(
      [{ name: 'brand.create', args: brandArgs(own, { name: 'atelier', organization_id: organization.id }) }],
      me,
    );
    expect(runQuery(replica, 'brands', {})).toMatchObject([
      { name: 'atelier', role: 'owner', organization_name: 'Ada’s' },
      { name: 'Bakery', role: 'member', organization_name: 'Agency' },
    ]);
    expect(runQuery(replica, 'organizations', {})).toEqual([organization]);
  });
});

describe('the calendar', () => {
  it('holds the days of the zone asked for, both inclusive, in order', () => {
    const zone = 'America/New_York';
    makePost({ title: 'day before', when: at('2026-11-22T23:59', zone) });
    makePost({ title: 'last minute', when: at('2026-11-24T23:59', zone) });
    makePost({ title: 'first minute', when: at('2026-11-23T00:00', zone) });
    makePost({ title: 'day after', when: at('2026-11-25T00:00', zone) });
    makePost({ title: 'draft' });
    const titles = (timeZone: string) =>
      runQuery(replica, 'calendar', { brandId: brand, from: '2026-11-23', to: '2026-11-24', timeZone }).map(
        (post) => post.title,
      );
    expect(titles(zone)).toEqual(['first minute', 'last minute']);
    expect(titles('Asia/Tokyo')).toEqual(['day before', 'first minute']);
    expect(runQuery(replica, 'drafts', { brandId: brand }).map((post) => post.title)).toEqual(['draft']);
  });

  it('shows pillar, targets and their publications', () => {
    const [pillar, account] = [pillarArgs(brand), connection()];
    serve('connection', account);
    replica.mutate([{ name: 'pillar.create', args: pillar }], me);
    const id = makePost({ pillar_id: pillar.id, when: at('2026-11-23T09:00') });
    replica.mutate(
      [{ name: 'target.add', args: { brand_id: brand, post_id: id, connection_id: account.id, text: null } }],
      me,
    );
    const target = targetId(id, account.id);
    serve(
      'publication',
      publication({
        id: publicationId(target, 'once'),
        subject_id: target,
        post_id: id,
        connection_id: account.id,
      }),
    );
    const [post] = runQuery(replica, 'calendar', {
      brandId: brand,
      from: '2026-11-23',
      to: '2026-11-23',
      timeZone: 'Europe/Berlin',
    });
    expect(post).toMatchObject({
      id,
      pending: true,
      pillar: { id: pillar.id, name: pillar.name },
      targets: [
        { id: target, connection: { handle: 'bakery' }, publication: { url: 'https://example.test/1' } },
      ],
    });
    expect(runQuery(replica, 'post', { id })).toEqual(post);
    expect(runQuery(replica, 'publications', { brandId: brand, limit: 5 })).toMatchObject([
      { post_title: 'Rye', connection: { handle: 'bakery' } },
    ]);
  });

  it('shows when a post comes down and how it stands, and what comes down next', () => {
    const account = connection();
    serve('connection', account);
    const [first, second, third] = [3, 1, 2].map((day) => {
      const id = makePost({ when: at('2026-11-23T09:00') });
      const named = { brand_id: brand, post_id: id, connection_id: account.id };
      const target = targetId(id, account.id);
      const out = publicationId(target, 'once');
      replica.mutate([{ name: 'target.add', args: { ...named, text: null } }], me);
      serve(
        'publication',
        publication({ id: out, subject_id: target, post_id: id, connection_id: account.id }),
      );
      const remove_at = `2026-12-0${day}T08:00:00.000Z`;
      replica.mutate([{ name: 'takedown.set', args: { ...named, remove_at } }], me);
      return { id, out, ...named };
    });
    const next = () => runQuery(replica, 'comingDown', { brandId: brand, limit: 5 });
    expect(next().map(({ post_id }) => post_id)).toEqual([second?.id, third?.id, first?.id]);
    serve('standing', {
      id: second?.out ?? '',
      brand_id: brand,
      post_id: second?.id ?? '',
      connection_id: account.id,
      state: 'removed',
      checked_at: null,
      removed_at: time,
      removed_by: me,
      tries: 0,
      next_try_at: null,
      error_code: null,
      error_class: 'none',
      error_message: null,
      ...stamps,
    });
    expect(next().map(({ post_id }) => post_id)).toEqual([third?.id, first?.id]);
    expect(runQuery(replica, 'post', { id: second?.id ?? '' })?.targets).toMatchObject([
      { standing: { state: 'removed' } },
    ]);
    expect(runQuery(replica, 'post', { id: first?.id ?? '' })?.targets).toMatchObject([
      { takedown: { remove_at: '2026-12-03T08:00:00.000Z', set_by: me }, standing: null },
    ]);
    expect(next()[0]).toMatchObject({ takedown: { remove_at: '2026-12-02T08:00:00.000Z' } });
    // Left up after all.
    const named = { brand_id: brand, post_id: third?.id ?? '', connection_id: account.id };
    replica.mutate([{ name: 'takedown.set', args: { ...named, remove_at: null } }], me);
    expect(next().map(({ post_id }) => post_id)).toEqual([first?.id]);
  });

  it('shows no pillar where the pillar is gone', () => {
    const id = makePost({ pillar_id: uuidv4() });
    expect(runQuery(replica, 'post', { id })?.pillar).toBeNull();
    expect(runQuery(replica, 'post', { id: uuidv4() })).toBeNull();
  });

  it('walks indexes, with ten thousand posts', () => {
    const rows = Array.from({ length: 10_000 }, (_, n): Row<'post'> => {
      const day = new Date(Date.UTC(2026, 0, 1 + (n % 365), 9)).toISOString();
      const { when: _when, ...args } = postArgs(brand);
      const wall = { wall_time: day.slice(0, 16), time_zone: 'UTC', schedule_id: null, slot_key: null };
      return { ...args, ...wall, status: 'scheduled', scheduled_at: day, created_by: me, ...stamps };
    });
    serve('post', ...rows);
    const args = { brandId: brand, from: '2026-11-01', to: '2026-11-30', timeZone: 'UTC' };
    expect(runQuery(replica, 'calendar', args)).toHaveLength(30 * 27);
    const plan = (sql: string, ...values: unknown[]) =>
      replica.read
        .all<{ detail: string }>(`explain query plan ${sql}`, ...values)
        .map(({ detail }) => detail);
    expect(
      plan(
        'select * from posts where brand_id = ? and scheduled_at >= ? and scheduled_at < ? order by scheduled_at, id',
        1,
        2,
        3,
      )[0],
    ).toContain('USING INDEX posts_calendar');
    expect(
      plan('select * from comments where brand_id = ? order by status desc, commented_at desc limit 50', 1),
    ).toEqual(['SEARCH comments USING INDEX comments_inbox (brand_id=?)']);
  });

  it('refuses arguments that are none', () => {
    expect(() =>
      runQuery(replica, 'calendar', { brandId: brand, from: 'yesterday', to: '2026-11-24', timeZone: 'UTC' }),
    ).toThrowError(expect.objectContaining({ code: 'invalid_args', details: { path: 'from' } }));
    expect(() =>
      runQuery(replica, 'calendar', {
        brandId: brand,
        from: '2026-11-23',
        to: '2026-11-24',
        timeZone: 'Mars/Base',
      }),
    ).toThrowError(expect.objectContaining({ code: 'time_zone_unknown' }));
  });
});
