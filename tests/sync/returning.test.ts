import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../main/log.ts';
import { runQuery } from '../../main/queries/queries.ts';
import { type Bench, createBench, pillarArgs } from '../../main/replica/testing.ts';
import { createSync } from '../../main/sync/sync.ts';
import { type BuiltApp, buildApp } from '../../server/app.ts';
import { createDb, type Db } from '../../server/db/db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../server/db/embedded.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createLog as createServerLog } from '../../server/log.ts';
import { keepHouse } from '../../server/sync/housekeeping.ts';
import { syncModule } from '../../server/sync/index.ts';
import { addPillar, type House, makeHouse, rowsOf } from '../../server/sync/testing.ts';
import { planningScope } from '../../shared/scopes.ts';
import { testDeps } from '../support/deps.ts';
import { createWorld, held } from './world.ts';

const soon = { timeout: 15_000, interval: 20 };
beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a desktop that was away for 8 days', () => {
  it('finds its place in the log forgotten, fetches anew and sends what it wrote meanwhile', async () => {
    const world = await createWorld();
    try {
      const { db } = world.database;
      const house = await makeHouse(db);
      const statuses: number[] = [];
      const counted: typeof fetch = async (input, init) => {
        const answer = await fetch(input, init);
        if (String(input).includes('/api/shapes/')) statuses.push(answer.status);
        return answer;
      };
      const quiet = (desktop: ReturnType<typeof world.desktop>) =>
        vi.waitFor(() => expect(desktop.sync.state()).toMatchObject({ status: 'up_to_date' }), soon);
      const gone = await addPillar(db, house.brandId, 'Deleted meanwhile');
      await addPillar(db, house.brandId, 'Stays');
      const before = world.desktop('away', house.personId);
      await quiet(before);
      await before.stop();

      // A week and a day pass: things happen, the log of them is forgotten, and tombstones are there.
      await db.tx({ as: 'system' }, (tx) =>
        tx.run(sql`update app.pillars set deleted_at = now() where id = ${gone.id}`),
      );
      await addPillar(db, house.brandId, 'New');
      await vi.waitFor(
        async () =>
          expect(await world.database.owner(sql`select from sync.log where position is null`)).toEqual([]),
        soon,
      );
      await world.database.owner(sql`update sync.log set at = at - interval '8 days'`);
      await keepHouse(db);
      expect(await world.database.owner(sql`select from sync.log`)).toEqual([]);
      // Since then others wrote, so the log's end is not where it stands.
      await addPillar(db, house.brandId, 'Of today');

      const away = world.desktop('away', house.personId, counted);
      away.write('pillar.create', pillarArgs(house.brandId, { name: 'Written on the road' }));
      await quiet(away);
      expect(statuses).toContain(409);
      expect(held(away.replica)).toEqual(await world.projected(house.personId, [house.brandId]));
      const names = runQuery(away.replica, 'pillars', { brandId: house.brandId }).map(({ name }) => name);
      expect(names.sort()).toEqual(['New', 'Of today', 'Stays', 'Written on the road']);
      expect(away.sync.state()).toMatchObject({ waiting: 0, failed: [], setAside: 0 });
    } finally {
      await world.close();
    }
  });
});

