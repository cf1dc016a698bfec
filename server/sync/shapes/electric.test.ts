import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { planningScope } from '../../../shared/scopes.ts';
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import {
  follow,
  type House,
  join,
  leaveAll,
  makeHouse,
  makePerson,
  startServer,
  type TestServer,
} from '../testing.ts';
import { upstreamUrl } from './electric.ts';

const electric = { url: 'http://electric.test:3000', secret: 's3cret' };

it('asks Electric for the scope, whatever the client says', () => {
  const hostile = new URLSearchParams({
    offset: '5_1',
    handle: 'h',
    live: 'true',
    cursor: '7',
    log: 'full',
    'cache-buster': 'b',
    expired_handle: 'old',
    table: 'identity.users',
    where: 'true',
    'params[1]': 'brand:other:planning',
    'params[2]': 'x',
    columns: 'password_hash',
    queryable_columns: 'password_hash',
    replica: 'full',
    secret: 'guess',
    api_secret: 'guess',
    source_id: 'x',
    live_sse: 'true',
    experimental_live_sse: 'true',
    subset__where: 'true',
    subset__params: '{}',
  });
  hostile.append('table', 'identity.sessions');
  const url = upstreamUrl(electric, 'brand:mine:planning', hostile);
  expect(url.origin + url.pathname).toBe('http://electric.test:3000/v1/shape');
  expect(url.hash + url.username).toBe('');
  expect([...url.searchParams].sort()).toEqual([
    ['cache-buster', 'b'],
    ['columns', 'scope,kind,id,data'],
    ['cursor', '7'],
    ['expired_handle', 'old'],
    ['handle', 'h'],
    ['live', 'true'],
    ['log', 'full'],
    ['offset', '5_1'],
    ['params[1]', 'brand:mine:planning'],
    ['replica', 'default'],
    ['secret', 's3cret'],
    ['table', 'sync.rows'],
    ['where', 'scope = $1'],
  ]);
});

it('cannot be led out of a parameter', () => {
  const url = upstreamUrl(
    { url: 'http://e.test/base', secret: undefined },
    'a&table=b#c',
    new URLSearchParams([['offset', '-1&table=x&secret=y']]),
  );
  expect(url.pathname).toBe('/base/v1/shape');
  expect(url.searchParams.getAll('table')).toEqual(['sync.rows']);
  expect(url.searchParams.get('params[1]')).toBe('a&table=b#c');
  expect(url.searchParams.get('offset')).toBe('-1&table=x&secret=y');
  expect(url.searchParams.has('secret')).toBe(false);
});

// A small upstream: what it was asked, and answers the test sets.
const asked: { method: string | undefined; url: URL; headers: IncomingMessage['headers'] }[] = [];
let respond: (url: URL, response: ServerResponse) => void;
let upstream: Server;
let database: TestDatabase;
let server: TestServer;
let house: House;

const ok = (response: ServerResponse, headers: Record<string, string>, body: unknown) =>
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=604800',
      'electric-handle': 'e1',
      'electric-schema': '{"data":{"type":"jsonb"}}',
      etag: '"e1:x"',
      ...headers,
    })
    .end(JSON.stringify(body));
const upToDate = { headers: { control: 'up-to-date', global_last_seen_lsn: '5' } };

beforeAll(async () => {
  upstream = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    asked.push({ method: request.method, url, headers: request.headers });
    respond(url, response);
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const address = upstream.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  database = await testDatabase();
  server = await startServer(database.db, {
    env: { ELECTRIC_URL: `http://127.0.0.1:${port}`, ELECTRIC_SECRET: 's3cret' },
  });
  house = await makeHouse(database.db);
});
beforeEach(() => {
  asked.length = 0;
});
afterAll(async () => {
  await server.close();
  upstream.closeAllConnections();
  upstream.close();
  await database.drop();
});

