import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { thumbnail } from '../../../shared/media/images.ts';
import { SNIFF_BYTES, sniff } from '../../../shared/media/sniff.ts';

/** Longer side of the pictures that lists show, in pixels. */
const THUMB_SIDE = 480;
/** Read in pieces of this: in the usual 64 KiB hashing a file takes four times as long. */
const AT_ONCE_BYTES = 1024 * 1024;

/**
 * Files named by the SHA-256 of what is in them, in `<data home>/media/objects`. A name therefore never changes its
 * meaning, and the same bytes are kept once, whoever brought them; who may see them is the database's business.
 * Folders are made when the first file comes.
 */
export type MediaStore = {
  /** Where uploads grow until they are whole. */
  uploads: string;
  /** What a file is and hashes to, read from the disk. */
  inspect(file: string): Promise<{ sha256: string; bytes: number; mime: string | null }>;
  /** Takes a whole file over: durable, and under its name, when this resolves. */
  keep(file: string, sha256: string): Promise<void>;
  /** All of it, or a part of it (less, where it ends before). */
  read(sha256: string, part?: { from: number; bytes: number }): Promise<Uint8Array>;
  stream(sha256: string, from: number): NodeJS.ReadableStream;
  /** @returns its size; null when it is not here */
  size(sha256: string): Promise<number | null>;
  /** A small WebP of a picture, made once. @throws Error when it cannot be decoded */
  thumbnail(sha256: string): Promise<Uint8Array>;
  remove(sha256: string): Promise<void>;
};

export function createMediaStore(dataHome: string): MediaStore {
  const root = join(dataHome, 'media');
  const place = (folder: string, sha256: string) => join(root, folder, sha256.slice(0, 2), sha256);
  const object = (sha256: string) => place('objects', sha256);
  const thumb = (sha256: string) => place('thumbs', `${sha256}.webp`);

  const store: MediaStore = {
    uploads: join(root, 'uploads'),
    async inspect(file) {
      const hash = createHash('sha256');
      let bytes = 0;
      let head = Buffer.alloc(0);
      for await (const chunk of createReadStream(file, { highWaterMark: AT_ONCE_BYTES })) {
        hash.update(chunk);
        bytes += chunk.length;
        if (head.length < SNIFF_BYTES) head = Buffer.concat([head, chunk]).subarray(0, SNIFF_BYTES);
      }
      return { sha256: hash.digest('hex'), bytes, mime: sniff(head) };
    },
    async keep(file, sha256) {
      if ((await store.size(sha256)) !== null) return rm(file, { force: true });
      const target = object(sha256);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      // The bytes before the name, and the name before anybody is told: a power cut leaves it whole or not there.
      await synced(file);
      await rename(file, target);
      await synced(dirname(target));
    },
    async read(sha256, part) {
      if (!part) return readFile(object(sha256));
      const handle = await open(object(sha256), 'r');
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(part.bytes), 0, part.bytes, part.from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    stream: (sha256, from) => createReadStream(object(sha256), { start: from }),
    size: (sha256) =>
      stat(object(sha256)).then(
        ({ size }) => size,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return null;
          throw error;
        },
      ),
    async thumbnail(sha256) {
      const kept = await readFile(thumb(sha256)).catch(() => null);
      if (kept) return kept;
      const made = await thumbnail(await store.read(sha256), THUMB_SIDE);
      await mkdir(dirname(thumb(sha256)), { recursive: true, mode: 0o700 });
      const half = `${thumb(sha256)}.${process.pid}.half`;
      await writeFile(half, made);
      await rename(half, thumb(sha256));
      return made;
    },
    async remove(sha256) {
      await rm(object(sha256), { force: true });
      await rm(thumb(sha256), { force: true });
    },
  };
  return store;
}

/** Waits until a file, or the names in a folder, are on the disk. */
async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Windows does not sync folders.
    if (
      !(
        error instanceof Error &&
        'code' in error &&
        ['EPERM', 'EISDIR', 'EINVAL'].includes(String(error.code))
      )
    )
      throw error;
  } finally {
    await handle.close();
  }
}
