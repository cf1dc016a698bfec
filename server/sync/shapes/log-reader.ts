import sql from 'sql-template-tag';
import type { Db, Tx } from '../../db/db.ts';
import { type Meta, readMeta } from '../log/identity.ts';
import { refusals } from './access.ts';
import { END, type Handle, type Place, seenBy } from './handle.ts';
import { changeLine, createChunk, keyOf, type Relation } from './messages.ts';
import type { Piece } from './source.ts';

const PAGE = 500;
/** So many askers share a transaction, and so many transactions run at once. */
const TOGETHER = 256;
const READERS = 4;

/** `gone`: the stream must begin anew. */
export type LogPiece = Pick<Piece, 'lines' | 'at' | 'end'> | 'gone';

export type LogReader = ReturnType<typeof createLogReader>;

type Asked = {
  personId: string;
  scope: string;
  /** Null for what is no handle of this scope: rights are asked first, even so. */
  handle: Handle | null;
  /** Where the stream stands. */
  after: Place;
};
type Standing = Asked & { handle: Handle; resolve(piece: LogPiece): void };
type Waiting = Asked & { resolve(piece: LogPiece): void; reject(error: unknown): void };

/**
 * Reads scopes' logs. One change wakes everybody who follows its scope at the same moment, and most of them stand at
 * the same place: whoever asks in one turn of the event loop, or while others are being answered, shares a
 * transaction, one question about everybody's rights in it, and the rows.
 * @param relation the name rows go under
 * @param chunkBytes an answer closes at the first change that takes it to so much JSON
 */
export function createLogReader(db: Pick<Db, 'tx'>, relation: Relation, chunkBytes: number) {
  const waiting: Waiting[] = [];
  let readers = 0;

  const go = () => {
    while (waiting.length > 0 && readers < READERS) {
      const batch = waiting.splice(0, TOGETHER);
      readers += 1;
      void answerAll(batch).finally(() => {
        readers -= 1;
        go();
      });
    }
  };

  async function answerAll(batch: Waiting[]): Promise<void> {
    try {
      await db.tx({ as: 'sync' }, (tx) => answerIn(tx, batch), { isolation: 'repeatable read' });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function answerIn(tx: Tx, batch: Waiting[]): Promise<void> {
    const refused = await refusals(tx, batch);
    const meta = await readMeta(tx);
    const standing = new Map<string, Standing[]>();
    for (const [index, asker] of batch.entries()) {
      const { handle, scope } = asker;
      const after = handle && startOf(handle, asker.after, meta);
      if (refused[index]) asker.reject(refused[index]);
      else if (!after) asker.resolve('gone');
      else {
        const place = `${scope} ${after.position} ${after.op}`;
        const others = standing.get(place) ?? [];
        standing.set(place, others);
        others.push({ ...asker, handle, after });
      }
    }
    for (const askers of standing.values()) {
      const pages = new Map<string, Entry[]>();
      const pageAfter = async (scope: string, place: Place): Promise<Entry[]> => {
        const name = `${place.position} ${place.op}`;
        const page = pages.get(name) ?? (await readPage(tx, relation, scope, place));
        pages.set(name, page);
        return page;
      };
      for (const asker of askers) asker.resolve(await piece(asker, meta, pageAfter, chunkBytes));
    }
  }

  return {
    /**
     * What happened in a scope after a place in its log, as far as one answer goes.
     * @throws AppError `unknown_scope`, `scope_revoked`
     */
    read: (asked: Asked): Promise<LogPiece> =>
      new Promise((resolve, reject) => {
        waiting.push({ ...asked, resolve, reject });
        if (waiting.length === 1) setImmediate(go);
      }),
  };
}

/** The place to read on from; null where this log does not lead on from there. */
function startOf(handle: Handle, after: Place, meta: Meta): Place | null {
  if (handle.identity !== meta.identity) return null;
  const from = after.position === 0 ? { position: handle.position, op: END } : after;
  // Past the end: the database was put back to an earlier state and nobody said so.
  if (from.position > meta.last || from.position < handle.position) return null;
  if (from.position < meta.floor || (from.position === meta.floor && from.op !== END)) return null;
  return from;
}

/**
 * Transactions the stream's snapshot had seen are left out: they may have been numbered after it was taken.
 * @param pageAfter what follows a place, at most a page of it
 */
async function piece(
  { scope, handle, after }: Standing,
  meta: Meta,
  pageAfter: (scope: string, place: Place) => Promise<Entry[]>,
  chunkBytes: number,
): Promise<LogPiece> {
  const chunk = createChunk(chunkBytes);
  const isSeen = seenBy(handle.snapshot);
  let at = after;
  for (;;) {
    const found = await pageAfter(scope, at);
    for (const [index, { position, op, xid, line }] of found.slice(0, PAGE).entries()) {
      at = { position, op };
      if (isSeen(xid)) continue;
      const more = index + 1 < found.length;
      if (chunk.add(line) && more) return { lines: chunk.lines, at, end: null };
    }
    if (found.length <= PAGE) {
      // Nothing of this scope up to the log's end is missing, so the stream stands there: it stays above the floor
      // although nothing happens in it.
      return { lines: chunk.lines, at: { position: meta.last, op: END }, end: meta.last };
    }
  }
}

/** `replica=default`: an update carries the primary key and what can change, a delete the key alone. */
type Entry = Place & { xid: bigint; line: string };

/** A page, and one entry more where there is one. */
async function readPage(tx: Tx, relation: Relation, scope: string, after: Place): Promise<Entry[]> {
  const found = await tx.many<LogRow>(sql`
    select position, op, kind, id, operation, data::text as data, xid::text as xid, xid::xid::text as txid
      from sync.log
     where scope = ${scope} and position is not null and (position, op) > (${after.position}, ${after.op})
     order by position, op limit ${PAGE + 1}`);
  return found.map((change, index) => {
    const { position, op, kind, id, data } = change;
    const line = changeLine(relation, {
      ...change,
      key: keyOf(relation, [scope, kind, id]),
      value: { scope, kind, id, ...(data === null ? {} : { data }) },
      last: found[index + 1]?.position !== position,
    });
    return { position, op, xid: BigInt(change.xid), line };
  });
}

type LogRow = {
  position: number;
  op: number;
  kind: string;
  id: string;
  operation: 'insert' | 'update' | 'delete';
  data: string | null;
  xid: string;
  txid: string;
};
