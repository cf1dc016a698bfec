import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../log.ts';
import type { Keychain } from './keychain.ts';
import { replaceFile } from './replace-file.ts';
import { open, seal } from './sealed-file.ts';
import { passphraseFile, withoutKeychain } from './without-keychain.ts';

/** What must not be read by anybody else: sessions and platform tokens. Never in SQLite, never in the renderer. */
export type Secrets = {
  /**
   * `session_only`: there is no keychain, so they live in this process's memory and end with it. `passphrase`: in a file
   * the person's passphrase opens. `locked`: in that file, and it has not been opened since the start.
   */
  where(): 'keychain' | 'session_only' | 'passphrase' | 'locked';
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
  /** Keeps them in a file that this passphrase opens. @throws AppError `already_protected`: also by a keychain */
  protect(passphrase: string): Promise<void>;
  /** @throws AppError `wrong_passphrase`; nothing is lost by it */
  unlock(passphrase: string): Promise<void>;
  /**
   * Another passphrase from now on: the file is the old one or the new one, whenever the power goes.
   * @throws AppError `wrong_passphrase` where `before` is not the present one; `secrets_locked` where no passphrase protects them
   */
  change(before: string, next: string): Promise<void>;
  /** Deletes the file. What is known to this process stays until it ends; what is locked is gone. */
  forget(): Promise<void>;
};

/**
 * The keychain holds one key of 32 bytes; the secrets lie in a file of the profile, sealed by it. A file that a passphrase
 * opens comes first: somebody chose it, and a keychain that appears later knows nothing of what is in it.
 * @param options.deviceId names the key, so that two profiles of one person do not share it
 */
export async function openSecrets(options: {
  profileDir: string;
  deviceId: string;
  keychain: Keychain | null;
  log: Log;
}): Promise<Secrets> {
  const protectedBy = passphraseFile(options.profileDir);
  if (!options.keychain || existsSync(protectedBy)) return withoutKeychain(protectedBy);
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
    where: () => 'keychain',
    get: async (name) => items.get(name) ?? null,
    set: (name, value) => {
      items.set(name, value);
      return save();
    },
    delete: async (name) => {
      if (items.delete(name)) await save();
    },
    protect: async () => {
      throw new AppError('already_protected', 'The keychain protects the sign-ins.', { status: 409 });
    },
    unlock: async () => undefined,
    change: async () => {
      throw new AppError('already_protected', 'The keychain protects the sign-ins.', { status: 409 });
    },
    forget: async () => undefined,
  };
}

/** Secrets that end with the process. */
export const memorySecrets = (): Secrets => withoutKeychain(null);

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
