import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import { UPLOADS_PATH, uploadId } from '../../shared/media/api.ts';
import { readErrorBody } from '../sync/authorized-fetch.ts';
import { retryAfterMs } from '../sync/backoff.ts';

/** The first piece: half a minute on a line of one megabit. */
const FIRST_BYTES = 4 * 1024 * 1024;
/** Where a piece takes less than this, the next is four times as large: on a fast line most time goes into asking. */
const QUICK_MS = 1000;
const MOST_BYTES = 256 * 1024 * 1024;
/** Of a piece so much is held at once: it goes out as it is read. */
const READ_BYTES = 1024 * 1024;
const PATIENCE_MS = 120_000;

export type UploadDeps = {
  /** A request to our server in the person's name. @param path from `/api` on */
  fetch(path: string, init: RequestInit): Promise<Response>;
  signal: AbortSignal;
  onProgress(sent: number): void;
};

/**
 * Sends a file to the server by tus 1.0 (creation, HEAD, PATCH), going on where the server's bytes end.
 * @throws AppError the server's own (`media_quota`, `media_mismatch`, ...), or `upload_busy` when it should be tried again
 *   (details: retryAfterMs); whatever `fetch` throws
 */
export async function upload(
  deps: UploadDeps,
  file: { brandId: string; sha256: string; bytes: number; path: string },
): Promise<void> {
  const { brandId, sha256, bytes } = file;
  const at = `${UPLOADS_PATH}/${uploadId(brandId, sha256)}`;
  const request = (path: string, method: string, headers: Record<string, string>, body?: Body) =>
    deps.fetch(path, {
      method,
      headers: { 'tus-resumable': '1.0.0', ...headers },
      ...(body && streamed(body)),
      signal: AbortSignal.any([deps.signal, AbortSignal.timeout(PATIENCE_MS)]),
    });

  /** How much is there; null when nothing is. */
  const offsetThere = async (): Promise<number | null> => {
    const answer = await request(at, 'HEAD', {});
    if (answer.status === 404 || answer.status === 410) return null;
    if (!answer.ok) throw await refusal(answer);
    return readOffset(answer);
  };

  /** @returns false when the server has the file already */
  const create = async (): Promise<boolean> => {
    const answer = await request(UPLOADS_PATH, 'POST', {
      'upload-length': String(bytes),
      'upload-metadata': `brand_id ${btoa(brandId)},sha256 ${btoa(sha256)}`,
    });
    if (answer.status === 201) return true;
    const error = await refusal(answer);
    if (error.code === 'media_here') return false;
    if (error.code === 'upload_exists') return true;
    throw error;
  };

  const source = await open(file.path, 'r');
  try {
    let offset = await offsetThere();
    if (offset === null) {
      if (!(await create())) return;
      offset = (await offsetThere()) ?? 0;
    }
    let most = FIRST_BYTES;
    // At the end as well: an empty piece makes the server finish what a crash kept it from finishing.
    for (;;) {
      deps.onProgress(offset);
      const piece = pieceOf(source, offset, Math.min(bytes, offset + most), deps.onProgress);
      const from = performance.now();
      const answer = await request(
        at,
        'PATCH',
        { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
        piece,
      );
      if (answer.status === 409) {
        // Somebody else sends the same bytes, or an answer was lost: the server says where we are.
        const there = await offsetThere();
        if (there === null || there === offset) throw busy('The upload is being sent by somebody else.');
        offset = there;
        continue;
      }
      if (!answer.ok) throw await refusal(answer);
      offset = readOffset(answer);
      if (offset >= bytes) return;
      if (performance.now() - from < QUICK_MS) most = Math.min(MOST_BYTES, most * 4);
    }
  } finally {
    await source.close();
  }
}

type Body = AsyncIterable<Uint8Array>;

/** Bytes of a file from `from` up to `to`. It can be read again from the start: a request that a new token repeats asks for it anew. */
const pieceOf = (source: FileHandle, from: number, to: number, onProgress: (sent: number) => void): Body => ({
  async *[Symbol.asyncIterator]() {
    for (let at = from; at < to; ) {
      // Its own memory each time: the one before may still be on its way.
      const room = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, to - at));
      const { bytesRead } = await source.read(room, 0, room.length, at);
      if (bytesRead === 0) return;
      yield room.subarray(0, bytesRead);
      at += bytesRead;
      onProgress(at);
    }
  },
});

/** Node's fetch takes what can be iterated as a body; the standard's types do not know it. */
const streamed = (body: Body) => ({ body: body as unknown as ReadableStream<Uint8Array>, duplex: 'half' });

function readOffset(answer: Response): number {
  const offset = Number(answer.headers.get('upload-offset') ?? Number.NaN);
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw new AppError('bad_answer', 'Something else answers for the server.', { status: 502 });
}

const busy = (message: string, afterMs = 0) =>
  new AppError('upload_busy', message, { status: 503, details: { retryAfterMs: afterMs } });

/** What the server says, or that it should be asked again. */
async function refusal(answer: Response): Promise<AppError> {
  const { status } = answer;
  const text = await answer.text();
  const body = readErrorBody(parsed(text));
  if (status === 401) return new AppError('session_expired', 'Sign in again to go on.', { status });
  if (body && status < 500) return new AppError(body.code, body.message, { status });
  if (status === 413)
    return new AppError('file_too_large_for_server', 'The server takes no file so large.', { status });
  const wait = retryAfterMs(answer.headers.get('retry-after'), new Date());
  if (body) return new AppError(body.code, body.message, { status, details: { retryAfterMs: wait } });
  return busy(`The server answers ${status}.`, wait);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