describe('a backup put back', () => {
  let home: string;
  let bench: Bench;
  let postgres: EmbeddedPostgres | undefined;
  let db: Db;
  let built: BuiltApp;
  let house: House;
  const log = createLog({ level: 'silent' });
  const serverLog = createServerLog({ level: 'silent' });
  const port = { number: 0 };

  const start = async () => {
    postgres = await startEmbeddedPostgres({ dataHome: home, log: serverLog, settings: { fsync: 'off' } });
    await migrate({ url: postgres.url, log: serverLog });
    db = createDb(postgres.url);
    built = await buildApp({
      ...testDeps(db),
      modules: [(app, deps) => syncModule(app, deps, { pollMs: 1000 })],
    });
    const url = await built.app.listen({ host: '127.0.0.1', port: port.number });
    port.number = Number(new URL(url).port);
    return url;
  };
  const stop = async () => {
    await built.close();
    await db.close();
    await postgres?.stop();
  };
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'pillarbox-restored-'));
    bench = createBench();
  });
  afterEach(async () => {
    await stop().catch(() => undefined);
    await postgres?.remove();
    bench.clean();
    await rm(home, { recursive: true, force: true });
  });

  const follow = (name: string, serverUrl: string) => {
    const replica = bench.open(name, { now: () => new Date() });
    const sync = createSync({
      replica,
      serverUrl,
      personId: house.personId,
      accessToken: async () => house.personId,
      refreshToken: async () => house.personId,
      log,
      timing: { backoff: { baseMs: 10, maxMs: 100 }, slowMs: 100, tickMs: 50 },
    });
    const names = () =>
      runQuery(replica, 'pillars', { brandId: house.brandId })
        .map((row) => row.name)
        .sort();
    return {
      replica,
      sync,
      names,
      add: (pillar: string) =>
        replica.mutate(
          [{ name: 'pillar.create', args: pillarArgs(house.brandId, { id: uuidv7(), name: pillar }) }],
          house.personId,
        ),
      quiet: () => vi.waitFor(() => expect(sync.state()).toMatchObject({ status: 'up_to_date' }), soon),
    };
  };
  /** Where the cluster lies: what the server's own pointer says. */
  const dataFolder = async () => {
    const pointer: unknown = JSON.parse(await readFile(join(home, 'postgres.json'), 'utf8'));
    return join((pointer as { folder?: string }).folder ?? join(home, 'postgres'), 'data-18');
  };
  const onServer = async () =>
    (await rowsOf(db, planningScope(house.brandId)))
      .filter(({ kind }) => kind === 'pillar')
      .map(({ data }) => String(data.name))
      .sort();
  /** What an operator does. @returns what the command said */
  const restored = async (): Promise<string> => {
    const script = resolve(import.meta.dirname, '../../scripts/restored.ts');
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, PILLARBOX_DATA: home, DATABASE_URL: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    const [code] = await once(child, 'exit');
    expect(output).toMatch(code === 0 ? /epoch/ : /\(\w+\)/);
    return output;
  };

  it('and said with `npm run restored`: desktops fetch anew, agree again, and later writes are not lost or doubled', async () => {
    const serverUrl = await start();
    house = await makeHouse(db);
    const [a, b] = [follow('a', serverUrl), follow('b', serverUrl)];
    a.add('In the backup');
    await a.quiet();
    await vi.waitFor(() => expect(b.names()).toEqual(['In the backup']), soon);
    expect(await restored()).toContain('already_running');

    const last = await db.tx({ as: 'sync' }, (tx) =>
      tx.one<{ at: string }>(sql`select max(decided_at) as at from sync.outcomes`),
    );
    const asOf = last?.at ?? '';
    await stop();
    const data = await dataFolder();
    const backup = `${data}.backup`;
    // Files, with their owners.
    const copy = (from: string, to: string) => execFileSync('cp', ['-a', from, to]);
    copy(data, backup);

    for (const round of ['first', 'second']) {
      // The server goes on, and is lost.
      await start();
      a.sync.now();
      b.sync.now();
      a.add(`Lost with the ${round} server`);
      b.add(`Of B before the ${round} loss`);
      await a.quiet();
      await b.quiet();
      await vi.waitFor(() => expect(a.names()).toEqual(b.names()), soon);
      expect(a.names()).toHaveLength(round === 'first' ? 3 : 4);
      await stop();

      // Written while there is no server; then the backup is put back, the same one both times.
      a.add(`Of A after the ${round} loss`);
      await rm(data, { recursive: true });
      copy(backup, data);
      const said = await restored();
      expect(said).toContain('Every desktop fetches everything anew');
      await start();
      a.sync.now();
      b.sync.now();
      await a.quiet();
      await b.quiet();
      await vi.waitFor(() => expect(b.names()).toEqual(a.names()), soon);
      expect(a.names()).toEqual(['In the backup', `Of A after the ${round} loss`].sort());
      expect(await onServer()).toEqual(a.names());
      expect(a.sync.state()).toMatchObject({ waiting: 0, failed: [] });
      // Whoever misses something is told up to when what they see reaches.
      const told = runQuery(b.replica, 'notices', { brandId: house.brandId });
      expect(told.map(({ code, params }) => [code, params.as_of])).toEqual([['server_restored', asOf]]);
      expect(said).toContain(asOf);
      await stop();
    }
    await Promise.all([a.sync.stop(), b.sync.stop()]);
  }, 120_000);
});
