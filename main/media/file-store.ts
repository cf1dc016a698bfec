import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import {
  copyFile as copyWhole,
  type FileHandle,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { SNIFF_BYTES, sniff } from '../../shared/media/sniff.ts';

/** Larger files are refused before they fill the disk; the server has a limit of its own. */
export const MAX_FILE_BYTES = 4 * 1024 ** 3;

/** Read in pieces of this: in the usual 64 KiB hashing a file takes four times as long. */
const AT_ONCE_BYTES = 1024 * 1024;

/** Where a file comes from: a path on this machine, or bytes that arrive. */
export type Source = { path: string } | { stream: AsyncIterable<Uint8Array>; bytes: number | null };

export type Taken = { sha256: string; bytes: number; mime: string | null };

/**
 * Files of libraries on this device, beside the replicas and named by the SHA-256 of what is in them:
 *
 *     media/objects/ab/abcd...   whole files
 *     media/thumbs/ab/abcd...    small copies to show
 *     media/originals/ab/abcd... what a whole file was made from, where it came as something else
 *     media/incoming/            files on their way in; emptied at the start
 */
export type FileStore = {
  /**
   * Copies a file in. It is durable, and under its name, when this resolves; the same bytes twice are one file.
   * @throws AppError `file_changed` (while it was read), `file_read_failed`, `file_over_limit`, `file_empty`, `disk_full`
   */
  take(source: Source): Promise<Taken>;
  has(sha256: string): boolean;
  path(sha256: string): string;
  thumbPath(sha256: string): string;
  /** Where a download grows; stays over restarts, so that it goes on where it stopped. */
  partPath(sha256: string): string;
  /** Takes a whole download over when its bytes are the right ones. @returns false, and it is gone, when they are not */
  adopt(sha256: string): Promise<boolean>;
  /** Reads a file again: are its bytes still those of its name? */
  intact(sha256: string): Promise<boolean>;
  saveThumb(sha256: string, bytes: Uint8Array): Promise<void>;
  /** Keeps a copy of a whole file as the original of another, for as long as that one is here. */
  keepOriginal(sha256: string, from: string): Promise<void>;
  /** @returns where the original of a file is; null where it is one itself, or came to another device */
  original(sha256: string): string | null;
  /** Hashes of all whole files. */
  list(): string[];
  remove(sha256: string): Promise<void>;
};

export async function openFileStore(dir: string): Promise<FileStore> {
  const incoming = join(dir, 'incoming');
  const place = (folder: string, name: string) => join(dir, folder, name.slice(0, 2), name);
  const path = (sha256: string) => place('objects', sha256);
  const thumbPath = (sha256: string) => place('thumbs', `${sha256}.webp`);
  const originalPath = (sha256: string) => place('originals', sha256);
  const partPath = (sha256: string) => join(incoming, `${sha256}.part`);

  await mkdir(incoming, { recursive: true, mode: 0o700 });
  // What a crash left half-copied is of no use; downloads that stopped are.
  for (const name of await readdir(incoming)) {
    if (!name.endsWith('.part')) await rm(join(incoming, name), { force: true });
  }

  // Asked for every file of a library again and again: the disk is asked once.
  const whole = new Set<string>();
  for (const folder of await readdir(join(dir, 'objects')).catch(() => [])) {
    for (const name of await readdir(join(dir, 'objects', folder))) whole.add(name);
  }

  const moveIn = async (from: string, sha256: string) => {
    const target = path(sha256);
    if (existsSync(target)) {
      await rm(from, { force: true });
      // It counts as new again for whoever looks for unused files.
      const now = new Date();
      await utimes(target, now, now);
    } else {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(from, target);
      await syncFolder(dirname(target));
    }
    whole.add(sha256);
  };

  return {
    path,
    thumbPath,
    partPath,
    has: (sha256) => whole.has(sha256),
    async take(source) {
      const copy = join(incoming, randomUUID());
      try {
        const taken = 'path' in source ? await copyFile(source.path, copy) : await copyStream(source, copy);
        await moveIn(copy, taken.sha256);
        return taken;
      } catch (error) {
        await rm(copy, { force: true }).catch(() => undefined);
        throw asAppError(error);
      }
    },
    async adopt(sha256) {
      const part = partPath(sha256);
      const handle = await open(part, 'r+');
      const hash = await hashOf(part);
      await handle.sync();
      await handle.close();
      if (hash !== sha256) {
        await rm(part, { force: true });
        return false;
      }
      await moveIn(part, sha256);
      return true;
    },
    intact: async (sha256) => (await hashOf(path(sha256)).catch(() => '')) === sha256,
    async saveThumb(sha256, bytes) {
      const target = thumbPath(sha256);
      const half = join(incoming, randomUUID());
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await writeFile(half, bytes, { mode: 0o600 });
      await rename(half, target);
    },
    async keepOriginal(sha256, from) {
      const target = originalPath(sha256);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      const half = join(incoming, randomUUID());
      await copyWhole(path(from), half);
      await rename(half, target);
    },
    original: (sha256) => (existsSync(originalPath(sha256)) ? originalPath(sha256) : null),
    list: () => [...whole],
    async remove(sha256) {
      whole.delete(sha256);
      await rm(path(sha256), { force: true });
      await rm(thumbPath(sha256), { force: true });
      await rm(originalPath(sha256), { force: true });
    },
  };
}

/** Copies from a path and notices when somebody changes the file meanwhile. */
async function copyFile(path: string, copy: string): Promise<Taken> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw unreadable(error);
  });
  try {
    const before = await file.stat();
    if (!before.isFile()) throw unreadable(new Error('It is not a file.'));
    const taken = await copyStream(
      {
        stream: file.createReadStream({ autoClose: false, highWaterMark: AT_ONCE_BYTES }),
        bytes: before.size,
      },
      copy,
    );
    // Asked by name, too: most programs save by putting a new file in the old one's place.
    for (const after of [await file.stat(), await stat(path).catch(() => null)]) {
      if (after?.size !== before.size || after.mtimeMs !== before.mtimeMs || after.ino !== before.ino)
        throw new AppError('file_changed', 'The file changed while it was read. Add it again.');
    }
    return taken;
  } finally {
    await file.close();
  }
}

