import { randomBytes } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { open, seal } from './sealed-file.ts';

// RFC 9106, 4: argon2id where memory is scarce: 64 MiB, three passes, four lanes. The algorithm is the library's default.
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 4 };
const VERSION = Buffer.from('pillarbox-passphrase-1\n');
const SALT_BYTES = 16;
const COST_BYTES = 12;
/** A file somebody tampered with must not make this computer work for hours: KiB, passes, lanes. */
const MOST = { memoryCost: 1_048_576, timeCost: 16, parallelism: 16 };

/** What is derived once and kept while the app runs: the passphrase itself is forgotten at once. */
export type PassphraseKey = { head: Buffer; key: Buffer };

/** A new key, with a salt of its own. */
export function newKey(passphrase: string): Promise<PassphraseKey> {
  const cost = Buffer.alloc(COST_BYTES);
  cost.writeUInt32BE(COST.memoryCost, 0);
  cost.writeUInt32BE(COST.timeCost, 4);
  cost.writeUInt32BE(COST.parallelism, 8);
  return derive(Buffer.concat([VERSION, randomBytes(SALT_BYTES), cost]), passphrase);
}

/** Secrets as the bytes of a file: version line, salt, what deriving the key cost, then as `seal` writes them. */
export const sealWith = ({ head, key }: PassphraseKey, items: Map<string, string>): Buffer =>
  Buffer.concat([head, seal(key, items)]);

/** @throws when the passphrase is another one, or the bytes were altered or cut: nobody can tell which */
export async function openWith(
  passphrase: string,
  file: Buffer,
): Promise<{ key: PassphraseKey; items: Map<string, string> }> {
  const length = VERSION.length + SALT_BYTES + COST_BYTES;
  const head = file.subarray(0, length);
  if (head.length < length || !head.subarray(0, VERSION.length).equals(VERSION))
    throw new Error('Not a file that a passphrase opens.');
  const key = await derive(Buffer.from(head), passphrase);
  return { key, items: open(key.key, file.subarray(length)) };
}

async function derive(head: Buffer, passphrase: string): Promise<PassphraseKey> {
  const salt = head.subarray(VERSION.length, VERSION.length + SALT_BYTES);
  const at = VERSION.length + SALT_BYTES;
  const cost = {
    memoryCost: head.readUInt32BE(at),
    timeCost: head.readUInt32BE(at + 4),
    parallelism: head.readUInt32BE(at + 8),
  };
  if (
    cost.memoryCost > MOST.memoryCost ||
    cost.timeCost > MOST.timeCost ||
    cost.parallelism > MOST.parallelism
  )
    throw new Error('Opening this file would cost too much.');
  // Composed the same on every keyboard and system.
  const key = await hashRaw(passphrase.normalize('NFKC'), { ...cost, outputLen: 32, salt });
  return { head, key: Buffer.from(key) };
}
