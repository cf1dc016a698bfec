import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SyncState } from '../../shared/ipc/sync.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import type { Note } from '../../shared/notices.ts';
import { planningScope } from '../../shared/scopes.ts';
import { readLanguages } from '../languages.ts';
import { createLog } from '../log.ts';
import type { Replica } from '../replica/replica.ts';
import { brandArgs, createBench, postArgs } from '../replica/testing.ts';
import type { Workspace } from '../workspace.ts';
import { createNotices } from './notices.ts';

const bench = createBench();
afterEach(() => bench.clean());

const NOW = '2026-11-23T08:00:30.000Z';
let replica: Replica;
let db: Database.Database;
let told: Note[];
let now: string;
let online: boolean;
let sync: Pick<SyncState, 'status' | 'lastSyncedAt'>;
const brand = uuidv4();
const channel = uuidv4();
const device = 'this device';

beforeEach(() => {
  now = NOW;
  online = true;
  sync = { status: 'local', lastSyncedAt: null };
  told = [];
  db = new Database(':memory:');
  replica = bench.open(uuidv4(), { now: () => new Date(now) });
  const account = { id: channel, brand_id: brand, platform: 'bluesky' as const, device_id: device };
  replica.mutate(
    [
      { name: 'brand.create', args: brandArgs(brand) },
      {
        name: 'connection.add',
        args: { ...account, handle: 'bakery', display_name: '', remote_account_id: '1', service_url: null },
      },
    ],
    null,
  );
});

function notices(over: { now?: () => Date; lookMs?: number } = {}) {
  return createNotices({
    db,
    deviceId: device,
    online: () => online,
    settings: () => ({}),
    language: () => readLanguages()(undefined),
    tell: (note) => told.push(note),
    now: () => new Date(now),
    log: createLog({ level: 'silent' }),
    ...over,
  });
}
const workspace = () =>
  ({ replica: { ...replica, syncState: () => sync }, account: null }) as unknown as Workspace;

const MINUTE = 60_000;
const after = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();
const DUE = '2026-11-23T09:00:00.000Z';

/** A post due at nine on a channel, as somebody planned it the day before. */
function planned(title: string, over: { connection?: string; byHand?: boolean; due?: string } = {}): string {
  const { connection = channel, byHand = false, due = DUE } = over;
  const post = uuidv4();
  const when = { wall_time: due.slice(0, 16), time_zone: 'UTC', schedule_id: null, slot_key: null };
  const named = { brand_id: brand, post_id: post, connection_id: connection };
  replica.mutate(
    [
      { name: 'post.create', args: { ...postArgs(brand), id: post, title, when } },
      { name: 'target.add', args: { ...named, text: null, by_hand: byHand } },
    ],
    null,
  );
  return post;
}
/** The same as the server has it. */
function known(title: string, connection: string): string {
  const post = uuidv4();
  const stamps = { created_at: NOW, updated_at: NOW, version: 1 };
  const when = { scheduled_at: DUE, wall_time: DUE.slice(0, 16), time_zone: 'UTC' };
  const none = { schedule_id: null, slot_key: null, pillar_id: null, link: null, created_by: null };
  const words = { title, caption: 'Fresh.', notes: '', hashtags: [], status: 'scheduled' };
  const target = {
    id: targetId(post, connection),
    brand_id: brand,
    post_id: post,
    connection_id: connection,
  };
  const plain = { text: null, format: null, by_hand: false, options: null };
  serve('post', { id: post, brand_id: brand, ...words, ...when, ...none, ...stamps });
  serve('target', { ...target, ...plain, scheduled_at: null, wall_time: null, time_zone: null, ...stamps });
  return post;
}
const serve = (
  kind: 'post' | 'target' | 'connection' | 'publication',
  row: { id: string } & Record<string, unknown>,
) =>
  replica.applyServer(planningScope(brand), [{ op: 'put', kind, id: row.id, data: row }], {
    handle: 'h',
    offset: '1_0',
  });
/** An account that the server, or another device, holds. */
function heldBy(holder: 'server' | 'device'): string {
  const id = uuidv4();
  const row = {
    ...{ id, brand_id: brand, platform: 'sandbox', holder, device_id: holder === 'device' ? 'other' : null },
    ...{ handle: holder, display_name: '', remote_account_id: id, service_url: null, limits: null },
    ...{ status: 'connected', status_code: null, created_at: NOW, updated_at: NOW, version: 1 },
  };
  serve('connection', row);
  return id;
}
/** Every minute until then one look; what was told meanwhile. */
function until(watch: ReturnType<typeof notices>, end: string): Note[] {
  for (; now < end; now = after(now, MINUTE)) watch.look(workspace());
  watch.look(workspace());
  return told.splice(0);
}
const heard = () => ({ status: 'up_to_date' as const, lastSyncedAt: now });

