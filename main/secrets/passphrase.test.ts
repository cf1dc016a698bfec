import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { openSecrets } from './secrets.ts';

const PASSPHRASE = 'planted brown bread and crème';
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'passphrase-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const path = () => join(dir, 'secrets.passphrase');
/** A start of the app. */
const start = (keychain: Parameters<typeof openSecrets>[0]['keychain'] = null) =>
  openSecrets({ profileDir: dir, deviceId: 'd', keychain, log: createLog({ level: 'silent' }) });

async function protectedFile() {
  const secrets = await start();
  await secrets.set('session', 'planted-token');
  await secrets.set('old', 'planted-old');
  await secrets.protect(PASSPHRASE);
  await secrets.set('later', 'planted-later');
  return secrets;
}

test('nothing is written until a passphrase is chosen; then what is known survives a restart', async () => {
  const first = await start();
  await first.set('session', 'planted-token');
  expect([first.where(), readdirSync(dir)]).toEqual(['session_only', []]);

  expect((await protectedFile()).where()).toBe('passphrase');
  const bytes = readFileSync(path(), 'latin1');
  expect(bytes).not.toContain('planted');
  expect(statSync(path()).mode & 0o777).toBe(0o600);

  const again = await start();
  expect([again.where(), await again.get('session')]).toEqual(['locked', null]);
  // Typed on another keyboard it is the same.
  await again.unlock(PASSPHRASE.normalize('NFD'));
  expect(again.where()).toBe('passphrase');
  expect([await again.get('session'), await again.get('later')]).toEqual(['planted-token', 'planted-later']);
});

test('a wrong passphrase, or a file that was altered, says so and changes nothing', async () => {
  await protectedFile();
  const before = readFileSync(path());
  const again = await start();
  await expect(again.unlock('planted brown bread and cheese')).rejects.toMatchObject({
    code: 'wrong_passphrase',
  });
  expect([again.where(), readFileSync(path()).equals(before)]).toEqual(['locked', true]);

  // Of the salt, of what it costs (were it believed, this computer would work for hours), and of the secrets.
  for (const at of [25, 39, before.length - 1]) {
    writeFileSync(path(), before.with(at, (before[at] ?? 0) ^ 255));
    await expect(again.unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'wrong_passphrase' });
  }
  writeFileSync(path(), before);
  await again.unlock(PASSPHRASE);
  expect(await again.get('session')).toBe('planted-token');
});

test('what changes while it is locked wins over the file', async () => {
  await protectedFile();
  const again = await start();
  await again.set('session', 'planted-newer');
  await again.delete('old');
  await again.unlock(PASSPHRASE);
  const third = await start();
  await third.unlock(PASSPHRASE);
  expect([await third.get('session'), await third.get('old'), await third.get('later')]).toEqual([
    'planted-newer',
    null,
    'planted-later',
  ]);
});

test('it can be forgotten, locked or open; a keychain that appears later does not hide it', async () => {
  const open = await protectedFile();
  const items = new Map<string, string>();
  const keychain = {
    get: async (name: string) => items.get(name) ?? null,
    set: async (name: string, value: string) => void items.set(name, value),
    delete: async (name: string) => void items.delete(name),
  };
  expect((await start(keychain)).where()).toBe('locked');
  await open.forget();
  expect([open.where(), await open.get('session'), readdirSync(dir)]).toEqual([
    'session_only',
    'planted-token',
    [],
  ]);
  await open.protect(PASSPHRASE);
  await expect(open.protect(PASSPHRASE)).rejects.toMatchObject({ code: 'already_protected' });

  const locked = await start();
  await locked.forget();
  expect([locked.where(), await locked.get('session'), readdirSync(dir)]).toEqual(['session_only', null, []]);
  const kept = await start(keychain);
  expect(kept.where()).toBe('keychain');
  await expect(kept.protect(PASSPHRASE)).rejects.toMatchObject({ code: 'already_protected' });
});

test('another passphrase opens it from then on, and the old one only until the new file is whole', async () => {
  const open = await protectedFile();
  await expect(
    open.change('planted brown bread and cheese', 'a wholly new passphrase'),
  ).rejects.toMatchObject({
    code: 'wrong_passphrase',
  });
  const before = readFileSync(path());
  await open.change(PASSPHRASE, 'a wholly new passphrase');
  await open.set('after', 'planted-after');
  const next = readFileSync(path());
  const again = await start();
  await expect(again.unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'wrong_passphrase' });
  await again.unlock('a wholly new passphrase');
  expect([await again.get('session'), await again.get('after')]).toEqual(['planted-token', 'planted-after']);

  // The power went before the new file took the old one's place: the old passphrase still opens all of it.
  writeFileSync(path(), before);
  writeFileSync(`${path()}.next`, next.subarray(0, next.length / 2));
  const survivor = await start();
  await expect(survivor.change(PASSPHRASE, 'a wholly new passphrase')).rejects.toMatchObject({
    code: 'secrets_locked',
  });
  await survivor.unlock(PASSPHRASE);
  expect(await survivor.get('session')).toBe('planted-token');
  // Nothing of it stays behind.
  await survivor.forget();
  expect(readdirSync(dir)).toEqual([]);
});
