import { existsSync, writeFileSync } from 'node:fs';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { engagementScope, personScope, planningScope } from '../../shared/scopes.ts';
import { runQuery } from '../queries/queries.ts';
import type { Replica } from './replica.ts';
import type { ServerChange } from './server-rows.ts';
import { at, type Bench, brandArgs, createBench, pillarArgs, postArgs } from './testing.ts';

const me = uuidv4();
const brand = uuidv4();
const scope = planningScope(brand);
const start = { handle: 'h1', offset: '0_inf' };

let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());

const post = (id: string) => runQuery(replica, 'post', { id });
const drafts = () => runQuery(replica, 'drafts', { brandId: brand }).map((row) => row.title);
const rowOf = (id: string): Row<'post'> => {
  const { pillar: _, targets: __, pending: ___, ...row } = post(id) ?? expect.fail('no such post');
  return row;
};
const put = (kind: string, data: { id: string }): ServerChange => ({ op: 'put', kind, id: data.id, data });
const ack = (client: string, mutation_id: number, uuid: string): ServerChange => ({
  op: 'put',
  kind: 'client',
  id: client,
  data: { mutation_id, uuid },
});
const create = (args: Partial<Parameters<typeof postArgs>[1]> = {}) => {
  const full = postArgs(brand, args);
  const [uuid = ''] = replica.mutate([{ name: 'post.create', args: full }], me);
  return { id: full.id, uuid };
};
const edit = (id: string, fields: Record<string, unknown>, base: Record<string, unknown> = {}) =>
  replica.mutate([{ name: 'post.edit', args: { id, brand_id: brand, fields, base } }], me)[0] ?? '';
const take = (count = 50) =>
  replica.sending.take({ count, bytes: 500_000 }) ?? expect.fail('nothing to send');
const applied = (...uuids: string[]) =>
  replica.sending.settle(uuids.map((uuid) => ({ uuid, outcome: { status: 'applied' } })));

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

describe("a scope's stream", () => {
  it('puts server rows under waiting writes and replays them', () => {
    const { id, uuid } = create({ title: 'Mine', caption: 'one two three' });
    const server = rowOf(id);
    const { clientId } = take();
    edit(id, { title: 'Mine, edited' });
    // Somebody else's caption arrives together with the acknowledgement of the create.
    const theirs = { ...server, caption: 'one two four', version: 2 };
    replica.applyServer(scope, [put('post', theirs), ack(clientId, 1, uuid)], start);
    expect(post(id)).toMatchObject({
      title: 'Mine, edited',
      caption: 'one two four',
      version: 3,
      pending: true,
    });
    expect(replica.sending.waiting()).toBe(1);
    expect(replica.position(scope)).toEqual(start);
  });

  it('merges long text with an edit that waits', () => {
    const { id, uuid } = create({ caption: 'First line. Second line.' });
    const { clientId } = take();
    edit(id, { caption: 'First line, better. Second line.' }, { caption: 'First line. Second line.' });
    const theirs = { ...rowOf(id), caption: 'First line. Second line, longer.', version: 2 };
    replica.applyServer(scope, [put('post', theirs), ack(clientId, 1, uuid)], start);
    expect(post(id)?.caption).toBe('First line, better. Second line, longer.');
  });

  it('leaves a write that no longer applies to the server, without effect', () => {
    const { id } = create();
    take();
    const row = rowOf(id);
    replica.applyServer(scope, [put('post', row)], start);
    expect(post(id)?.title).toBe('Rye');
    expect(replica.sending.waiting()).toBe(1);
    // Deleted by somebody else while an edit waits.
    edit(id, { title: 'Too late' });
    replica.applyServer(scope, [{ op: 'delete', kind: 'post', id }], { handle: 'h1', offset: '5_1' });
    expect(replica.sending.waiting()).toBe(2);
  });

  it('does not touch the writes of other scopes', () => {
    const { id } = create({ title: 'Mine' });
    replica.applyServer(engagementScope(brand), [], start);
    expect(post(id)).toMatchObject({ title: 'Mine', pending: true });
  });

  it('rebuilds by difference and never shows an empty table', () => {
    const [kept, gone] = [create({ title: 'Kept' }), create({ title: 'Gone' })];
    const rows = [rowOf(kept.id), rowOf(gone.id)];
    const { clientId } = take();
    replica.applyServer(scope, [...rows.map((row) => put('post', row)), ack(clientId, 2, gone.uuid)], start);
    applied(kept.uuid);
    expect(replica.sending.waiting()).toBe(0);
    const seen: string[][] = [];
    replica.onCommit(() => seen.push(drafts()));
    const fresh = create({ title: 'Unsent' });
    replica.applyServer(
      scope,
      [put('post', rowOf(kept.id))],
      { handle: 'h2', offset: '0_inf' },
      { rebuild: true },
    );
    expect(seen).toEqual([
      ['Unsent', 'Gone', 'Kept'],
      ['Unsent', 'Kept'],
    ]);
    expect(post(fresh.id)?.pending).toBe(true);
  });

  it('sets rows aside that it cannot read, counts them and goes on', () => {
    const good = { ...pillarRow(), name: 'Good' };
    replica.applyServer(
      scope,
      [
        put('pillar', { ...pillarRow(), color: 'red' } as never),
        put('hologram', { id: uuidv4() }),
        put('comment', { id: uuidv4() }),
        { op: 'put', kind: 'pillar', id: 'x', data: '{not json' },
        { op: 'put', kind: 'pillar', id: uuidv4(), data: good },
        put('pillar', good),
      ],
      start,
    );
    expect(replica.setAsideCount()).toBe(5);
    expect(runQuery(replica, 'pillars', { brandId: brand }).map((row) => row.name)).toEqual(['Good']);
    // A wiped scope takes them along.
    replica.wipeScope(scope);
    expect(replica.setAsideCount()).toBe(0);
  });

  it('reads rows set aside by an older version once they can be read', () => {
    const row = pillarRow();
    replica.applyServer(
      scope,
      [{ op: 'put', kind: 'pillar', id: row.id, data: { ...row, share: 'half' } }],
      start,
    );
    expect(replica.setAsideCount()).toBe(1);
    replica.applyServer(scope, [put('pillar', row)], { handle: 'h1', offset: '3_1' });
    expect(replica.setAsideCount()).toBe(0);
  });

  it('drops columns of a newer server', () => {
    replica.applyServer(scope, [put('pillar', { ...pillarRow(), mood: 'sunny' } as never)], start);
    expect(runQuery(replica, 'pillars', { brandId: brand })[0]).not.toHaveProperty('mood');
  });
});

