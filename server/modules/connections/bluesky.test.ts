import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBlueskyConnector } from '../../../shared/connectors/bluesky/index.ts';
import type { Connector } from '../../../shared/connectors/contract.ts';
import { publicationId } from '../../../shared/mutators/publication.ts';
import { recordKey } from '../../../shared/publishing/record-key.ts';
import { type PdsAccount, startPds, type TestPds } from '../../../tests/support/pds.ts';
import {
  createWorld,
  type Fault,
  faulty,
  type PublicationRow,
  until,
  type World,
} from '../../publisher/testing.ts';
import type { HeldConnection } from './sessions.ts';

let pds: TestPds;
let world: World;
let person: string;
beforeAll(async () => {
  [pds, world] = await Promise.all([startPds(), createWorld()]);
  person = await world.person();
}, 90_000);
afterAll(async () => {
  await world?.close();
  await pds?.stop();
});

const connectorOf = (fault?: Fault): Connector => ({
  ...createBlueskyConnector({
    fetch: fault ? faulty(fetch, fault) : fetch,
    now: () => new Date(),
    baseUrl: pds.url,
    readMedia: ({ sha256 }) => world.media.read(sha256),
  }),
  settleMs: 50,
});

async function connect(account: PdsAccount, extra: object = {}) {
  const brand = await world.brand(person);
  const id = uuidv7();
  const body = {
    id,
    brand_id: brand,
    platform: 'bluesky',
    handle: `@${account.handle}`,
    secret: account.appPassword,
    service_url: pds.url,
    ...extra,
  };
  const answer = await world.request(person, 'POST', '/api/connections', body);
  return { brand, id, body, answer };
}

const held = async (id: string): Promise<HeldConnection> => {
  const row = await world.system((tx) =>
    tx.one<HeldConnection>(
      sql`select id, platform, remote_account_id, service_url from app.connections where id = ${id}`,
    ),
  );
  if (!row) throw new Error('no connection');
  return row;
};
const statusOf = (id: string) =>
  world.system((tx) =>
    tx.one<{ status: string; status_code: string | null }>(
      sql`select status, status_code from app.connections where id = ${id}`,
    ),
  );

it('a post with a link and a mention goes to a real PDS once, under its own key, and its address opens', async () => {
  const [alice, bob] = [await pds.createAccount('alice'), await pds.createAccount('bob')];
  const { brand, id, body, answer } = await connect(alice);
  expect(answer.json()).toEqual({ connection_id: id });
  // The answer was lost and the request comes again: still one connection.
  expect((await world.request(person, 'POST', '/api/connections', body)).json()).toEqual({
    connection_id: id,
  });
  const row = await world.system((tx) =>
    tx.one(
      sql`select holder, handle, remote_account_id, service_url, status from app.connections where id = ${id}`,
    ),
  );
  expect(row).toEqual({
    holder: 'server',
    handle: 'alice.test',
    remote_account_id: alice.did,
    service_url: pds.url,
    status: 'connected',
  });

  const publisher = await world.worker(undefined, { writeMs: 5000 }, connectorOf());
  const words = 'Fräsch 🍞 at https://bread.example by @bob.test';
  const post = await world.post(brand, [id], 300, words);
  const published = await until(
    () => world.publication(post, id),
    (seen) => seen?.state === 'published',
  );
  const key = recordKey(published?.id ?? '', published?.due_at ?? '');
  expect(published?.remote_id).toBe(`at://${alice.did}/app.bsky.feed.post/${key}`);
  const record = (await (await fetch(published?.url ?? '')).json()) as { value: object };
  expect(record.value).toMatchObject({
    text: words,
    facets: [
      { features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'https://bread.example' }] },
      { features: [{ $type: 'app.bsky.richtext.facet#mention', did: bob.did }] },
    ],
  });

  // Bob answers; his words arrive as a comment, ours go back under them, once.
  const question = await pds.reply(bob, published?.remote_id ?? '', 'Open on Monday?');
  const refresh = () => world.request(person, 'POST', `/api/brands/${brand}/comments/refresh`);
  expect((await refresh()).json()).toEqual({ added: 1 });
  const comment = await world.system((tx) =>
    tx.one<{ id: string }>(sql`select * from app.comments where brand_id = ${brand}`),
  );
  expect(comment).toMatchObject({
    remote_id: question.uri,
    parent_remote_id: published?.remote_id,
    author_handle: 'bob.test',
    text: 'Open on Monday?',
    post_id: post,
    status: 'open',
  });
  const reply = uuidv7();
  await world.mutate(person, 'comment.reply', {
    id: reply,
    brand_id: brand,
    comment_id: comment?.id ?? '',
    text: 'It is.',
  });
  const answered = await until(
    () =>
      world.system((tx) =>
        tx.one<PublicationRow>(
          sql`select * from app.publications where id = ${publicationId(reply, 'once')}`,
        ),
      ),
    (seen) => seen?.state === 'published',
  );
  const replies = await pds.replies(published?.remote_id ?? '');
  expect(replies.map(({ text, replyTo }) => [text, replyTo])).toEqual([
    ['Open on Monday?', published?.remote_id],
    ['It is.', question.uri],
  ]);
  expect(answered?.remote_id).toBe(replies[1]?.uri);
  expect((await refresh()).json()).toEqual({ added: 0 });
  await publisher.stop();
});

