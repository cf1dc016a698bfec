import { createHash, randomInt } from 'node:crypto';
import sql, { raw } from 'sql-template-tag';
import type { OwnerDb, Tx } from '../../../db/db.ts';
import { LOG_START, type Place } from '../handle.ts';
import type { NoPiece, Piece, ShapeSource } from '../source.ts';
import { findTable, schemaOf, tableSql } from './catalog.ts';
import type { Definition } from './definition.ts';
import { endOfChanges, readChanges, readParts } from './reads.ts';
import { forgetShapes, TABLE_LOCK, useTextForm } from './store.ts';

export type Shape = { handle: string; columns: string; position: number; snapshot: string; parts: number };

/** How often a held poll looks whether its table is still as it was: nothing tells of an ALTER TABLE. */
const LOOK_AGAIN_MS = 500;
/** How long the first request for a table waits for transactions that are writing to it. */
const LOCK_PATIENCE_MS = 10_000;
/** In turns of so long: whoever wants to write meanwhile waits behind it. */
const LOCK_TURN = '500ms';
const TRIES = 4;

/**
 * One shape of any table: its snapshot is taken once and kept, its log is the table's, filtered and cut to the shape
 * by Postgres when it is read.
 */
export function tableSource(
  owner: OwnerDb,
  definition: Definition,
  { chunkBytes }: { chunkBytes: number },
): ShapeSource {
  const { table } = definition;
  const schema = schemaOf(definition.columns);
  /** A stream that was there a moment ago, in this request. */
  let held = false;

  const read = <T>(work: (tx: Tx) => Promise<T>) =>
    again(() =>
      owner.tx(
        async (tx) => {
          await useTextForm(tx);
          return work(tx);
        },
        { isolation: 'repeatable read' },
      ),
    );

  const ready = async (): Promise<Shape> =>
    again(
      async () => (await findShape(owner, definition)) ?? (await makeShape(owner, definition, chunkBytes)),
    );

  return {
    topics: [table.oid],
    lookAgainMs: LOOK_AGAIN_MS,

    async begin() {
      for (;;) {
        const { handle } = await ready();
        const lines = await read((tx) => readPart(tx, handle, 0));
        if (lines) return { handle, at: { part: 0 }, lines, end: null, schema };
      }
    },

    async now() {
      const { handle, snapshot } = await ready();
      return read(async (tx) => {
        const at = await endOfChanges(tx, definition, snapshot);
        return { handle, at, lines: [], end: await lastPosition(tx), schema };
      });
    },

    async goOn(handle, after) {
      const look = read(async (tx): Promise<Piece | NoPiece | null> => {
        const shape = await shapeOf(tx, definition);
        if (shape?.handle !== handle || shape.columns !== table.signature) return null;
        if (!(await isUnchanged(tx, definition))) return null;
        const next = 'part' in after && after.part + 1 < shape.parts ? after.part + 1 : null;
        if (next !== null) {
          const lines = (await readPart(tx, handle, next)) ?? [];
          return { handle, at: { part: next }, lines, end: null, schema };
        }
        const from: Place = 'part' in after || after.position === 0 ? LOG_START : after;
        const last = await lastPosition(tx);
        if (from.position > last) return { beyond: true };
        const { snapshot } = shape;
        const { lines, at, whole } = await readChanges(tx, definition, { after: from, snapshot, chunkBytes });
        return { handle, at, lines, end: whole ? last : null, schema };
      });
      const found = await look.catch(async (error: unknown) => {
        // Logged while the table looked different for a moment: nobody can read it any more.
        if (!(error instanceof Error) || !error.message.startsWith('malformed record literal')) throw error;
        await owner.tx((tx) => forgetShapes(tx, table.oid));
        return null;
      });
      if (found) {
        held = true;
        return found;
      }
      // While a poll is held nobody asks for another shape; a new request gets one at once.
      return { gone: { handle: held ? undefined : await replacement() } };
    },
  };

  async function replacement(): Promise<string | undefined> {
    const there = await owner.tx((tx) => isUnchanged(tx, definition));
    return there ? (await ready()).handle : undefined;
  }
}

async function shapeOf(tx: Tx, { identity }: Definition): Promise<Shape | undefined> {
  return tx.one<Shape>(sql`
    select handle, columns, position, snapshot, parts from shape_test.shapes where definition = ${identity}`);
}

const isUnchanged = async (tx: Tx, { table }: Definition): Promise<boolean> => {
  const now = await findTable(tx, table.schema, table.name);
  return now?.oid === table.oid && now.signature === table.signature;
};

async function lastPosition(tx: Tx): Promise<number> {
  const meta = await tx.one<{ last: number }>(sql`select last_position as last from shape_test.meta`);
  return meta?.last ?? 0;
}

async function readPart(tx: Tx, handle: string, part: number): Promise<string[] | null> {
  const found = await tx.one<{ lines: string[] }>(
    sql`select lines from shape_test.parts where handle = ${handle} and part = ${part}`,
  );
  return found?.lines ?? null;
}

