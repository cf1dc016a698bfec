import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Objects } from './store.ts';

/** Whole files in a folder: `objects/ab/abcd...`. Folders are made when the first file comes. */
export function createFolder(root: string): Objects {
  const object = (sha256: string) => join(root, 'objects', sha256.slice(0, 2), sha256);
  return {
    async keep(file, sha256) {
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
    remove: (sha256) => rm(object(sha256), { force: true }),
  };
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