it('sent twice with one key there is one post, and the first words stand', async () => {
  const account = await pds.createAccount('twice-one');
  const connector = connectorOf();
  const signal = AbortSignal.timeout(10_000);
  const credentials = { handle: account.handle, secret: account.appPassword, serviceUrl: null };
  const { secret } = await connector.connect(credentials, signal);
  const session = { remoteId: account.did, serviceUrl: null, secret };
  const key = recordKey(uuidv7(), '2026-11-21T09:00:00.000Z');
  const asked = {
    content: { kind: 'post', text: '' },
    since: '2026-11-21T09:00:00.000Z',
    trace: null,
    taken: [],
  } as const;
  expect(await connector.probe(session, key, asked, signal)).toEqual({
    outcome: 'not_published',
  });
  const post = async (text: string) => {
    const content = { kind: 'post', text } as const;
    const prepared = await connector.prepare?.(session, content, signal);
    return connector.publish(session, { content, prepared, key, signal });
  };
  const first = await post('first');
  expect(await post('second')).toEqual(first);
  expect((await pds.posts(account.did)).map(({ text }) => text)).toEqual(['first']);
  const probe = await connector.probe(session, key, asked, signal);
  expect(probe).toMatchObject({ outcome: 'published', remoteId: first.remoteId });
});

it('wrong words, an unknown service and an unfit one are told apart', async () => {
  const account = await pds.createAccount('wrong-one');
  const code = async (extra: object) => (await connect(account, extra)).answer.json().code;
  expect(await code({ secret: 'nope' })).toBe('wrong_credentials');
  expect(await code({ service_url: 'http://127.0.0.1:9' })).toBe('network');
  expect(await code({ service_url: 'ftp://127.0.0.1' })).toBe('invalid_request');
});

it('many workers that find an old token refresh it once', async () => {
  const { id } = await connect(await pds.createAccount('single-one'));
  const connection = await held(id);
  let refreshes = 0;
  const old = (await world.sessions(new Map([['bluesky', connectorOf()]])).open(connection)).secret;
  const connector: Connector = connectorOf(async ({ url }, pass) => {
    if (url.includes('refreshSession')) refreshes += 1;
    return pass();
  });
  // The stored token counts as ended; what comes after it does not.
  const aged = {
    ...connector,
    expiresAt: (secret: string) => (secret === old ? 0 : connector.expiresAt(secret)),
  };
  const workers = Array.from({ length: 3 }, () => world.sessions(new Map([['bluesky', aged]])));
  const opened = await Promise.all(
    workers.flatMap((sessions) => [1, 2, 3].map(() => sessions.open(connection))),
  );
  expect(refreshes).toBe(1);
  expect(new Set(opened.map(({ secret }) => secret)).size).toBe(1);
  expect(opened[0]?.secret).not.toBe(old);
});

it('an empty refresh token in an answer never overwrites the good one', async () => {
  const { id } = await connect(await pds.createAccount('empty-one'));
  const connection = await held(id);
  const plain = world.sessions(new Map([['bluesky', connectorOf()]]));
  const before = JSON.parse((await plain.open(connection)).secret);
  let emptied = 0;
  const emptying = connectorOf(async ({ url }, pass) => {
    const answer = await pass();
    if (!url.includes('refreshSession')) return answer;
    emptied += 1;
    return Response.json({ ...((await answer.json()) as object), refreshJwt: '' });
  });
  const sessions = world.sessions(new Map([['bluesky', emptying]]));
  const after = JSON.parse((await sessions.open(connection, { refused: JSON.stringify(before) })).secret);
  expect(emptied).toBe(1);
  expect(after.refreshJwt).toBe(before.refreshJwt);
});

