import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { runQuery } from '../../main/queries/queries.ts';
import { pillarArgs } from '../../main/replica/testing.ts';
import { type House, makeHouse } from '../../server/sync/testing.ts';
import { changed, type Mutation, need, put } from '../../shared/mutators/define.ts';
import { mutations, registry as today } from '../../shared/mutators/index.ts';
import { createRegistry, type Registry } from '../../shared/mutators/registry.ts';
import { createWorld, type Desktop, type World } from './world.ts';

/**
 * The same app a version later: `pillar.edit` says which fields change under another name, `pillar.rename` is new, and
 * `notice.dismiss` is gone.
 */
const present = mutations as unknown as Record<string, Mutation>;
const { 'pillar.edit': _edit, 'notice.dismiss': _dismiss, ...same } = present;
const names = z.object({ id: z.uuid(), brand_id: z.uuid() });
const editArgs = names.extend({ changes: z.record(z.string(), z.unknown()) });
const renameArgs = names.extend({ name: z.string() });
const pillar = (fields: (args: unknown) => Record<string, unknown>): Omit<Mutation, 'name' | 'args'> => ({
  home: (args) => `brand:${names.parse(args).brand_id}:planning`,
  authority: (args) => ({ brandId: names.parse(args).brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'pillar', id: names.parse(args).id }],
  apply: (rows, args, ctx) => ({
    writes: [put('pillar', changed(need(rows, 'pillar', names.parse(args).id), fields(args), ctx))],
  }),
});
const tomorrow = createRegistry(
  {
    ...same,
    'pillar.edit': {
      ...pillar((args) => editArgs.parse(args).changes),
      name: 'pillar.edit',
      args: editArgs,
      version: 2,
      upgrade(args) {
        const { fields, ...rest } = z.looseObject({ fields: z.record(z.string(), z.unknown()) }).parse(args);
        return { ...rest, changes: fields };
      },
    },
    'pillar.rename': {
      ...pillar((args) => ({ name: renameArgs.parse(args).name })),
      name: 'pillar.rename',
      args: renameArgs,
    },
  },
  { 'notice.dismiss': { version: 1, retired: 'Notices go by themselves now.' } },
);

/** A server whose version can change under way, as by an update. */
const updatable = (first: Registry) => {
  let now = first;
  const registry: Registry = {
    get: (name) => now.get(name),
    versionOf: (mutation) => now.versionOf(mutation),
    get generation() {
      return now.generation;
    },
    upToDate: (write) => now.upToDate(write),
    shown: (write) => now.shown(write),
  };
  return {
    registry,
    update(next: Registry) {
      now = next;
    },
  };
};

let world: World;
let house: House;
const begin = async (versions: Parameters<typeof createWorld>[0]) => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  world = await createWorld(versions);
  house = await makeHouse(world.database.db);
};
afterEach(async () => {
  await world.close();
  vi.restoreAllMocks();
});

const soon = { timeout: 15_000, interval: 20 };
const quiet = (desktop: Desktop) =>
  vi.waitFor(() => expect(desktop.sync.state()).toMatchObject({ status: 'up_to_date', waiting: 0 }), soon);
const pillars = ({ replica }: Pick<Desktop, 'replica'>) =>
  runQuery(replica, 'pillars', { brandId: house.brandId }).map(({ name }) => name);
const thing = () => {
  const args = pillarArgs(house.brandId, { name: 'First' });
  return { args, named: { id: args.id, brand_id: house.brandId } };
};

it('an old desktop’s writes are upgraded by a newer server', async () => {
  await begin({ registry: tomorrow });
  const old = world.desktop('old', house.personId);
  const { args, named } = thing();
  old.write('pillar.create', args);
  await quiet(old);
  old.write('pillar.edit', { ...named, fields: { name: 'Second', color: 4 } });
  await quiet(old);
  const later = world.desktop('later', house.personId, fetch, { registry: tomorrow });
  await quiet(later);
  expect([pillars(old), pillars(later)]).toEqual([['Second'], ['Second']]);
});

it('a retired write of an old desktop comes back with the reason and its words', async () => {
  await begin({ registry: tomorrow });
  const old = world.desktop('old', house.personId);
  await quiet(old);
  const args = { id: crypto.randomUUID(), brand_id: house.brandId };
  old.write('notice.dismiss', args);
  await vi.waitFor(() => expect(old.sync.state().status).toBe('failed'), soon);
  expect(old.sync.state().failed).toMatchObject([
    { name: 'notice.dismiss', args, code: 'mutation_retired', message: 'Notices go by themselves now.' },
  ]);
});

