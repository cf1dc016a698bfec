import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEBIAN_BIN } from '../../tests/support/engines.ts';
import { createLog } from '../log.ts';
import { type Cluster, launch, locateCluster, makeCluster, releaseAddress, takeAddress } from './cluster.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { migrate } from './migrate.ts';
import { query } from './postgres-process.ts';

const log = createLog({ level: 'silent' });
const root = resolve(import.meta.dirname, '../..');
let dataHome: string;
let cluster: Cluster;

beforeEach(async () => {
  dataHome = await mkdtemp(join(tmpdir(), 'pillarbox-move-'));
  cluster = await locateCluster(dataHome, { log });
});
afterEach(async () => {
  await rm(cluster.folder, { recursive: true, force: true });
  await rm(dataHome, { recursive: true, force: true });
});

const rowsOf = (url: string) =>
  query(url, 'select id, email, user_metadata, created_at::text as created from identity.users order by id');

it('moves what an older major holds, every row as it was, and keeps the old folder', async () => {
  const old: Cluster = { ...cluster, bin: DEBIAN_BIN, major: 15, data: join(cluster.folder, 'data-15') };
  await makeCluster(old);
  const address = await takeAddress(old);
  const running = await launch(old, address, { log });
  await query(running.url('postgres'), 'create database pillarbox');
  const { version } = await migrate({ url: running.url('pillarbox') });
  await query(
    running.url('pillarbox'),
    `insert into identity.users (id, email, password_hash, user_metadata, created_at)
     select gen_random_uuid(), 'p' || i || '@example.test', '$argon2id$', jsonb_build_object('name', 'Zoë "' || i, 'n', 12345678901234567890 + i),
            '2026-03-29 01:00:00.123456+00' from generate_series(1, 2500) i`,
  );
  const before = await rowsOf(running.url('pillarbox'));
  const people = await query(running.url('pillarbox'), 'select count(*) as n from app.people');
  await running.stop();
  await releaseAddress(address);

  await expect(startEmbeddedPostgres({ dataHome, log })).rejects.toMatchObject({ code: 'postgres_major' });
  const script = spawnSync(
    process.execPath,
    [join(root, 'scripts/move-postgres.ts'), '--data', dataHome, '--binaries', DEBIAN_BIN],
    { encoding: 'utf8' },
  );
  expect(script.stderr).toBe('');
  expect(script.stdout).toMatch(/^Moved \d+ rows from PostgreSQL 15 to 18\./);

  const postgres = await startEmbeddedPostgres({ dataHome, log });
  try {
    expect(await rowsOf(postgres.url)).toEqual(before);
    expect(await query(postgres.url, 'select count(*) as n from app.people')).toEqual(people);
    expect(await migrate({ url: postgres.url })).toEqual({ version, applied: [] });
  } finally {
    await postgres.stop();
  }
  expect((await readdir(cluster.folder)).sort()).toEqual(['data-15', 'data-18']);
  const again = spawnSync(process.execPath, [join(root, 'scripts/move-postgres.ts'), '--data', dataHome], {
    encoding: 'utf8',
  });
  expect([again.status, again.stderr.trim()]).toEqual([
    1,
    expect.stringContaining('is PostgreSQL 18 already'),
  ]);
  // Two majors of PostgreSQL are made and started, and a third process moves the rows.
}, 180_000);
