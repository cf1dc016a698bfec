import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { openDesktop } from '../support/desktop.ts';
import { film } from '../support/films.ts';
import { sha256 } from '../support/pictures.ts';
import type { MediaEvent, MediaTask } from './media-desktop-child.ts';

const PERSON = { email: 'ada@example.test', password: 'a long password' };
const LONG = 60_000;
/** Who is no root may mount in a user namespace; root needs none, and would lose the database's socket in it. */
const NAMESPACE = process.getuid?.() === 0 ? '-m' : '-rm';

let database: TestDatabase;
let folder: string;
let port: number;
let brandId: string;
let server: Child;
const children = new Set<ChildProcess>();

type Child = { process: ChildProcess; events: MediaEvent[]; kill(): Promise<void> };

/**
 * Runs a child of ours in a process of its own.
 * @param room where a disk of so many MiB is put under it, in a mount namespace of its own
 */
function start(file: string, args: string[], room?: { at: string; mib: number }): Child {
  const script = fileURLToPath(new URL(`./${file}`, import.meta.url));
  const options = { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] as ('ignore' | 'inherit' | 'ipc')[] };
  const mount = room && `mount -t tmpfs -o size=${room.mib}m tmpfs "${room.at}" && exec "$0" "$@"`;
  const child = mount
    ? spawn('unshare', [NAMESPACE, 'sh', '-c', mount, process.execPath, script, ...args], options)
    : spawn(process.execPath, [script, ...args], options);
  children.add(child);
  const events: MediaEvent[] = [];
  child.on('message', (message) => events.push(message as MediaEvent));
  return {
    process: child,
    events,
    async kill() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
      child.kill('SIGKILL');
      await ended;
      children.delete(child);
    },
  };
}

async function startServer(room?: { at: string; mib: number }): Promise<Child> {
  const child = start('media-server-child.ts', [database.url, String(port), join(folder, 'server')], room);
  await once(child.process, 'message');
  return child;
}
function startDesktop(task: Partial<MediaTask>, room?: { at: string; mib: number }): Child {
  const whole: MediaTask = {
    profile: join(folder, 'desktop'),
    serverUrl: `http://127.0.0.1:${port}`,
    ...PERSON,
    brandId,
    ...task,
  };
  mkdirSync(whole.profile, { recursive: true });
  return start('media-desktop-child.ts', [JSON.stringify(whole)], room);
}
const saw = (child: Child, event: MediaEvent['event'], times = 1) =>
  vi.waitFor(
    () => expect(child.events.filter((one) => one.event === event).length).toBeGreaterThanOrEqual(times),
    {
      timeout: LONG,
      interval: 5,
    },
  );

beforeEach(async () => {
  database = await testDatabase();
  folder = mkdtempSync(join(tmpdir(), 'media-killed-'));
  mkdirSync(join(folder, 'server'));
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  port = (probe.address() as { port: number }).port;
  probe.close();
  await once(probe, 'close');
  server = await startServer();
  const desktop = await openDesktop({ serverUrl: `http://127.0.0.1:${port}` });
  await desktop.invoke('session.signUp', { ...PERSON, name: 'Ada' });
  await vi.waitFor(() => expect(desktop.query('organizations', {})).toHaveLength(1), { timeout: LONG });
  brandId = uuidv7();
  await desktop.mutate('brand.create', {
    id: brandId,
    organization_id: desktop.query('organizations', {})[0]?.id ?? null,
    name: 'Corner shop',
    time_zone: 'Europe/London',
    week_starts_on: 1,
  });
  await desktop.until(({ sync }) => sync.status === 'up_to_date');
  await desktop.close();
  desktop.remove();
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const onServer = (hash: string) => join(folder, 'server', 'media', 'objects', hash.slice(0, 2), hash);
const stored = () =>
  database.owner<{ files: number; assets: number }>(sql`
    select (select count(*)::int from app.media_files) as files,
           (select count(*)::int from app.assets where uploaded_at is not null) as assets`);

test('kill -9 of the desktop and of the server in the middle: the bytes arrive once, and equal', async () => {
  const bytes = await film('mp4', { seconds: 24, size: 200_000 });
  const path = join(folder, 'film.mp4');
  writeFileSync(path, bytes);
  const pieces = (child: Child) => child.events.flatMap((one) => (one.event === 'gave' ? [one] : []));

  // While the file is copied in: nothing half is left, and the next life adds it.
  const first = startDesktop({ path });
  await saw(first, 'adding');
  await first.kill();
  // The server goes away between two pieces, then the desktop.
  const second = startDesktop({ path });
  await saw(second, 'gave', 2);
  await server.kill();
  server = await startServer();
  await saw(second, 'gave', pieces(second).length + 1);
  await second.kill();
  const last = startDesktop({ path });
  await saw(last, 'uploaded');
  expect(readFileSync(onServer(sha256(bytes))).equals(bytes)).toBe(true);
  expect(await stored()).toEqual([{ files: 1, assets: 1 }]);
  expect(readdirSync(join(folder, 'server', 'media', 'uploads'))).toEqual([]);
  // What had arrived is not sent again: no life begins before the last whole piece of the one before.
  const whole = pieces(second).at(-2);
  expect(pieces(last)[0]?.offset).toBeGreaterThanOrEqual(whole?.offset ?? 0);
  expect(pieces(last)[0]?.offset).toBeGreaterThan(0);
}, 180_000);

test('a server whose disk is full says so, and takes the file when there is room', async () => {
  const bytes = await film('mp4', { seconds: 10, size: 200_000 });
  const path = join(folder, 'film.mp4');
  writeFileSync(path, bytes);
  await server.kill();
  const at = join(folder, 'server');
  server = await startServer({ at, mib: 8 });
  const desktop = startDesktop({ path });
  await saw(desktop, 'stuck');
  expect(desktop.events).toContainEqual({ event: 'stuck', code: 'server_disk_full' });
  expect(desktop.events).not.toContainEqual({ event: 'uploaded' });
  await server.kill();
  server = await startServer();
  await saw(desktop, 'uploaded');
  expect(readFileSync(onServer(sha256(bytes))).equals(bytes)).toBe(true);
  await desktop.kill();
}, 120_000);

test('a desktop whose disk is full takes nothing of a file, says so, and goes on working', async () => {
  const path = join(folder, 'film.mp4');
  writeFileSync(path, await film('mp4', { seconds: 20, size: 200_000 }));
  const at = join(folder, 'desktop');
  mkdirSync(at);
  const desktop = startDesktop({ path }, { at, mib: 24 });
  await saw(desktop, 'added');
  expect(desktop.events).toContainEqual({ event: 'refused', code: 'disk_full' });
  expect(await stored()).toEqual([{ files: 0, assets: 0 }]);
  await desktop.kill();
}, 120_000);
