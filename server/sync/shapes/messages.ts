/** Messages of the shape protocol, as JSON texts. */

export type Relation = readonly [schema: string, table: string];

const namePart = (text: string) => text.replaceAll('/', '//').replaceAll('.', '..');

/** @param values of the primary key, in its order; null only where a table has none */
export const keyOf = (relation: Relation, values: readonly (string | null)[]): string =>
  `${relation.map((name) => `"${namePart(name)}"`).join('.')}${values
    .map((value) => (value === null ? '/_' : `/"${value.replaceAll('/', '//')}"`))
    .join('')}`;

/** A row of a snapshot. */
export const rowLine = (relation: Relation, key: string, value: object) =>
  JSON.stringify({ key, value, headers: { operation: 'insert', relation } });

/** @param snapshot text of a `pg_snapshot` */
export function snapshotEndLine(snapshot: string): string {
  const [xmin = '', xmax = '', running = ''] = snapshot.split(':');
  const xip_list = running === '' ? [] : running.split(',');
  return JSON.stringify({ headers: { control: 'snapshot-end', xmin, xmax, xip_list } });
}

/** @param last the newest position of the whole log */
export const upToDateLine = (last: number) =>
  JSON.stringify({ headers: { control: 'up-to-date', global_last_seen_lsn: String(last) } });

export const MUST_REFETCH = JSON.stringify([{ headers: { control: 'must-refetch' } }]);

export type Change = {
  key: string;
  value: object;
  oldValue?: object;
  operation: 'insert' | 'update' | 'delete';
  /** Its transaction's id, 32 bits. */
  txid: string;
  position: number;
  op: number;
  /** The transaction's last change in this stream. */
  last: boolean;
  keyChange?: { key_change_to: string } | { key_change_from: string };
};

export const changeLine = (relation: Relation, change: Change) =>
  JSON.stringify({
    key: change.key,
    value: change.value,
    ...(change.oldValue && { old_value: change.oldValue }),
    headers: {
      operation: change.operation,
      relation,
      txids: [Number(change.txid)],
      lsn: String(change.position),
      op_position: change.op,
      ...change.keyChange,
      ...(change.last ? { last: true } : {}),
    },
  });

/**
 * Gathers lines until they make a chunk: it closes with the line that takes it to its size.
 * @param bytes that size
 */
export function createChunk(bytes: number) {
  const lines: string[] = [];
  let size = 0;
  return {
    lines,
    /** @returns true when the chunk is full now */
    add(line: string): boolean {
      lines.push(line);
      size += Buffer.byteLength(line) + 1;
      return size >= bytes;
    },
  };
}
