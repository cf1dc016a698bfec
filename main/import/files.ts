import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import type { Source } from '../media/file-store.ts';

export type ImportFile = { path: string; name: string; bytes: number };

/** Files a person chose to look into, copied so that what is imported is what was shown. */
export type ImportFiles = {
  /** @returns a name for it that only this process knows. @throws AppError `file_read_failed`, `disk_full` */
  take(source: Source, name: string): Promise<string>;
  /** @throws AppError `import_gone` */
  get(token: string): ImportFile;
  close(): Promise<void>;
};

/** As many as somebody compares; the oldest goes. */
const KEPT = 4;

/** @param dir a folder of its own; what an earlier run left there is removed */
export async function openImportFiles(dir: string): Promise<ImportFiles> {
  await rm(dir, { recursive: true, force: true });
  const files = new Map<string, ImportFile>();
  return {
    async take(source, name) {
      const token = randomUUID();
      const path = join(dir, token);
      await mkdir(dir, { recursive: true, mode: 0o700 });
      try {
        if ('path' in source) await copyFile(source.path, path);
        else await pipeline(Readable.from(source.stream), createWriteStream(path, { mode: 0o600 }));
      } catch (error) {
        await rm(path, { force: true });
        const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
        throw full
          ? new AppError('disk_full', 'There is no room for this file on the disk.')
          : new AppError('file_read_failed', 'The file could not be read to its end.');
      }
      files.set(token, { path, name, bytes: (await stat(path)).size });
      for (const [old, { path: gone }] of [...files].slice(0, -KEPT)) {
        files.delete(old);
        await rm(gone, { force: true });
      }
      return token;
    },
    get(token) {
      const file = files.get(token);
      if (!file)
        throw new AppError('import_gone', 'This file was put away. Choose it again.', { status: 410 });
      return file;
    },
    close: () => rm(dir, { recursive: true, force: true }),
  };
}
