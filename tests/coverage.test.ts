import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FINISHED } from './coverage-tables.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';

const root = resolve(import.meta.dirname, '..');
const rows = z
  .array(
    z.object({
      seed: z.string().regex(/^\d{3}$/),
      table: z.string().min(1),
      capability: z.string().regex(/^[A-L]\d+$/),
      target: z.string().min(1),
      proof: z.string().min(1),
    }),
  )
  .parse(parse(readFileSync(join(root, 'docs/coverage.csv')), { columns: true, skip_empty_lines: true }));

describe('the tables of the systems people come from, and where each is here', () => {
  let database: TestDatabase;
  let present: Set<string>;
  beforeAll(async () => {
    database = await testDatabase();
    const columns = await database.owner<{ table: string; column: string }>(sql`
      select table_schema || '.' || table_name as table, column_name as column from information_schema.columns`);
    present = new Set(columns.flatMap(({ table, column }) => [table, `${table}.${column}`]));
  });
  afterAll(() => database.drop());

  test('no table is listed twice', () => {
    const keys = rows.map(({ seed, table }) => `${seed}.${table}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('no table of a finished capability is left out', () => {
    const listed = new Set(rows.map(({ seed, table, capability }) => `${capability} ${seed},${table}`));
    const all = Object.entries(FINISHED).flatMap(([capability, tables]) =>
      tables.map((table) => `${capability} ${table}`),
    );
    expect(all.filter((table) => !listed.has(table))).toEqual([]);
  });

  const named = rows.map((row) => [`${row.seed}.${row.table}`, row] as const);
  test.each(named)('%s has its home and its proof', (_name, { target, proof }) => {
    for (const place of target.split(';')) {
      if (!place.startsWith('library:')) expect(present).toContain(place.trim());
    }
    expect(existsSync(join(root, proof))).toBe(true);
    expect(proof).toMatch(/\.test\.tsx?$|\.spec\.ts$/);
  });
});
