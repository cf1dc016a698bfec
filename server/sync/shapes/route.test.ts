import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engagementScope, personScope, planningScope } from '../../../shared/scopes.ts';
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { addPillar, type House, makeHouse, startServer, type TestServer } from '../testing.ts';
import { freshHandle, readHandle, readOffset, writeHandle } from './handle.ts';

let database: TestDatabase;
let server: TestServer;
let house: House;
let scope: string;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database.db, { pollMs: 150 });
  house = await makeHouse(database.db);
  scope = planningScope(house.brandId);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

type Call = {
  token?: string | null;
  scope?: string;
  headers?: Record<string, string>;
  method?: 'GET' | 'POST' | 'HEAD';
};
const call = (
  query: Record<string, string>,
  { token = house.personId, method = 'GET', ...rest }: Call = {},
) =>
  server.built.app.inject({
    method,
    url: `/api/shapes/${rest.scope ?? scope}`,
    query,
    headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...rest.headers },
  });
const handleOf = async () => String((await call({ offset: '-1' })).headers['electric-handle']);
const refetch = [{ headers: { control: 'must-refetch' } }];

describe('a shape answer', () => {
  it('begins with one chunk that is never up-to-date and ends with the snapshot', async () => {
    const answer = await call({ offset: '-1' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'electric-offset': '0_0',
      'electric-has-data': 'true',
      'cache-control': 'private, no-store',
      vary: expect.stringMatching(/authorization/i),
    });
    expect(answer.headers).not.toHaveProperty('electric-up-to-date');
    expect(answer.headers).not.toHaveProperty('electric-cursor');
    expect(JSON.parse(String(answer.headers['electric-schema']))).toMatchObject({ data: { type: 'jsonb' } });
    const body = answer.json<{ key: string; value: Record<string, string>; headers: object }[]>();
    expect(body[0]).toEqual({
      key: `"sync"."rows"/"${scope}"/"brand"/"${house.brandId}"`,
      value: { scope, kind: 'brand', id: house.brandId, data: expect.stringContaining('"time_zone": ') },
      headers: { operation: 'insert', relation: ['sync', 'rows'] },
    });
    expect(body.at(-1)?.headers).toMatchObject({
      control: 'snapshot-end',
      xmin: expect.stringMatching(/^\d+$/),
    });
  });

  it('goes on from the snapshot to the end of the log, with an insert, an update and a delete', async () => {
    const handle = await handleOf();
    const pillar = await addPillar(database.db, house.brandId, 'One');
    await database.db.tx({ as: 'system' }, (tx) =>
      tx.run(sql`update app.pillars set name = 'Two' where id = ${pillar.id}`),
    );
    await database.db.tx({ as: 'system' }, (tx) =>
      tx.run(sql`update app.pillars set deleted_at = now() where id = ${pillar.id}`),
    );
    await expect.poll(async () => (await call({ offset: '0_0', handle })).json().length).toBe(5);
    const answer = await call({ offset: '0_0', handle });
    const value = { scope, kind: 'pillar', id: pillar.id };
    const body = answer.json();
    expect(body).toMatchObject([
      {
        value: { ...value, data: expect.stringContaining('One') },
        headers: { operation: 'insert', last: true },
      },
      { value: { ...value, data: expect.stringContaining('Two') }, headers: { operation: 'update' } },
      // Why it goes, in the same transaction.
      { value: { kind: 'gone', id: `pillar:${pillar.id}` }, headers: { operation: 'insert' } },
      { headers: { operation: 'delete', relation: ['sync', 'rows'], txids: [expect.any(Number)] } },
      { headers: { control: 'up-to-date', global_last_seen_lsn: expect.stringMatching(/^\d+$/) } },
    ]);
    expect(body[3].value).toEqual(value);
    expect(BigInt(body[0].headers.lsn)).toBeLessThan(BigInt(body[1].headers.lsn));
    expect(answer.headers['electric-up-to-date']).toBe('');
    expect(answer.headers['electric-handle']).toBe(handle);
  });

  it('carries a cursor when live and only then, and one that moves on', async () => {
    const handle = await handleOf();
    const { headers } = await call({ offset: '0_0', handle });
    expect(headers).not.toHaveProperty('electric-cursor');
    const offset = String(headers['electric-offset']);
    const live = await call({ offset, handle, live: 'true' });
    const cursor = String(live.headers['electric-cursor']);
    expect(cursor).toMatch(/^\d+$/);
    expect(live.headers).not.toHaveProperty('electric-schema');
    const next = await call({ offset, handle, live: 'true', cursor });
    expect(Number(next.headers['electric-cursor'])).toBeGreaterThan(Number(cursor));
  });

  it('can start at the end of the log', async () => {
    const answer = await call({ offset: 'now' });
    expect(answer.json()).toMatchObject([{ headers: { control: 'up-to-date' } }]);
    expect(answer.headers).toMatchObject({ 'electric-up-to-date': '', 'electric-has-data': 'false' });
    const handle = String(answer.headers['electric-handle']);
    expect((await call({ offset: String(answer.headers['electric-offset']), handle })).statusCode).toBe(200);
  });

  it('answers 304 to the etag of what it would say, and never for an empty poll', async () => {
    const query = { offset: '0_0', handle: await handleOf() };
    const { etag } = (await call(query)).headers;
    const again = await call(query, { headers: { 'if-none-match': String(etag) } });
    expect(again.statusCode).toBe(304);
    // A cache that compressed the answer holds it under a weak etag.
    const weak = await call(query, { headers: { 'if-none-match': `"x", W/${etag}` } });
    expect(weak.statusCode).toBe(304);
    expect(again.body).toBe('');
    const live = { ...query, offset: String(again.headers['electric-offset']), live: 'true' };
    const first = (await call(live)).headers.etag;
    expect((await call(live, { headers: { 'if-none-match': String(first) } })).statusCode).toBe(200);
  });

  it('is compressed where the client takes it', async () => {
    for (let n = 0; n < 10; n += 1) await addPillar(database.db, house.brandId, `p${n}`);
    const answer = await call({ offset: '-1' }, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.rawPayload.length).toBeLessThan(2000);
  });

  it('answers HEAD with the headers of GET', async () => {
    const answer = await call({ offset: '-1' }, { method: 'HEAD' });
    expect(answer.headers['electric-offset']).toBe('0_0');
    expect(answer.body).toBe('');
  });
});

