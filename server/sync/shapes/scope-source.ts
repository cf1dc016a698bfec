import sql from 'sql-template-tag';
import { AppError } from '../../../shared/errors.ts';
import type { Db, Tx } from '../../db/db.ts';
import { accessTopic } from '../log/hub.ts';
import { type Meta, readMeta } from '../log/identity.ts';
import { assertMayRead } from './access.ts';
import { END, freshHandle, type Handle, LOG_START, newNonce, readHandle, writeHandle } from './handle.ts';
import type { LogReader } from './log-reader.ts';
import { createChunk, keyOf, type Relation, rowLine, snapshotEndLine } from './messages.ts';
import type { NoPiece, ShapeSource } from './source.ts';

/** A chunk closes at the first row that takes it to so much JSON: little enough for a desktop to take in one go. */
export const CHUNK_BYTES = 3 * 1024 * 1024;
const PAGE = 500;
/** How long the first look into the log after a snapshot of several parts waits for the log's owner. */
const BEHIND_MS = 5000;
export const RELATION: Relation = ['sync', 'rows'];

/** Columns as the client's parser needs them; `data` arrives as JSON text and leaves it as an object. */
const SCHEMA = JSON.stringify({
  scope: { type: 'text', pk_index: 0, not_null: true },
  kind: { type: 'text', pk_index: 1, not_null: true },
  id: { type: 'text', pk_index: 2, not_null: true },
  data: { type: 'jsonb', not_null: true },
});

type RowKey = { kind: string; id: string };
type Cut = { kind: string | null; id: string | null };

/**
 * The rows of one scope for one person. Every call asks for their right and reads under one snapshot of the database.
 * Calls throw AppError `unknown_scope`, `scope_revoked`.
 *
 * A snapshot is read part by part, each as the rows are by then. They may be newer than the handle's snapshot; that
 * does no harm, because the log from that snapshot on repeats all that happened since, with whole rows, and only at its
 * end is the stream up-to-date.
 */
export function scopeSource(
  { db, logs, chunkBytes }: { db: Db; logs: LogReader; chunkBytes: number },
  { personId, scope }: { personId: string; scope: string },
): ShapeSource {
  const read = <T>(work: (tx: Tx, meta: Meta) => Promise<T>) =>
    db.tx(
      { as: 'sync' },
      async (tx) => {
        await assertMayRead(tx, personId, scope);
        return work(tx, await readMeta(tx));
      },
      { isolation: 'repeatable read' },
    );

  return {
    topics: [scope, accessTopic(personId)],

    begin: () =>
      read(async (tx, meta) => {
        const part = await readPart(tx, scope, { after: null, until: null, chunkBytes });
        const { identity, last: position, snapshot } = meta;
        const base = { identity, scope, position, snapshot, nonce: newNonce(), parts: part.end !== null };
        if (part.end) await keepCut(tx, base.nonce, 0, part.end);
        else part.lines.push(snapshotEndLine(snapshot));
        return { handle: writeHandle(base), at: { part: 0 }, lines: part.lines, end: null, schema: SCHEMA };
      }),

    now: () =>
      read(async (_tx, { identity, last: position, snapshot }) => {
        const handle = writeHandle({ identity, scope, position, snapshot, nonce: newNonce(), parts: false });
        return { handle, at: { position, op: END }, lines: [], end: position, schema: SCHEMA };
      }),

    async goOn(text, after) {
      const handle = readHandle(text, scope);
      if (handle && 'part' in after) {
        const part = await goOnInParts(handle, after.part);
        if (part === 'gone') return gone();
        if (part !== 'log') return { ...part, handle: text, end: null, schema: SCHEMA };
      }
      const log = await logs.read({ personId, scope, handle, after: 'part' in after ? LOG_START : after });
      return log === 'gone' ? gone() : { ...log, handle: text, schema: SCHEMA };
    },
  };

  /** The next part, or `log` once there is none left and the log has caught up with what the parts showed. */
  async function goOnInParts(handle: Handle, after: number) {
    let seen: string | undefined;
    const work = async (tx: Tx, meta: Meta) => {
      // The log from the snapshot on is what makes its parts true.
      if (handle.identity !== meta.identity || handle.position < meta.floor) return 'gone';
      const found = await nextPart(tx, handle, after, chunkBytes);
      if (found !== 'log' || !handle.parts) return found;
      seen ??= meta.snapshot;
      return (await isBehind(tx, scope, seen)) ? 'behind' : 'log';
    };
    const deadline = performance.now() + BEHIND_MS;
    for (let tries = 1; ; ) {
      try {
        const answer = await read(work);
        if (answer !== 'behind') return answer;
        if (performance.now() > deadline) throw behind();
        await new Promise((resolve) => setTimeout(resolve, 20));
      } catch (error) {
        // Somebody asked for the same part at the same moment and decided where it ends.
        const isRace = error instanceof Error && 'code' in error && error.code === '40001';
        if (!isRace || tries === 3) throw error;
        tries += 1;
      }
    }
  }
}