/** The shape that is there already. One of a table that was altered since goes, with all others of the table. */
async function findShape(owner: OwnerDb, definition: Definition): Promise<Shape | null> {
  return owner.tx(async (tx) => {
    const { table } = definition;
    const shape = await shapeOf(tx, definition);
    if (!shape) return null;
    const captured = await hasTriggers(tx, table.oid);
    if (captured && shape.columns === table.signature) return shape;
    await forgetShapes(tx, table.oid);
    return null;
  });
}

const hasTriggers = async (tx: Tx, oid: string): Promise<boolean> =>
  (await tx.one(sql`
    select from pg_trigger where tgrelid = ${oid}::oid and tgname = 'shape_test_capture' and tgenabled = 'O'`)) !==
  undefined;

async function makeShape(owner: OwnerDb, definition: Definition, chunkBytes: number): Promise<Shape> {
  await capture(owner, definition);
  return owner.tx(
    async (tx) => {
      // Before the snapshot, which begins with the first query: a TRUNCATE or ALTER TABLE between the two would be
      // neither in the rows nor noticed by whoever ends shapes.
      await tx.run(raw(`lock table ${tableSql(definition.table)} in access share mode`));
      await useTextForm(tx);
      if (!(await isUnchanged(tx, definition))) throw busy();
      const now = await tx.one<{ snapshot: string }>(sql`select pg_current_snapshot()::text as snapshot`);
      const shape = {
        handle: newHandle(definition),
        columns: definition.table.signature,
        position: await lastPosition(tx),
        snapshot: now?.snapshot ?? '',
        parts: 0,
      };
      // Whoever makes the same shape at the same moment fails here and finds ours.
      await tx.run(sql`
        insert into shape_test.shapes (handle, definition, rel, columns, position, snapshot, parts)
        values (${shape.handle}, ${definition.identity}, ${definition.table.oid}::oid, ${shape.columns},
                ${shape.position}, ${shape.snapshot}, 0)`);
      for await (const lines of readParts(tx, definition, { snapshot: shape.snapshot, chunkBytes })) {
        await tx.run(
          sql`insert into shape_test.parts (handle, part, lines) values (${shape.handle}, ${shape.parts}, ${lines})`,
        );
        shape.parts += 1;
      }
      await tx.run(sql`update shape_test.shapes set parts = ${shape.parts} where handle = ${shape.handle}`);
      return shape;
    },
    { isolation: 'repeatable read' },
  );
}

/**
 * Sees to it that the table's changes are logged from now on. Making a trigger waits for those who are writing, so
 * what a snapshot taken afterwards does not see is in the log.
 */
async function capture(owner: OwnerDb, { table }: Definition): Promise<void> {
  const name = tableSql(table);
  const attempt = () =>
    owner.tx(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(${TABLE_LOCK}, ${Number(table.oid) | 0})`);
      if (await hasTriggers(tx, table.oid)) return;
      await tx.run(raw(`set local lock_timeout = '${LOCK_TURN}'`));
      await tx.run(
        raw(`create or replace trigger shape_test_capture after insert or update or delete on ${name}
               for each row execute function shape_test.capture()`),
      );
      await tx.run(
        raw(`create or replace trigger shape_test_truncated after truncate on ${name}
               for each statement execute function shape_test.truncated()`),
      );
    });
  for (const end = performance.now() + LOCK_PATIENCE_MS; ; ) {
    try {
      return await attempt();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code !== '55P03' || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Postgres' own code for "somebody else has it". */
const busy = () => Object.assign(new Error('The table was altered meanwhile.'), { code: '55P03' });

/** A handle is never used twice. */
const newHandle = ({ identity }: Definition) => {
  const hash = createHash('sha256').update(identity).digest().readUInt32BE() % 134_217_728;
  return `${hash}-${Date.now()}${String(randomInt(1_000_000)).padStart(6, '0')}`;
};

/** Lost races: another made the shape, or the table changed between two looks. */
const RACES = new Set(['23505', '23503', '40001', '40P01', '42P01', '42703', '42704', '22P02', 'XX000']);

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!RACES.has(code) || tries === TRIES) throw error;
    }
  }
}

/** @returns false where there is no such shape */
export async function forgetShape(
  owner: OwnerDb,
  by: { handle: string } | { definition: string },
): Promise<boolean> {
  return owner.tx(async (tx) => {
    const which = 'handle' in by ? sql`handle = ${by.handle}` : sql`definition = ${by.definition}`;
    const gone = await tx.one<{ rel: string }>(
      sql`delete from shape_test.shapes where ${which} returning rel::text as rel`,
    );
    if (!gone) return false;
    await tx.many(sql`select pg_notify('pillarbox_shape_test', ${`log ${gone.rel}`})`);
    return true;
  });
}

/** @returns the definition a handle belongs to; null for one nobody knows */
export async function definitionOf(owner: OwnerDb, handle: string): Promise<string | null> {
  const found = await owner.tx((tx) =>
    tx.one<{ definition: string }>(sql`select definition from shape_test.shapes where handle = ${handle}`),
  );
  return found?.definition ?? null;
}
