import fc from 'fast-check';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planningScope } from '../../../shared/scopes.ts';
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import type { Db } from '../../db/db.ts';
import { readMeta } from '../log/identity.ts';
import {
  addPillar,
  type House,
  join,
  makeHouse,
  makePerson,
  startServer,
  type TestServer,
} from '../testing.ts';
import { END, LOG_START, newNonce, seenBy } from './handle.ts';
import { createLogReader } from './log-reader.ts';

let database: TestDatabase;
let server: TestServer;
let house: House;
beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database.db);
  house = await makeHouse(database.db);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

/** A database that counts transactions and statements. */
function counting(db: Db) {
  const counts = { transactions: 0, statements: 0 };
  const tx: Db['tx'] = (identity, work, options) => {
    counts.transactions += 1;
    return db.tx(
      identity,
      (inner) => {
        const counted = (statement: Parameters<typeof inner.many>[0]) => {
          counts.statements += 1;
          return statement;
        };
        return work({
          many: (statement) => inner.many(counted(statement)),
          one: (statement) => inner.one(counted(statement)),
          run: (statement) => inner.run(counted(statement)),
          become: inner.become,
        });
      },
      options,
    );
  };
  return { counts, db: { tx } };
}

describe('reading the log', () => {
  it('answers a hundred who are woken together with one transaction, and asks for the right of each', async () => {
    const { db } = database;
    const scope = planningScope(house.brandId);
    const members = await Promise.all(Array.from({ length: 100 }, (_, index) => makePerson(db, `P${index}`)));
    // Every tenth has no role here.
    const may = (index: number) => index % 10 !== 9;
    for (const [index, personId] of members.entries()) {
      if (may(index)) await join(db, { ...house, personId, role: 'member' });
    }
    const meta = await db.tx({ as: 'sync' }, readMeta);
    const handle = { ...meta, scope, position: meta.last, nonce: newNonce(), parts: false };
    const pillar = await addPillar(db, house.brandId, 'News');
    const numbered = () =>
      db.tx({ as: 'sync' }, (tx) =>
        tx.one(sql`select from sync.log where id = ${pillar.id} and position is not null`),
      );
    await expect.poll(numbered, { timeout: 20_000 }).toBeDefined();

    const { counts, db: counted } = counting(db);
    const reader = createLogReader(counted, ['sync', 'rows'], 3_000_000);
    const after = { position: handle.position, op: END };
    const answers = await Promise.allSettled(
      members.map((personId) => reader.read({ personId, scope, handle, after })),
    );
    for (const [index, answer] of answers.entries()) {
      if (may(index)) {
        expect(answer.status).toBe('fulfilled');
        expect(JSON.stringify(answer)).toContain(pillar.id);
      } else {
        expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'scope_revoked' } });
      }
    }
    // Rights, where the log stands, and its rows.
    expect(counts).toEqual({ transactions: 1, statements: 3 });
  });

  it('fails everybody who asked when the database does, and nobody who asks later', async () => {
    const { db } = database;
    const scope = planningScope(house.brandId);
    const meta = await db.tx({ as: 'sync' }, readMeta);
    const handle = { ...meta, scope, position: meta.last, nonce: newNonce(), parts: false };
    let works = false;
    const tx: Db['tx'] = (...args) => (works ? db.tx(...args) : Promise.reject(new Error('no connection')));
    const reader = createLogReader({ tx }, ['sync', 'rows'], 3_000_000);
    const ask = () => reader.read({ personId: house.personId, scope, handle, after: LOG_START });
    const failed = await Promise.allSettled([ask(), ask()]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    works = true;
    await expect(ask()).resolves.toMatchObject({ lines: expect.any(Array) });
  });
});

describe('seenBy', () => {
  it('says what PostgreSQL says of a snapshot', async () => {
    const snapshots = fc
      .uniqueArray(fc.bigInt({ min: 1n, max: 60n }), { minLength: 2, maxLength: 8 })
      .map((ids) => ids.sort((a, b) => (a < b ? -1 : 1)))
      .map((ids) => `${ids[0]}:${ids.at(-1)}:${ids.slice(0, -1).join(',')}`);
    const cases = fc.sample(snapshots, 200);
    const asked = cases.flatMap((snapshot) =>
      Array.from({ length: 62 }, (_, index) => ({ snapshot, xid: String(index + 1) })),
    );
    const said = await database.db.tx({ as: 'sync' }, (tx) =>
      tx.many<{ seen: boolean }>(sql`
        select pg_visible_in_snapshot(xid::xid8, snapshot::pg_snapshot) as seen
          from unnest(${asked.map(({ snapshot }) => snapshot)}::text[], ${asked.map(({ xid }) => xid)}::text[])
               with ordinality as asked (snapshot, xid, place) order by place`),
    );
    expect(asked.map(({ snapshot, xid }) => seenBy(snapshot)(BigInt(xid)))).toEqual(
      said.map(({ seen }) => seen),
    );
  });
});
