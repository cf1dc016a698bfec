import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { v4 as uuidv4 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { kindNames, kinds } from '../../shared/kinds/index.ts';
import { personScope } from '../../shared/scopes.ts';
import type { Replica } from '../replica/replica.ts';
import { decodeRow } from '../replica/rows.ts';
import { at, brandArgs, createBench, pillarArgs, postArgs } from '../replica/testing.ts';
import { scopesByAccess } from './access.ts';
import { type Batcher, createBatcher } from './batcher.ts';
import { type Post, pushStep } from './push-step.ts';
import { createModelServer, REFUSED } from './testing.ts';

/**
 * Invariant 1 by force: people on several devices, one of which is restored from a backup or copied whole, write,
 * send and fetch while requests are lost, doubled and cut, processes end, logs are rotated and roles change. Once it
 * is quiet, every device holds what the server holds, nothing was applied twice and no write is unaccounted for.
 */
const RUNS = Number(process.env.PILLARBOX_SYNC_RUNS ?? 25);

const who = fc.nat(5);
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('write' as const), who, what: fc.nat(11), pick: fc.nat(9) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('push' as const),
      who,
      fault: fc.constantFrom('none', 'lost', 'answer lost', 'answer lost', 'doubled', 'busy'),
      narrow: fc.boolean(),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('pull' as const),
      who,
      scope: fc.nat(5),
      chunk: fc.constantFrom(1, 3, 1000),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('fetch' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('restart' as const, 'cut' as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('backup' as const, 'restore' as const, 'copy' as const),
      who,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('discard' as const), who, pick: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rotate' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('leave' as const, 'join' as const),
      brand: fc.nat(1),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Device = {
  name: string;
  person: string;
  replica: Replica;
  streams: Map<string, { batcher: Batcher; at: { offset: string; handle: string | null } }>;
  backup: { file: string; made: Set<string> } | null;
  /** Writes this file is answerable for. */
  made: Set<string>;
};

async function run(steps: Step[]): Promise<void> {
  const bench = createBench();
  const server = createModelServer();
  const people = [uuidv4(), uuidv4()];
  const brands = [uuidv4(), uuidv4()];
  const devices: Device[] = [];
  const settled = new Set<string>();
  let copies = 0;
  const addDevice = (name: string, person: string): Device => {
    const device: Device = {
      name,
      person,
      replica: bench.open(name),
      streams: new Map(),
      backup: null,
      made: new Set(),
    };
    devices.push(device);
    return device;
  };
  const reopen = (device: Device) => {
    device.streams.clear();
    device.replica = bench.open(device.name);
  };
  const [ada = '', bo = ''] = people;
  const first = addDevice('ada-1', ada);
  for (const brand of brands) {
    const [uuid = ''] = first.replica.mutate(
      [{ name: 'brand.create', args: brandArgs(brand, { organization_id: uuidv4() }) }],
      ada,
    );
    first.made.add(uuid);
  }
  await push(first, 'none', false);
  for (const brand of brands) server.join(bo, brand);
  addDevice('ada-2', ada);
  addDevice('bo', bo);

  async function push(device: Device, fault: string, narrow: boolean) {
    const post: Post = async (request) => {
      const body = JSON.parse(JSON.stringify(request));
      if (fault === 'lost') throw new TypeError('fetch failed');
      if (fault === 'busy') return { status: 503, body: undefined, retryAfter: '1' };
      if (fault === 'doubled') server.push(device.person, body);
      const answer = server.push(device.person, body);
      if (fault === 'answer lost') throw new TypeError('fetch failed');
      return { ...answer, retryAfter: null };
    };
    return pushStep(device.replica, post, { narrow });
  }

  /** One answer of a scope's stream, as the client would hand it over. @returns true when it changed something */
  function pull(device: Device, scope: string, chunk: number): boolean {
    const stored = device.replica.position(scope);
    const stream = device.streams.get(scope) ?? {
      batcher: createBatcher(scope, stored),
      at: stored ?? { offset: '-1', handle: null },
    };
    device.streams.set(scope, stream);
    const answer = server.shape(device.person, scope, stream.at, chunk);
    if (answer.status === 403) {
      device.streams.delete(scope);
      const brand = scope.split(':')[1] ?? '';
      for (const each of device.replica.scopes()) if (each.includes(brand)) wipe(device, each);
      wipe(device, scope);
      return false;
    }
    const messages = answer.body as object[];
    const [handle, offset] = [answer.headers['electric-handle'], answer.headers['electric-offset']];
    if (answer.status === 409) {
      stream.at = { offset: '-1', handle: handle ?? null };
      stream.batcher.take(messages, { handle, offset: '-1' });
      return true;
    }
    stream.at = { offset: offset ?? '', handle: handle ?? null };
    const effect = stream.batcher.take(messages, { handle, offset: offset ?? '' });
    if (effect.do === 'restart') throw new Error(effect.why);
    if (effect.do === 'apply') {
      device.replica.applyServer(scope, effect.changes, effect.position);
    }
    if (effect.do === 'snapshot') {
      if (effect.begins) device.replica.snapshot.begin(scope);
      device.replica.snapshot.add(scope, effect.changes);
      if (effect.whole) device.replica.snapshot.finish(scope, effect.whole);
    }
    if (effect.do === 'apply' || (effect.do === 'snapshot' && effect.whole)) {
      if (scope === personScope(device.person)) {
        for (const gone of scopesByAccess(device.replica, scope).gone) wipe(device, gone);
      }
    }
    return effect.do !== 'nothing';
  }
  function wipe(device: Device, scope: string) {
    device.streams.delete(scope);
    device.replica.wipeScope(scope);
  }
  const scopesOf = (device: Device) => {
    const own = personScope(device.person);
    return [own, ...scopesByAccess(device.replica, own).wanted];
  };

  function write(device: Device, what: number, pick: number) {
    const brand = brands[pick % 4 === 3 ? 1 : 0] ?? '';
    const post = nth(
      device.replica.read.all<{ id: string; brand_id: string; version: number; caption: string }>(
        'select id, brand_id, version, caption from posts order by id',
      ),
      pick,
    );
    const pillar = nth(
      device.replica.read.all<{ id: string; brand_id: string }>(
        'select id, brand_id from pillars order by id',
      ),
      pick,
    );
    const named = post && { id: post.id, brand_id: post.brand_id };
    const wall = at(`2026-12-0${1 + (pick % 9)}T09:00`);
    const edit = post && { caption: `${post.caption} ${device.name} ${pick}.` };
    const choices = [
      {
        name: 'post.create',
        args: postArgs(brand, { caption: 'One. Two. Three.', when: pick % 2 ? wall : null }),
      },
      { name: 'pillar.create', args: pillarArgs(brand) },
      named && { name: 'post.edit', args: { ...named, fields: edit, base: { caption: post.caption } } },
      named && { name: 'post.edit', args: { ...named, fields: edit, base: { caption: post.caption } } },
      named && {
        name: 'post.edit',
        args: { ...named, fields: { title: `${device.name} ${pick}` }, base: {} },
      },
      named && { name: 'post.schedule', args: { ...named, when: wall } },
      named && { name: 'post.delete', args: { ...named, version: post.version } },
      named && { name: 'post.unschedule', args: named },
      pillar && { name: 'pillar.edit', args: { ...pillar, fields: { name: `P ${device.name} ${pick}` } } },
      pillar && { name: 'pillar.delete', args: pillar },
      { name: 'pillar.create', args: pillarArgs(brand, { name: REFUSED }) },
      { name: 'post.create', args: postArgs(brand, { title: REFUSED }) },
    ];
    const choice = choices[what % choices.length];
    if (!choice) return;
    const waiting = () =>
      device.replica.read.all<{ uuid: string }>('select uuid from outbox').map(({ uuid }) => uuid);
    const before = waiting();
    const [uuid = ''] = device.replica.mutate([choice], device.person);
    const after = new Set(waiting());
    // What it was folded into is another write from then on.
    for (const each of before) if (!after.has(each)) device.made.delete(each);
    device.made.add(uuid);
  }

  async function take(next: Step) {
    if (next.do === 'rotate') return server.rotate();
    if (!('who' in next)) {
      const [person, brand] = [people[1] ?? '', brands[next.brand % brands.length] ?? ''];
      return next.do === 'leave' ? server.leave(person, brand) : server.join(person, brand);
    }
    const device = nth(devices, next.who);
    if (!device) return;
    switch (next.do) {
      case 'write':
        return write(device, next.what, next.pick);
      case 'push':
        return void (await push(device, next.fault, next.narrow));
      case 'pull': {
        const scopes = scopesOf(device);
        return void pull(device, scopes[next.scope % scopes.length] ?? '', next.chunk);
      }
      case 'fetch':
        for (const scope of scopesOf(device))
          while (scopesOf(device).includes(scope) && pull(device, scope, 1000));
        return;
      case 'restart':
        device.replica.close();
        return reopen(device);
      case 'cut':
        return device.streams.clear();
      case 'backup':
        if (device.backup) return;
        device.backup = { file: snapshot(device, `${device.name}-backup`), made: new Set(device.made) };
        return;
      case 'restore': {
        if (!device.backup) return;
        const file = bench.file(device.name);
        device.replica.close();
        for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
        const db = new Database(device.backup.file);
        db.prepare('vacuum into ?').run(file);
        db.close();
        // What was written after the copy and never left is gone with the disk it was on.
        device.made = new Set(device.backup.made);
        return reopen(device);
      }
      case 'copy': {
        if (copies >= 2) return;
        copies += 1;
        const name = `${device.name}-copy-${copies}`;
        snapshot(device, name);
        addDevice(name, device.person).made = new Set(device.made);
        return;
      }
      case 'discard': {
        const waiting = device.replica.read.all<{ uuid: string; name: string; state: string }>(
          "select uuid, name, state from outbox where state <> 'applied' and name <> 'noop' order by seq",
        );
        const entry = nth(waiting, next.pick);
        if (!entry || entry.name === 'brand.create') return;
        settled.add(entry.uuid);
        device.replica.sending.discard(entry.uuid);
      }
    }
  }
  const snapshot = (device: Device, name: string) => {
    const db = new Database(bench.file(device.name));
    db.prepare('vacuum into ?').run(bench.file(name));
    db.close();
    return bench.file(name);
  };

  async function quiet() {
    for (let round = 0, moved = true; moved; round += 1) {
      if (round > 60) throw new Error('it does not become quiet');
      moved = false;
      for (const device of devices) {
        for (let n = 0; n < 20; n += 1) {
          const { next } = await push(device, 'none', false);
          if (next === 'idle') break;
          moved = true;
        }
        const own = personScope(device.person);
        while (pull(device, own, 1000)) moved = true;
        for (const orphan of scopesByAccess(device.replica, own).orphaned) {
          wipe(device, orphan);
          moved = true;
        }
        for (const scope of scopesOf(device))
          while (scopesOf(device).includes(scope) && pull(device, scope, 1000)) moved = true;
      }
    }
  }

  try {
    for (const next of steps) await take(next);
    await quiet();
    for (const device of devices) {
      expect(device.replica.sending.waiting(), `${device.name}: writes still wait`).toBe(0);
      expect(
        device.replica.read.all('select * from base_rows'),
        `${device.name}: rows still touched`,
      ).toEqual([]);
      expect(rowsOf(device.replica), `${device.name}: not what the server holds`).toEqual(
        sorted(server.rowsFor(device.person)),
      );
      const kept = new Set(device.replica.keptWrites().map(({ uuid }) => uuid));
      const failed = new Set(device.replica.sending.failed().map(({ uuid }) => uuid));
      for (const uuid of device.made) {
        const outcome = server.outcomeOf(uuid);
        const known =
          outcome?.status === 'applied' || failed.has(uuid) || kept.has(uuid) || settled.has(uuid);
        expect(known, `${device.name}: ${uuid} is unaccounted for (${outcome?.status})`).toBe(true);
      }
    }
    for (const [uuid, times] of server.applied) expect(times, `${uuid} was applied more than once`).toBe(1);
  } finally {
    bench.clean();
  }
}

const nth = <T>(list: T[], n: number): T | undefined => list[n % Math.max(1, list.length)];

const sorted = (rows: Map<string, unknown>) =>
  Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));

function rowsOf(replica: Replica): Record<string, unknown> {
  const rows = new Map<string, unknown>();
  for (const kind of kindNames) {
    for (const raw of replica.read.all<Record<string, unknown>>(`select * from ${kinds[kind].table}`)) {
      rows.set(`${kind}/${raw.id}`, decodeRow(kind, raw));
    }
  }
  return sorted(rows);
}

describe('whatever happens on the way', () => {
  it(`once it is quiet every device equals the server, nothing lost, nothing twice (${RUNS} runs)`, async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 100 }), run), {
      numRuns: RUNS,
    });
  }, 600_000);
});
