import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { thumbnail } from '../../../shared/media/images.ts';
import { SNIFF_BYTES, sniff } from '../../../shared/media/sniff.ts';
import { createFolder } from './folder.ts';
import { createBucket, type S3Place } from './s3.ts';

/** Longer side of the pictures that lists show, in pixels. */
const THUMB_SIDE = 480;
/** Read in pieces of this: in the usual 64 KiB hashing a file takes four times as long. */
const AT_ONCE_BYTES = 1024 * 1024;

/** Where whole files are, by the SHA-256 of what is in them. */
export type Objects = {
  /** Takes a file over from the disk here: durable, and under its name, when this resolves. */
  keep(file: string, sha256: string): Promise<void>;
  /** All of it, or a part of it (less, where it ends before). */
  read(sha256: string, part?: { from: number; bytes: number }): Promise<Uint8Array>;
  stream(sha256: string, from: number): NodeJS.ReadableStream;
  /** @returns its size; null when it is not here */
  size(sha256: string): Promise<number | null>;
  remove(sha256: string): Promise<void>;
};

export type Hashed = { sha256: string; bytes: number };

/**
 * Files named by the SHA-256 of what is in them, in `<data home>/media`, or whole ones in a bucket where one is configured.
 * A name therefore never changes its meaning, and the same bytes are kept once, whoever brought them; who may see them is
 * the database's business.
 */
export type MediaStore = Objects & {
  /** Where uploads grow until they are whole. */
  uploads: string;
  /**
   * What a file is and hashes to, read from the disk.
   * @param known what it hashed to as it was written; holds where it is still as long, and saves reading it
   */
  inspect(file: string, known?: Hashed | null): Promise<Hashed & { mime: string | null }>;
  /** A small WebP of a picture, made once. @throws Error when it cannot be decoded */
  thumbnail(sha256: string): Promise<Uint8Array>;
};

/** @param bucket where whole files go instead of the data home */
export function createMediaStore(dataHome: string, bucket?: S3Place): MediaStore {
  const root = join(dataHome, 'media');
  const objects = bucket ? createBucket(bucket) : createFolder(root);
  const thumb = (sha256: string) => join(root, 'thumbs', sha256.slice(0, 2), `${sha256}.webp`);

  return {
    ...objects,
    uploads: join(root, 'uploads'),
    async inspect(file, known) {
      if (known && known.bytes === (await stat(file)).size)
        return { ...known, mime: sniff(await headOf(file)) };
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
      if ((await objects.size(sha256)) !== null) return rm(file, { force: true });
      await objects.keep(file, sha256);
    },
    async thumbnail(sha256) {
      const kept = await readFile(thumb(sha256)).catch(() => null);
      if (kept) return kept;
      const made = await thumbnail(await objects.read(sha256), THUMB_SIDE);
      await mkdir(dirname(thumb(sha256)), { recursive: true, mode: 0o700 });
      const half = `${thumb(sha256)}.${process.pid}.half`;
      await writeFile(half, made);
      await rename(half, thumb(sha256));
      return made;
    },
    async remove(sha256) {
      await objects.remove(sha256);
      await rm(thumb(sha256), { force: true });
    },
  };
}

/** Its first bytes, as many as tell what it is. */
async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
