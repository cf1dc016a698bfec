import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadVaultKeys } from './vault-keys.ts';

let dataHome: string;
const load = () => loadVaultKeys({ dataHome, vaultKeys: undefined });

beforeEach(async () => {
  dataHome = await mkdtemp(join(tmpdir(), 'vault-'));
});
afterEach(() => rm(dataHome, { recursive: true }));

it('makes a key file once, for its owner only, and several starts at once agree on it', async () => {
  const all = await Promise.all([load(), load(), load()]);
  expect(new Set(all.map(([{ key }]) => key.toString('hex'))).size).toBe(1);
  expect((await stat(join(dataHome, 'vault.key'))).mode & 0o777).toBe(0o600);
  expect(await load()).toEqual(all[0]);
});

it('prefers the configured keys and makes no file', async () => {
  const keys = [{ id: 'a', key: Buffer.alloc(32, 1) }];
  expect(await loadVaultKeys({ dataHome, vaultKeys: keys })).toEqual(keys);
  await expect(stat(join(dataHome, 'vault.key'))).rejects.toThrow();
});

it('refuses a file that others can read, and a damaged one: a new key would orphan every token', async () => {
  await load();
  const file = join(dataHome, 'vault.key');
  await chmod(file, 0o644);
  await expect(load()).rejects.toMatchObject({
    code: 'vault_key_file',
    message: expect.stringContaining('chmod 600'),
  });
  await chmod(file, 0o600);
  await writeFile(file, 'k1:tooshort');
  await expect(load()).rejects.toMatchObject({
    code: 'vault_key_file',
    message: expect.stringContaining('backup'),
  });
});
