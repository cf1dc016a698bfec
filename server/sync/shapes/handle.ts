import { createHash, randomBytes } from 'node:crypto';

/**
 * A handle is all the server needs to go on with a stream, so nothing is kept per client and a restart, or another
 * process, continues where the last answer ended: which database and epoch, which scope, where the log stood when the
 * snapshot was taken, what that snapshot had seen, and a nonce, because a handle must never come twice. Where a
 * snapshot of several parts was cut is the one thing kept (sync.snapshots), under the nonce.
 */
export type Handle = {
  identity: string;
  scope: string;
  position: number;
  /** Text of a `pg_snapshot`. */
  snapshot: string;
  nonce: string;
  /** The snapshot has more than one part. */
  parts: boolean;
};

const scopeHash = (scope: string) => createHash('sha256').update(scope).digest('base64url').slice(0, 12);

export const newNonce = () => randomBytes(9).toString('base64url');

export function writeHandle({ identity, scope, position, snapshot, nonce, parts }: Handle): string {
  const seen = Buffer.from(snapshot).toString('base64url');
  return [identity, scopeHash(scope), position, seen, nonce, ...(parts ? ['p'] : [])].join('.');
}

/** A handle that names no stream: what a 409 offers, so that the client's next request differs from the last. */
export const freshHandle = () => `next.${newNonce()}`;

/**
 * @param scope the scope asked for; a handle made for another one is not read
 * @returns null for anything that is not a handle of this scope
 */
export function readHandle(text: string, scope: string): Handle | null {
  const [identity, hash, position, seen, nonce, parts, ...rest] = text.split('.');
  if (!identity || hash !== scopeHash(scope) || !seen || !nonce || rest.length > 0) return null;
  if (!position || !/^\d{1,15}$/.test(position) || (parts !== undefined && parts !== 'p')) return null;
  const snapshot = Buffer.from(seen, 'base64url').toString();
  if (!isSnapshot(snapshot)) return null;
  return { identity, scope, position: Number(position), snapshot, nonce, parts: parts === 'p' };
}

/** As PostgreSQL's `pg_snapshot_in` takes it: ids from 1 on, in order, those that ran between the two. */
function isSnapshot(text: string): boolean {
  if (!/^\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19})*)?$/.test(text)) return false;
  const [xmin = '', xmax = '', running = ''] = text.split(':');
  const ids = [xmin, ...(running === '' ? [] : running.split(',')), xmax].map(BigInt);
  return ids.every((id, index) => id > 0n && id >= (ids[index - 1] ?? 0n));
}

/**
 * What `pg_visible_in_snapshot` says, without asking it.
 * @param snapshot text of a `pg_snapshot`: `<xmin>:<xmax>:<those that still ran, by commas>`
 * @returns whether the snapshot had seen the transaction of that id
 */
export function seenBy(snapshot: string): (xid: bigint) => boolean {
  const [xmin = '0', xmax = '0', running = ''] = snapshot.split(':');
  const [oldest, next] = [BigInt(xmin), BigInt(xmax)];
  const ran = new Set(running === '' ? [] : running.split(',').map(BigInt));
  return (xid) => xid < oldest || (xid < next && !ran.has(xid));
}

/** After an operation of a transaction in the log. Position 0 is the log's start. */
export type Place = { position: number; op: number };

/** A place in a stream: before everything, at its end, after a part of the snapshot (0 is the first), in the log. */
export type Offset = 'start' | 'now' | { part: number } | Place;

/** Larger than any op: "after all of that transaction". Written `<position>_inf`. */
export const END = 2 ** 31 - 1;
export const LOG_START: Place = { position: 0, op: END };

/** @returns null when it is not an offset of the protocol (`-1`, `now`, `0_<k>`, `<position>_<op>`, `<position>_inf`) */
export function readOffset(text: string): Offset | null {
  if (text === '-1') return 'start';
  if (text === 'now') return 'now';
  const [, position = '', op] = /^(\d{1,15})_(\d{1,9}|inf)$/.exec(text) ?? [];
  if (op === undefined) return null;
  if (op === 'inf') return { position: Number(position), op: END };
  // Virtual positions: "so much of the snapshot consumed".
  if (Number(position) === 0) return { part: Number(op) };
  return { position: Number(position), op: Number(op) };
}

export const writeOffset = (at: { part: number } | Place): string =>
  'part' in at ? `0_${at.part}` : `${at.position}_${at.op === END ? 'inf' : at.op}`;
