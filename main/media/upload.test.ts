import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAuthorizedFetch } from '../sync/authorized-fetch.ts';
import { upload } from './upload.ts';

let folder: string;
let server: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pillarbox-upload-'));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

it('a piece that a new token sends again is sent whole', async () => {
  const bytes = randomBytes(5_000_000);
  const path = join(folder, 'film');
  writeFileSync(path, bytes);
  const came: Buffer[] = [];
  let begun = false;
  let refused = 0;
  server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const there = () => came.reduce((sum, { length }) => sum + length, 0);
    if (request.method === 'POST') begun = true;
    if (request.method === 'HEAD' && !begun) return response.writeHead(404).end();
    // The token ran out while the second piece was on its way.
    if (request.method === 'PATCH' && there() > 0 && request.headers.authorization === 'Bearer old') {
      refused += 1;
      return response.writeHead(401).end();
    }
    if (request.method === 'PATCH') came.push(...body);
    return response.writeHead(request.method === 'POST' ? 201 : 204, { 'upload-offset': there() }).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  let token = 'old';
  const authorized = createAuthorizedFetch({
    fetch,
    accessToken: async () => token,
    refreshToken: async () => {
      token = 'new';
      return token;
    },
    onReach: () => undefined,
  });
  const sent: number[] = [];
  await upload(
    {
      fetch: (at, init) => authorized(new URL(at, origin), init),
      signal: new AbortController().signal,
      onProgress: (to) => sent.push(to),
    },
    { brandId: 'b', sha256: 'a'.repeat(64), bytes: bytes.length, path },
  );
  expect(refused).toBe(1);
  expect(Buffer.concat(came).equals(bytes)).toBe(true);
  expect(sent.at(-1)).toBe(bytes.length);
});
