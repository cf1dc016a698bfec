import { randomBytes } from 'node:crypto';

/** The operating system's keychain, small values only (Windows holds 2,560 bytes in one item). */
export type Keychain = {
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
};

const SERVICE = 'Pillarbox';
/** A locked keychain asks its person; nobody there is the same as no keychain. */
const ANSWER_WITHIN_MS = 60_000;

/**
 * The system's keychain, or null where there is none that works. Its errors all carry one code, and a missing
 * collection reads as "no such item", so only a set, a get and a delete of an item made for it tell the truth.
 */
export async function openKeychain(): Promise<Keychain | null> {
  const keychain = await systemKeychain();
  if (!keychain) return null;
  const name = `probe-${randomBytes(8).toString('hex')}`;
  const value = randomBytes(16).toString('hex');
  try {
    await keychain.set(name, value);
    const kept = await keychain.get(name);
    await keychain.delete(name);
    return kept === value ? keychain : null;
  } catch {
    return null;
  }
}

async function systemKeychain(): Promise<Keychain | null> {
  const library = await import('@napi-rs/keyring').catch(() => null);
  if (!library) return null;
  // Without a named store the library falls back, silently, to the kernel's keyring, which a restart empties.
  const entry = (name: string) =>
    new library.AsyncEntry(SERVICE, name, { linux: { store: 'secret-service' } });
  const patience = () => AbortSignal.timeout(ANSWER_WITHIN_MS);
  return {
    get: async (name) => (await entry(name).getPassword(patience())) ?? null,
    set: (name, value) => entry(name).setPassword(value, patience()),
    delete: async (name) => {
      await entry(name).deletePassword(patience());
    },
  };
}
