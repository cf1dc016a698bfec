import sql, { raw } from 'sql-template-tag';
import type { OwnerDb, Tx } from '../../../db/db.ts';
import type { Entries } from '../../log/sequencer.ts';

/** Raise it when the tables change: what an older one left is then dropped and every client fetches anew. */
const VERSION = 1;
const SETUP_LOCK = 4_820_020;
/** With a table's oid: whoever makes its triggers holds this. */
export const TABLE_LOCK = 4_820_021;
export const CHANNEL = 'pillarbox_shape_test';

/** What values look like on the wire, whatever the session says. */
const TEXT_FORM = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, DMY',
  IntervalStyle: 'iso_8601',
  bytea_output: 'hex',
  extra_float_digits: '1',
};

/** For the rest of a transaction values are written as they go to clients. */
export const useTextForm = (tx: Tx) =>
  tx.many(
    raw(
      `select ${Object.entries(TEXT_FORM)
        .map(([name, value]) => `set_config('${name}', '${value}', true)`)
        .join(', ')}`,
    ),
  );

/**
 * The log, the shapes and their snapshots, in a schema of their own that only this mode makes. Rows are logged whole,
 * as text of the table's row type: a trigger without a list of columns never stands in the way of an ALTER TABLE.
 */
const SETUP = `
  create table shape_test.meta (
    one boolean primary key default true check (one),
    version int not null,
    last_position bigint not null default 0);
  insert into shape_test.meta (version) values (${VERSION});
  create table shape_test.log (
    seq bigint generated always as identity primary key,
    xid xid8 not null default pg_current_xact_id(),
    rel oid not null,
    operation text not null,
    old_row text,
    new_row text,
    position bigint,
    op int,
    at timestamptz not null default now());
  create index log_waiting on shape_test.log (seq) where position is null;
  create index log_read on shape_test.log (rel, position, op) where position is not null;
  create table shape_test.shapes (
    handle text primary key,
    definition text not null unique,
    rel oid not null,
    columns text not null,
    position bigint not null,
    snapshot text not null,
    parts int not null,
    created_at timestamptz not null default now());
  create index shapes_rel on shape_test.shapes (rel);
  create table shape_test.parts (
    handle text not null references shape_test.shapes on delete cascade,
    part int not null,
    lines text[] not null,
    primary key (handle, part));

  create function shape_test.capture() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    ${Object.entries(TEXT_FORM)
      .map(([name, value]) => `set ${name} = '${value}'`)
      .join(' ')}
    as $$
  begin
    insert into shape_test.log (rel, operation, old_row, new_row)
      values (tg_relid, lower(tg_op), case when tg_op <> 'INSERT' then old::text end,
              case when tg_op <> 'DELETE' then new::text end);
    perform pg_notify('${CHANNEL}', 'raw');
    return null;
  end $$;

  -- A truncated table's shapes begin anew.
  create function shape_test.truncated() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
  begin
    delete from shape_test.shapes where rel = tg_relid;
    perform pg_notify('${CHANNEL}', 'log ' || tg_relid);
    return null;
  end $$;`;

/** Makes the schema where it is missing. */
export async function setUpStore(owner: OwnerDb): Promise<void> {
  await owner.tx(async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(${SETUP_LOCK})`);
    const there = await tx.one<{ there: boolean }>(
      sql`select to_regclass('shape_test.meta') is not null as there`,
    );
    if (there?.there) {
      const meta = await tx.one<{ version: number }>(sql`select version from shape_test.meta`);
      if (meta?.version === VERSION) return;
    }
    await tx.run(raw(`drop schema if exists shape_test cascade; create schema shape_test; ${SETUP}`));
  });
}

/** Forgets the shapes of tables that are gone, and the log of tables that have had no shape for an hour. */
export async function tidyStore(owner: OwnerDb): Promise<void> {
  await owner.tx(async (tx) => {
    await tx.run(sql`delete from shape_test.shapes where rel not in (select oid from pg_class)`);
    await tx.run(sql`
      delete from shape_test.log where at < now() - interval '1 hour'
         and rel not in (select rel from shape_test.shapes)`);
  });
}

export const entriesOf = (owner: OwnerDb): Entries => ({
  tx: (work) => owner.tx(work),
  log: raw('shape_test.log'),
  meta: raw('shape_test.meta'),
  topic: raw('rel'),
  // Two numbers for each change: one that changes the primary key is told as two.
  op: raw('2 * (rank - 1)'),
  channel: CHANNEL,
  lock: 4_820_022,
});

/** Forgets a table's shapes; polls that are held on them look again and find out. */
export async function forgetShapes(tx: Tx, rel: string): Promise<void> {
  await tx.run(sql`delete from shape_test.shapes where rel = ${rel}::oid`);
  await tellAbout(tx, rel);
}

export const tellAbout = (tx: Tx, rel: string) => tx.many(sql`select pg_notify(${CHANNEL}, ${`log ${rel}`})`);
