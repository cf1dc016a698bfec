import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Answer } from '../../../shared/ipc/index.ts';
import type { Core } from '../../core.ts';
import { createLog } from '../../log.ts';
import { startBrowserHost } from './host.ts';

const dir = mkdtempSync(join(tmpdir(), 'host-'));
const rendererDir = join(dir, 'renderer');
const log = createLog({ level: 'silent' });

/** A core that says what it was asked, and keeps its subscribers. */
const subscribers = new Map<string, (message: Answer) => void>();
const core: Core = {
  invoke: vi.fn(async (sender, method, args) => ({ ok: true as const, value: { sender, method, args } })),
  subscribe: (_sender, name, _args, onMessage) => {
    subscribers.set(String(name), onMessage);
    onMessage({ ok: true, value: 'present' });
    return () => void subscribers.delete(String(name));
  },
  addFile: vi.fn(async (sender, args, source) => {
    let body = '';
    if ('stream' in source) for await (const chunk of source.stream) body += Buffer.from(chunk).toString();
    return { ok: true as const, value: { sender, args, body } };
  }),
  choose: () => undefined,
  openLink: () => false,
  show: () => undefined,
  serveMedia: async (path, range) =>
    path === 'file/known'
      ? {
          path: join(dir, 'secret.html'),
          type: 'image/png',
          size: 6,
          partial: range !== null,
          start: 0,
          end: range ? 2 : 5,
        }
      : null,
  close: async () => undefined,
};

type Host = Awaited<ReturnType<typeof startBrowserHost>>;
let host: Host;
const token = () => host.url.split('#')[1] ?? '';
const origin = () => `http://127.0.0.1:${host.port}`;

beforeAll(() => {
  mkdirSync(rendererDir);
  writeFileSync(join(rendererDir, 'browser.html'), '<!doctype html><title>Pillarbox</title>');
  writeFileSync(join(rendererDir, 'app.js'), 'export {}');
  writeFileSync(join(dir, 'secret.html'), 'secret');
  symlinkSync(join(dir, 'secret.html'), join(rendererDir, 'link.html'));
});
beforeEach(async () => {
  await host?.close();
  host = await startBrowserHost({ rendererDir, port: 0, log });
  host.serve(core);
});
afterAll(async () => {
  await host?.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A request with a path that no client tidies up on the way. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (done, failed) => {
      const sent = request({ host: '127.0.0.1', port: host.port, path, method, headers }, (answer) => {
        let body = '';
        answer.on('data', (chunk) => {
          body += chunk;
        });
        answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
      });
      sent.once('error', failed).end();
    },
  );
}

type Page = {
  socket: WebSocket;
  frames: { t: string; [key: string]: unknown }[];
  send(frame: unknown): void;
};

/** Opens the socket as a page would; rejects with the status of a refusal. */
function open(
  options: { token?: string; origin?: string | null; host?: string; path?: string } = {},
): Promise<Page> {
  const { promise, resolve, reject } = Promise.withResolvers<Page>();
  const from = options.origin === undefined ? origin() : options.origin;
  const socket = new WebSocket(
    `ws://127.0.0.1:${host.port}${options.path ?? '/core'}`,
    ['pillarbox', options.token ?? token()],
    {
      headers: {
        ...(from === null ? {} : { origin: from }),
        ...(options.host ? { host: options.host } : {}),
      },
    },
  );
  const frames: Page['frames'] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  socket.once('open', () => resolve({ socket, frames, send: (frame) => socket.send(JSON.stringify(frame)) }));
  socket.once('unexpected-response', (_request, answer) => reject(new Error(String(answer.statusCode))));
  socket.once('error', reject);
  return promise;
}

