import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { engines, testDatabase } from '../../tests/support/database.ts';
import { query } from './postgres-process.ts';
import { dumpSchema, SCHEMA_FILE } from './schema-dump.ts';

it.each(engines)(
  'the committed schema is what the migrations make on %s (else: npm run schema)',
  async (engine) => {
    const database = await testDatabase(engine);
    try {
      expect(await dumpSchema(database.url)).toBe(
        (await readFile(SCHEMA_FILE, 'utf8')).replaceAll('\r\n', '\n'),
      );
    } finally {
      await database.drop();
    }
  },
);

it.each(engines)('every table on %s has row-level security enabled, forced and a policy', async (engine) => {
  const database = await testDatabase(engine);
  try {
    const open = await query(
      database.url,
      `select c.oid::regclass::text as relation from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('app', 'identity', 'secrets', 'sync', 'sandbox', 'pillarbox') and c.relkind in ('r', 'p')
         and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))`,
    );
    expect(open).toEqual([]);
    const bypassing = await query(
      database.url,
      "select rolname from pg_roles where rolname like 'pillarbox\\_%' and (rolsuper or rolbypassrls)",
    );
    expect(bypassing).toEqual([]);
  } finally {
    await database.drop();
  }
});
