import { isDeepStrictEqual } from 'node:util';
import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engagementScope, personScope, planningScope } from '../../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { createDb } from '../../db/db.ts';
import { keepHouse } from '../housekeeping.ts';
import { raiseEpoch } from '../log/identity.ts';
import {
  addPillar,
  asMap,
  type Follower,
  follow,
  join,
  leaveAll,
  makeHouse,
  makePerson,
  rowsOf,
  startServer,
  type TestServer,
} from '../testing.ts';

describe.each(engines)('a scope followed by the unmodified Electric client on %s', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  const followers: Follower[] = [];
  const start = (...args: Parameters<typeof follow>) => {
    const follower = follow(...args);
    followers.push(follower);
    return follower;
  };
  const equals = async (follower: Follower, scope: string) => {
    const wanted = asMap(await rowsOf(database.db, scope));
    await follower.until(() => isDeepStrictEqual(follower.rows, wanted)).catch(() => undefined);
    expect(follower.rows).toEqual(wanted);
  };

  beforeAll(async () => {
    database = await testDatabase(engine);
    server = await startServer(database.db);
  });
  afterEach(() => {
    for (const follower of followers.splice(0)) follower.stop();
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('gets the snapshot, then inserts, updates and deletes as they are committed', async () => {
    const { personId, brandId } = await makeHouse(database.db);
    const scope = planningScope(brandId);
    const first = await addPillar(database.db, brandId, 'with / and " and ü');
    const follower = start(server.url, scope, personId);
    await follower.until(() => follower.stream.isUpToDate);
    await equals(follower, scope);

    const second = await addPillar(database.db, brandId, 'Second');
    await follower.until(() => follower.rows.has(`pillar/${second.id}`));
    await database.db.tx({ as: 'system' }, (tx) =>
      tx.run(sql`update app.pillars set name = 'Renamed' where id = ${first.id}`),
    );
    await follower.until(() => follower.rows.get(`pillar/${first.id}`)?.name === 'Renamed');
    await database.db.tx({ as: 'system' }, (tx) =>
      tx.run(sql`update app.pillars set deleted_at = now() where id = ${second.id}`),
    );
    await follower.until(() => !follower.rows.has(`pillar/${second.id}`));
    await equals(follower, scope);
    expect(follower.batches.slice(-3)).toEqual([
      [`insert pillar/${second.id}`],
      [`update pillar/${first.id}`],
      [`insert gone/pillar:${second.id}`, `delete pillar/${second.id}`],
    ]);
    expect(follower.refetches).toBe(0);
    expect(follower.errors).toEqual([]);
  });

  it('delivers everything one transaction did in a scope as one batch', async () => {
    const { personId, brandId } = await makeHouse(database.db);
    const follower = start(server.url, planningScope(brandId), personId);
    await follower.until(() => follower.stream.isUpToDate);
    const before = follower.batches.length;
    await database.db.tx({ as: 'system' }, async (tx) => {
      for (let n = 0; n < 1200; n += 1) {
        await tx.run(sql`
          insert into app.pillars (id, brand_id, name, description, color, position, created_at, updated_at, version)
          values (gen_random_uuid(), ${brandId}, 'p', '', 1, 0, now(), now(), 1)`);
      }
    });
    await follower.until(() => follower.batches.length > before);
    expect(follower.batches[before]).toHaveLength(1200);
    expect(follower.batches).toHaveLength(before + 1);
  });

  it('never misses or invents a row while many write at once', async () => {
    const { personId, brandId } = await makeHouse(database.db);
    const scope = planningScope(brandId);
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; n < 25; n += 1) {
        const { id } = await addPillar(database.db, brandId, `${writer}.${n}`);
        if (n % 3 === 0)
          await database.db.tx({ as: 'system' }, (tx) =>
            tx.run(sql`update app.pillars set deleted_at = now() where id = ${id}`),
          );
      }
    });
    // Snapshots taken in the middle of it must join the log without a gap and without an overlap.
    const joined: Follower[] = [];
    for (let n = 0; n < 6; n += 1) {
      joined.push(start(server.url, scope, personId));
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await Promise.all(writers);
    for (const follower of joined) {
      await equals(follower, scope);
      const inserted = follower.batches.flat().filter((change) => change.startsWith('insert'));
      expect(new Set(inserted).size).toBe(inserted.length);
    }
  });

  it('goes on after a restart of the server, and in another process, without fetching anew', async () => {
    const { personId, brandId } = await makeHouse(database.db);
    const scope = planningScope(brandId);
    let restarting = await startServer(database.db, { pollMs: 400 });
    const follower = start(restarting.url, scope, personId);
    await follower.until(() => follower.stream.isUpToDate);
    const port = Number(new URL(restarting.url).port);
    await restarting.close();
    await addPillar(database.db, brandId, 'while away');
    restarting = await startServer(database.db, { pollMs: 400, port });
    await addPillar(database.db, brandId, 'after');
    await equals(follower, scope);
    expect(follower.refetches).toBe(0);

    const { shapeHandle, lastOffset } = follower.stream;
    follower.stop();
    await addPillar(database.db, brandId, 'elsewhere');
    const resumed = start(server.url, scope, personId, { handle: shapeHandle ?? '', offset: lastOffset });
    await resumed.until(() => resumed.rows.size === 1);
    expect([...resumed.rows.values()].map(({ name }) => name)).toEqual(['elsewhere']);
    expect(resumed.refetches).toBe(0);
    await restarting.close();
  });

  it('fetches anew after the epoch was raised', async () => {
    const { personId, brandId } = await makeHouse(database.db);
    const scope = planningScope(brandId);
    const follower = start(server.url, scope, personId);
    await follower.until(() => follower.stream.isUpToDate);
    const handle = follower.stream.shapeHandle;
    await raiseEpoch(database.db);
    await addPillar(database.db, brandId, 'after the restore');
    await follower.until(() => follower.refetches === 1 && follower.stream.isUpToDate);
    await equals(follower, scope);
    expect(follower.stream.shapeHandle).not.toBe(handle);
    expect(follower.errors).toEqual([]);
  });

  it('fetches anew when it stands before the kept part of the log, and only then', async () => {
    const { personId, brandId } = await makeHouse(database.db);
    const quiet = await makeHouse(database.db);
    const scope = planningScope(brandId);
    const follower = start(server.url, scope, personId);
    await follower.until(() => follower.stream.isUpToDate);
    const { shapeHandle, lastOffset } = follower.stream;
    follower.stop();
    // This one's scope stays as it is, but its polls move it along the log.
    const idle = start(server.url, planningScope(quiet.brandId), quiet.personId);
    await addPillar(database.db, brandId, 'new');
    await idle.until(() => idle.stream.isUpToDate);
    await expect.poll(() => database.owner(sql`select from sync.log where position is null`)).toEqual([]);
    const [at] = await database.owner<{ last: number }>(sql`select last_position as last from sync.meta`);
    await idle.until(() => Number.parseInt(idle.stream.lastOffset, 10) >= (at?.last ?? Number.NaN));
    await keepHouse(database.db, { logBytes: 0 });
    const late = start(server.url, scope, personId, { handle: shapeHandle ?? '', offset: lastOffset });
    await late.until(() => late.refetches === 1 && late.stream.isUpToDate);
    await equals(late, scope);
    await addPillar(database.db, quiet.brandId, 'still here');
    await equals(idle, planningScope(quiet.brandId));
    expect(idle.refetches).toBe(0);
  });

  it('ends the polls of a removed member in every process, with scope_revoked', async () => {
    const house = await makeHouse(database.db);
    const bo = await makePerson(database.db, 'Bo');
    await join(database.db, { ...house, brandId: null, personId: bo, role: 'member' });
    const other = createDb(database.url);
    const patient = await startServer(other, { pollMs: 60_000 });
    const here = start(server.url, engagementScope(house.brandId), bo);
    const there = start(patient.url, planningScope(house.brandId), bo);
    const owner = start(patient.url, planningScope(house.brandId), house.personId);
    await Promise.all([here, there, owner].map((f) => f.until(() => f.stream.isUpToDate)));
    await leaveAll(database.db, bo, house.organizationId);
    for (const follower of [here, there]) {
      await follower.until(() => follower.errors.length > 0);
      expect(follower.errors[0]).toMatchObject({ status: 403, json: { code: 'scope_revoked' } });
    }
    await equals(owner, planningScope(house.brandId));
    expect(owner.errors).toEqual([]);
    await patient.close();
    await other.close();
  });

  it('tells a person of a brand they were given, and of one taken away', async () => {
    const house = await makeHouse(database.db);
    const bo = await makePerson(database.db, 'Bo');
    const follower = start(server.url, personScope(bo), bo);
    await follower.until(() => follower.stream.isUpToDate);
    await join(database.db, { ...house, personId: bo, role: 'manager' });
    await follower.until(() => follower.rows.get(`access/${house.brandId}`)?.role === 'manager');
    await leaveAll(database.db, bo, house.organizationId);
    await follower.until(() => !follower.rows.has(`access/${house.brandId}`));
  });

  it('holds a poll for its length, and no longer than the server lives', async () => {
    const { personId } = await makeHouse(database.db);
    const patient = await startServer(database.db, { pollMs: 60_000 });
    const follower = start(patient.url, personScope(personId), personId);
    await follower.until(() => follower.stream.isUpToDate);
    const { shapeHandle, lastOffset } = follower.stream;
    follower.stop();
    const polls = [300, 60_000].map(async (pollMs) => {
      const target = pollMs === 300 ? await startServer(database.db, { pollMs }) : patient;
      const query = new URLSearchParams({ handle: shapeHandle ?? '', offset: lastOffset, live: 'true' });
      const poll = fetch(`${target.url}/api/shapes/${personScope(personId)}?${query}`, {
        headers: { authorization: `Bearer ${personId}` },
      });
      if (target === patient) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        await patient.close();
      }
      const answer = await poll;
      expect(answer.status).toBe(200);
      expect(answer.headers.get('electric-has-data')).toBe('false');
      expect(await answer.json()).toMatchObject([{ headers: { control: 'up-to-date' } }]);
      if (target !== patient) await target.close();
    });
    await Promise.all(polls);
  });
});