test('the page is served with a strict policy and is kept nowhere', async () => {
  const page = await get('/');
  expect(page.status).toBe(200);
  expect(page.body).toContain('<title>Pillarbox</title>');
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  });
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect((await get('/app.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
});

test.each([
  ['/../secret.html', 403],
  ['/..%2fsecret.html', 403],
  ['/%2e%2e/secret.html', 403],
  ['/..\\secret.html', 403],
  ['/a/../../secret.html', 403],
  ['/link.html', 403],
  ['/.env', 403],
  ['/%00.html', 403],
  ['/%', 403],
  ['/nothing.html', 404],
  ['/renderer', 404],
  ['/secret.html', 404],
])('%s leads nowhere: %i', async (path, status) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  expect(answer.body).not.toContain('secret');
});

test('files of the library are served to whoever knows where, and to no page elsewhere', async () => {
  const base = host.services.mediaBase;
  expect(base).toMatch(/^\/media\/[\w-]{43}$/);
  const whole = await get(`${base}/file/known`);
  expect(whole).toMatchObject({ status: 200, body: 'secret', headers: { 'content-type': 'image/png' } });
  expect(whole.headers['content-security-policy']).toContain('sandbox');
  const part = await get(`${base}/file/known`, { range: 'bytes=0-2' });
  expect(part).toMatchObject({ status: 206, body: 'sec', headers: { 'content-range': 'bytes 0-2/6' } });
  expect((await get(`${base}/file/other`)).status).toBe(404);
  expect((await get(`/media/${'x'.repeat(43)}/file/known`)).status).toBe(403);
  expect((await get(`${base}/file/known`, { origin: 'https://evil.example' })).status).toBe(403);
});

test('a page adds a file by sending its bytes, with an origin of ours', async () => {
  const add = (headers: Record<string, string>) =>
    fetch(
      `${origin()}${host.services.mediaBase}/add?brandId=01a1fd75-29c0-7091-8d6a-74f4a2b8574a&name=a.png`,
      {
        method: 'POST',
        body: 'bytes',
        headers,
      },
    );
  expect((await add({})).status).toBe(405);
  expect((await add({ origin: 'https://evil.example' })).status).toBe(403);
  const answer = await add({ origin: origin() });
  expect(await answer.json()).toMatchObject({
    ok: true,
    value: { sender: { trusted: true }, args: { name: 'a.png', folder: '' }, body: 'bytes' },
  });
});

test('another name that leads here is refused (DNS rebinding), and so is writing', async () => {
  expect((await get('/', { host: `evil.example:${host.port}` })).status).toBe(421);
  expect((await get('/', { host: '127.0.0.1' })).status).toBe(421);
  expect((await get('/', {}, 'POST')).status).toBe(405);
});

test.each([
  ['a page elsewhere', { origin: 'https://evil.example' }, '403'],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }, '403'],
  ['no origin (not a browser)', { origin: null }, '403'],
  ['a sandboxed frame', { origin: 'null' }, '403'],
  ['a wrong token', { token: 'x'.repeat(43) }, '401'],
  ['an empty token', { token: 'none' }, '401'],
  ['another host name', { host: 'evil.example' }, '421'],
  ['another path', { path: '/other' }, '404'],
])('the socket does not open for %s', async (_name, options, status) => {
  await expect(open(options)).rejects.toThrow(status);
  // And the token is not burnt by it.
  (await open()).socket.terminate();
});

test('the launch token works once and buys a session token, which goes on working', async () => {
  const first = await open();
  await expect.poll(() => first.frames[0]).toMatchObject({ t: 'hello', session: expect.any(String) });
  await expect(open()).rejects.toThrow('401');
  const session = String(first.frames[0]?.session);
  expect(session).not.toBe(token());
  const second = await open({ token: session });
  await expect.poll(() => second.frames[0]).toEqual({ t: 'hello', session });
});

test('a call is carried to the core and back, whatever it holds', async () => {
  const page = await open();
  page.send({ t: 'invoke', id: 7, method: { not: 'a name' }, args: null });
  await expect
    .poll(() => page.frames.find(({ t }) => t === 'answer'))
    .toEqual({
      t: 'answer',
      id: 7,
      answer: { ok: true, value: { sender: { trusted: true }, method: { not: 'a name' }, args: null } },
    });
});

