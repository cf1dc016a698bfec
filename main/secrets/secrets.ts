import { randomBytes } from 'node:crypto';
import { chmod, open as openFile, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { Keychain } from './keychain.ts';
import { open, seal } from './sealed-file.ts';

/** What must not be read by anybody else: sessions and platform tokens. Never in SQLite, never in the renderer. */
export type Secrets = {
  /** `session_only`: there is no keychain, so they live in this process's memory and end with it. */
  where: 'keychain' | 'session_only';
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
};

/**
 * The keychain holds one key of 32 bytes; the secrets lie in a file of the profile, sealed by it.
 * @param options.deviceId names the key, so that two profiles of one person do not share it
 */
export async function openSecrets(options: {
  profileDir: string;
  deviceId: string;
  keychain: Keychain | null;
  log: Log;
}): Promise<Secrets> {
  if (!options.keychain) return memorySecrets();
  const key = await keyIn(options.keychain, `key-${options.deviceId}`);
  const path = join(options.profileDir, 'secrets.sealed');
  const items = await readSealed(path, key, options.log);

  // One write after the other: each is the whole file.
  let writing: Promise<void> = Promise.resolve();
  const save = () => {
    writing = writing.catch(() => undefined).then(() => replaceFile(path, seal(key, items)));
    return writing;
  };
  return {
    where: 'keychain',
    get: async (name) => items.get(name) ?? null,
    set: (name, value) => {
      items.set(name, value);
      return save();
    },
    delete: async (name) => {
      if (items.delete(name)) await save();
    },
  };
}

/** Secrets that end with the process. */
export function memorySecrets(): Secrets {
  const items = new Map<string, string>();
  return {
    where: 'session_only',
    get: async (name) => items.get(name) ?? null,
    set: async (name, value) => {
      items.set(name, value);
    },
    delete: async (name) => {
      items.delete(name);
    },
  };
}

async function keyIn(keychain: Keychain, name: string): Promise<Buffer> {
  const kept = Buffer.from((await keychain.get(name)) ?? '', 'base64');
  if (kept.length === 32) return kept;
  const key = randomBytes(32);
  await keychain.set(name, key.toString('base64'));
  return key;
}

/** A file that this key does not open (another machine's copy, a damaged disk) is put aside: people sign in again. */
async function readSealed(path: string, key: Buffer, log: Log): Promise<Map<string, string>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
  try {
    return open(key, bytes);
  } catch {
    log.warn({ path }, 'the sealed secrets cannot be opened with the key in the keychain; put aside');
    await rename(path, `${path}.unreadable`);
    return new Map();
  }
}

/** All of the new file or all of the old one, whenever the power goes. */
async function replaceFile(path: string, bytes: Buffer): Promise<void> {
  const next = `${path}.next`;
  const file = await openFile(next, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(next, 0o600);
  await rename(next, path);
}
