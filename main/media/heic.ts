import { Worker } from 'node:worker_threads';
import { AppError } from '../../shared/errors.ts';

/** What the thread answers. */
export type Heic = { jpeg: Uint8Array } | { fault: 'file_damaged' | 'picture_too_large' };

/** A phone's 48 million pixels take a few seconds; a file made to take forever does not. */
const PATIENCE_MS = 90_000;

/**
 * Makes JPEGs of pictures as iPhones save them (HEIF with HEVC, by libheif), one at a time, each in a thread of its own.
 * @param file the module of the thread: `out/main/heic.js`, or its source
 */
export function createHeicReader(file: string) {
  let before: Promise<unknown> = Promise.resolve();

  const read = async (path: string): Promise<Uint8Array> => {
    const thread = new Worker(file, { workerData: { path }, stdout: true, stderr: true });
    let late: NodeJS.Timeout | undefined;
    const answer = await new Promise<Heic>((done, failed) => {
      thread.once('message', (message: Heic) => done(message));
      // A decoder that falls over takes its thread with it, and nothing else.
      thread.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? done({ fault: 'picture_too_large' }) : failed(error),
      );
      thread.once('exit', () => done({ fault: 'file_damaged' }));
      late = setTimeout(() => done({ fault: 'file_damaged' }), PATIENCE_MS);
    });
    clearTimeout(late);
    await thread.terminate();
    if ('jpeg' in answer) return answer.jpeg;
    throw answer.fault === 'picture_too_large'
      ? new AppError('picture_too_large', 'This picture has too many pixels.')
      : new AppError('file_damaged', 'The file is damaged or incomplete.');
  };

  return {
    /** @returns a JPEG of the first picture in the file, the right way up @throws AppError `file_damaged`, `picture_too_large` */
    toJpeg(path: string): Promise<Uint8Array> {
      const made = before.then(() => read(path));
      before = made.catch(() => undefined);
      return made;
    },
  };
}
export type HeicReader = ReturnType<typeof createHeicReader>;
