import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { ConnectorError } from '../../shared/connectors/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { sniff } from '../../shared/media/sniff.ts';
import { assetId } from '../../shared/mutators/asset.ts';
import type { OutgoingMedia } from '../../shared/publishing/outgoing-media.ts';
import type { Log } from '../log.ts';
import type { Profile } from '../profile/profile.ts';
import type { ServerApi } from '../session/server-api.ts';
import type { Workspace } from '../workspace.ts';
import { type Ahead, createAhead } from './ahead.ts';
import { createFetcher, type Fetcher } from './fetcher.ts';
import { type FileStore, openFileStore, type Source, type Taken } from './file-store.ts';
import { createHeicReader } from './heic.ts';
import { openPaused } from './paused.ts';
import { probe } from './probe.ts';
import { assetByHash, assetOf } from './rows.ts';
import { removeUnused } from './unused.ts';
import { createUploader, type Uploader } from './uploader.ts';

/** What a page says about a file it adds. */
export const addFileSchema = z.object({
  brandId: z.uuid(),
  name: z.string().max(1000),
  folder: z.string().max(300).default(''),
});

/** A file for a page: what its host answers. `start` and `end` are both included. */
export type Served = {
  path: string;
  type: string;
  size: number;
  start: number;
  end: number;
  partial: boolean;
};

/** Files of the library: into it, out of it, to the server and back. */
export type Media = {
  store: FileStore;
  files: Fetcher;
  /**
   * Brings a file into a brand's library. Nothing of it is there unless all of it is.
   * @param args.sha256 what it must be; other bytes are `file_damaged`
   * @throws AppError why it was not taken (see `FileStore.take` and `probe`); `gone` for an unknown brand
   */
  add(
    args: z.infer<typeof addFileSchema> & { sha256?: string },
    source: Source,
  ): Promise<{ assetId: string; known: boolean }>;
  /**
   * @param path `thumb/<asset>` or `file/<asset>`, of an asset in what is on screen
   * @param range the request's Range header
   */
  serve(path: string, range: string | null): Promise<Served | null>;
  /** For a connector on this device. @throws ConnectorError `media_not_here` */
  readForSending(
    item: Pick<OutgoingMedia, 'sha256'>,
    part?: { from: number; bytes: number },
  ): Promise<Uint8Array>;
  uploads: Uploader;
  /** Files of posts to come, fetched before anybody asks. */
  downloads: Ahead;
  /** Keeps a small picture of a film, as a page drew it. @throws AppError `invalid_arguments`, `gone` */
  keepThumb(assetId: string, bytes: Uint8Array): Promise<void>;
  /** Stops sending or fetching a file, whichever it is. */
  pause(assetId: string): void;
  resume(assetId: string): void;
  follow(workspace: Workspace): () => void;
  close(): Promise<void>;
};

/** The page is told of progress this often at most. */
const TELL_MS = 250;
const TIDY_MS = 60 * 60_000;

