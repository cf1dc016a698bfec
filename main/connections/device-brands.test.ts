/** One account that two brands hold on this device, on a platform without keys. */
import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MastodonDouble, startMastodon } from '../../shared/connectors/mastodon/double.ts';
import { createMastodonConnector } from '../../shared/connectors/mastodon/index.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { createLog } from '../log.ts';
import { brandArgs, createBench, postArgs } from '../replica/testing.ts';
import type { Workspace } from '../workspace.ts';
import type { DeviceAccounts } from './device-accounts.ts';
import { createDeviceAttempts } from './device-attempts.ts';
import { createDeviceLedger } from './device-ledger.ts';
import { createDeviceSender } from './device-sender.ts';
import { createHandOvers } from './hand-overs.ts';

const bench = createBench();
let mastodon: MastodonDouble;
let send: (pass: () => Promise<Response>) => Promise<Response>;
beforeAll(async () => {
  mastodon = await startMastodon();
});
beforeEach(() => {
  send = (pass) => pass();
});
afterEach(() => bench.clean());
afterAll(() => mastodon.close());

const cut = () => Promise.reject(new TypeError('fetch failed'));

/** A device with the same account in two brands, and the same words planned for both. */
function device(words: string) {
  const now = () => new Date();
  const replica = bench.open(uuidv4(), { now });
  const write = (name: string, args: unknown) => replica.mutate([{ name, args }], null);
  const db = new Database(':memory:');
  const [ledger, attempts] = [createDeviceLedger(db), createDeviceAttempts(db)];
  const plan = () => {
    const [brand, channel, post] = [uuidv4(), uuidv4(), uuidv4()];
    write('brand.create', brandArgs(brand));
    write('connection.add', {
      ...{ id: channel, brand_id: brand, platform: 'mastodon', device_id: 'here', handle: '@bakery' },
      ...{ display_name: 'Bakery', remote_account_id: mastodon.person.id, service_url: mastodon.url },
      limits: null,
    });
    write('post.create', postArgs(brand, { id: post, caption: words, hashtags: [] }));
    write('target.add', { brand_id: brand, post_id: post, connection_id: channel, text: null });
    const subjectId = targetId(post, channel);
    const id = publicationId(subjectId, 'once');
    ledger.plan(
      {
        ...{
          id,
          brandId: brand,
          connectionId: channel,
          subject: 'target',
          subjectId,
          postId: post,
          partId: null,
        },
        ...{ dueAt: now().toISOString(), content: { kind: 'post', text: words }, auto: false },
      },
      null,
    );
    return id;
  };
  const connector = createMastodonConnector({
    fetch: (input, init) => (init?.method === 'POST' ? send(() => fetch(input, init)) : fetch(input, init)),
    now,
    baseUrl: mastodon.url,
    readMedia: () => Promise.reject(new Error('There are no files in this test.')),
  });
  const secret = JSON.stringify({ service: mastodon.url, accessToken: mastodon.token() });
  const session = { remoteId: mastodon.person.id, serviceUrl: mastodon.url, secret };
  const sender = createDeviceSender({
    ...{ ledger, attempts, now, log: createLog({ level: 'silent' }) },
    handOvers: createHandOvers({ db, now, holderNow: async () => null }),
    accounts: {
      connector: () => connector,
      holdsHere: () => true,
      use: (_connection: unknown, call: (...args: unknown[]) => unknown) => call(session, connector),
    } as unknown as DeviceAccounts,
    current: () => ({ account: null, replica }) as unknown as Workspace,
    // The replica hears of nothing in time.
    record: async () => undefined,
    more: () => undefined,
    closing: new AbortController().signal,
  });
  return { sender, ledger, plans: [plan(), plan()] as const };
}
const there = (words: string) =>
  mastodon
    .statuses()
    .filter(({ text }) => text === words)
    .map(({ id }) => id);

test('what went out for one brand is not what another brand lost', async () => {
  const { sender, ledger, plans } = device('Open on Sunday');
  const [a, b] = plans;
  await sender.attempt(a);
  expect(ledger.get(a)?.state).toBe('confirmed');
  send = cut;
  await sender.attempt(b);
  expect(ledger.get(b)?.state).toBe('unknown');
  await sender.find(b);
  expect(ledger.get(b)).toMatchObject({
    state: 'rejected',
    result: { state: 'failed', error_code: 'not_published' },
  });
  expect(there('Open on Sunday')).toHaveLength(1);
});

test('what another brand is sending at this moment is not taken for what was lost', async () => {
  const { sender, ledger, plans } = device('Closed on Monday');
  const [a, b] = plans;
  send = cut;
  await sender.attempt(b);
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  send = async (pass) => {
    const said = await pass();
    arrived.resolve();
    await answer.promise;
    return said;
  };
  const sending = sender.attempt(a);
  await arrived.promise;
  await sender.find(b);
  expect(ledger.get(b)).toMatchObject({ state: 'unknown', nextAt: expect.any(String) });
  await sender.takeWord(b);
  expect(ledger.get(b)).toMatchObject({ state: 'confirmed', result: { remote_id: null } });
  answer.resolve();
  await sending;
  const out = there('Closed on Monday');
  expect(out).toHaveLength(1);
  expect(ledger.get(a)).toMatchObject({ state: 'confirmed', result: { remote_id: out[0] } });
});