/**
 * Whether a transaction that the parts may have shown some rows of has no place in the log yet. Until it has, the
 * stream could call itself up-to-date with one half of it.
 * @param seen text of a `pg_snapshot` taken after the last part
 */
async function isBehind(tx: Tx, scope: string, seen: string): Promise<boolean> {
  const waiting = await tx.one(sql`
    select from sync.log where position is null and scope = ${scope}
       and pg_visible_in_snapshot(xid, ${seen}::pg_snapshot) limit 1`);
  return waiting !== undefined;
}

const behind = () =>
  new AppError('log_behind', 'The change log is behind. Try again in a moment.', { status: 503 });

const gone = (): NoPiece => ({ gone: { handle: freshHandle() } });

/**
 * Every part but a snapshot's only one has its end in sync.snapshots, the last without a row's name. Whoever asks a
 * second time gets the same rows, and nothing falls between two parts.
 */
async function nextPart(
  tx: Tx,
  { nonce, parts, scope, snapshot }: Handle,
  part: number,
  chunkBytes: number,
): Promise<{ lines: string[]; at: { part: number } } | 'log' | 'gone'> {
  if (!parts) return 'log';
  const cuts = await tx.many<Cut & { part: number }>(sql`
    select part, kind, id from sync.snapshots where nonce = ${nonce} and part in (${part}, ${part + 1})`);
  const before = cuts.find((cut) => cut.part === part);
  if (!before) return 'gone';
  const start = rowKey(before);
  if (!start) return 'log';
  const known = cuts.find((cut) => cut.part === part + 1);
  const until = known ? (rowKey(known) ?? 'all') : null;
  const { lines, end } = await readPart(tx, scope, { after: start, until, chunkBytes });
  if (!known) await keepCut(tx, nonce, part + 1, end);
  if (!end) lines.push(snapshotEndLine(snapshot));
  return { lines, at: { part: part + 1 } };
}

const rowKey = ({ kind, id }: Cut): RowKey | null => (kind === null || id === null ? null : { kind, id });

const keepCut = (tx: Tx, nonce: string, part: number, end: RowKey | null) =>
  tx.run(sql`
    insert into sync.snapshots (nonce, part, kind, id)
    values (${nonce}, ${part}, ${end?.kind ?? null}, ${end?.id ?? null}) on conflict do nothing`);

/**
 * @param range.until the row this part ends with, `all` for the rest, null where its size decides
 * @returns its end; null when nothing follows
 */
async function readPart(
  tx: Tx,
  scope: string,
  range: { after: RowKey | null; until: RowKey | 'all' | null; chunkBytes: number },
): Promise<{ lines: string[]; end: RowKey | null }> {
  const { until } = range;
  const chunk = createChunk(until === null ? range.chunkBytes : Number.POSITIVE_INFINITY);
  let { after } = range;
  // The key's index gives the order. How many rows a scope has is not in the statistics, and a planner that takes it for
  // a small one fetches and sorts all that is left of it for every page: twenty times the work.
  await tx.run(sql`set local enable_sort = off`);
  for (;;) {
    const from = after ? sql`and (kind, id) > (${after.kind}, ${after.id})` : sql``;
    const to =
      until !== null && until !== 'all' ? sql`and (kind, id) <= (${until.kind}, ${until.id})` : sql``;
    const rows = await tx.many<{ kind: string; id: string; data: string }>(sql`
      select kind, id, data::text as data from sync.rows where scope = ${scope} ${from} ${to}
       order by kind, id limit ${PAGE}`);
    for (const { kind, id, data } of rows) {
      after = { kind, id };
      if (chunk.add(rowLine(RELATION, keyOf(RELATION, [scope, kind, id]), { scope, kind, id, data }))) {
        return { lines: chunk.lines, end: after };
      }
    }
    if (rows.length < PAGE) return { lines: chunk.lines, end: until === 'all' ? null : until };
  }
}
