import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { targetId } from '../../shared/mutators/target.ts';
import { runQuery } from '../queries/queries.ts';
import type { Replica } from './replica.ts';
import { at, type Bench, brandArgs, createBench, pillarArgs, postArgs } from './testing.ts';
import { brand, me, person, put, scope, start } from './testing-posts.ts';

let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());
const { create, drafts, edit, post, take } = person(() => replica);

describe('a write', () => {
  it('is on screen and in the outbox at once', () => {
    const { id } = create({ title: 'Sourdough', when: at('2026-11-23T09:00') });
    expect(post(id)).toMatchObject({
      title: 'Sourdough',
      scheduled_at: '2026-11-23T08:00:00.000Z',
      pending: true,
    });
    expect(replica.sending.waiting()).toBe(1);
    expect(take().mutations).toMatchObject([{ id: 1, name: 'post.create' }]);
  });

  it('is still there after the process ends', () => {
    const { id, uuid } = create();
    replica.close();
    replica = bench.open('r');
    expect(post(id)?.title).toBe('Rye');
    expect(take().mutations[0]?.uuid).toBe(uuid);
  });

  it('with wrong arguments says where, and nothing of the list is written', () => {
    const list = [
      { name: 'post.create', args: postArgs(brand) },
      { name: 'post.create', args: { ...postArgs(brand), title: 7 } },
    ];
    expect(() => replica.mutate(list, me)).toThrowError(
      expect.objectContaining({ code: 'invalid_args', details: { index: 1, path: 'title' } }),
    );
    expect(drafts()).toEqual([]);
    expect(replica.sending.hasUnsent()).toBe(false);
  });

  it('of an unknown name is refused', () => {
    expect(() => replica.mutate([{ name: 'post.explode', args: {} }], me)).toThrowError(
      expect.objectContaining({ code: 'unknown_mutation' }),
    );
  });

  it('that its mutator refuses leaves nothing behind, not even its neighbours', () => {
    const args = postArgs(brand);
    const list = [
      { name: 'post.create', args },
      { name: 'post.create', args },
    ];
    expect(() => replica.mutate(list, me)).toThrowError(
      expect.objectContaining({ code: 'exists', status: 409 }),
    );
    expect(drafts()).toEqual([]);
    expect(replica.sending.waiting()).toBe(0);
    expect(replica.sending.take({ count: 1, bytes: 1 })).toBeNull();
  });

  it('tells listeners the kinds it touched, and a failing listener loses nothing', () => {
    const faults: unknown[] = [];
    const other = bench.open('other', { onFault: (error) => faults.push(error) });
    const heard: string[][] = [];
    other.onCommit(() => {
      throw new Error('screen is gone');
    });
    other.onCommit((kinds) => heard.push([...kinds]));
    other.mutate([{ name: 'pillar.create', args: pillarArgs(brand) }], me);
    expect(heard).toEqual([['pillar']]);
    expect(faults).toHaveLength(1);
    expect(other.sending.waiting()).toBe(1);
  });
});