const pillarRow = (): Row<'pillar'> => ({
  ...pillarArgs(brand),
  created_at: '2026-11-01T08:00:00.000Z',
  updated_at: '2026-11-01T08:00:00.000Z',
  version: 1,
});

describe('acknowledgement', () => {
  it('an answer alone drops nothing', () => {
    const { uuid, id } = create();
    take();
    applied(uuid);
    expect(replica.sending.waiting()).toBe(1);
    expect(replica.sending.hasUnsent()).toBe(false);
    expect(post(id)?.pending).toBe(true);
  });

  it('somebody else’s writes under a copied client id drop nothing', () => {
    const { uuid, id } = create();
    const { clientId } = take();
    replica.applyServer(scope, [ack(clientId, 1, uuidv4())], start);
    expect(replica.sending.waiting()).toBe(1);
    expect(post(id)?.title).toBe('Rye');
    applied(uuid);
    expect(replica.sending.waiting()).toBe(0);
  });

  it('a greater number settles earlier writes that the server said it applied, in either order', () => {
    const [first, second, third] = [create(), create(), create()];
    const rows = [first, second, third].map(({ id }) => put('post', rowOf(id)));
    const { clientId } = take();
    applied(first.uuid);
    replica.applyServer(scope, [...rows, ack(clientId, 3, third.uuid)], start);
    expect(replica.sending.waiting()).toBe(1);
    applied(second.uuid);
    expect(replica.sending.waiting()).toBe(0);
    expect(post(second.id)?.pending).toBe(false);
  });

  it('counts in the home scope only', () => {
    const { uuid } = create();
    const { clientId } = take();
    applied(uuid);
    replica.applyServer(engagementScope(brand), [ack(clientId, 9, uuidv4())], start);
    expect(replica.sending.waiting()).toBe(1);
  });

  it('missing from a fresh snapshot makes an applied write go out again', () => {
    const { uuid } = create();
    take();
    applied(uuid);
    replica.applyServer(scope, [], { handle: 'h2', offset: '0_inf' }, { rebuild: true });
    expect(take().mutations.map((mutation) => mutation.uuid)).toEqual([uuid]);
  });

  it('of numbers never issued here makes this a new client', () => {
    create();
    const { clientId } = take();
    replica.applyServer(scope, [ack(clientId, 7, uuidv4())], start);
    const again = take();
    expect(again.clientId).not.toBe(clientId);
    expect(again.mutations[0]?.id).toBe(1);
  });
});

describe('a rejected write', () => {
  const reject = (uuid: string) =>
    replica.sending.settle([
      { uuid, outcome: { status: 'rejected', code: 'forbidden', message: 'You may not do that here.' } },
    ]);

  it('is taken back on screen and kept with the words', () => {
    const { id, uuid } = create({ title: 'Mine' });
    take();
    reject(uuid);
    expect(post(id)).toBeNull();
    expect(replica.sending.failed()).toMatchObject([
      {
        uuid,
        name: 'post.create',
        args: { title: 'Mine' },
        code: 'forbidden',
        message: 'You may not do that here.',
      },
    ]);
    expect(replica.sending.waiting()).toBe(0);
  });

  it('can be tried again as a new write, or discarded', () => {
    const { id, uuid } = create();
    take();
    reject(uuid);
    replica.sending.retry(uuid);
    expect(post(id)?.title).toBe('Rye');
    expect(replica.sending.failed()).toEqual([]);
    const { mutations } = take();
    expect(mutations[0]).toMatchObject({ id: 2, name: 'post.create' });
    expect(mutations[0]?.uuid).not.toBe(uuid);
    reject(mutations[0]?.uuid ?? '');
    replica.sending.discard(mutations[0]?.uuid ?? '');
    expect(replica.sending.failed()).toEqual([]);
    expect(() => replica.sending.retry(uuid)).toThrowError(expect.objectContaining({ code: 'not_found' }));
  });

  it('that fails again on the spot stays failed', () => {
    const { id, uuid } = create();
    take();
    reject(uuid);
    create({ id });
    expect(() => replica.sending.retry(uuid)).toThrowError(expect.objectContaining({ code: 'exists' }));
    expect(replica.sending.failed()).toHaveLength(1);
  });
});

