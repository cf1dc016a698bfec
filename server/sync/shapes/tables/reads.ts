import sql, { raw } from 'sql-template-tag';
import type { Tx } from '../../../db/db.ts';
import { LOG_START, type Place } from '../handle.ts';
import { type Change, changeLine, createChunk, rowLine, snapshotEndLine } from '../messages.ts';
import { tableSql, valuesSql } from './catalog.ts';
import { changesOf, type Entry, pick, relationOf, rowKey, type Values } from './changes.ts';
import type { Definition } from './definition.ts';
import { quoted } from './identifiers.ts';

const PAGE = 500;
/** A name no column has: where one is called as the row is, the column is meant. */
const ROW = '"a row of shape_test"';

/** The parts of a snapshot as they are read; the last ends with the snapshot's name. */
export async function* readParts(
  tx: Tx,
  definition: Definition,
  { snapshot, chunkBytes }: { snapshot: string; chunkBytes: number },
): AsyncGenerator<string[]> {
  const { table, where, columns } = definition;
  const names = columns.map(({ name }) => name);
  const relation = relationOf(definition);
  await tx.run(
    raw(`declare shape_rows no scroll cursor for
           select row_to_json(${ROW}) as values from (
             select ${valuesSql(table)} from ${tableSql(table)} as ${quoted(table.name)}
             ${where === null ? '' : `where (${where}\n)`}) ${ROW}`),
  );
  let chunk = createChunk(chunkBytes);
  for (;;) {
    const rows = await tx.many<{ values: Values }>(raw(`fetch ${PAGE} from shape_rows`));
    for (const { values } of rows) {
      if (!chunk.add(rowLine(relation, rowKey(definition, values), pick(values, names)))) continue;
      yield chunk.lines;
      chunk = createChunk(chunkBytes);
    }
    if (rows.length < PAGE) break;
  }
  await tx.run(raw('close shape_rows'));
  chunk.lines.push(snapshotEndLine(snapshot));
  yield chunk.lines;
}

type ReadFrom = {
  after: Place;
  /** Text of the `pg_snapshot` the stream began with: what it had seen is left out. */
  snapshot: string;
  chunkBytes: number;
};

/** @returns a chunk of a shape's log; `whole` when nothing follows it */
export async function readChanges(
  tx: Tx,
  definition: Definition,
  from: ReadFrom,
): Promise<{ lines: string[]; at: Place; whole: boolean }> {
  const relation = relationOf(definition);
  const chunk = createChunk(from.chunkBytes);
  let at = from.after;
  let waiting: Omit<Change, 'last'> | undefined;
  const write = (next: Omit<Change, 'last'> | undefined): boolean => {
    if (!waiting) return false;
    at = { position: waiting.position, op: waiting.op };
    return chunk.add(changeLine(relation, { ...waiting, last: next?.position !== waiting.position }));
  };
  // A change is written when the next is known: the last of a transaction says so.
  for await (const change of readAll(tx, definition, from)) {
    if (write(change)) return { lines: chunk.lines, at, whole: false };
    waiting = change;
  }
  write(undefined);
  return { lines: chunk.lines, at, whole: true };
}

/** Where a shape's log ends. */
export async function endOfChanges(tx: Tx, definition: Definition, snapshot: string): Promise<Place> {
  let at = LOG_START;
  for await (const { position, op } of readAll(tx, definition, { after: LOG_START, snapshot })) {
    at = { position, op };
  }
  return at;
}

async function* readAll(
  tx: Tx,
  definition: Definition,
  { after, snapshot }: Pick<ReadFrom, 'after' | 'snapshot'>,
): AsyncGenerator<Omit<Change, 'last'>> {
  const { table, where } = definition;
  const inside =
    where === null ? sql`` : raw("and ((o.side ->> 'inside')::bool or (n.side ->> 'inside')::bool)");
  let { position, op } = after;
  for (;;) {
    const entries = await tx.many<Entry>(sql`
      select l.position, l.op, l.xid::xid::text as txid, o.side as old, n.side as new
        from shape_test.log l
        left join lateral ${sideOf('old_row', definition)} o on true
        left join lateral ${sideOf('new_row', definition)} n on true
       where l.rel = ${table.oid}::oid and l.position is not null
         and (l.position, l.op + 1) > (${position}, ${op})
         and not pg_visible_in_snapshot(l.xid, ${snapshot}::pg_snapshot)
         ${inside}
       order by l.position, l.op limit ${PAGE}`);
    for (const entry of entries) {
      for (const change of changesOf(definition, entry)) {
        const isAfter =
          change.position > after.position || (change.position === after.position && change.op > after.op);
        if (isAfter) yield change;
      }
      position = entry.position;
      // Past the number kept for a second half.
      op = entry.op + 1;
    }
    if (entries.length < PAGE) return;
  }
}

/** One side of a log entry: the row's values, and whether it meets the `where`. The row is read from its text once. */
const sideOf = (column: 'old_row' | 'new_row', { table, where }: Definition) =>
  raw(`(
    select json_build_object(
             'inside', ${where === null ? 'true' : `coalesce((${where}\n), false)`},
             'values', (select row_to_json(${ROW}) from (select ${valuesSql(table)}) ${ROW})) as side
      from (select (${ROW}.whole).*
              from (select l.${column}::${tableSql(table)} as whole offset 0) ${ROW}) as ${quoted(table.name)}
     where l.${column} is not null)`);