it('a service that is down while refreshing disconnects nothing; one that refuses for good does', async () => {
  const { id } = await connect(await pds.createAccount('transient-one'));
  const connection = await held(id);
  let answer: () => Response = () => Response.json({ error: 'InternalServerError' }, { status: 503 });
  const connector = connectorOf(async ({ url }, pass) =>
    url.includes('refreshSession') ? answer() : pass(),
  );
  const refused = (await world.sessions(new Map([['bluesky', connector]])).open(connection)).secret;
  const sessions = world.sessions(new Map([['bluesky', connector]]));
  await expect(sessions.open(connection, { refused })).rejects.toThrow();
  answer = () => {
    throw new TypeError('fetch failed');
  };
  await expect(sessions.open(connection, { refused })).rejects.toThrow();
  answer = () => Response.json({ error: 'RateLimitExceeded' }, { status: 429 });
  await expect(sessions.open(connection, { refused })).rejects.toThrow();
  expect(await statusOf(id)).toEqual({ status: 'connected', status_code: null });

  answer = () => Response.json({ error: 'ExpiredToken', message: 'Token has been revoked' }, { status: 400 });
  await expect(sessions.open(connection, { refused })).rejects.toThrow();
  expect(await statusOf(id)).toEqual({ status: 'reconnect', status_code: 'signed_out' });
});

it('an access token that ended early is replaced and the post goes out without anybody noticing', async () => {
  const account = await pds.createAccount('expired-one');
  const { id, brand } = await connect(account);
  let refused = 0;
  const publisher = await world.worker(
    undefined,
    { writeMs: 5000 },
    connectorOf(async ({ url }, pass) => {
      if (!url.includes('putRecord') || refused > 0) return pass();
      refused += 1;
      return Response.json({ error: 'ExpiredToken', message: 'Token has expired' }, { status: 400 });
    }),
  );
  const post = await world.post(brand, [id], -10);
  const row = await until(
    () => world.publication(post, id),
    (seen) => seen?.state === 'published',
  );
  await publisher.stop();
  expect(row?.tries).toBe(2);
  expect(await pds.posts(account.did)).toHaveLength(1);
  expect(await statusOf(id)).toEqual({ status: 'connected', status_code: null });
});

it('a device hands its account over once, by app password or by tokens; asked again it is done already', async () => {
  const account = await pds.createAccount('handover-one');
  const connector = connectorOf();
  const signal = AbortSignal.timeout(10_000);
  const signedIn = await connector.connect(
    { handle: account.handle, secret: account.appPassword, serviceUrl: pds.url },
    signal,
  );
  for (const material of [account.appPassword, signedIn.secret]) {
    const brand = await world.brand(person);
    const id = uuidv7();
    await world.mutate(person, 'connection.add', {
      id,
      brand_id: brand,
      platform: 'bluesky',
      device_id: 'laptop',
      handle: account.handle,
      display_name: account.handle,
      remote_account_id: account.did,
      service_url: pds.url,
    });
    const handOver = (secret: string) =>
      world.request(person, 'POST', `/api/connections/${id}/hand-over`, { secret });
    expect((await handOver(material)).statusCode).toBe(200);
    expect((await handOver('anything: the answer was lost')).statusCode).toBe(200);
    const row = await world.system((tx) =>
      tx.one(sql`select holder, device_id, status from app.connections where id = ${id}`),
    );
    expect(row).toEqual({ holder: 'server', device_id: null, status: 'connected' });
    const opened = await world.sessions(new Map([['bluesky', connector]])).open(await held(id));
    expect(JSON.parse(opened.secret)).toMatchObject({ did: account.did });
    expect(opened.secret).not.toBe(material);
  }
});

it('reconnecting takes the same account only', async () => {
  const [account, other] = [await pds.createAccount('again-one'), await pds.createAccount('other-one')];
  const { id } = await connect(account);
  await world.system((tx) =>
    tx.run(sql`update app.connections set status = 'reconnect', status_code = 'signed_out' where id = ${id}`),
  );
  const reconnect = (secret: string) =>
    world.request(person, 'POST', `/api/connections/${id}/reconnect`, { secret });
  expect((await reconnect('wrong')).json()).toMatchObject({ code: 'wrong_credentials' });
  expect((await reconnect(other.appPassword)).json()).toMatchObject({ code: 'wrong_credentials' });
  expect(await statusOf(id)).toMatchObject({ status: 'reconnect' });
  expect((await reconnect(account.appPassword)).statusCode).toBe(200);
  expect(await statusOf(id)).toEqual({ status: 'connected', status_code: null });
});
