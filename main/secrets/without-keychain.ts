import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { newKey, openWith, type PassphraseKey, sealWith } from './passphrase-file.ts';
import { replaceFile, unfinished } from './replace-file.ts';
import type { Secrets } from './secrets.ts';

/** Where a profile keeps secrets that a passphrase opens. */
export const passphraseFile = (profileDir: string): string => join(profileDir, 'secrets.passphrase');

/**
 * Secrets of a computer without a keychain: in memory until this process ends, or in a file that a passphrase opens,
 * once the person chose one. Until that file is opened after a start, what is set lives in memory; it wins over the file.
 * @param path null: there is nowhere to write
 */
export function withoutKeychain(path: string | null): Secrets {
  const items = new Map<string, string>();
  /** Of the locked file: what is no longer wanted. */
  const dropped = new Set<string>();
  let key: PassphraseKey | null = null;
  let locked = path !== null && existsSync(path);

  // One after the other: each write is the whole file.
  let working: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = working.catch(() => undefined).then(work);
    working = next;
    return next;
  };
  const write = async () => {
    if (key && path !== null) await replaceFile(path, sealWith(key, items));
  };
  const save = () => (key ? inTurn(write) : Promise.resolve());

  return {
    where: () => (locked ? 'locked' : key ? 'passphrase' : 'session_only'),
    get: async (name) => items.get(name) ?? null,
    set: (name, value) => {
      items.set(name, value);
      dropped.delete(name);
      return save();
    },
    delete: async (name) => {
      if (locked) dropped.add(name);
      if (items.delete(name)) await save();
    },

    protect: (passphrase) =>
      inTurn(async () => {
        if (path === null || locked || key)
          throw new AppError('already_protected', 'The sign-ins are protected already.', { status: 409 });
        const made = await newKey(passphrase);
        await replaceFile(path, sealWith(made, items));
        key = made;
      }),

    unlock: (passphrase) =>
      inTurn(async () => {
        if (!locked || path === null) return;
        const opened = await openWith(passphrase, await readFile(path)).catch(wrongPassphrase);
        const newer = items.size + dropped.size > 0;
        for (const [name, value] of opened.items)
          if (!items.has(name) && !dropped.has(name)) items.set(name, value);
        key = opened.key;
        locked = false;
        dropped.clear();
        if (newer) await write();
      }),

    change: (before, next) =>
      inTurn(async () => {
        if (!key || path === null)
          throw new AppError('secrets_locked', 'The sign-ins kept on this device are locked.', {
            status: 423,
          });
        // Whoever sits at an open computer does not know it.
        await openWith(before, await readFile(path)).catch(wrongPassphrase);
        const made = await newKey(next);
        await replaceFile(path, sealWith(made, items));
        key = made;
      }),

    forget: () =>
      inTurn(async () => {
        // What a crash left half written goes first: with the file gone nobody would look for it.
        if (path !== null) for (const each of [unfinished(path), path]) await rm(each, { force: true });
        key = null;
        locked = false;
        dropped.clear();
      }),
  };
}

function wrongPassphrase(): never {
  throw new AppError('wrong_passphrase', 'That passphrase does not open the sign-ins kept here.', {
    status: 403,
  });
}