test('a subscription delivers until it is ended, by the page or by its end', async () => {
  const page = await open();
  page.send({ t: 'subscribe', id: 1, name: 'state', args: {} });
  await expect.poll(() => page.frames.filter(({ t }) => t === 'message')).toHaveLength(1);
  subscribers.get('state')?.({ ok: true, value: 'next' });
  await expect
    .poll(() => page.frames.at(-1))
    .toEqual({ t: 'message', id: 1, answer: { ok: true, value: 'next' } });
  page.send({ t: 'unsubscribe', id: 1 });
  await expect.poll(() => subscribers.has('state')).toBe(false);
  page.send({ t: 'subscribe', id: 2, name: 'state', args: {} });
  await expect.poll(() => subscribers.has('state')).toBe(true);
  page.socket.terminate();
  await expect.poll(() => subscribers.has('state')).toBe(false);
});

test('a page that does not read keeps only the latest of each subscription', async () => {
  const page = await open();
  page.send({ t: 'subscribe', id: 1, name: 'state', args: {} });
  await expect.poll(() => page.frames.some(({ t }) => t === 'message')).toBe(true);
  page.socket.pause();
  const big = 'x'.repeat(1024 * 1024);
  for (let n = 1; n <= 60; n++) {
    subscribers.get('state')?.({ ok: true, value: `${n} ${big}` });
    await new Promise((next) => setImmediate(next));
  }
  page.socket.resume();
  const seen = () =>
    page.frames
      .filter(({ t }) => t === 'message')
      .map(({ answer }) => String((answer as { value: string }).value).split(' ')[0]);
  await expect.poll(() => seen().at(-1), { timeout: 10_000 }).toBe('60');
  expect(seen().length).toBeLessThan(40);
});

test.each(['not json', '[]', '{"t":"other"}', '{"t":"invoke","id":"x"}'])(
  'a frame that is not one ends the connection: %s',
  async (frame) => {
    const page = await open();
    page.socket.send(frame);
    expect(await new Promise((done) => page.socket.once('close', done))).toBe(1008);
  },
);

test('an address for the system browser and a file to save are handed to the page', async () => {
  await expect(host.services.openExternal('https://example.com/')).rejects.toMatchObject({
    code: 'no_window',
  });
  const page = await open();
  await expect.poll(() => page.frames).toHaveLength(1);
  await host.services.openExternal('https://example.com/');
  await expect.poll(() => page.frames.at(-1)).toEqual({ t: 'open', url: 'https://example.com/' });
  expect(await host.services.saveFile('words.json', '{}')).toBe(true);
  await expect.poll(() => page.frames.at(-1)).toEqual({ t: 'save', name: 'words.json', text: '{}' });
});

test('a port that is taken is said so', async () => {
  await expect(startBrowserHost({ rendererDir, port: host.port, log })).rejects.toMatchObject({
    code: 'port_in_use',
  });
});

test('in development the address names the core beside the token, and the page of the development server is let in', async () => {
  const fixed = 'f'.repeat(43);
  const devUrl = 'http://localhost:5173';
  const dev = await startBrowserHost({ rendererDir, port: 0, log, devUrl, token: fixed });
  dev.serve(core);
  expect(dev.url).toBe(`http://localhost:5173/browser.html#${fixed}@127.0.0.1:${dev.port}`);
  await host.close();
  host = dev;
  for (let n = 0; n < 2; n++) (await open({ token: fixed, origin: devUrl })).socket.terminate();
});

test('it listens on this machine only', async () => {
  const { networkInterfaces } = await import('node:os');
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address && !address.internal && address.family === 'IPv4');
  if (!outside) return;
  const refused = await new Promise((done) => {
    connect({ host: outside.address, port: host.port })
      .once('connect', () => done(false))
      .once('error', () => done(true));
  });
  expect(refused).toBe(true);
});
