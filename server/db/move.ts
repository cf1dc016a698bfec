import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../log.ts';
import {
  type Cluster,
  launch,
  locateCluster,
  majorsIn,
  makeCluster,
  releaseAddress,
  takeAddress,
} from './cluster.ts';
import { DATABASE, endLeftover, ensureDatabase } from './embedded.ts';
import { migrate, SCHEMAS } from './migrate.ts';

const BATCH_ROWS = 1000;

/**
 * Moves a data home to the embedded major: starts the old cluster beside a new one, builds the same schema there with
 * our own migrations and copies every row. The old folder stays as it is.
 * (npm's binaries have neither pg_upgrade nor pg_dump, and the migrations know the schema anyway.)
 * @param oldBin the folder of the old major's `postgres`, or how to get it
 * @returns how many rows each table got
 * @throws AppError nothing_to_move | move_incomplete
 */
export async function movePostgres(options: {
  dataHome: string;
  oldBin: (major: number) => Promise<string>;
  log: Log;
  systemFolder?: string;
}): Promise<{ from: number; to: number; rows: Record<string, number> }> {
  const { log } = options;
  const cluster = await locateCluster(options.dataHome, options);
  const from = Math.max(...(await majorsIn(cluster.folder)).filter((major) => major !== cluster.major));
  if (existsSync(cluster.data) || !Number.isFinite(from)) {
    throw new AppError(
      'nothing_to_move',
      `The data in ${cluster.folder} is PostgreSQL ${cluster.major} already.`,
    );
  }
  const old: Cluster = {
    ...cluster,
    bin: await options.oldBin(from),
    major: from,
    data: join(cluster.folder, `data-${from}`),
  };
  const fresh: Cluster = { ...cluster, data: `${cluster.data}.moving` };
  await rm(fresh.data, { recursive: true, force: true });
  await makeCluster(fresh);
  await endLeftover(old.data, log);

  const rows = await whileRunning(old, log, (source) =>
    whileRunning(fresh, log, async (target, admin) => {
      await ensureDatabase(admin);
      return copyDatabase(source, target, log);
    }),
  );
  await rename(fresh.data, cluster.data);
  return { from, to: cluster.major, rows };
}

async function whileRunning<T>(
  cluster: Cluster,
  log: Log,
  work: (url: string, adminUrl: string) => Promise<T>,
): Promise<T> {
  const address = await takeAddress(cluster);
  try {
    const running = await launch(cluster, address, { log });
    try {
      return await work(running.url(DATABASE), running.url('postgres'));
    } finally {
      await running.stop();
    }
  } finally {
    await releaseAddress(address);
  }
}

async function copyDatabase(sourceUrl: string, targetUrl: string, log: Log): Promise<Record<string, number>> {
  const source = new pg.Client({ connectionString: sourceUrl });
  await source.connect();
  try {
    const { rows: versions } = await source.query<{ number: number }>(
      'select coalesce(max(number), 0) as number from pillarbox.migrations',
    );
    await migrate({ url: targetUrl, upTo: versions[0]?.number ?? 0, log });
    const target = new pg.Client({ connectionString: targetUrl });
    await target.connect();
    try {
      await source.query('begin isolation level repeatable read read only');
      await target.query('begin');
      // Rows come as they were: no trigger writes again what it wrote, and tables may come in any order.
      await target.query('set local session_replication_role = replica');
      const copied: Record<string, number> = {};
      for (const table of await tablesOf(source)) copied[table.name] = await copyTable(source, target, table);
      await copySequences(source, target);
      await target.query('commit');
      return copied;
    } finally {
      await target.end();
    }
  } finally {
    await source.end();
  }
}

type Table = { name: string; columns: string };

/** Ordinary tables with their stored columns (generated ones compute themselves again). */
async function tablesOf(source: pg.Client): Promise<Table[]> {
  const { rows } = await source.query<Table>(
    `select format('%I.%I', n.nspname, c.relname) as name,
            string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      where n.nspname = any($1) and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      group by 1 order by 1`,
    [SCHEMAS],
  );
  return rows;
}

async function copyTable(source: pg.Client, target: pg.Client, { name, columns }: Table): Promise<number> {
  // A migration may have put rows in; the old database has them too, perhaps changed.
  await target.query(`delete from ${name}`);
  await source.query(`declare moving cursor for select to_jsonb(t)::text as row from ${name} t`);
  let count = 0;
  for (;;) {
    const { rows } = await source.query<{ row: string }>(`fetch ${BATCH_ROWS} from moving`);
    if (rows.length === 0) break;
    // As text all the way: parsing here would round big numbers.
    const batch = `[${rows.map(({ row }) => row).join(',')}]`;
    const { rowCount } = await target.query(
      `insert into ${name} (${columns}) overriding system value
       select ${columns} from jsonb_populate_recordset(null::${name}, $1::jsonb)`,
      [batch],
    );
    if (rowCount !== rows.length)
      throw new AppError('move_incomplete', `Not every row of ${name} could be copied.`);
    count += rows.length;
  }
  await source.query('close moving');
  return count;
}

async function copySequences(source: pg.Client, target: pg.Client): Promise<void> {
  const { rows } = await source.query<{ name: string; last: string | null }>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value::text as last
       from pg_sequences where schemaname = any($1)`,
    [SCHEMAS],
  );
  for (const { name, last } of rows) {
    if (last !== null) await target.query('select setval($1::regclass, $2::bigint)', [name, last]);
  }
}