describe('a discarded waiting write', () => {
  it('loses its effect and goes out as a noop under a uuid of its own', () => {
    const { id, uuid } = create();
    replica.sending.discard(uuid);
    expect(post(id)).toBeNull();
    expect(replica.sending.waiting()).toBe(0);
    const [noop] = take().mutations;
    expect(noop).toMatchObject({ id: 1, name: 'noop', args: null });
    expect(noop?.uuid).not.toBe(uuid);
    applied(noop?.uuid ?? '');
    expect(replica.sending.hasUnsent()).toBe(false);
  });
});

describe('numbering', () => {
  it('starts anew under a new client id, with the same uuids and order', () => {
    const uuids = [create(), create(), create()].map(({ uuid }) => uuid);
    const first = take(2);
    applied(uuids[0] ?? '');
    replica.sending.becomeNewClient();
    const { clientId, mutations } = take();
    expect(clientId).not.toBe(first.clientId);
    expect(mutations.map(({ id, uuid }) => [id, uuid])).toEqual([
      [1, uuids[1]],
      [2, uuids[2]],
    ]);
    create();
    expect(take().mutations.at(-1)?.id).toBe(3);
    // The one applied under the old name is settled by an acknowledgement of that name.
    replica.applyServer(scope, [ack(first.clientId, 4, uuidv4())], start);
    expect(replica.sending.waiting()).toBe(3);
  });

  it('goes back to what the server misses where it is still here', () => {
    const uuids = [create(), create(), create()].map(({ uuid }) => uuid);
    const { clientId } = take();
    applied(...uuids.slice(0, 2));
    expect(take().mutations.map(({ id }) => id)).toEqual([3]);
    replica.sending.fillGap(0);
    const again = take();
    expect(again.clientId).toBe(clientId);
    expect(again.mutations.map(({ id, uuid }) => [id, uuid])).toEqual(
      uuids.map((uuid, index) => [index + 1, uuid]),
    );
  });

  it('starts anew where the missing numbers are gone', () => {
    const [first, second] = [create(), create()];
    const { clientId } = take();
    replica.applyServer(scope, [ack(clientId, 1, first.uuid)], start);
    replica.sending.fillGap(0);
    const again = take();
    expect(again.clientId).not.toBe(clientId);
    expect(again.mutations).toMatchObject([{ id: 1, uuid: second.uuid }]);
  });

  it('sends no more than asked, but always one', () => {
    create({ caption: 'x'.repeat(1000) });
    create();
    expect(replica.sending.take({ count: 50, bytes: 100 })?.mutations).toHaveLength(1);
    expect(replica.sending.take({ count: 1, bytes: 1e6 })?.mutations).toHaveLength(1);
  });
});

describe('wiping a scope', () => {
  it('removes its rows and position, keeps waiting writes apart and never sends them', () => {
    const other = uuidv4();
    replica.applyServer(scope, [put('pillar', pillarRow())], start);
    const { uuid } = create({ title: 'Unsent words' });
    replica.mutate([{ name: 'pillar.create', args: pillarArgs(other) }], me);
    replica.wipeScope(scope);
    expect(runQuery(replica, 'pillars', { brandId: brand })).toEqual([]);
    expect(drafts()).toEqual([]);
    expect(replica.position(scope)).toBeNull();
    expect(replica.keptWrites()).toMatchObject([
      { uuid, args: { title: 'Unsent words' }, reason: 'scope_revoked' },
    ]);
    expect(take().mutations.map(({ name }) => name)).toEqual(['noop', 'pillar.create']);
    expect(runQuery(replica, 'pillars', { brandId: other })).toHaveLength(1);
  });

  it('takes copies made before upgrades along, but not those of other files', () => {
    const copies = [`${bench.file('r')}.v1.backup`, `${bench.file('r')}.v12.backup`];
    const others = [`${bench.file('other')}.v1.backup`, `${bench.file('r')}.damaged-2026`];
    for (const path of [...copies, ...others]) writeFileSync(path, 'words');
    replica.wipeScope(scope);
    expect([...copies, ...others].filter((path) => existsSync(path))).toEqual(others);
  });

  it('leaves a person scope alone unless named', () => {
    const access = {
      id: brand,
      organization_id: uuidv4(),
      organization_name: 'O',
      brand_name: 'B',
      role: 'owner',
    };
    replica.applyServer(personScope(me), [put('access', access)], start);
    replica.wipeScope(scope);
    expect(replica.read.get('select 1 from accesses')).toBeDefined();
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