export async function createMedia(deps: {
  profile: Pick<Profile, 'dir' | 'db'>;
  api: Pick<ServerApi, 'fetch'>;
  current(): Workspace;
  onChange(): void;
  log: Log;
  /** The module of the thread that reads HEIC pictures. */
  heicFile: string;
  backoff?: { baseMs: number; maxMs: number };
}): Promise<Media> {
  const { profile, api, current, log } = deps;
  const store = await openFileStore(join(profile.dir, 'media'));
  let telling: NodeJS.Timeout | undefined;
  const onChange = () => {
    telling ??= setTimeout(() => {
      telling = undefined;
      deps.onChange();
    }, TELL_MS);
    telling.unref();
  };
  const { db } = profile;
  const paused = openPaused(db);
  const files = createFetcher({ store, api, onChange, log });
  const uploads = createUploader({ ...deps, store, paused, onChange });
  const downloads = createAhead({ ...deps, files, store, paused, onChange });
  const isHere = (assetId: string) => {
    const asset = assetOf(current().replica, assetId);
    return asset !== null && store.has(asset.sha256);
  };

  const heic = createHeicReader(deps.heicFile);
  /** What phones save and no platform takes: a JPEG comes into the library, and the original stays beside it on this device. */
  const asJpeg = async (came: Taken): Promise<Taken> => {
    try {
      const bytes = await heic.toJpeg(store.path(came.sha256));
      const taken = await store.take({ stream: Readable.from([bytes]), bytes: bytes.length });
      await store.keepOriginal(taken.sha256, came.sha256);
      return taken;
    } finally {
      await store.remove(came.sha256);
    }
  };
  const tidy = () =>
    removeUnused({ store, db, profileDir: profile.dir, log }).catch((error: unknown) =>
      log.error({ err: error }, 'unused files could not be removed'),
    );
  const tidying = setInterval(() => void tidy(), TIDY_MS);
  tidying.unref();
  void tidy();

  return {
    store,
    files,
    uploads,
    downloads,
    pause: (assetId) => (isHere(assetId) ? uploads.pause(assetId) : downloads.stop(assetId)),
    resume: (assetId) => (isHere(assetId) ? uploads.resume(assetId) : downloads.resume(assetId)),
    async keepThumb(assetId, bytes) {
      const asset = assetOf(current().replica, assetId);
      if (!asset) throw new AppError('gone', 'This file no longer exists.', { status: 404 });
      if (sniff(bytes) !== 'image/webp' || !asset.mime.startsWith('video/'))
        throw new AppError('invalid_arguments', 'This is not a small picture of a film.');
      await store.saveThumb(asset.sha256, bytes);
    },
    async add({ brandId, name, folder, sha256 }, source) {
      const { replica, account } = current();
      if (!replica.read.get('select 1 from brands where id = ?', brandId))
        throw new AppError('gone', 'This brand no longer exists.', { status: 404 });
      const came = await store.take(source);
      const taken = came.mime === 'image/heic' ? await asJpeg(came) : came;
      const id = assetId(brandId, taken.sha256);
      const known = assetOf(replica, id) !== null;
      try {
        if (sha256 !== undefined && sha256 !== taken.sha256)
          throw new AppError('file_damaged', 'These are not the bytes the file is named by.');
        const facts = await probe(store.path(taken.sha256), taken.mime);
        const args = {
          brand_id: brandId,
          sha256: taken.sha256,
          bytes: taken.bytes,
          ...facts,
          name: taken === came ? tidyName(name) : tidyName(name).replace(/(\.hei[cf]s?)?$/i, '.jpg'),
          alt_text: '',
          folder,
          tags: [],
          rating: 0,
        };
        if (!known) await replica.mutate([{ name: 'asset.add', args }], account?.personId ?? null);
        return { assetId: id, known };
      } catch (error) {
        if (!known) await removeUnused({ store, db, profileDir: profile.dir, log, only: taken.sha256 });
        throw error;
      }
    },
    async serve(path, range) {
      const [what, id, ...rest] = path.split('/');
      if (rest.length > 0 || !z.uuid().safeParse(id).success || id === undefined) return null;
      const asset = assetOf(current().replica, id);
      if (!asset) return null;
      if (what === 'thumb') {
        const thumb = await files.thumb(asset);
        return thumb === null ? null : served(thumb, 'image/webp', null);
      }
      if (what !== 'file') return null;
      const file = await files.file(asset).catch((error: unknown) => {
        log.info({ err: error, asset: id }, 'a file could not be fetched');
        return null;
      });
      return file === null ? null : served(file, asset.mime, range);
    },
    async readForSending({ sha256 }, part) {
      const asset = assetByHash(current().replica, sha256);
      try {
        if (!asset && !store.has(sha256)) throw new Error('No library has this file.');
        const file = asset ? await files.file(asset) : store.path(sha256);
        return await (part ? readSome(file, part) : readFile(file));
      } catch (error) {
        throw new ConnectorError(
          { class: 'retry', code: 'media_not_here', message: 'A file of this post is not on this device.' },
          { cause: error },
        );
      }
    },
    follow(workspace) {
      const stops = [uploads.follow(workspace), downloads.follow(workspace)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    async close() {
      clearTimeout(telling);
      clearInterval(tidying);
      await Promise.all([uploads.close(), downloads.close()]);
    },
  };
}

async function served(path: string, type: string, range: string | null): Promise<Served | null> {
  if (!existsSync(path)) return null;
  const file = await open(path, 'r');
  const { size } = await file.stat();
  await file.close();
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === '' && to === '') return { path, type, size, start: 0, end: size - 1, partial: false };
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(size - 1, Number(to));
  return start > end ? null : { path, type, size, start, end, partial: true };
}

/** The last part of a path, without control characters. */
function tidyName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return (
    last
      .replace(/\p{Cc}/gu, '')
      .trim()
      .slice(0, 300) || 'file'
  );
}

/** A part of a file, less where it ends before. */
async function readSome(file: string, part: { from: number; bytes: number }): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(part.bytes), 0, part.bytes, part.from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
