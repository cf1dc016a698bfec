import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WebSocket } from 'ws';
import { createBridge } from '../renderer/app/bridge.ts';
import { followQuery } from '../shared/follow-query.ts';
import type { DesktopApi } from '../shared/ipc/index.ts';
import type { QueryArgs, QueryName, QueryResult } from '../shared/queries.ts';
import { atEnd, root } from './harness.ts';
import { fill, openBenchReplica } from './replica.ts';

/** The desktop as it is started, in the browser's host, and what a page of it does. */

/** Builds what `npm start` runs. */
export function build(): void {
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('The app could not be built.');
}

/** A profile with one brand, never signed in, with so much in it; `waiting` edits of posts are in its outbox. */
export function fillProfile(
  profile: string,
  brandId: string,
  size: { posts: number; comments: number; perDay: number },
  edits: readonly { name: string; args: unknown }[] = [],
): void {
  const file = join(profile, 'local.sqlite');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const replica = openBenchReplica(file);
  fill(replica, brandId, size);
  if (edits.length > 0) replica.mutate(edits, null);
  replica.close();
}

/**
 * With BENCH_PROFILE=<folder> it leaves CPU profiles there.
 * @returns the address to open, its token in the fragment
 */
export async function startHost(
  profile: string,
): Promise<{ url: URL; child: ChildProcess; stop(): Promise<void> }> {
  const profiled = process.env.BENCH_PROFILE;
  const flags = profiled ? ['--cpu-prof', `--cpu-prof-dir=${profiled}`] : [];
  const child = spawn(process.execPath, [...flags, join(root, 'out', 'main', 'browser.js')], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    // Nobody listens there: this desktop has no account.
    env: {
      ...process.env,
      PILLARBOX_PROFILE: profile,
      PILLARBOX_SERVER_URL: 'http://127.0.0.1:9',
      LOG_LEVEL: 'error',
    },
  });
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    const gone = new Promise((done) => child.once('exit', done));
    child.send('close');
    await gone;
  };
  atEnd(stop);
  const url = await new Promise<URL>((done, failed) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += String(chunk);
      const [, address] = /PILLARBOX_URL (\S+)/.exec(text) ?? [];
      if (address) done(new URL(address));
    });
    child.once('exit', () => failed(new Error('The desktop ended before it could be opened.')));
  });
  return { url, child, stop };
}

/** A page's own bridge, on a socket of this process. */
export function openPage(url: URL): DesktopApi {
  const token = url.hash.slice(1);
  return createBridge({
    connect: () => {
      const socket = new WebSocket(`ws://${url.host}/core`, ['pillarbox', token], { origin: url.origin });
      // Its host may have ended before it.
      socket.on('error', () => undefined);
      atEnd(() => socket.terminate());
      return socket as unknown as globalThis.WebSocket;
    },
    onSession: () => undefined,
    openExternal: () => undefined,
    saveFile: () => undefined,
    download: () => undefined,
    addFile: () => Promise.reject(new Error('This page adds no files.')),
  });
}

/** Follows a live query as a screen does: patches are applied, `onResult` gets the whole. */
export const follow = <N extends QueryName>(
  page: DesktopApi,
  name: N,
  args: QueryArgs<N>,
  onResult: (result: QueryResult<N>) => void,
): (() => void) =>
  followQuery(
    (onMessage) => page.subscribe('query', { name, args }, onMessage),
    (value) => onResult(value as QueryResult<N>),
    (error) => console.error(error),
  );
