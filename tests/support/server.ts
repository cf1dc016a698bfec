import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql, { raw } from 'sql-template-tag';
import { buildApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import type { Db } from '../../server/db/db.ts';
import { createLog } from '../../server/log.ts';
import { createModules } from '../../server/modules/index.ts';
import type { VaultKeys } from '../../server/vault-keys.ts';
import { testDatabase } from './database.ts';

export type TestServer = {
  url: string;
  db: Db;
  /** With which it seals. */
  vaultKeys: VaultKeys;
  /** Every row of every table as text: what a dump of the database would show. */
  dump(): Promise<string>;
  /** Where its media are. */
  dataHome: string;
  /** Stops listening and its workers; the data stays for `again`. */
  stop(): Promise<void>;
  /** Listens again, on the same port and data. */
  again(): Promise<void>;
  close(): Promise<void>;
};

/** The whole server, all modules, on a database of its own and a free port of this machine. */
/** @param heard is given every line of the log, however small */
export async function startServer(
  env: Record<string, string> = {},
  heard?: (line: string) => void,
): Promise<TestServer> {
  const database = await testDatabase();
  const vaultKeys = [{ id: 'test', key: randomBytes(32) }] as const;
  let running: Awaited<ReturnType<typeof buildApp>> | undefined;
  let port = 0;
  const dataHome = mkdtempSync(join(tmpdir(), 'server-'));

  const start = async () => {
    const base = {
      config: readConfig({
        PORT: '0',
        LOG_LEVEL: heard ? 'trace' : 'silent',
        PUBLISHER_INTERVAL_MS: '200',
        PILLARBOX_DATA: dataHome,
        ...env,
      }),
      db: database.db,
      migration: 1,
      log: heard
        ? createLog({ level: 'trace', destination: { write: heard } })
        : createLog({ level: process.env.LOG_LEVEL ?? 'silent' }),
      now: () => new Date(),
      vaultKeys,
    };
    running = await buildApp({ ...base, ...createModules(base) });
    const url = await running.app.listen({ host: '127.0.0.1', port });
    port = Number(new URL(url).port);
    return url;
  };
  const stop = async () => {
    await running?.close();
    running = undefined;
  };
  const url = await start();
  return {
    url,
    db: database.db,
    vaultKeys,
    async dump() {
      const tables = await database.owner<{ name: string }>(sql`
        select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`);
      const rows = await Promise.all(
        tables.map(({ name }) =>
          database.owner<{ row: string }>(sql`select t::text as row from ${raw(name)} t`),
        ),
      );
      return rows.flatMap((each, index) => each.map(({ row }) => `${tables[index]?.name} ${row}`)).join('\n');
    },
    dataHome,
    stop,
    async again() {
      await start();
    },
    async close() {
      await stop();
      await database.drop();
      rmSync(dataHome, { recursive: true, force: true });
    },
  };
}
