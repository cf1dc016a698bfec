import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { asAppError, type FileStore, openFileStore } from './file-store.ts';

let dir: string;
let store: FileStore;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'store-'));
  store = await openFileStore(join(dir, 'media'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const incoming = () => readdirSync(join(dir, 'media', 'incoming'));
const file = (name: string, words: string) => {
  writeFileSync(join(dir, name), words);
  return join(dir, name);
};
async function* stream(...pieces: string[]) {
  for (const piece of pieces) yield Buffer.from(piece);
}
// printf hello | sha256sum
const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

test('a file is kept under its hash, once, wherever it comes from', async () => {
  const taken = await store.take({ path: file('a.txt', 'hello') });
  expect(taken).toEqual({ sha256: HELLO, bytes: 5, mime: null });
  expect(await store.take({ stream: stream('he', 'llo'), bytes: null })).toEqual(taken);
  expect(readFileSync(store.path(HELLO), 'utf8')).toBe('hello');
  expect(store.list()).toEqual([HELLO]);
  expect(incoming()).toEqual([]);
  // Another start finds it again.
  expect((await openFileStore(join(dir, 'media'))).has(HELLO)).toBe(true);
});

test('a file that changes while it is read is told, and nothing of it stays', async () => {
  const path = file('growing.txt', 'x'.repeat(30_000_000));
  const taking = store.take({ path });
  taking.catch(() => undefined);
  await vi.waitFor(() => expect(incoming()).toHaveLength(1), { interval: 1 });
  appendFileSync(path, 'more');
  await expect(taking).rejects.toMatchObject({ code: 'file_changed' });
  // A page that said another size, or whose file was cut off.
  await expect(store.take({ stream: stream('he'), bytes: 5 })).rejects.toMatchObject({
    code: 'file_changed',
  });
  expect([store.list(), incoming()]).toEqual([[], []]);
});

test('what cannot be taken leaves nothing behind', async () => {
  await expect(store.take({ path: join(dir, 'none') })).rejects.toMatchObject({ code: 'file_read_failed' });
  await expect(store.take({ path: dir })).rejects.toMatchObject({ code: 'file_read_failed' });
  await expect(store.take({ path: file('e', '') })).rejects.toMatchObject({ code: 'file_empty' });
  await expect(store.take({ stream: stream('x'), bytes: 5 * 1024 ** 3 })).rejects.toMatchObject({
    code: 'file_over_limit',
  });
  async function* full() {
    yield Buffer.from('some');
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  }
  await expect(store.take({ stream: full(), bytes: null })).rejects.toMatchObject({ code: 'disk_full' });
  expect([store.list(), incoming()]).toEqual([[], []]);
});

test('a crash leaves nothing half-copied, but downloads go on', async () => {
  writeFileSync(join(dir, 'media', 'incoming', 'half'), 'he');
  writeFileSync(store.partPath(HELLO), 'he');
  const again = await openFileStore(join(dir, 'media'));
  expect(incoming()).toEqual([`${HELLO}.part`]);
  appendFileSync(again.partPath(HELLO), 'llo');
  expect(await again.adopt(HELLO)).toBe(true);
  expect(await again.intact(HELLO)).toBe(true);
});

test('a download with other bytes is thrown away', async () => {
  writeFileSync(store.partPath(HELLO), 'other');
  expect(await store.adopt(HELLO)).toBe(false);
  expect(existsSync(store.partPath(HELLO))).toBe(false);
  expect(store.has(HELLO)).toBe(false);
});

test('an error nobody foresaw stays what it is', () => {
  const error = new Error('x');
  expect(asAppError(error)).toBe(error);
});