describe('a handle', () => {
  it('is answered 409 with a new one when it is of another scope, epoch, or nobody', async () => {
    const handle = await handleOf();
    const other = await call({ offset: '0_0', handle }, { scope: engagementScope(house.brandId) });
    const parts = handle.split('.');
    const broken = ['zzz', ['AAAAAAAAAAAA', ...parts.slice(1)].join('.'), `${handle}.x`, freshHandle()];
    // A snapshot that has the form of one but is none.
    const snapshot = Buffer.from('9:1:').toString('base64url');
    broken.push(parts.with(3, snapshot).join('.'));
    const answers = [other, ...(await Promise.all(broken.map((h) => call({ offset: '0_0', handle: h }))))];
    const offered = new Set<unknown>([handle, ...broken]);
    for (const answer of answers) {
      expect(answer.statusCode).toBe(409);
      expect(answer.json()).toEqual(refetch);
      offered.add(answer.headers['electric-handle']);
    }
    expect(offered.size).toBe(1 + broken.length + answers.length);
  });

  it('is new with every snapshot', async () => {
    expect(await handleOf()).not.toBe(await handleOf());
  });

  it('is answered 409 past the end of the log: the database went back', async () => {
    const answer = await call({ offset: '900000_1', handle: await handleOf() });
    expect([answer.statusCode, answer.json()]).toEqual([409, refetch]);
  });

  it('reads back what was written, and nothing else', () => {
    const made = { identity: 'abc', scope, position: 12, snapshot: '10:20:11,15', nonce: 'n', parts: false };
    const text = writeHandle(made);
    expect(readHandle(text, scope)).toEqual(made);
    expect(readHandle(writeHandle({ ...made, parts: true }), scope)).toEqual({ ...made, parts: true });
    expect(readHandle(text, `${scope}x`)).toBeNull();
    const evil = Buffer.from("1:1:'; drop table").toString('base64url');
    expect(readHandle(text.split('.').with(3, evil).join('.'), scope)).toBeNull();
    expect(['-1', 'now', '0_0', '0_12', '0_inf', '7_3', '7_inf'].map(readOffset)).toEqual([
      'start',
      'now',
      { part: 0 },
      { part: 12 },
      { position: 0, op: 2147483647 },
      { position: 7, op: 3 },
      { position: 7, op: 2147483647 },
    ]);
    expect(['', '7', '7_', '-1_0', '7_x', '1e3_0', ' 7_1'].map(readOffset)).toEqual(Array(7).fill(null));
  });
});

