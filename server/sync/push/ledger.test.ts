import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planningScope } from '../../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { keepHouse } from '../housekeeping.ts';
import {
  createPusher,
  follow,
  type House,
  makeHouse,
  pillarNames,
  rowsOf,
  startServer,
  type TestServer,
} from '../testing.ts';

const applied = { status: 'applied' };

describe.each(engines)('answers of the mutation endpoint on %s', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let house: House;
  beforeAll(async () => {
    database = await testDatabase(engine);
    server = await startServer(database.db);
    house = await makeHouse(database.db);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const pusher = (personId = house.personId, clientId?: string) =>
    createPusher(server.built, personId, clientId);
  const pillar = (name: string, brandId = house.brandId) => ({
    id: uuidv7(),
    brand_id: brandId,
    name,
    description: '',
    color: 1,
    position: 0,
    share: null,
  });
  const ackOf = async (clientId: string) =>
    (await rowsOf(database.db, planningScope(house.brandId))).find(
      ({ kind, id }) => kind === 'client' && id === clientId,
    )?.data;
  const count = async (name: string) =>
    (await pillarNames(database.db, house.brandId)).filter((found) => found === name).length;

  it('applies a batch in order and acknowledges it in the home scope', async () => {
    const client = pusher();
    const first = pillar('Batch');
    const batch = [
      client.next('pillar.create', first),
      client.next('pillar.edit', { id: first.id, brand_id: house.brandId, fields: { name: 'Batch 2' } }),
    ];
    const { status, body } = await client.sent(batch);
    expect(status).toBe(200);
    expect(body).toEqual({
      outcomes: batch.map(({ id, uuid }) => ({ id, uuid, outcome: applied })),
    });
    expect(await ackOf(client.clientId)).toEqual({ mutation_id: 2, uuid: batch[1]?.uuid });
    expect(await count('Batch 2')).toBe(1);
  });

  it('delivers the rows of a mutation and its acknowledgement in one batch', async () => {
    const follower = follow(server.url, planningScope(house.brandId), house.personId);
    await follower.until(() => follower.stream.isUpToDate);
    const client = pusher();
    const seen = follower.batches.length;
    const args = pillar('Together');
    await client.push('pillar.create', args);
    await follower.until(() => follower.batches.length > seen);
    expect(follower.batches[seen]).toEqual([`insert pillar/${args.id}`, `insert client/${client.clientId}`]);
    follower.stop();
  });

  it('gives the stored outcome to a mutation sent again, and applies it once', async () => {
    const client = pusher();
    const sent = client.next('pillar.create', pillar('Once'));
    const first = await client.sent([sent]);
    expect(await client.sent([sent])).toEqual(first);
    expect(await client.sent([sent, client.next('pillar.create', pillar('Once more'))])).toMatchObject({
      status: 200,
    });
    expect(await count('Once')).toBe(1);
  });

  it('keeps a rejection: its id is used up and its answer stays, whatever became possible since', async () => {
    const client = pusher();
    const missing = uuidv7();
    const edit = client.next('pillar.edit', { id: missing, brand_id: house.brandId, fields: { name: 'x' } });
    const first = await client.sent([edit]);
    expect(first.body.outcomes[0].outcome).toEqual({
      status: 'rejected',
      code: 'gone',
      message: 'This pillar no longer exists.',
      details: { kind: 'pillar', id: missing },
    });
    expect(await client.push('pillar.create', { ...pillar('Late'), id: missing })).toEqual(applied);
    expect(await client.sent([edit])).toEqual(first);
    expect(await count('Late')).toBe(1);
  });

  it('answers a gap and a fork with 409 and the last id, and applies nothing', async () => {
    const client = pusher();
    const [one, two] = [
      client.next('pillar.create', pillar('G1')),
      client.next('pillar.create', pillar('G2')),
    ];
    expect(await client.sent([two])).toMatchObject({
      status: 409,
      body: { code: 'client_gap', details: { last_id: 0 } },
    });
    await client.sent([one]);
    const copy = { ...client.next('pillar.create', pillar('Copy')), id: 1 };
    expect(await client.sent([copy])).toMatchObject({
      status: 409,
      body: { code: 'client_forked', details: { last_id: 1 } },
    });
    expect([await count('G1'), await count('G2'), await count('Copy')]).toEqual([1, 0, 0]);
  });

  it("refuses a client id that is somebody else's", async () => {
    const eve = await makeHouse(database.db, 'Eve');
    const client = pusher();
    await client.push('pillar.create', pillar('Mine'));
    const thief = createPusher(server.built, eve.personId, client.clientId);
    thief.next('noop', {});
    const answer = await thief.sent([thief.next('pillar.create', pillar('Theirs', eve.brandId))]);
    expect(answer).toMatchObject({ status: 403, body: { code: 'client_owned' } });
    expect(await pillarNames(database.db, eve.brandId)).toEqual([]);
  });

  it('acknowledges a known uuid again under a new client id, and applies it once', async () => {
    const old = pusher();
    const kept = old.next('pillar.create', pillar('Restored'));
    const refused = old.next('pillar.edit', { id: uuidv7(), brand_id: house.brandId, fields: {} });
    const before = await old.sent([kept, refused]);
    const fresh = pusher();
    const resent = [kept, refused].map((sent, index) => ({ ...sent, id: index + 1 }));
    const answer = await fresh.sent(resent);
    expect(answer).toEqual(before);
    expect(await count('Restored')).toBe(1);
    expect(await ackOf(fresh.clientId)).toEqual({ mutation_id: 1, uuid: kept.uuid });
    // Sent once more, and followed by something new.
    expect(await fresh.sent(resent)).toEqual(before);
    const next = { ...fresh.next('pillar.create', pillar('After')), id: 3 };
    expect((await fresh.sent([next])).body.outcomes[0].outcome).toEqual(applied);
    expect(await ackOf(fresh.clientId)).toEqual({ mutation_id: 3, uuid: next.uuid });
  });

  it('does not tell what became of another person’s uuid', async () => {
    const eve = await makeHouse(database.db, 'Eve');
    const mine = pusher();
    const sent = mine.next('pillar.create', pillar('Private'));
    await mine.sent([sent]);
    const theirs = pusher(eve.personId);
    const answer = await theirs.sent([{ ...sent, id: 1 }]);
    expect(answer.body.outcomes[0].outcome).toMatchObject({ status: 'rejected', code: 'uuid_taken' });
    expect(await ackOf(theirs.clientId)).toBeUndefined();
  });

  it('accepts noop without any effect', async () => {
    const client = pusher();
    const answer = await client.sent([
      client.next('noop', null),
      client.next('pillar.create', pillar('Noop')),
    ]);
    expect(answer.body.outcomes.map((o: { outcome: unknown }) => o.outcome)).toEqual([applied, applied]);
    expect(await ackOf(client.clientId)).toMatchObject({ mutation_id: 2 });
  });

  it('applies once what two connections send at the same moment', async () => {
    const client = pusher();
    const batch = [1, 2, 3].map((n) => client.next('pillar.create', pillar(`Twice ${n}`)));
    const answers = await Promise.all(Array.from({ length: 4 }, () => client.sent(batch)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    for (const n of [1, 2, 3]) expect(await count(`Twice ${n}`)).toBe(1);
  });

  it('applies once what an original and its restored copy send at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const name = `Copied ${round}`;
      const sent = pusher().next('pillar.create', pillar(name));
      const answers = await Promise.all([
        pusher().sent([sent]),
        pusher().sent([sent]),
        pusher().sent([sent]),
      ]);
      for (const answer of answers) expect(answer.body.outcomes[0].outcome).toEqual(applied);
      expect(await count(name)).toBe(1);
    }
  });

  it('drops acknowledgements of idle clients and gives one back to a client that asks again', async () => {
    const client = pusher();
    const sent = client.next('pillar.create', pillar('Idle'));
    await client.sent([sent]);
    await database.owner(
      sql`update sync.clients set seen_at = now() - interval '31 days' where id = ${client.clientId}`,
    );
    await keepHouse(database.db);
    expect(await ackOf(client.clientId)).toBeUndefined();
    await client.sent([sent]);
    expect(await ackOf(client.clientId)).toEqual({ mutation_id: 1, uuid: sent.uuid });
    await keepHouse(database.db);
    expect(await ackOf(client.clientId)).toBeDefined();
  });

  it('acknowledges the next mutation of a client whose acknowledgement had left', async () => {
    const client = pusher();
    await client.push('pillar.create', pillar('Before a long pause'));
    await database.owner(
      sql`update sync.clients set seen_at = now() - interval '400 days' where id = ${client.clientId}`,
    );
    await keepHouse(database.db);
    expect(await ackOf(client.clientId)).toBeUndefined();
    const late = client.next('pillar.create', pillar('After a long pause'));
    expect((await client.sent([late])).body.outcomes[0].outcome).toEqual(applied);
    expect(await ackOf(client.clientId)).toEqual({ mutation_id: 2, uuid: late.uuid });
  });

  it('never takes an acknowledgement back to an older mutation', async () => {
    const client = pusher();
    const first = client.next('pillar.create', pillar('A'));
    await client.sent([first]);
    await client.push('pillar.create', pillar('B'));
    await client.sent([first]);
    expect(await ackOf(client.clientId)).toMatchObject({ mutation_id: 2 });
  });
});

describe('a malformed push', () => {
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
  const send = (payload: unknown, headers: Record<string, string> = {}) =>
    server.built.app.inject({
      method: 'POST',
      url: '/api/mutations',
      headers: { authorization: `Bearer ${house.personId}`, 'content-type': 'application/json', ...headers },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
  const good = () => ({ id: 1, uuid: uuidv7(), name: 'noop', args: {}, made_at: '2026-11-20T10:00:00.000Z' });

  it.each([
    ['{', 400, 'invalid_json', ''],
    [{}, 400, 'invalid_request', 'client_id'],
    [{ client_id: 'x', mutations: [good()] }, 400, 'invalid_request', 'client_id'],
    [{ client_id: uuidv7(), mutations: [] }, 400, 'invalid_request', 'mutations'],
    [{ client_id: uuidv7(), mutations: Array(201).fill(good()) }, 400, 'invalid_request', 'mutations'],
    [{ client_id: uuidv7(), mutations: [{ ...good(), id: 0 }] }, 400, 'invalid_request', 'mutations.0.id'],
    [
      { client_id: uuidv7(), mutations: [{ ...good(), uuid: 1 }] },
      400,
      'invalid_request',
      'mutations.0.uuid',
    ],
    [{ client_id: uuidv7(), mutations: [{ ...good(), made_at: 'now' }] }, 400, 'invalid_request', 'made_at'],
  ])('%j is answered %i %s', async (payload, status, code, path) => {
    const answer = await send(payload);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.json().message).toContain(path);
  });

  it('is answered 413 when it is larger than 8 MB, and 401 with a bad token', async () => {
    const large = await send({ client_id: uuidv7(), mutations: [{ ...good(), args: 'x'.repeat(9e6) }] });
    expect([large.statusCode, large.json().code]).toEqual([413, 'body_too_large']);
    const stranger = await send(
      { client_id: uuidv7(), mutations: [good()] },
      { authorization: 'Bearer nonsense' },
    );
    expect(stranger.statusCode).toBe(401);
  });
});
