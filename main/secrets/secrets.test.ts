import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startKeyring, type TestKeyring } from '../../tests/support/keyring.ts';
import { createLog } from '../log.ts';
import type { Keychain } from './keychain.ts';
import { openSecrets } from './secrets.ts';

const log = createLog({ level: 'silent' });
const here = (name: string) => JSON.stringify(resolve(import.meta.dirname, name));
const deviceId = '019a0000-0000-7000-8000-00000000000d';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Runs `body` with `secrets` open, in a process with this environment, and answers what it returned. */
async function inProcess(env: Record<string, string>, body: string): Promise<unknown> {
  const script = `
    const { openKeychain } = await import(${here('keychain.ts')});
    const { openSecrets } = await import(${here('secrets.ts')});
    const { createLog } = await import(${here('../log.ts')});
    const secrets = await openSecrets({ profileDir: ${JSON.stringify(dir)}, deviceId: '${deviceId}',
      keychain: await openKeychain(), log: createLog({ level: 'silent' }) });
    console.log(JSON.stringify(await (async () => { ${body} })()));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise((done) => child.once('exit', done));
  if (code !== 0) throw new Error(`ended with ${code}: ${err}`);
  return JSON.parse(out);
}

/** Everything in the profile folder, as one string of bytes. */
const profileBytes = () =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

let keyring: TestKeyring;
beforeAll(async () => {
  keyring = await startKeyring();
});
afterAll(() => keyring?.stop());

test('with a keychain, secrets survive a restart and lie in no file in plain', async () => {
  // Larger than a Windows keychain item may be.
  const large = 'planted-large-'.repeat(1000);
  expect(
    await inProcess(
      keyring.env,
      `await secrets.set('session', 'planted-refresh-token'); await secrets.set('large', '${large}');
       await secrets.set('gone', 'planted-gone'); await secrets.delete('gone'); return secrets.where();`,
    ),
  ).toBe('keychain');
  expect(
    await inProcess(
      keyring.env,
      `return [await secrets.get('session'), await secrets.get('large'), await secrets.get('gone')];`,
    ),
  ).toEqual(['planted-refresh-token', large, null]);
  expect(profileBytes()).not.toContain('planted');
  expect(statSync(join(dir, 'secrets.sealed')).mode & 0o777).toBe(0o600);
});

test('without a keychain, secrets last for the session and nothing is written', async () => {
  const none = { HOME: dir, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
  expect(
    await inProcess(
      none,
      `await secrets.set('session', 'planted'); return [secrets.where(), await secrets.get('session')];`,
    ),
  ).toEqual(['session_only', 'planted']);
  expect(await inProcess(none, `return await secrets.get('session');`)).toBeNull();
  expect(profileBytes()).not.toContain('planted');
});

const inMemory = (): Keychain => {
  const items = new Map<string, string>();
  return {
    get: async (name) => items.get(name) ?? null,
    set: async (name, value) => void items.set(name, value),
    delete: async (name) => void items.delete(name),
  };
};

test('a sealed file that was altered, or whose key is gone, is put aside and secrets start empty', async () => {
  const keychain = inMemory();
  const opened = () => openSecrets({ profileDir: dir, deviceId, keychain, log });
  await (await opened()).set('a', '1');
  const path = join(dir, 'secrets.sealed');
  const bytes = readFileSync(path);
  const last = bytes.length - 1;
  writeFileSync(path, bytes.with(last, (bytes[last] ?? 0) ^ 1));
  const after = await opened();
  expect(await after.get('a')).toBeNull();
  expect(readdirSync(dir)).toEqual(['secrets.sealed.unreadable']);

  await after.set('a', '2');
  await keychain.delete(`key-${deviceId}`);
  expect(await (await opened()).get('a')).toBeNull();
});

test('writes at the same time all arrive, and the file stays private even when it was not', async () => {
  const keychain = inMemory();
  const secrets = await openSecrets({ profileDir: dir, deviceId, keychain, log });
  await secrets.set('first', '0');
  chmodSync(join(dir, 'secrets.sealed'), 0o644);
  await Promise.all(Array.from({ length: 20 }, (_, n) => secrets.set(`k${n}`, String(n))));
  const again = await openSecrets({ profileDir: dir, deviceId, keychain, log });
  expect(await Promise.all(Array.from({ length: 20 }, (_, n) => again.get(`k${n}`)))).toEqual(
    Array.from({ length: 20 }, (_, n) => String(n)),
  );
  expect(statSync(join(dir, 'secrets.sealed')).mode & 0o777).toBe(0o600);
});