describe('a bad request', () => {
  it.each([
    [{}, { offset: ["can't be blank"] }],
    [{ offset: 'x' }, { offset: ['has invalid format'] }],
    [{ offset: '5_1' }, { handle: ["can't be blank when offset != -1"] }],
    [{ offset: '-1', live: 'true' }, { live: ["can't be true when offset == -1"] }],
    [{ offset: '-1', table: 'identity.users' }, { table: ['is decided by the server'] }],
    [{ offset: '-1', where: 'true' }, { where: ['is decided by the server'] }],
    [{ offset: '-1', 'params[1]': 'x' }, { 'params[1]': ['is decided by the server'] }],
    [{ offset: '-1', columns: 'data' }, { columns: ['is decided by the server'] }],
    [{ offset: '-1', replica: 'full' }, { replica: ['only default is served'] }],
    [{ offset: '-1', log: 'changes_only' }, { log: ['only full is served'] }],
    [{ offset: '-1', subset__where: 'true' }, { subset__where: ['subset snapshots are not served'] }],
  ])('%j is answered 400 with the reason', async (query, errors) => {
    const answer = await call(query);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ message: 'Invalid request', errors });
  });

  it('ignores parameters it does not know, as caches need', async () => {
    const answer = await call({
      offset: '-1',
      'cache-buster': '1',
      expired_handle: 'x',
      log: 'full',
      foo: '1',
    });
    expect(answer.statusCode).toBe(200);
  });

  it('cannot be a POST', async () => {
    expect((await call({ offset: '-1' }, { method: 'POST' })).statusCode).toBe(404);
  });
});

describe('the gate', () => {
  it('asks who comes, without a token, with a bad one', async () => {
    for (const token of [null, 'tampered']) {
      const answer = await call({ offset: '-1' }, { token });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['cache-control']).toBe('private, no-store');
    }
  });

  it('knows no scope but the three families', async () => {
    for (const name of [
      'all',
      'brand',
      `brand:${house.brandId}`,
      `brand:${house.brandId}:secrets`,
      'person:x',
    ]) {
      const answer = await call({ offset: '-1' }, { scope: name });
      expect([answer.statusCode, answer.json().code], name).toEqual([404, 'unknown_scope']);
    }
  });

  it('answers a stranger alike for a brand that is there and one that is not', async () => {
    const stranger = await makeHouse(database.db, 'Eve');
    const scopes = [planningScope, engagementScope].flatMap((f) => [f(house.brandId), f(uuidv7())]);
    for (const name of [...scopes, personScope(house.personId)]) {
      const answer = await call({ offset: '-1' }, { scope: name, token: stranger.personId });
      expect([answer.statusCode, answer.json()], name).toEqual([
        403,
        { code: 'scope_revoked', message: 'You no longer have access to this.', details: { scope: name } },
      ]);
      // Nor does somebody else's handle open it.
      const handle = await handleOf();
      const later = await call(
        { offset: '0_0', handle, live: 'true' },
        { scope: name, token: stranger.personId },
      );
      expect(later.statusCode).toBe(403);
    }
  });
});
