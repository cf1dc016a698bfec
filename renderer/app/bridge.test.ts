import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Answer } from '../../shared/ipc/index.ts';
import { createBridge } from './bridge.ts';

/** A socket whose other end is the test. */
class FakeSocket {
  readyState = 0;
  sent: { t: string; id?: number; [key: string]: unknown }[] = [];
  private listeners = new Map<string, ((event: unknown) => void)[]>();
  addEventListener(type: string, listener: unknown) {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener as (event: unknown) => void]);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  receive(frame: object) {
    this.readyState = 1;
    for (const listener of this.listeners.get('message') ?? []) listener({ data: JSON.stringify(frame) });
  }
  close() {
    if (this.readyState === 3) return;
    this.readyState = 3;
    for (const listener of this.listeners.get('close') ?? []) listener({});
  }
}

let sockets: FakeSocket[];
const latest = () => sockets.at(-1) as FakeSocket;
const tokens: string[] = [];
const opened: string[] = [];
const saved: string[][] = [];
const start = () =>
  createBridge({
    connect() {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    onSession: (token) => tokens.push(token),
    openExternal: (url) => opened.push(url),
    saveFile: (name, text) => saved.push([name, text]),
    download: (name, url) => saved.push([name, url]),
    addFile: async () => ({ ok: true, value: null }),
  });

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
});
afterEach(() => vi.useRealTimers());

test('calls made before the connection wait for it, and each gets its own answer', async () => {
  const bridge = start();
  const [first, second] = [bridge.invoke('a', { n: 1 }), bridge.invoke('b', { n: 2 })];
  expect(latest().sent).toEqual([]);
  latest().receive({ t: 'hello', session: 'token' });
  expect(tokens).toContain('token');
  const [a, b] = latest().sent;
  expect([a, b]).toMatchObject([{ method: 'a' }, { method: 'b' }]);
  latest().receive({ t: 'answer', id: b?.id, answer: { ok: true, value: 'B' } });
  latest().receive({ t: 'answer', id: a?.id, answer: { ok: true, value: 'A' } });
  expect(await first).toEqual({ ok: true, value: 'A' });
  expect(await second).toEqual({ ok: true, value: 'B' });
});

test('after a lost connection subscriptions go on by themselves, under the same ids', async () => {
  const bridge = start();
  latest().receive({ t: 'hello', session: 'token' });
  const seen: Answer[] = [];
  const stop = bridge.subscribe('state', {}, (message) => seen.push(message));
  const ended = bridge.subscribe('state', {}, () => undefined);
  ended();
  const [{ id } = { id: 0 }] = latest().sent;
  latest().receive({ t: 'message', id, answer: { ok: true, value: 1 } });

  latest().close();
  await vi.advanceTimersByTimeAsync(100);
  expect(sockets).toHaveLength(2);
  latest().receive({ t: 'hello', session: 'token' });
  expect(latest().sent).toEqual([{ t: 'subscribe', id, name: 'state', args: {} }]);
  latest().receive({ t: 'message', id, answer: { ok: true, value: 2 } });
  expect(seen.map((message) => message.ok && message.value)).toEqual([1, 2]);
  stop();
  expect(latest().sent.at(-1)).toEqual({ t: 'unsubscribe', id });
});

test('a call under way when the connection breaks fails, because nobody knows; one that was not sent yet waits on', async () => {
  const bridge = start();
  latest().receive({ t: 'hello', session: 'token' });
  const underWay = bridge.invoke('mutate', {});
  latest().close();
  expect(await underWay).toMatchObject({ ok: false, error: { code: 'disconnected' } });
  const waiting = bridge.invoke('mutate', {});
  await vi.advanceTimersByTimeAsync(100);
  latest().receive({ t: 'hello', session: 'token' });
  latest().receive({ t: 'answer', id: latest().sent[0]?.id, answer: { ok: true, value: null } });
  expect(await waiting).toEqual({ ok: true, value: null });
});

test('a call that finds no connection for ten seconds fails and is not sent later', async () => {
  const bridge = start();
  const call = bridge.invoke('mutate', {});
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await call).toMatchObject({ ok: false, error: { code: 'disconnected' } });
  latest().receive({ t: 'hello', session: 'token' });
  expect(latest().sent).toEqual([]);
});

test('a line that has gone silent is given up and made again; tries get rarer', async () => {
  start();
  latest().receive({ t: 'hello', session: 'token' });
  await vi.advanceTimersByTimeAsync(20_000);
  latest().receive({ t: 'beat' });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(sockets).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10_100);
  expect(sockets).toHaveLength(2);
  for (let n = 0; n < 20; n++) {
    latest().close();
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(sockets.length).toBeLessThan(12);
});

test('an address is opened in a tab of its own', () => {
  start();
  latest().receive({ t: 'open', url: 'https://example.com/' });
  expect(opened).toEqual(['https://example.com/']);
});

test('a file to save is saved by the page', () => {
  start();
  latest().receive({ t: 'save', name: 'words.json', text: '{}' });
  expect(saved).toEqual([['words.json', '{}']]);
});