async function copyStream(
  source: { stream: AsyncIterable<Uint8Array>; bytes: number | null },
  copy: string,
): Promise<Taken> {
  if ((source.bytes ?? 0) > MAX_FILE_BYTES) throw tooLarge();
  const target = await open(copy, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    let head = Buffer.alloc(0);
    for await (const chunk of source.stream) {
      bytes += chunk.length;
      if (bytes > MAX_FILE_BYTES) throw tooLarge();
      hash.update(chunk);
      if (head.length < SNIFF_BYTES) head = Buffer.concat([head, chunk]).subarray(0, SNIFF_BYTES);
      await writeAll(target, chunk);
    }
    if (bytes === 0) throw new AppError('file_empty', 'There is nothing in this file.');
    if (source.bytes !== null && bytes !== source.bytes)
      throw new AppError('file_changed', 'The file changed while it was read. Add it again.');
    await target.sync();
    return { sha256: hash.digest('hex'), bytes, mime: sniff(head) };
  } finally {
    await target.close();
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, at);
    at += bytesWritten;
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: AT_ONCE_BYTES })) hash.update(chunk);
  return hash.digest('hex');
}

async function syncFolder(dir: string): Promise<void> {
  // Windows has no such thing; there the name is durable by itself.
  const handle = await open(dir, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

const tooLarge = () =>
  new AppError('file_over_limit', 'This file is too large for the library.', {
    details: { limit: MAX_FILE_BYTES },
  });

const unreadable = (error: Error) =>
  new AppError('file_read_failed', `The file cannot be read: ${error.message}`);

/** What a disk says, as a person can act on it. */
export function asAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('disk_full', 'There is no room left on this device.');
  if (['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'EIO', 'ENOENT', 'EACCES', 'EPERM'].includes(code))
    return unreadable(error as Error);
  return error;
}
