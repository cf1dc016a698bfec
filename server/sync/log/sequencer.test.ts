import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import sql from 'sql-template-tag';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planningScope } from '../../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { createDb } from '../../db/db.ts';
import { createLog } from '../../log.ts';
import { addPillar, type House, makeHouse } from '../testing.ts';
import { createHub } from './hub.ts';
import { createSequencer, SEQUENCER_LOCK } from './sequencer.ts';

const folder = import.meta.dirname;
const log = createLog({ level: 'silent' });

describe.each(engines)('the log on %s', (engine) => {
  let database: TestDatabase;
  let house: House;
  const stops: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    database = await testDatabase(engine);
    house = await makeHouse(database.db);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    await database.drop();
  });

  /** A sequencer as another process has it: connections of its own. */
  const startSequencer = async () => {
    const db = createDb(database.url, { max: 3 });
    const hub = createHub({ db, log });
    const sequencer = createSequencer({ db, log, hub });
    await hub.start();
    sequencer.start();
    stops.push(async () => {
      await sequencer.stop();
      await db.close();
    });
    return sequencer;
  };
  /** A process that runs `code` with `url` and the modules in scope, and says "ready" when it got there. */
  const startProcess = async (code: string): Promise<ChildProcess> => {
    const modules = { createDb: '../../db/db.ts', createHub: './hub.ts', createSequencer: './sequencer.ts' };
    const imports = Object.entries(modules)
      .map(([name, path]) => `import { ${name} } from ${JSON.stringify(resolve(folder, path))};`)
      .join('\n');
    const script = `${imports}
      import sql from 'sql-template-tag';
      const url = ${JSON.stringify(database.url)};
      const log = { warn: console.error };
      ${code}`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    stops.push(async () => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    return child;
  };
  const entries = () =>
    database.owner<{
      position: number | null;
      op: number;
      scope: string;
      id: string;
      xid: string;
      version: number;
    }>(sql`
      select position, op, scope, id, xid::text as xid, (data ->> 'version')::int as version from sync.log
       order by position nulls last, op`);
  const allNumbered = () =>
    expect
      .poll(async () => (await entries()).filter(({ position }) => position === null).length, {
        timeout: 5000,
      })
      .toBe(0);

  /** Positions 1..n, one per transaction; ops 1..m within each. */
  const assertWhole = async () => {
    const found = await entries();
    const byPosition = Map.groupBy(found, ({ position }) => position);
    expect([...byPosition.keys()]).toEqual(Array.from({ length: byPosition.size }, (_, index) => index + 1));
    expect(new Set(found.map(({ xid }) => xid)).size).toBe(byPosition.size);
    for (const group of byPosition.values()) {
      expect(new Set(group.map(({ xid }) => xid)).size).toBe(1);
      expect(group.map(({ op }) => op)).toEqual(group.map((_, index) => index + 1));
    }
    return found;
  };

  it('numbers every transaction once, in commit order, with several processes at it', async () => {
    for (let n = 0; n < 3; n += 1) await startSequencer();
    const pillar = await addPillar(database.db, house.brandId, 'Counter');
    const edits = Array.from({ length: 8 }, async () => {
      for (let n = 0; n < 15; n += 1) {
        await database.db.tx({ as: 'system' }, async (tx) => {
          await tx.run(sql`update app.pillars set version = version + 1 where id = ${pillar.id}`);
          // Something more after the contested row, so that transactions overlap.
          await tx.run(sql`update app.brands set grace_minutes = ${n} where id = ${house.brandId}`);
        });
      }
    });
    await Promise.all(edits);
    await allNumbered();
    const versions = (await assertWhole()).filter(({ id }) => id === pillar.id).map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: 121 }, (_, index) => index + 1));
  });

  it('goes on when its owner is killed with -9', async () => {
    const owner = await startProcess(`
      const db = createDb(url, { max: 3 });
      const hub = createHub({ db, log });
      const sequencer = createSequencer({ db, log, hub });
      await hub.start();
      sequencer.start();
      await sequencer.run();
      console.log('ready');`);
    await startSequencer();
    let writing = true;
    const writer = (async () => {
      let count = 0;
      for (; writing || count < 20; count += 1) await addPillar(database.db, house.brandId, `${count}`);
      return count;
    })();
    await new Promise((done) => setTimeout(done, 300));
    owner.kill('SIGKILL');
    await new Promise((done) => setTimeout(done, 100));
    writing = false;
    const written = await writer;
    await allNumbered();
    const found = await assertWhole();
    const scope = planningScope(house.brandId);
    expect(
      found.filter((entry) => entry.scope === scope && entry.version === 1 && entry.id !== house.brandId),
    ).toHaveLength(written);
  });

  it('goes on when a process dies in the middle of numbering', async () => {
    const stuck = await startProcess(`
      const db = createDb(url);
      await db.tx({ as: 'sync' }, async (tx) => {
        await tx.run(sql\`select pg_advisory_xact_lock(${SEQUENCER_LOCK})\`);
        await tx.run(sql\`update sync.meta set last_position = last_position + 1000\`);
        await tx.run(sql\`update sync.log set position = 1000, op = 1\`);
        console.log('ready');
        await new Promise(() => setInterval(() => undefined, 1000));
      });`);
    await startSequencer();
    await addPillar(database.db, house.brandId, 'waiting');
    await new Promise((done) => setTimeout(done, 400));
    expect((await entries()).every(({ position }) => position === null)).toBe(true);
    stuck.kill('SIGKILL');
    await allNumbered();
    await assertWhole();
  });

  it('catches up when the connection it listens on was cut', async () => {
    await startSequencer();
    await allNumbered();
    await database.owner(sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and query ilike 'listen%'`);
    await addPillar(database.db, house.brandId, 'unheard');
    await allNumbered();
  });
});
