import { createHash } from 'node:crypto';
import type { OwnerDb } from '../../../db/db.ts';
import type { Errors } from '../serve.ts';
import { type Column, findTable, type Table } from './catalog.ts';
import { readIdentifiers } from './identifiers.ts';
import { Refused } from './refused.ts';
import { checkWhere, readWhere } from './where.ts';

/** Which rows and columns of which table, and how they are told. */
export type Definition = {
  table: Table;
  /** Sorted by name; all of the primary key among them. */
  columns: Column[];
  /** An expression with its parameters in it; null for every row. */
  where: string | null;
  replica: 'default' | 'full';
  /** Equal for requests that name the same shape, until the table is made anew. */
  identity: string;
};

/** The part of a query that defines a shape, before the database was asked. */
export type Asked = {
  schema: string;
  name: string;
  columns: string[] | null;
  where: { text: string; sql: string } | null;
  replica: 'default' | 'full';
};

/** @returns what is asked for, and what is wrong by parameter */
export function readAsked(query: URLSearchParams): { asked: Asked | null; errors: Errors } {
  const errors: Errors = {};
  const read = <T>(name: string, work: () => T): T | null => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      errors[name] = [error.message];
      return null;
    }
  };
  const table = read('table', () => readTable(query.get('table') ?? ''));
  const list = query.get('columns');
  const columns = list ? read('columns', () => readIdentifiers('columns', list, ',')) : null;
  const params = read('params', () => readParams(query));
  const text = query.get('where');
  const where = text && params ? read('where', () => ({ text, sql: readWhere(text, params) })) : null;
  const replica = query.get('replica') ?? 'default';
  if (replica !== 'default' && replica !== 'full') errors.replica = ['is invalid'];
  if (!table || Object.keys(errors).length > 0) return { asked: null, errors };
  return { asked: { ...table, columns, where, replica: replica === 'full' ? 'full' : 'default' }, errors };
}

function readTable(text: string): { schema: string; name: string } {
  if (text === '') throw new Refused('table', "can't be blank");
  const parts = readIdentifiers('table', text, '.');
  const [first = '', second] = parts;
  if (parts.length > 2) throw new Refused('table', `Invalid identifier: ${text}`);
  return second === undefined ? { schema: 'public', name: first } : { schema: first, name: second };
}

/** `params[1]=a&params[2]=b` */
function readParams(query: URLSearchParams): Map<number, string> {
  const params = new Map<number, string>();
  for (const [name, value] of query) {
    const [, key] = /^params\[(.*)\]$/.exec(name) ?? [];
    if (key !== undefined) params.set(/^[1-9]\d{0,4}$/.test(key) ? Number(key) : Number.NaN, value);
  }
  for (let n = 1; n <= params.size; n += 1) {
    if (!params.has(n))
      throw new Refused('params', 'Parameters must be numbered sequentially, starting from 1');
  }
  return params;
}

/**
 * @param schemas whose tables are served; others do not exist
 * @throws Refused
 */
export async function define(owner: OwnerDb, schemas: readonly string[], asked: Asked): Promise<Definition> {
  const table = schemas.includes(asked.schema)
    ? await owner.tx((tx) => findTable(tx, asked.schema, asked.name))
    : null;
  if (!table) {
    throw new Refused(
      'table',
      `Table "${asked.schema}"."${asked.name}" does not exist. ` +
        'If the table name contains capitals or special characters you must quote it.',
    );
  }
  const columns = selected(table, asked.columns);
  if (asked.where) await checkWhere(owner, { ...asked.where, table });
  const { replica } = asked;
  const where = asked.where?.sql ?? null;
  const names = asked.columns === null ? null : columns.map(({ name }) => name);
  const identity = createHash('sha256')
    .update(
      JSON.stringify([table.oid, table.schema, table.name, table.pk, where?.trim() ?? null, names, replica]),
    )
    .digest('hex');
  return { table, columns, where, replica, identity };
}

function selected({ columns, pk }: Table, names: string[] | null): Column[] {
  const refuse = (why: string) => new Refused('columns', why);
  const generated = (among: Column[]) => among.filter((column) => column.generated).map(({ name }) => name);
  const sorted = (among: Column[]) => among.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (names === null) {
    const refused = generated(columns);
    if (refused.length > 0) {
      throw refuse(
        `The following columns are generated and cannot be included in the shape: ${refused.join(', ')}. ` +
          "You can exclude them from the shape by explicitly listing which columns to fetch in the 'columns' query param",
      );
    }
    return sorted(columns);
  }
  const missing = pk.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw refuse(`The list of columns must include all primary key columns, missing: ${missing.join(', ')}`);
  const unknown = names.filter((name) => !columns.some((column) => column.name === name));
  if (unknown.length > 0)
    throw refuse(`The following columns are not found on the table: ${unknown.join(', ')}`);
  const chosen = columns.filter(({ name }) => names.includes(name));
  const refused = generated(chosen);
  if (refused.length > 0) {
    throw refuse(
      `The following columns are generated and cannot be included in the shape: ${refused.join(', ')}`,
    );
  }
  return sorted(chosen);
}
