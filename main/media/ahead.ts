import { AppError } from '../../shared/errors.ts';
import type { DownloadState } from '../../shared/ipc/media.ts';
import type { Row } from '../../shared/kinds/index.ts';
import type { Log } from '../log.ts';
import { type Backoff, createBackoff } from '../sync/backoff.ts';
import type { Workspace } from '../workspace.ts';
import type { Fetcher } from './fetcher.ts';
import type { FileStore } from './file-store.ts';
import type { Paused } from './paused.ts';
import { plannedElsewhere } from './rows.ts';

/** Fetches files of posts that are coming up, so that they can be looked at, and sent by hand, with no connection. */
export type Ahead = {
  /** What comes to this device, or would: on its way first, then what waits, was stopped, or failed. At most 200. */
  states(): DownloadState[];
  stop(assetId: string): void;
  resume(assetId: string): void;
  follow(workspace: Workspace): () => void;
  close(): Promise<void>;
};

const DAYS = 14;
/** Larger ones are fetched when somebody looks at them. */
const MOST_BYTES = 512 * 1024 * 1024;
const LOOK_MS = 60_000;
const SHOWN = 200;
const BACKOFF = { baseMs: 2000, maxMs: 10 * 60_000 };

export function createAhead(deps: {
  files: Fetcher;
  store: FileStore;
  paused: Paused;
  current(): Workspace;
  onChange(): void;
  log: Log;
  backoff?: { baseMs: number; maxMs: number };
}): Ahead {
  const { files, store, paused, current, onChange, log } = deps;
  const backoff = deps.backoff ?? BACKOFF;
  const rests = new Map<string, { backoff: Backoff; until: number; code: string }>();
  let working: Promise<void> | null = null;
  let again: NodeJS.Timeout | undefined;
  let closed = false;

  const wanted = () =>
    current().account
      ? plannedElsewhere(current().replica, { days: DAYS, mostBytes: MOST_BYTES, limit: SHOWN })
      : [];
  const missing = (): Row<'asset'>[] => wanted().filter(({ sha256 }) => !store.has(sha256));

  const work = async () => {
    for (;;) {
      const now = Date.now();
      const next = missing().find(({ id }) => !paused.has(id) && (rests.get(id)?.until ?? 0) <= now);
      if (closed || !next) return;
      try {
        await files.file(next);
        rests.delete(next.id);
      } catch (error) {
        const code = error instanceof AppError ? error.code : 'internal';
        if (code === 'media_stopped') continue;
        const known = rests.get(next.id)?.backoff ?? createBackoff(backoff);
        rests.set(next.id, { backoff: known, until: Date.now() + known.next(0), code });
        log.info({ asset: next.id, code }, 'a file of a post to come could not be fetched yet');
      }
      onChange();
    }
  };
  const kick = () => {
    if (closed || working) return;
    clearTimeout(again);
    working = work().finally(() => {
      working = null;
      if (closed) return;
      const soonest = Math.min(
        LOOK_MS,
        ...[...rests.values()].map(({ until }) => Math.max(10, until - Date.now())),
      );
      again = setTimeout(kick, soonest);
      again.unref();
    });
  };

  return {
    states() {
      const running = files.running();
      const shown = running.map(({ asset, received }): DownloadState => {
        return {
          assetId: asset.id,
          name: asset.name,
          bytes: asset.bytes,
          received,
          state: 'fetching',
          code: null,
        };
      });
      for (const { id, name, bytes } of missing()) {
        if (shown.some(({ assetId }) => assetId === id)) continue;
        const code = rests.get(id)?.code ?? null;
        const state = paused.has(id) ? 'paused' : code && !PASSING.includes(code) ? 'failed' : 'waiting';
        shown.push({ assetId: id, name, bytes, received: 0, state, code });
      }
      return shown.slice(0, SHOWN);
    },
    stop(assetId) {
      paused.add(assetId);
      files.stop(assetId);
      onChange();
    },
    resume(assetId) {
      paused.delete(assetId);
      rests.delete(assetId);
      onChange();
      kick();
    },
    follow(workspace) {
      kick();
      return workspace.replica.onCommit((kinds) => {
        if (kinds.has('asset') || kinds.has('attachment') || kinds.has('post')) kick();
      });
    },
    async close() {
      closed = true;
      clearTimeout(again);
      for (const { asset } of files.running()) files.stop(asset.id);
      await working;
    },
  };
}

/** It will be tried again, and nobody has to do anything. */
const PASSING = ['offline', 'server_unreachable', 'bad_answer', 'internal', 'file_read_failed'];
