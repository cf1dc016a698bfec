import { AtpAgent, XRPCError } from '@atproto/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPds, type TestPds } from './pds.ts';

let pds: TestPds;
beforeAll(async () => {
  pds = await startPds();
}, 90_000);
afterAll(() => pds?.stop());

test('a post made with an app password is listed, and the answers to it are found in other repositories', async () => {
  const alice = await pds.createAccount('alice', 'pw-alice-1');
  const bob = await pds.createAccount('bob.test', 'pw-bob-22');
  expect(alice.handle).toBe('alice.test');

  const agent = new AtpAgent({ service: pds.url });
  await agent.login({ identifier: alice.handle, password: alice.appPassword });
  const post = await agent.post({ text: 'Hello from the letterbox', createdAt: '2026-01-21T09:00:00.000Z' });
  const other = await agent.post({ text: 'Another', createdAt: '2026-01-21T09:01:00.000Z' });

  const question = await pds.reply(bob, post.uri, 'Is it open on Monday?');
  const answer = await pds.reply(alice, question.uri, 'It is.');
  await pds.reply(bob, other.uri, 'Elsewhere');

  expect(await pds.posts(alice.did)).toMatchObject([
    {
      uri: post.uri,
      text: 'Hello from the letterbox',
      createdAt: '2026-01-21T09:00:00.000Z',
      replyTo: undefined,
    },
    { uri: other.uri },
    { uri: answer.uri, replyTo: question.uri },
  ]);
  expect(await pds.replies(post.uri)).toMatchObject([
    { uri: question.uri, text: 'Is it open on Monday?', replyTo: post.uri },
    { uri: answer.uri, text: 'It is.', replyTo: question.uri },
  ]);
});

test('writing one record key twice leaves one post', async () => {
  const carol = await pds.createAccount('carol');
  const agent = new AtpAgent({ service: pds.url });
  await agent.login({ identifier: carol.handle, password: carol.appPassword });
  const record = { $type: 'app.bsky.feed.post', text: 'Once', createdAt: '2026-01-21T09:00:00.000Z' };
  const put = () =>
    agent.com.atproto.repo.putRecord({
      repo: carol.did,
      collection: record.$type,
      rkey: '3mg5z2k4c2s2a',
      record,
    });
  const [first, second] = [await put(), await put()];
  expect(second.data.cid).toBe(first.data.cid);
  expect(await pds.posts(carol.did)).toHaveLength(1);
});

test('without an AppView, threads and notifications are refused and not answered with an empty list', async () => {
  expect(await threadAndNotifications(pds)).toEqual([400, 400]);
});

test('an AppView that does not answer is a gateway error', async () => {
  const alone = await startPds({ appViewUrl: 'http://127.0.0.1:9' });
  try {
    expect(await threadAndNotifications(alone)).toEqual([502, 502]);
  } finally {
    await alone.stop();
  }
}, 60_000);

test('an account can be looked up in the directory and by its handle', async () => {
  const erin = await pds.createAccount('erin');
  const agent = new AtpAgent({ service: pds.url });
  const { data } = await agent.com.atproto.identity.resolveHandle({ handle: 'erin.test' });
  expect(data.did).toBe(erin.did);
  const document: unknown = await (await fetch(`${pds.plcUrl}/${erin.did}`)).json();
  expect(document).toMatchObject({ id: erin.did, service: [{ serviceEndpoint: pds.url }] });
});

test('stopping twice is quiet, and nothing answers afterwards', async () => {
  const other = await startPds();
  await other.stop();
  await other.stop();
  await expect(fetch(`${other.url}/xrpc/_health`)).rejects.toThrow();
}, 60_000);

async function threadAndNotifications(network: TestPds) {
  const account = await network.createAccount('dave');
  const agent = new AtpAgent({ service: network.url });
  await agent.login({ identifier: account.handle, password: account.appPassword });
  const { uri } = await agent.post({ text: 'Anyone?' });
  const status = (error: unknown) => (error instanceof XRPCError ? error.status : error);
  return Promise.all([agent.getPostThread({ uri }).catch(status), agent.listNotifications().catch(status)]);
}