test('a post that is due and that nobody takes is told of some minutes later, once, and leads to itself', () => {
  const post = planned('Rye');
  const watch = notices();
  expect(until(watch, after(DUE, 4 * MINUTE))).toEqual([]);
  const [note, ...more] = until(watch, after(DUE, 30 * MINUTE));
  expect(note).toMatchObject({ title: 'Late: Rye', route: `/post/${post}` });
  expect(note?.body).toContain('this device has not been able to send it');
  expect(more).toEqual([]);
  // Also after another start.
  expect(until(notices(), after(now, 5 * MINUTE))).toEqual([]);
});

test('time alone makes it late, without anything being written', async () => {
  const begun = performance.now();
  planned('Rye', { due: '2026-11-23T07:56:00.000Z' });
  const started = '2026-11-23T08:00:59.900Z';
  const ticking = notices({
    now: () => new Date(Date.parse(started) + performance.now() - begun),
    lookMs: 50,
  });
  const stop = ticking.follow(workspace());
  await vi.waitFor(() => expect(told).toMatchObject([{ title: 'Late: Rye' }]), { timeout: 20_000 });
  stop();
});

test('a device that was just started, or slept, waits until it has heard what went out meanwhile', () => {
  planned('Rye');
  const watch = notices();
  now = after(DUE, 60 * MINUTE);
  watch.look(workspace());
  expect(told).toEqual([]);
  now = after(now, 8 * 60 * MINUTE);
  watch.look(workspace());
  expect(told).toEqual([]);
  expect(until(watch, after(now, MINUTE))).toMatchObject([{ title: 'Late: Rye' }]);
});

test('what the server holds is late when the server was heard and says nothing of it', () => {
  const post = known('Rye', heldBy('server'));
  const watch = notices();
  sync = { status: 'up_to_date', lastSyncedAt: after(DUE, -MINUTE) };
  expect(until(watch, after(DUE, 20 * MINUTE))).toEqual([]);
  sync = heard();
  const [note] = until(watch, after(now, MINUTE));
  expect(note).toMatchObject({ title: 'Late: Rye', route: `/post/${post}` });
  expect(note?.body).toContain('nobody has begun');
});

test('a server that does not answer is told of, a device without a network is not', () => {
  known('Rye', heldBy('server'));
  const watch = notices();
  sync = { status: 'offline', lastSyncedAt: after(DUE, -MINUTE) };
  online = false;
  expect(until(watch, after(DUE, 20 * MINUTE))).toEqual([]);
  online = true;
  expect(until(watch, after(now, 4 * MINUTE))).toEqual([]);
  const [note] = until(watch, after(now, 4 * MINUTE));
  expect(note?.body).toContain('may be out all the same');
});

test('what this device has not sent to the server is late without asking anybody', () => {
  planned('Rye', { connection: heldBy('server') });
  online = false;
  sync = { status: 'offline', lastSyncedAt: null };
  const [note] = until(notices(), after(DUE, 7 * MINUTE));
  expect(note?.body).toContain('waits for what this device has to send');
});

test('what somebody asked for now is late when nobody begins to send it', () => {
  const server = heldBy('server');
  const post = known('Rye', server);
  const id = publicationId(targetId(post, server), 'once');
  const asked = after(DUE, 10 * MINUTE);
  const none = { published_at: null, late_ms: null, remote_id: null, url: null, next_try_at: null, tries: 0 };
  const fine = { error_code: null, error_class: 'none', error_message: null, updated_at: asked };
  const of = { subject: 'target', subject_id: targetId(post, server), post_id: post, part_id: null };
  serve('publication', {
    ...{ id, brand_id: brand, connection_id: server, occurrence: 'once', state: 'waiting', due_at: asked },
    ...{ ...none, ...fine, ...of },
  });
  const watch = notices();
  sync = { status: 'up_to_date', lastSyncedAt: after(DUE, 60 * MINUTE) };
  expect(until(watch, after(asked, 4 * MINUTE))).toEqual([]);
  expect(until(watch, after(asked, 10 * MINUTE))).toMatchObject([{ title: 'Late: Rye' }]);
});

test('what a person puts up, what is not approved and what somebody has taken is not late', () => {
  planned('By hand', { byHand: true });
  const taken = planned('Taken', { connection: heldBy('device') });
  expect(until(notices(), after(DUE, 7 * MINUTE))).toMatchObject([{ title: 'Late: Taken' }]);
  const failure = { error_code: 'network', error_class: 'retry' as const, error_message: null };
  replica.mutate(
    [
      {
        name: 'publication.record',
        args: {
          ...{ brand_id: brand, subject: 'target', subject_id: targetId(taken, channel), post_id: taken },
          ...{ connection_id: channel, due_at: DUE, tries: 1, result: { state: 'failed', ...failure } },
        },
      },
      { name: 'approval.set', args: { brand_id: brand, required: true } },
    ],
    null,
  );
  planned('Not approved', { due: after(DUE, 10 * MINUTE) });
  expect(until(notices(), after(DUE, 30 * MINUTE)).map(({ title }) => title)).toEqual([
    'Not published: Taken',
  ]);
});
