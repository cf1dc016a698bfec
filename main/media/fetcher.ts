import { createWriteStream } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import type { Row } from '../../shared/kinds/index.ts';
import { filePath, thumbPath } from '../../shared/media/api.ts';
import { thumbnail } from '../../shared/media/images.ts';
import type { Log } from '../log.ts';
import type { ServerApi } from '../session/server-api.ts';
import { asAppError, type FileStore } from './file-store.ts';

/** Gets files that other devices added, when somebody looks at them, and makes small copies to show. */
export type Fetcher = {
  /**
   * The whole file on this device; fetched, and checked against its hash, if it is not here. What was cut off goes on
   * where it stopped, also after a restart.
   * @throws AppError `media_elsewhere` (only another device has it), `media_lost`, `bad_answer`, `disk_full`,
   *   `media_stopped` (a person said so), or why the server cannot be reached
   */
  file(asset: Row<'asset'>): Promise<string>;
  /** A small WebP. @returns null where there is no picture of the file, or it is neither here nor on the server */
  thumb(asset: Row<'asset'>): Promise<string | null>;
  /** Files on their way to this device now; what was let go of is not, however long its request takes to end. */
  running(): { asset: Row<'asset'>; received: number }[];
  /** Lets go of a file that is on its way. What has come stays for the next time. */
  stop(assetId: string): void;
};

/** Longer side in pixels: sharp on a display with two pixels for each. */
const THUMB_SIDE = 480;
const AT_ONCE = 3;

export function createFetcher(deps: {
  store: FileStore;
  api: Pick<ServerApi, 'fetch'>;
  onChange(): void;
  log: Log;
}): Fetcher {
  const { store, api, onChange, log } = deps;
  const downloads = new Map<string, { asset: Row<'asset'>; received: number; stop: AbortController }>();
  const running = new Map<string, Promise<string>>();
  const inTurn = createTurns(AT_ONCE);

  /** One piece of work for one thing, however many ask. */
  const once = (key: string, work: () => Promise<string>): Promise<string> => {
    const known = running.get(key);
    if (known) return known;
    const made = inTurn(work).finally(() => running.delete(key));
    running.set(key, made);
    return made;
  };

  const get = async (
    path: string,
    headers: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Response> => {
    const answer = await api.fetch(path, { headers, ...(signal && { signal }) });
    if (answer.ok || answer.status === 416) return answer;
    await answer.body?.cancel();
    const code =
      answer.status === 410 ? 'media_lost' : answer.status === 404 ? 'media_elsewhere' : 'bad_answer';
    throw new AppError(code, `The server answers ${answer.status}.`, { status: answer.status });
  };

  /** One request for what is missing. @throws whatever cut it off */
  const pull = async (
    { id, sha256 }: Row<'asset'>,
    onBytes: (received: number) => void,
    signal: AbortSignal,
  ) => {
    const part = store.partPath(sha256);
    const begun = await stat(part).then(
      ({ size }) => size,
      () => 0,
    );
    const answer = await get(filePath(id), begun > 0 ? { range: `bytes=${begun}-` } : {}, signal);
    if (answer.status === 416) return void (await answer.body?.cancel());
    if (!answer.body) return;
    const goesOn = answer.status === 206;
    let received = goesOn ? begun : 0;
    await pipeline(
      Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream),
      async function* count(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          received += chunk.length;
          onBytes(received);
          yield chunk;
        }
      },
      createWriteStream(part, { flags: goesOn ? 'a' : 'w', mode: 0o600 }),
      { signal },
    );
  };

  const download = async (asset: Row<'asset'>): Promise<string> => {
    const { id, sha256 } = asset;
    const job = { asset, received: 0, stop: new AbortController() };
    downloads.set(id, job);
    try {
      for (;;) {
        const before = job.received;
        try {
          await pull(
            asset,
            (received) => {
              job.received = received;
              onChange();
            },
            job.stop.signal,
          );
          break;
        } catch (error) {
          if (job.stop.signal.aborted)
            throw new AppError('media_stopped', 'Fetching this file was stopped.', { status: 409 });
          // A large file on a slow line is cut again and again: as long as some of it comes each time, it goes on.
          if (job.received <= before || !isCut(error)) throw asAppError(error);
        }
      }
      if (await store.adopt(sha256)) return store.path(sha256);
      throw new AppError('bad_answer', 'What the server sent is not the file.', { status: 502 });
    } finally {
      downloads.delete(id);
      onChange();
    }
  };

  const fileOf = (asset: Row<'asset'>): Promise<string> => {
    if (store.has(asset.sha256)) return Promise.resolve(store.path(asset.sha256));
    if (asset.uploaded_at === null)
      return Promise.reject(
        new AppError('media_elsewhere', 'This file is on another device and not on the server yet.', {
          status: 404,
        }),
      );
    return once(asset.sha256, () => download(asset));
  };

  return {
    running: () =>
      [...downloads.values()]
        .filter(({ stop }) => !stop.signal.aborted)
        .map(({ asset, received }) => ({ asset, received })),
    stop: (assetId) => downloads.get(assetId)?.stop.abort(),
    file: fileOf,
    async thumb(asset) {
      const { id, sha256, mime } = asset;
      const kept = store.thumbPath(sha256);
      if (await stat(kept).catch(() => null)) return kept;
      // Of a film there is what a page kept of it.
      if (!mime.startsWith('image/')) return null;
      try {
        return await once(`thumb ${sha256}`, async () => {
          if (store.has(sha256)) {
            await store.saveThumb(sha256, await thumbnail(await readFile(store.path(sha256)), THUMB_SIDE));
          } else {
            const answer = await get(thumbPath(id), {});
            await store.saveThumb(sha256, new Uint8Array(await answer.arrayBuffer()));
          }
          return kept;
        });
      } catch (error) {
        log.debug({ err: error, asset: id }, 'there is no small copy to show');
        await rm(kept, { force: true });
        return null;
      }
    },
  };
}

/** The connection broke, and not what is at either end of it. */
const isCut = (error: unknown): boolean => {
  const known = asAppError(error);
  if (known instanceof AppError)
    return ['file_read_failed', 'server_unreachable', 'offline'].includes(known.code);
  return error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError');
};

/** Runs at most so many pieces of work at a time, the rest in the order they came. */
function createTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((turn) => waiting.push(turn));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