describe('neighbouring unsent edits', () => {
  it('of one post become one that keeps the first base', () => {
    const { id } = create({ caption: 'a' });
    const first = edit(id, { caption: 'ab' }, { caption: 'a' });
    const second = edit(id, { caption: 'abc', title: 'T' }, { caption: 'ab' });
    // A copy of this file may send the shorter one: it must not answer for the longer.
    expect(second).not.toBe(first);
    const { mutations } = take();
    expect(mutations).toHaveLength(2);
    expect(mutations[1]).toMatchObject({ id: 2, uuid: second });
    expect(mutations[1]?.args).toMatchObject({
      fields: { caption: 'abc', title: 'T' },
      base: { caption: 'a' },
    });
    expect(post(id)).toMatchObject({ caption: 'abc', title: 'T', version: 2 });
  });

  it('of one list have one name', () => {
    const { id } = create();
    const list = ['1', '2', '3'].map((title) => ({
      name: 'post.edit',
      args: { id, brand_id: brand, fields: { title }, base: {} },
    }));
    const uuids = replica.mutate(list, me);
    expect(new Set(uuids)).toEqual(new Set([take().mutations[1]?.uuid]));
    expect(uuids).toHaveLength(3);
  });

  it('stay apart once the first may have arrived, over another write, another post or a restart', () => {
    const { id } = create();
    const other = create();
    const first = edit(id, { title: '1' });
    take();
    expect(edit(id, { title: '2' })).not.toBe(first);
    const third = edit(other.id, { title: '3' });
    expect(edit(id, { title: '4' })).not.toBe(third);
    const fifth = edit(id, { title: '4' });
    replica.close();
    replica = bench.open('r');
    expect(edit(id, { title: '5' })).not.toBe(fifth);
    expect(post(id)?.title).toBe('5');
  });

  it('leave one version in the history, ours until the server has it', () => {
    const { id } = create({ caption: 'a' });
    const versions = () =>
      replica.read
        .all<{ version: number; words: string; id: string }>(
          'select * from post_revisions where post_id = ? order by version',
          id,
        )
        .map((row) => [row.version, JSON.parse(row.words).caption, replica.pending('revision', row.id)]);
    expect(versions()).toEqual([]);
    for (const [before, now] of ['a', 'ab', 'abc', 'abcd'].entries())
      if (before > 0) edit(id, { caption: now }, { caption: 'a' });
    expect(versions()).toEqual([
      [1, 'a', true],
      [2, 'abcd', true],
    ]);
    take();
    const later = edit(id, { caption: 'abcde' }, { caption: 'abcd' });
    expect(versions().at(-1)).toEqual([3, 'abcde', true]);
    replica.sending.discard(later);
    expect(versions().map(([version]) => version)).toEqual([1, 2]);
  });

  it('of a channel’s own words keep the words their writer saw first', () => {
    const { id } = create();
    const channel = { brand_id: brand, post_id: id, connection_id: uuidv4() };
    const type = (text: string, seen?: string) =>
      replica.mutate(
        [{ name: 'target.edit', args: { ...channel, text, ...(seen && { base: { text: seen } }) } }],
        me,
      );
    const time = '2026-11-01T08:00:00.000Z';
    const stamps = { created_at: time, updated_at: time, version: 1 };
    const there = { ...channel, id: targetId(id, channel.connection_id), text: 'here', ...stamps };
    replica.applyServer(scope, [put('target', there)], start);
    type('here I', 'here');
    type('here I am', 'here I');
    expect(take().mutations.at(-1)?.args).toEqual({ ...channel, text: 'here I am', base: { text: 'here' } });
  });

  it('that move a post twice keep the last time', () => {
    const { id } = create();
    const move = (time: string) =>
      replica.mutate([{ name: 'post.schedule', args: { id, brand_id: brand, when: at(time) } }], me);
    move('2026-11-23T09:00');
    move('2026-11-24T09:00');
    expect(take().mutations).toHaveLength(2);
    expect(post(id)).toMatchObject({ wall_time: '2026-11-24T09:00', version: 2 });
  });
});

describe('before an account', () => {
  it('nothing is ever sent and nothing looks as if it waited', () => {
    replica.mutate([{ name: 'brand.create', args: brandArgs(brand) }], null);
    const args = postArgs(brand);
    replica.mutate([{ name: 'post.create', args }], null);
    expect(replica.sending.take({ count: 50, bytes: 1e6 })).toBeNull();
    expect(replica.sending.waiting()).toBe(0);
    expect(post(args.id)).toMatchObject({ pending: false, created_by: null });
    expect(runQuery(replica, 'brands', {})).toMatchObject([
      { id: brand, role: 'owner', organization_name: null },
    ]);
  });
});

describe('settings', () => {
  it('survive a restart', () => {
    replica.settings.set('theme', { dark: true });
    replica.close();
    replica = bench.open('r');
    expect(replica.settings.all()).toEqual({ theme: { dark: true } });
    expect(replica.settings.get('nothing')).toBeUndefined();
  });
});
