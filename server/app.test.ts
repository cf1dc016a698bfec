import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../shared/errors.ts';
import { type TestDatabase, testDatabase } from '../tests/support/database.ts';
import { testDeps } from '../tests/support/deps.ts';
import { type BuiltApp, buildApp } from './app.ts';
import { createDb } from './db/db.ts';
import type { ServerModule } from './deps.ts';
import { createLog } from './log.ts';

const reachedHeld = Promise.withResolvers<void>();

const routes: ServerModule = (app, deps) => {
  app.post('/echo/:id', {
    schema: {
      params: z.object({ id: z.uuid() }),
      body: z.object({ items: z.array(z.object({ n: z.number() })) }),
    },
    handler: async (request) => request.body,
  });
  app.post('/upload', async () => ({ ok: true }));
  app.get('/known', async () => {
    throw new AppError('no_such_brand', 'There is no such brand.', {
      status: 404,
      details: { brand: 'b1', retry_after: 7 },
    });
  });
  app.get('/unknown', async () => {
    throw new Error('password=hunter2 at /srv/secret.ts');
  });
  app.get('/large', async () => ({ text: 'a'.repeat(100_000) }));
  app.get('/limited', { config: { rateLimit: { max: 1, timeWindow: 60_000 } } }, async () => ({ ok: true }));
  app.get('/held', async () => {
    reachedHeld.resolve();
    await new Promise((resolve) => deps.closing.addEventListener('abort', resolve, { once: true }));
    return { ended: true };
  });
};

let database: TestDatabase;
let built: BuiltApp;
const lines: string[] = [];
const log = createLog({ level: 'debug', destination: { write: (line) => lines.push(line) } });

beforeAll(async () => {
  database = await testDatabase();
  built = await buildApp({ ...testDeps(database.db), log, modules: [routes] });
});
afterAll(async () => {
  await built.close();
  await database.drop();
});
afterEach(() => {
  lines.length = 0;
});

it('names the path of what is not valid in a request', async () => {
  const id = '0190a000-0000-7000-8000-000000000001';
  const bad = await built.app.inject({
    method: 'POST',
    url: `/echo/${id}`,
    body: { items: [{ n: 1 }, { n: 'x' }] },
  });
  expect(bad.statusCode).toBe(400);
  expect(bad.json()).toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('body.items.1.n'),
    details: { issues: [{ path: 'body.items.1.n' }] },
  });
  const params = await built.app.inject({ method: 'POST', url: '/echo/nope', body: { items: [] } });
  expect(params.json()).toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('params.id'),
  });
  const good = await built.app.inject({ method: 'POST', url: `/echo/${id}`, body: { items: [{ n: 1 }] } });
  expect(good.json()).toEqual({ items: [{ n: 1 }] });
});

it('answers a body that is too large, not JSON or of another type with a code each', async () => {
  const send = (payload: string, type = 'application/json') =>
    built.app.inject({ method: 'POST', url: '/upload', payload, headers: { 'content-type': type } });
  const large = await send(JSON.stringify('a'.repeat(1024 * 1024)));
  expect([large.statusCode, large.json().code, large.json().details]).toEqual([
    413,
    'body_too_large',
    { limit: 1_048_576 },
  ]);
  const broken = await send('{"a":');
  expect([broken.statusCode, broken.json().code]).toEqual([400, 'invalid_json']);
  const other = await send('<a/>', 'application/xml');
  expect([other.statusCode, other.json().code]).toEqual([415, 'unsupported_media_type']);
});

it('passes an AppError on as it is, and says when to come back', async () => {
  const answer = await built.app.inject('/known');
  expect(answer.statusCode).toBe(404);
  expect(answer.headers['retry-after']).toBe('7');
  expect(answer.json()).toEqual({
    code: 'no_such_brand',
    message: 'There is no such brand.',
    details: { brand: 'b1', retry_after: 7 },
  });
});