const get = (scope: string, query: Record<string, string>, token: string, method = 'GET') =>
  fetch(`${server.url}/api/shapes/${scope}?${new URLSearchParams(query)}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });

it('hands on what Electric says, as an answer for one person', async () => {
  const scope = planningScope(house.brandId);
  const row = { scope, kind: 'brand', id: house.brandId, data: '{"name": "From Electric"}' };
  respond = (url, response) => {
    if (url.searchParams.get('offset') === '-1') {
      const key = '"sync"."rows"/"x"';
      ok(response, { 'electric-offset': '0_0' }, [{ key, value: row, headers: { operation: 'insert' } }]);
    } else if (url.searchParams.has('live')) {
      response.on('close', () => undefined);
    } else ok(response, { 'electric-offset': '0_inf', 'electric-up-to-date': '' }, [upToDate]);
  };
  const follower = follow(server.url, scope, house.personId);
  await follower.until(() => follower.stream.isUpToDate);
  expect(follower.rows.get(`brand/${house.brandId}`)).toEqual({ name: 'From Electric' });
  follower.stop();
  const [first] = asked;
  expect(first?.url.searchParams.get('params[1]')).toBe(scope);
  expect(first?.url.searchParams.get('secret')).toBe('s3cret');
  // Who asks is between us and the client.
  expect(first?.headers).not.toHaveProperty('authorization');

  const answer = await get(scope, { offset: '-1' }, house.personId);
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  expect(answer.headers.get('etag')).toBe('"e1:x"');
  await answer.text();
});

it('passes on a refetch and an overload, and keeps its own 401 and 403 apart', async () => {
  const scope = planningScope(house.brandId);
  respond = (_url, response) =>
    response
      .writeHead(409, { 'content-type': 'application/json', 'electric-handle': 'e2' })
      .end('[{"headers":{"control":"must-refetch"}}]');
  const refetch = await get(scope, { offset: '5_1', handle: 'old' }, house.personId);
  expect([refetch.status, refetch.headers.get('electric-handle')]).toEqual([409, 'e2']);
  respond = (_url, response) => response.writeHead(503, { 'retry-after': '7' }).end('{}');
  const busy = await get(scope, { offset: '-1' }, house.personId);
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '7']);
  respond = (_url, response) => response.writeHead(401).end('{"message":"Unauthorized"}');
  const refused = await get(scope, { offset: '-1' }, house.personId);
  expect([refused.status, (await refused.json()).code]).toEqual([502, 'electric_refused']);
});

it('lets nobody through who may not read, and nothing but GET', async () => {
  respond = (_url, response) => ok(response, { 'electric-offset': '0_0' }, [upToDate]);
  const scope = planningScope(house.brandId);
  const stranger = await makeHouse(database.db, 'Eve');
  const refused = await get(scope, { offset: '-1' }, stranger.personId);
  expect([refused.status, (await refused.json()).code]).toEqual([403, 'scope_revoked']);
  expect((await get(scope, { offset: '-1' }, 'nobody')).status).toBe(401);
  for (const method of ['POST', 'DELETE', 'HEAD'])
    expect((await get(scope, { offset: '-1' }, house.personId, method)).status, method).toBe(404);
  expect((await get(scope, { offset: '-1', table: 'x' }, house.personId)).status).toBe(400);
  expect(asked).toEqual([]);
});

it('ends a held poll when the right to it is lost', async () => {
  const bo = await makePerson(database.db, 'Bo');
  await join(database.db, { ...house, personId: bo, role: 'member' });
  const closed = new Promise<void>((resolve) => {
    respond = (_url, response) => {
      response.on('close', resolve);
    };
  });
  const poll = get(planningScope(house.brandId), { offset: '5_1', handle: 'h', live: 'true' }, bo);
  await expect.poll(() => asked.length).toBe(1);
  await leaveAll(database.db, bo, house.organizationId);
  const answer = await poll;
  expect([answer.status, (await answer.json()).code]).toEqual([403, 'scope_revoked']);
  await closed;
});

it('says 502 when Electric is not there', async () => {
  respond = (_url, response) => response.destroy();
  const answer = await get(planningScope(house.brandId), { offset: '-1' }, house.personId);
  expect([answer.status, (await answer.json()).code]).toEqual([502, 'electric_unreachable']);
});
