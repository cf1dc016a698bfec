import { createHash, randomBytes } from 'node:crypto';

/**
 * A handle is all the server needs to go on with a stream, so nothing is kept per client and a restart, or another
 * process, continues where the last answer ended: which database and epoch, which scope, where the log stood when the
 * snapshot was taken, what that snapshot had seen, and a nonce, because a handle must never come twice.
 */
export type Handle = { identity: string; scope: string; position: number; snapshot: string };

const scopeHash = (scope: string) => createHash('sha256').update(scope).digest('base64url').slice(0, 12);

/** @param handle.snapshot text of a `pg_snapshot` */
export function writeHandle({ identity, scope, position, snapshot }: Handle): string {
  const seen = Buffer.from(snapshot).toString('base64url');
  return [identity, scopeHash(scope), position, seen, randomBytes(6).toString('base64url')].join('.');
}

/** A handle that names no stream: what a 409 offers, so that the client's next request differs from the last. */
export const freshHandle = () => `next.${randomBytes(9).toString('base64url')}`;

/**
 * @param scope the scope asked for; a handle made for another one is not read
 * @returns null for anything that is not a handle of this scope
 */
export function readHandle(text: string, scope: string): Omit<Handle, 'scope'> | null {
  const [identity, hash, position, seen, nonce, ...rest] = text.split('.');
  if (!identity || hash !== scopeHash(scope) || !seen || !nonce || rest.length > 0) return null;
  if (!position || !/^\d{1,15}$/.test(position)) return null;
  const snapshot = Buffer.from(seen, 'base64url').toString();
  if (!/^\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19})*)?$/.test(snapshot)) return null;
  return { identity, position: Number(position), snapshot };
}

/** A place in a stream: before everything, at the snapshot, or after an operation of a transaction. */
export type Offset = 'start' | 'now' | 'snapshot' | { position: number; op: number };

/** Larger than any op: "after all of that transaction". Written `<position>_inf`. */
export const END = 2 ** 31 - 1;

/** @returns null when it is not an offset of the protocol (`-1`, `now`, `0_<k>`, `<position>_<op>`, `<position>_inf`) */
export function readOffset(text: string): Offset | null {
  if (text === '-1') return 'start';
  if (text === 'now') return 'now';
  const [, position = '', op] = /^(\d{1,15})_(\d{1,9}|inf)$/.exec(text) ?? [];
  if (op === undefined) return null;
  // Virtual positions "so many chunks of the snapshot consumed"; ours has one chunk.
  if (Number(position) === 0) return 'snapshot';
  return { position: Number(position), op: op === 'inf' ? END : Number(op) };
}

export const writeOffset = ({ position, op }: { position: number; op: number }) =>
  `${position}_${op === END ? 'inf' : op}`;