it('says nothing of its insides when something unforeseen happens, and logs it under the id it answers with', async () => {
  const answer = await built.app.inject('/unknown');
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toEqual({
    code: 'internal',
    message: 'Something went wrong on the server.',
    details: {},
  });
  const line = lines.find((text) => text.includes('request failed')) ?? '';
  expect(line).toContain('/srv/secret.ts');
  expect(JSON.parse(line).requestId).toBe(answer.headers['x-request-id']);
});

it('keeps a sane request id and replaces one that could forge log lines', async () => {
  const sane = await built.app.inject({ url: '/health', headers: { 'x-request-id': 'desk-1.a_b' } });
  expect(sane.headers['x-request-id']).toBe('desk-1.a_b');
  const forged = await built.app.inject({ url: '/health', headers: { 'x-request-id': 'a b"}' } });
  expect(forged.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

it('answers an unknown address with not_found', async () => {
  const answer = await built.app.inject({ method: 'DELETE', url: '/nothing?token=abc' });
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
  expect(answer.body).not.toContain('abc');
  expect(lines.join()).not.toContain('abc');
});

it('limits the routes that ask for it', async () => {
  expect((await built.app.inject('/limited')).statusCode).toBe(200);
  const answer = await built.app.inject('/limited');
  expect([answer.statusCode, answer.json().code]).toEqual([429, 'too_many_requests']);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
});

it('compresses what is worth it for those who can read it', async () => {
  const zstd = await built.app.inject({ url: '/large', headers: { 'accept-encoding': 'gzip, zstd' } });
  expect(zstd.headers['content-encoding']).toBe('zstd');
  const plain = await built.app.inject({ url: '/large', headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers['content-encoding']).toBeUndefined();
});

it('guards its answers, and still lets the pages of /docs work', async () => {
  const api = await built.app.inject('/health');
  expect(api.headers['content-security-policy']).toContain("default-src 'none'");
  expect(api.headers['x-content-type-options']).toBe('nosniff');
  const docs = await built.app.inject('/docs/static/index.html');
  expect(docs.headers['content-security-policy']).toContain("default-src 'self'");
  const openapi = (await built.app.inject('/docs/json')).json();
  expect(Object.keys(openapi.paths)).toContain('/echo/{id}');
});

it('reports health, and its loss when the database is gone', async () => {
  const well = await built.app.inject('/health');
  expect([well.statusCode, well.json()]).toEqual([
    200,
    expect.objectContaining({ status: 'ok', migration: 1 }),
  ]);
  const nowhere = createDb('postgres://x@/none?host=/nonexistent');
  const ill = await buildApp({ ...testDeps(nowhere), log, modules: [] });
  const answer = await ill.app.inject('/health');
  expect([answer.statusCode, answer.json().status]).toEqual([503, 'database_unavailable']);
  await ill.close();
  await nowhere.close();
});

it('on close stops accepting, ends held polls with their answer, then closes the newest first', async () => {
  const order: string[] = [];
  const closable = await buildApp({ ...testDeps(database.db), log, modules: [routes] });
  closable.deps.onClose('first', () => void order.push('first'));
  closable.deps.onClose('broken', () => Promise.reject(new Error('no')));
  closable.deps.onClose('last', () => void order.push('last'));
  await closable.app.listen({ host: '127.0.0.1', port: 0 });
  const url = `${closable.deps.publicUrl()}/held`;
  const held = new Promise<string>((resolve, reject) => {
    httpRequest(url, (response) => {
      response.setEncoding('utf8').on('data', resolve);
    })
      .on('error', reject)
      .end();
  });
  await reachedHeld.promise;
  await closable.close();
  expect(JSON.parse(await held)).toEqual({ ended: true });
  expect(order).toEqual(['last', 'first']);
  await expect(fetch(url)).rejects.toThrow();
});

it('is not held up on close by a connection that was opened and never used', async () => {
  const closable = await buildApp({ ...testDeps(database.db), modules: [] });
  await closable.app.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect(Number(new URL(closable.deps.publicUrl()).port), '127.0.0.1');
  await once(socket, 'connect');
  const ended = once(socket, 'close');
  const started = performance.now();
  await closable.close();
  await ended;
  expect(performance.now() - started).toBeLessThan(5_000);
});
