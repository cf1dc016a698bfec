import sql from 'sql-template-tag';
import type { Tx } from '../../db/db.ts';
import type { Meta } from '../log/identity.ts';
import { END } from './handle.ts';

type Change = {
  position: number;
  op: number;
  kind: string;
  id: string;
  operation: 'insert' | 'update' | 'delete';
  data: string | null;
  txid: string;
};

export type LogRead = {
  messages: object[];
  end: { position: number; op: number };
  /** False when more follows: the client asks again. */
  upToDate: boolean;
};

const RELATION = ['sync', 'rows'];
const PAGE = 500;
/** A chunk closes at the first page that takes it past this much data. */
const CHUNK_CHARACTERS = 10 * 1024 * 1024;

/** Columns as the client's parser needs them; `data` arrives as JSON text and leaves it as an object. */
export const SCHEMA = JSON.stringify({
  scope: { type: 'text', pk_index: 0, not_null: true },
  kind: { type: 'text', pk_index: 1, not_null: true },
  id: { type: 'text', pk_index: 2, not_null: true },
  data: { type: 'jsonb', not_null: true },
});

const part = (text: string) => text.replaceAll('/', '//');
const keyOf = (scope: string, kind: string, id: string) =>
  `"sync"."rows"/"${part(scope)}"/"${part(kind)}"/"${part(id)}"`;

/** Everything in a scope, as one chunk of a snapshot. The transaction must be REPEATABLE READ. */
export async function readSnapshot(tx: Tx, scope: string, snapshot: string): Promise<object[]> {
  const rows = await tx.many<{ kind: string; id: string; data: string }>(
    sql`select kind, id, data::text as data from sync.rows where scope = ${scope}`,
  );
  const messages: object[] = rows.map(({ kind, id, data }) => ({
    key: keyOf(scope, kind, id),
    value: { scope, kind, id, data },
    headers: { operation: 'insert', relation: RELATION },
  }));
  const [xmin = '', xmax = '', running = ''] = snapshot.split(':');
  messages.push({
    headers: { control: 'snapshot-end', xmin, xmax, xip_list: running === '' ? [] : running.split(',') },
  });
  return messages;
}

/**
 * What happened in a scope after a place in its log. Transactions the stream's snapshot had seen are left out: they
 * may have been numbered after it was taken.
 * @param from.snapshot text of the `pg_snapshot` in the stream's handle
 */
export async function readLog(
  tx: Tx,
  scope: string,
  from: { position: number; op: number; snapshot: string },
  meta: Meta,
): Promise<LogRead> {
  const messages: object[] = [];
  let { position, op } = from;
  let characters = 0;
  for (;;) {
    const found = await tx.many<Change>(sql`
      select position, op, kind, id, operation, data::text as data, xid::xid::text as txid from sync.log
       where scope = ${scope} and position is not null and (position, op) > (${position}, ${op})
         and not pg_visible_in_snapshot(xid, ${from.snapshot}::pg_snapshot)
       order by position, op limit ${PAGE + 1}`);
    const page = found.slice(0, PAGE);
    for (const [index, change] of page.entries()) {
      characters += change.data?.length ?? 0;
      messages.push(message(scope, change, found[index + 1]?.position !== change.position));
      ({ position, op } = change);
    }
    if (found.length <= PAGE) {
      // Nothing of this scope up to the log's end is missing, so the stream stands there: it stays above the floor
      // although nothing happens in it.
      return { messages, end: { position: meta.last, op: END }, upToDate: true };
    }
    if (characters >= CHUNK_CHARACTERS) return { messages, end: { position, op }, upToDate: false };
  }
}

/** `replica=default`: an update carries the primary key and what can change, a delete the key alone. */
function message(scope: string, { kind, id, data, ...change }: Change, last: boolean): object {
  return {
    key: keyOf(scope, kind, id),
    value: { scope, kind, id, ...(data === null ? {} : { data }) },
    headers: {
      operation: change.operation,
      relation: RELATION,
      txids: [Number(change.txid)],
      lsn: String(change.position),
      op_position: change.op,
      ...(last ? { last: true } : {}),
    },
  };
}

export const upToDate = (meta: Meta) => ({
  headers: { control: 'up-to-date', global_last_seen_lsn: String(meta.last) },
});
