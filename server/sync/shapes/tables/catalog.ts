import sql from 'sql-template-tag';
import type { Tx } from '../../../db/db.ts';
import { quoted } from './identifiers.ts';

export type Column = {
  name: string;
  /** As Postgres names the type (of the elements, for an array). */
  type: string;
  /** 0 for what is no array. */
  dims: number;
  /** `pg_attribute.atttypmod`. */
  typeMod: number;
  notNull: boolean;
  /** Place in the primary key, from 0. */
  pkIndex: number | null;
  generated: boolean;
  isBool: boolean;
};

export type Table = {
  oid: string;
  schema: string;
  name: string;
  /** In the table's order. */
  columns: Column[];
  /** Names in the key's order; none for a table without one. */
  pk: string[];
  /** Changes when the list of columns does. */
  signature: string;
};

type Found = Omit<Column, 'isBool'> & { oid: string; identity: string; typeName: string };

/** @returns null where there is no such ordinary table */
export async function findTable(tx: Tx, schema: string, name: string): Promise<Table | null> {
  const found = await tx.many<Found>(sql`
    select c.oid::text as oid, a.attname as name, t.typname as "typeName",
           case when e.oid is null then t.typname else e.typname end as type,
           case when e.oid is null then 0 else greatest(a.attndims, 1) end as dims,
           a.atttypmod as "typeMod", a.attnotnull as "notNull", a.attgenerated <> '' as generated,
           (select k.n - 1 from unnest(i.indkey::int2[]) with ordinality k (attnum, n)
             where k.attnum = a.attnum)::int as "pkIndex",
           concat_ws(' ', a.attnum, a.atttypid, a.atttypmod) as identity
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid
      left join pg_type e on e.oid = t.typelem and t.typcategory = 'A' and t.typlen = -1
      left join pg_index i on i.indrelid = c.oid and i.indisprimary
     where n.nspname = ${schema} and c.relname = ${name} and c.relkind = 'r'
     order by a.attnum`);
  const [first] = found;
  if (!first) return null;
  const columns = found.map(({ oid: _oid, identity: _identity, typeName, ...column }) => ({
    ...column,
    isBool: typeName === 'bool',
  }));
  const pk = columns
    .filter(({ pkIndex }) => pkIndex !== null)
    .toSorted((a, b) => (a.pkIndex ?? 0) - (b.pkIndex ?? 0))
    .map((column) => column.name);
  const signature = JSON.stringify([found.map((column) => [column.name, column.identity]), pk]);
  return { oid: first.oid, schema, name, columns, pk, signature };
}

/** Is null where the column is: a row of nulls is a value too. `char(n)` keeps its padding, unlike with a cast. */
const valueSql = ({ name, isBool }: Column) =>
  isBool
    ? `${quoted(name)}::text`
    : `case when num_nulls(${quoted(name)}) = 0 then concat(${quoted(name)}) end`;

/** A list for SELECT: every column as its text on the wire. */
export const valuesSql = (table: Table) =>
  table.columns.map((column) => `${valueSql(column)} as ${quoted(column.name)}`).join(', ');

export const tableSql = ({ schema, name }: { schema: string; name: string }) =>
  `${quoted(schema)}.${quoted(name)}`;

const VARIABLE_LENGTH = new Set(['varchar', 'text']);
const BITS = new Set(['bit', 'varbit']);
const TIMES = new Set(['time', 'timetz', 'timestamp', 'timestamptz']);
const INTERVAL_FIELDS = [
  ['YEAR', 1 << 2],
  ['MONTH', 1 << 1],
  ['DAY', 1 << 3],
  ['HOUR', 1 << 10],
  ['MINUTE', 1 << 11],
  ['SECOND', 1 << 12],
] as const;
const ALL_FIELDS = 0x7fff;

/** The `electric-schema` header, for these columns. */
export function schemaOf(columns: readonly Column[]): string {
  const entries = columns.map(({ name, type, dims, pkIndex, notNull, typeMod }) => [
    name,
    {
      type,
      ...(dims > 0 && { dims }),
      ...(pkIndex !== null && { pk_index: pkIndex }),
      ...(notNull && { not_null: true }),
      ...modifier(type, typeMod),
    },
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** What `pg_attribute.atttypmod` says, by type; -1 is nothing. */
function modifier(type: string, typeMod: number): object {
  if (typeMod < 0) return {};
  if (VARIABLE_LENGTH.has(type)) return { max_length: typeMod - 4 };
  if (type === 'bpchar') return { length: typeMod - 4 };
  if (BITS.has(type)) return { length: typeMod };
  if (TIMES.has(type)) return { precision: typeMod };
  if (type === 'numeric') {
    // 11 bits of it are the scale, which may be negative.
    const packed = typeMod - 4;
    return { precision: (packed >> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 1024) - 1024 };
  }
  if (type === 'interval') return interval(typeMod);
  return { type_mod: typeMod };
}

function interval(typeMod: number): object {
  const range = (typeMod >> 16) & 0x7fff;
  const precision = typeMod & 0xffff;
  const units = INTERVAL_FIELDS.filter(([, mask]) => range & mask).map(([unit]) => unit);
  const fields = units.length > 1 ? `${units[0]} TO ${units.at(-1)}` : units[0];
  return {
    ...(range !== ALL_FIELDS && fields !== undefined && { fields }),
    ...(precision !== 0xffff && { precision }),
  };
}
