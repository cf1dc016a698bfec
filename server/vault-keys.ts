import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { type Config, parseVaultKeys } from './config.ts';

/** AES-256 keys by id. The first one seals, every one of them opens what names its id. */
export type VaultKeys = readonly [VaultKey, ...VaultKey[]];
export type VaultKey = { id: string; key: Buffer };

/**
 * The keys from the configuration, or from `vault.key` in the data home (0600), made on the first start.
 * @throws AppError vault_key_file when the file is open to others or damaged: a new one would orphan every token
 */
export async function loadVaultKeys(config: Pick<Config, 'vaultKeys' | 'dataHome'>): Promise<VaultKeys> {
  const [first, ...rest] = config.vaultKeys ?? [];
  if (first) return [first, ...rest];
  const file = join(config.dataHome, 'vault.key');
  const text = (await readFile(file, 'utf8').catch(whenMissing)) ?? (await makeKeyFile(file));
  if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) {
    throw new AppError(
      'vault_key_file',
      `${file} can be read by others. Run: chmod 600 ${JSON.stringify(file)}`,
    );
  }
  const keys = parseVaultKeys(text.trim());
  const [only, ...older] = keys ?? [];
  if (!only) {
    throw new AppError(
      'vault_key_file',
      `${file} holds no valid keys. Restore it from a backup: it opens stored tokens.`,
    );
  }
  return [only, ...older];
}

async function makeKeyFile(file: string): Promise<string> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  const id = `k${new Date().toISOString().slice(0, 10).replaceAll('-', '')}`;
  await writeFile(draft, `${id}:${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
  // A link fails where the file exists: of two starts at once, one makes the key and both use it.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return readFile(file, 'utf8');
}

/**
 * Puts a new key at the head of the key file: it seals from the next start on, the older ones still open.
 * @throws AppError invalid_config where the keys come from the configuration and not from a file
 */
export async function addVaultKey(config: Pick<Config, 'vaultKeys' | 'dataHome'>): Promise<void> {
  if (config.vaultKeys)
    throw new AppError(
      'invalid_config',
      'The keys are in PILLARBOX_VAULT_KEYS: put the new one first there.',
    );
  const keys = await loadVaultKeys(config);
  const file = join(config.dataHome, 'vault.key');
  const draft = `${file}.${randomUUID()}`;
  const made = { id: `k${Date.now().toString(36)}`, key: randomBytes(32) };
  const text = [made, ...keys].map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');
  await writeFile(draft, `${text}\n`, { mode: 0o600, flush: true });
  await rename(draft, file);
}

function whenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
