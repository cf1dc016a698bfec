import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Replica } from '../replica/replica.ts';
import { type Bench, createBench, pillarArgs } from '../replica/testing.ts';
import { pushStep } from './push-step.ts';

const me = uuidv4();
const brand = uuidv4();
let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
  for (let n = 0; n < 3; n += 1) write();
});
afterEach(() => bench.clean());

const write = () => replica.mutate([{ name: 'pillar.create', args: pillarArgs(brand) }], me)[0] ?? '';
const answer = (status: number, body: unknown = undefined, retryAfter: string | null = null) =>
  pushStep(replica, async () => ({ status, body, retryAfter }));
const error = (code: string, details?: object) => ({
  code,
  message: 'So it is.',
  ...(details ? { details } : {}),
});
const sent = async () => {
  let request: Parameters<Parameters<typeof pushStep>[1]>[0] | undefined;
  await pushStep(replica, async (next) => {
    request = next;
    throw new TypeError('fetch failed');
  });
  return request ?? expect.fail('nothing was sent');
};

describe('one push', () => {
  it('keeps everything until the server has spoken about it', async () => {
    for (const status of [200, 204, 302, 403, 404, 429, 500, 503]) {
      expect(await answer(status, '<html>')).toMatchObject({ next: 'later' });
    }
    expect(await answer(200, { outcomes: [] })).toMatchObject({ next: 'later' });
    expect(replica.sending.waiting()).toBe(3);
    expect((await sent()).mutations.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('waits as long as asked', async () => {
    expect(await answer(503, error('server_busy'), '7')).toMatchObject({ next: 'later', atLeastMs: 7000 });
  });

  it('an answer about other writes settles nothing', async () => {
    const outcomes = [{ id: 1, uuid: uuidv4(), outcome: { status: 'applied' } }];
    expect(await answer(200, { outcomes })).toMatchObject({ next: 'later' });
    expect((await sent()).mutations).toHaveLength(3);
  });

  it.each(['client_forked', 'client_owned'])(
    '%s: goes on as a new client with the same uuids',
    async (code) => {
      const before = await sent();
      expect(await answer(code === 'client_owned' ? 403 : 409, error(code, { last_id: 9 }))).toEqual({
        next: 'differently',
      });
      const after = await sent();
      expect(after.client_id).not.toBe(before.client_id);
      expect(after.mutations.map(({ id, uuid }) => [id, uuid])).toEqual(
        before.mutations.map(({ uuid }, n) => [n + 1, uuid]),
      );
    },
  );

  it('an answer that comes after this became a new client does not count: everything is asked again under its name', async () => {
    await pushStep(replica, async ({ mutations }) => {
      // A stream showed meanwhile that another copy goes by the same name.
      replica.sending.becomeNewClient();
      const outcomes = mutations.map(({ id, uuid }) => ({ id, uuid, outcome: { status: 'applied' } }));
      return { status: 200, body: { outcomes }, retryAfter: null };
    });
    expect((await sent()).mutations.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('client_gap: goes back where it can, else becomes a new client', async () => {
    const before = await sent();
    replica.sending.settle([{ uuid: before.mutations[0]?.uuid ?? '', outcome: { status: 'applied' } }]);
    await answer(409, error('client_gap', { last_id: 0 }));
    expect(await sent()).toMatchObject({
      client_id: before.client_id,
      mutations: [{ id: 1 }, { id: 2 }, { id: 3 }],
    });
    await answer(409, error('client_gap'));
    expect((await sent()).client_id).not.toBe(before.client_id);
  });

  it('401 asks for a sign-in, 426 for an update', async () => {
    expect(await answer(401, error('token_expired'))).toEqual({ next: 'sign_in' });
    expect(await answer(426)).toMatchObject({ next: 'must_update' });
  });

  it('a 400 that is not from our server refuses nothing', async () => {
    expect(await answer(400, '<html>bad gateway</html>')).toMatchObject({ next: 'later' });
    expect(replica.sending.failed()).toEqual([]);
  });

  it('a 400 of ours is narrowed down to the one write, whose words are kept', async () => {
    expect(await answer(400, error('invalid_request'))).toEqual({ next: 'differently', narrow: true });
    const one = await pushStep(
      replica,
      async () => ({ status: 400, body: error('invalid_request'), retryAfter: null }),
      {
        narrow: true,
      },
    );
    expect(one).toEqual({ next: 'differently', narrow: true });
    expect(replica.sending.failed()).toMatchObject([{ code: 'invalid_request', name: 'pillar.create' }]);
    expect((await sent()).mutations.map(({ name }) => name)).toEqual([
      'noop',
      'pillar.create',
      'pillar.create',
    ]);
  });
});