it('what a new desktop writes waits for an older server’s update, with the reason; nothing is lost or turned round', async () => {
  const server = updatable(today);
  await begin({ registry: server.registry });
  const later = world.desktop('later', house.personId, fetch, { registry: tomorrow });
  const { args, named } = thing();
  // Known to both, and written before: it arrives. What follows waits behind the one that is not.
  later.write('pillar.create', args);
  later.write('pillar.edit', { ...named, changes: { name: 'Second' } });
  later.write('pillar.rename', { ...named, name: 'Third' });
  await vi.waitFor(
    () =>
      expect(later.sync.state()).toMatchObject({
        status: 'waiting',
        waiting: 2,
        failed: [],
        problem: { code: 'server_must_update' },
      }),
    soon,
  );
  const other = world.desktop('other', house.personId);
  await quiet(other);
  expect([pillars(other), pillars(later)]).toEqual([['First'], ['Third']]);
  server.update(tomorrow);
  later.sync.now();
  await quiet(later);
  await vi.waitFor(() => expect(pillars(other)).toEqual(['Third']), soon);
});

it('what waits in the outbox over an update of the app is shown and sent as before, also what waited refused', async () => {
  const server = updatable(today);
  await begin({ registry: server.registry });
  let cut = false;
  const line: typeof fetch = async (input, init) => {
    if (cut && init?.method === 'POST') throw new TypeError('fetch failed');
    return fetch(input, init);
  };
  const before = world.desktop('mine', house.personId, line);
  const { args, named } = thing();
  const gone = thing();
  before.write('pillar.create', args);
  before.write('pillar.create', gone.args);
  await quiet(before);
  cut = true;
  before.write('pillar.edit', { ...named, fields: { name: 'Waited' } });
  before.write('pillar.edit', { ...gone.named, fields: { name: 'Lost' } });
  await before.stop();
  const other = world.desktop('other', house.personId);
  await quiet(other);
  other.write('pillar.delete', gone.named);
  await quiet(other);

  cut = false;
  server.update(tomorrow);
  const after = world.desktop('mine', house.personId, line, { registry: tomorrow });
  expect(pillars(after).sort()).toEqual(['Lost', 'Waited']);
  after.write('pillar.edit', { ...named, changes: { color: 7 } });
  await vi.waitFor(() => expect(after.sync.state()).toMatchObject({ status: 'failed', waiting: 0 }), soon);
  expect(after.sync.state().failed).toMatchObject([
    { name: 'pillar.edit', args: { changes: { name: 'Lost' } }, code: 'gone' },
  ]);
  const rows = runQuery(after.replica, 'pillars', { brandId: house.brandId });
  expect(rows).toMatchObject([{ name: 'Waited', color: 7 }]);
});

it('a desktop too old for the server’s protocol says so, keeps what it has, and goes on after an update', async () => {
  await begin({ protocol: { oldest: 2, newest: 3 } });
  const old = world.desktop('mine', house.personId, fetch, { protocol: 1 });
  old.write('pillar.create', thing().args);
  await vi.waitFor(
    () =>
      expect(old.sync.state()).toMatchObject({
        status: 'must_update',
        waiting: 1,
        failed: [],
        problem: { code: 'must_update' },
      }),
    soon,
  );
  expect(pillars(old)).toEqual(['First']);
  await old.stop();
  await quiet(world.desktop('mine', house.personId, fetch, { protocol: 2 }));
});

it('a desktop too new for the server’s protocol says so, and tries again by itself', async () => {
  const protocol = { oldest: 1, newest: 1 };
  await begin({ protocol });
  let passed = 0;
  const later = world.desktop('mine', house.personId, fetch, {
    protocol: 2,
    clock: () => performance.now() + passed,
  });
  later.write('pillar.create', thing().args);
  await vi.waitFor(
    () =>
      expect(later.sync.state()).toMatchObject({
        status: 'must_update',
        waiting: 1,
        problem: { code: 'server_must_update' },
      }),
    soon,
  );
  protocol.newest = 2;
  passed = 11 * 60_000;
  await quiet(later);
});
