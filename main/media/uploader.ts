import { AppError } from '../../shared/errors.ts';
import type { UploadState } from '../../shared/ipc/media.ts';
import type { Row } from '../../shared/kinds/index.ts';
import type { Log } from '../log.ts';
import type { ServerApi } from '../session/server-api.ts';
import { type Backoff, createBackoff } from '../sync/backoff.ts';
import type { Workspace } from '../workspace.ts';
import type { FileStore } from './file-store.ts';
import type { Paused } from './paused.ts';
import { notUploaded } from './rows.ts';
import { upload } from './upload.ts';

/** Sends files of the library to the server, a few at a time, until it has them all. */
export type Uploader = {
  /** What is on this device and not on the server, oldest first. */
  states(): UploadState[];
  /** Stops sending this file until `resume`, also after a restart. What has arrived stays there for a while. */
  pause(assetId: string): void;
  resume(assetId: string): void;
  follow(workspace: Workspace): () => void;
  close(): Promise<void>;
};

const AT_ONCE = 2;
const LOOK_MS = 5000;
const SHOWN = 200;
const BACKOFF = { baseMs: 1000, maxMs: 60_000 };
/** Asking again changes nothing about these, until a person does something. */
const FINAL = [
  'media_quota',
  'media_mismatch',
  'file_damaged',
  'file_type_unsupported',
  'file_too_large_for_server',
  'forbidden',
];

type Job = { sent: number; stop: AbortController; done: Promise<void> };
type Rest = { backoff: Backoff; until: number; code: string | null; final: boolean };

export function createUploader(deps: {
  store: FileStore;
  paused: Paused;
  api: Pick<ServerApi, 'fetch'>;
  current(): Workspace;
  onChange(): void;
  log: Log;
  backoff?: { baseMs: number; maxMs: number };
}): Uploader {
  const { store, paused, api, current, onChange, log } = deps;
  const jobs = new Map<string, Job>();
  const rests = new Map<string, Rest>();
  let closed = false;

  const here = (limit: number) =>
    notUploaded(current().replica, limit).filter(({ sha256 }) => store.has(sha256));

  const run = async (
    asset: Pick<Row<'asset'>, 'id' | 'brand_id' | 'sha256' | 'bytes'>,
    job: Job,
  ): Promise<void> => {
    const { id, sha256 } = asset;
    try {
      await upload(
        {
          fetch: api.fetch,
          signal: job.stop.signal,
          onProgress(sent) {
            job.sent = sent;
            onChange();
          },
        },
        { brandId: asset.brand_id, sha256, bytes: asset.bytes, path: store.path(sha256) },
      );
      // The row says so when the stream has brought it; until then there is nothing more to do for it.
      rests.set(id, {
        backoff: createBackoff(BACKOFF),
        until: Date.now() + LOOK_MS,
        code: null,
        final: false,
      });
    } catch (error) {
      if (job.stop.signal.aborted) return;
      const failure = error instanceof AppError ? error : null;
      // What the server calls another file may have gone bad on this disk.
      const bad = failure?.code === 'media_mismatch' && !(await store.intact(sha256));
      const code = bad ? 'file_damaged' : (failure?.code ?? 'internal');
      if (!failure) log.error({ err: error, asset: id }, 'an upload failed in a way nobody foresaw');
      else log.info({ asset: id, code }, 'an upload stopped');
      const known = rests.get(id);
      const backoff = known?.backoff ?? createBackoff(deps.backoff ?? BACKOFF);
      const wait = Number(failure?.details.retryAfterMs ?? 0);
      rests.set(id, { backoff, until: Date.now() + backoff.next(wait), code, final: FINAL.includes(code) });
    } finally {
      jobs.delete(id);
      onChange();
      setImmediate(kick);
    }
  };

  const kick = () => {
    if (closed) return;
    const { account, replica } = current();
    if (!account) return;
    for (const asset of here(-1)) {
      if (jobs.size >= AT_ONCE) return;
      const rest = rests.get(asset.id);
      if (jobs.has(asset.id) || paused.has(asset.id) || rest?.final || (rest?.until ?? 0) > Date.now())
        continue;
      // The server takes the bytes of what it knows: the asset's own row goes first.
      if (replica.pending('asset', asset.id)) continue;
      const job: Job = { sent: 0, stop: new AbortController(), done: Promise.resolve() };
      jobs.set(asset.id, job);
      job.done = run(asset, job);
    }
  };
  const timer = setInterval(kick, Math.min(LOOK_MS, (deps.backoff ?? BACKOFF).maxMs));
  timer.unref();

  return {
    states() {
      const { account } = current();
      return here(SHOWN * 5)
        .slice(0, SHOWN)
        .map(({ id, name, bytes }) => {
          const job = jobs.get(id);
          const rest = rests.get(id);
          const state = paused.has(id)
            ? 'paused'
            : job
              ? 'sending'
              : rest?.final
                ? 'failed'
                : account
                  ? 'waiting'
                  : 'local';
          return { assetId: id, name, bytes, sent: job?.sent ?? 0, state, code: rest?.code ?? null };
        });
    },
    pause(assetId) {
      paused.add(assetId);
      jobs.get(assetId)?.stop.abort();
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
        if (kinds.has('asset')) kick();
      });
    },
    async close() {
      closed = true;
      clearInterval(timer);
      const running = [...jobs.values()];
      for (const { stop } of running) stop.abort();
      await Promise.allSettled(running.map(({ done }) => done));
    },
  };
}
