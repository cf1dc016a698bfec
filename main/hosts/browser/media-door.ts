import { randomBytes, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Answer } from '../../../shared/ipc/index.ts';
import type { Core } from '../../core.ts';
import type { Log } from '../../log.ts';
import { MAX_FILE_BYTES } from '../../media/file-store.ts';
import { incomingSchema } from '../../media/incoming.ts';

/**
 * Files of libraries for the page, and from it. `<img>` can send no token, so the address itself is the secret: 256 bits
 * that only a page with a socket is told (the state's `media.base`), and that this process forgets with its end.
 */
export type MediaDoor = {
  /** `/media/<secret>` */
  path: string;
  /**
   * Gives out one file of ours by an address of its own.
   * @param as the name to download it by; null shows it
   */
  offer(file: string, as: string | null): string;
  /** @returns false when the request is for something else */
  answer(request: IncomingMessage, response: ServerResponse, origins: ReadonlySet<string>): Promise<boolean>;
};

export function createMediaDoor(deps: {
  core(): Core | null;
  headers: Record<string, string>;
  log: Log;
}): MediaDoor {
  const secret = randomBytes(32).toString('base64url');
  const path = `/media/${secret}`;
  const offered = new Map<string, { file: string; as: string | null }>();
  const headers = { ...deps.headers, 'content-security-policy': "default-src 'none'; sandbox" };

  async function serve(at: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = await deps.core()?.serveMedia(at, request.headers.range ?? null);
    if (!found) return void response.writeHead(404, headers).end();
    const { start, end, size } = found;
    response.writeHead(found.partial ? 206 : 200, {
      ...headers,
      'content-type': found.type,
      'content-length': Math.max(0, end - start + 1),
      'accept-ranges': 'bytes',
      ...(found.partial ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
    });
    if (request.method === 'HEAD' || size === 0) return void response.end();
    // A page that scrolls on cuts off what it asked for: nothing to tell anybody.
    await pipeline(createReadStream(found.path, { start, end }), response).catch((error: unknown) =>
      deps.log.debug({ err: error }, 'a file was not read to its end'),
    );
  }

  async function give(token: string, response: ServerResponse): Promise<void> {
    const found = offered.get(token);
    const size = found && (await stat(found.file).catch(() => null))?.size;
    if (!found || size === undefined) return void response.writeHead(404, headers).end();
    const { file, as } = found;
    response.writeHead(200, {
      ...headers,
      // A page of ours to be printed: its own styles and pictures, nothing else, and no script.
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-modals`,
      'content-type': as === null ? 'text/html; charset=utf-8' : 'application/octet-stream',
      'content-length': size,
      ...(as === null
        ? {}
        : { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(as)}` }),
    });
    await pipeline(createReadStream(file), response).catch((error: unknown) =>
      deps.log.debug({ err: error }, 'a file was not fetched to its end'),
    );
  }

  /** Takes one file: `POST <path>/add?brandId=…&name=…`, its bytes as the body. */
  async function add(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const core = deps.core();
    const length = Number(request.headers['content-length'] ?? Number.NaN);
    const args = incomingSchema.safeParse(Object.fromEntries(url.searchParams));
    let answer: Answer;
    if (!core || !args.success || !Number.isSafeInteger(length)) {
      answer = { ok: false, error: { code: 'invalid_arguments', message: 'The request is not valid.' } };
    } else if (length > MAX_FILE_BYTES) {
      answer = { ok: false, error: { code: 'file_over_limit', message: 'This file is too large.' } };
    } else {
      answer = await core.addFile({ trusted: true }, args.data, { stream: request, bytes: length });
    }
    // Whatever was not read is not wanted: a refusal must not wait for gigabytes.
    const done = request.readableEnded;
    response.writeHead(200, {
      ...headers,
      'content-type': 'application/json',
      ...(done ? {} : { connection: 'close' }),
    });
    response.end(JSON.stringify(answer));
  }

  return {
    path,
    offer(file, as) {
      const token = randomUUID();
      offered.set(token, { file, as });
      return `${path}/out/${token}`;
    },
    async answer(request, response, origins) {
      const url = new URL(request.url ?? '/', 'http://host');
      if (!url.pathname.startsWith('/media/')) return false;
      const [, , given = '', ...rest] = url.pathname.split('/');
      const { origin } = request.headers;
      if (given !== secret || (origin !== undefined && !origins.has(origin))) {
        response.writeHead(403, headers).end();
      } else if (request.method === 'POST' && rest.join('/') === 'add' && origin !== undefined) {
        await add(url, request, response);
      } else if (request.method === 'GET' && rest[0] === 'out' && rest.length === 2) {
        await give(rest[1] ?? '', response);
      } else if (request.method === 'GET' || request.method === 'HEAD') {
        await serve(rest.join('/'), request, response);
      } else {
        response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end();
      }
      return true;
    },
  };
}
