import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Connector } from '../../../shared/connectors/contract.ts';
import { type MastodonDouble, startMastodon } from '../../../shared/connectors/mastodon/double.ts';
import { createMastodonConnector } from '../../../shared/connectors/mastodon/index.ts';
import { createWorld, type Fault, faulty, until, type World } from '../../publisher/testing.ts';

let world: World;
let person: string;
let instance: MastodonDouble;
beforeAll(async () => {
  world = await createWorld();
  person = await world.person();
}, 60_000);
afterAll(() => world?.close());
beforeEach(async () => {
  instance = await startMastodon({ maxCharacters: 2000 });
  return () => instance.close();
});

/** Refuses every host but the double's: nothing of ours may dial anything else. */
const only =
  (origin: string): typeof globalThis.fetch =>
  (input, init) => {
    const { origin: asked } = new URL(String(input));
    if (asked !== origin) throw new Error(`A request went to ${asked}.`);
    return fetch(input, init);
  };
const connectorOf = (fault?: Fault): Connector => ({
  ...createMastodonConnector({
    fetch: fault ? faulty(only(instance.url), fault) : only(instance.url),
    now: () => new Date(),
    baseUrl: instance.url,
    readMedia: ({ sha256 }) => world.media.read(sha256),
  }),
  settleMs: 50,
});

/** A worker that speaks to this test's instance, until the test ends. */
async function worker(writeMs: number, connector: Connector) {
  const { stop } = await world.worker(undefined, { writeMs }, connector);
  onTestFinished(stop);
}
const begin = (brand: string, id = uuidv7(), extra: object = {}) =>
  world.request(person, 'POST', '/api/connections/browser', {
    id,
    brand_id: brand,
    platform: 'mastodon',
    service_url: instance.url,
    ...extra,
  });
const look = async (id: string, by = person) =>
  (await world.request(by, 'GET', `/api/connections/browser/${id}`)).json();
/** Goes where the platform sends the browser. */
const goBack = (location: string) => {
  const { pathname, search } = new URL(location);
  return world.app.inject({ method: 'GET', url: `${pathname}${search}` });
};
async function connected(brand: string, id = uuidv7()) {
  const { url } = (await begin(brand, id)).json();
  const back = await instance.signIn(url);
  const page = await goBack(back);
  return { id, back, page };
}
const connectionOf = (id: string) =>
  world.system((tx) =>
    tx.one<Record<string, unknown>>(sql`
      select id, platform, holder, handle, display_name, remote_account_id, service_url, status, status_code, limits
        from app.connections where id = ${id} and deleted_at is null`),
  );

describe('signing in on the instance', () => {
  it('makes a connection that the server holds, with what the instance allows', async () => {
    const brand = await world.brand(person);
    const id = uuidv7();
    const { url } = (await begin(brand, id)).json();
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
    expect(await look(id)).toMatchObject({ state: 'waiting' });
    const page = await goBack(await instance.signIn(url));
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('@bakery@');
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect(await look(id)).toMatchObject({ state: 'connected' });
    expect(await connectionOf(id)).toMatchObject({
      platform: 'mastodon',
      holder: 'server',
      display_name: 'Harbour Bakery',
      remote_account_id: '109',
      service_url: instance.url,
      status: 'connected',
      limits: { text: 2000, link: 23 },
    });
  });

  it('registers this server at an instance once, and again when the instance forgot it', async () => {
    const brand = await world.brand(person);
    const other = await world.brand(person);
    await connected(brand);
    await connected(other);
    const registrations = () => instance.requests.filter(({ path }) => path === '/api/v1/apps').length;
    expect(registrations()).toBe(1);
    const third = await world.brand(person);
    const id = uuidv7();
    const { url } = (await begin(third, id)).json();
    const back = await instance.signIn(url);
    instance.forgetApps();
    expect((await goBack(back)).statusCode).toBe(422);
    expect(await look(id)).toMatchObject({ state: 'failed' });
    const { page } = await connected(third, id);
    expect(page.statusCode).toBe(200);
    expect(registrations()).toBe(2);
  });

  it('a way back is walked once, by nobody with another state, and not too late', async () => {
    const brand = await world.brand(person);
    const { id, back } = await connected(brand);
    expect((await goBack(back)).statusCode).toBe(410);
    expect(await look(id)).toMatchObject({ state: 'connected' });
    expect((await goBack(back.replace(/state=[^&]+/, 'state=guessed'))).statusCode).toBe(410);
    const late = uuidv7();
    const { url } = (await begin(await world.brand(person), late)).json();
    const after = await instance.signIn(url);
    await world.system((tx) =>
      tx.run(
        sql`update secrets.sign_in_flows set expires_at = now() - interval '1 second' where connection_id = ${late}`,
      ),
    );
    expect((await goBack(after)).statusCode).toBe(410);
    expect(await look(late)).toMatchObject({ state: 'failed', code: 'sign_in_expired' });
    expect(await connectionOf(late)).toBeUndefined();
  });

  it('says why nothing was connected: access denied, permissions left out, an account that is there already', async () => {
    const brand = await world.brand(person);
    const denied = uuidv7();
    const refused = await instance.signIn((await begin(brand, denied)).json().url, false);
    expect((await goBack(refused)).statusCode).toBe(403);
    expect(await look(denied)).toMatchObject({ state: 'failed', code: 'access_denied' });

    instance.settings.scope = 'read:accounts';
    const less = await connected(brand);
    expect(less.page.statusCode).toBe(422);
    expect(await look(less.id)).toMatchObject({ state: 'failed', code: 'permission_missing' });
    instance.settings.scope = undefined;

    expect((await connected(brand)).page.statusCode).toBe(200);
    const twice = await connected(brand);
    expect(await look(twice.id)).toMatchObject({ state: 'failed', code: 'already_connected' });
  });

  it('is begun and looked at only by who may', async () => {
    const brand = await world.brand(person);
    const stranger = await world.person();
    const body = { id: uuidv7(), brand_id: brand, platform: 'mastodon', service_url: instance.url };
    expect(
      (await world.request(stranger, 'POST', '/api/connections/browser', body)).statusCode,
    ).toBeGreaterThanOrEqual(403);
    const { id } = await connected(brand);
    expect((await world.request(stranger, 'GET', `/api/connections/browser/${id}`)).statusCode).toBe(404);
    const again = { ...body, id, again: true };
    expect((await world.request(stranger, 'POST', '/api/connections/browser', again)).statusCode).toBe(404);
    expect((await begin(brand, uuidv7(), { platform: 'sandbox' })).json()).toMatchObject({
      code: 'no_browser_sign_in',
    });
  });

  it('tells those of its brand what it may do and when it was used, and nothing of the secret', async () => {
    const brand = await world.brand(person);
    const { id } = await connected(brand);
    const health = (by = person) => world.request(by, 'GET', `/api/connections/${id}/health`);
    const found = (await health()).json();
    expect(found).toMatchObject({ granted: found.needed, expires_at: null, renews: false, used_at: null });
    expect(found.needed).toContain('write:statuses');
    await worker(3000, connectorOf());
    const post = await world.post(brand, [id], 50);
    await until(
      () => world.publication(post, id),
      (row) => row?.state === 'published',
    );
    expect((await health()).json().used_at).toMatch(/^20\d\d-/);
    await world.system((tx) =>
      tx.run(sql`
        insert into app.platform_limits (platform, connection_id, bucket, remaining, reset_at)
        values ('mastodon', ${id}, 'post', 3, now() + interval '1 hour'), ('mastodon', null, 'all', 0, now() - interval '1 hour')
        on conflict do nothing`),
    );
    expect((await health()).json().limits).toMatchObject([{ of: 'account', bucket: 'post', remaining: 3 }]);
    expect(await world.person().then(health)).toMatchObject({ statusCode: 404 });
  });

  it('keeps no state, token or client secret in the open', async () => {
    const brand = await world.brand(person);
    const { back } = await connected(brand);
    const state = new URL(back).searchParams.get('state') ?? '';
    const dump = await world.system(async (tx) =>
      JSON.stringify([
        await tx.many(sql`select * from secrets.sign_in_flows`),
        await tx.many(sql`select * from secrets.platform_clients`),
        await tx.many(sql`select * from app.connections`),
      ]),
    );
    expect(state.length).toBeGreaterThan(40);
    expect(dump).not.toContain(state);
    expect(dump).not.toContain('client_secret');
    expect(dump).not.toContain('accessToken');
  });

  it('signs the same account in again after its access was taken back, and no other one', async () => {
    const brand = await world.brand(person);
    const { id } = await connected(brand);
    instance.revokeAll();
    await worker(3000, connectorOf());
    const post = await world.post(brand, [id], 200);
    await until(
      () => connectionOf(id),
      (seen) => seen?.status === 'reconnect',
    );
    const { url } = (await begin(brand, id, { again: true })).json();
    instance.person.id = '777';
    expect((await goBack(await instance.signIn(url))).statusCode).toBe(409);
    instance.person.id = '109';
    const next = (await begin(brand, id, { again: true })).json();
    expect((await goBack(await instance.signIn(next.url))).statusCode).toBe(200);
    expect(await connectionOf(id)).toMatchObject({ status: 'connected', status_code: null });
    // What waited for it goes out.
    await until(
      () => world.publication(post, id),
      (seen) => seen?.state === 'published',
    );
    expect(instance.statuses()).toHaveLength(1);
  });
});

describe('publishing', () => {
  const token = async (brand: string) => (await connected(brand)).id;

  it('a post whose answer was lost is found, also when an equal one of last week is there', async () => {
    const brand = await world.brand(person);
    const id = await token(brand);
    await worker(1000, connectorOf());
    const first = await world.post(brand, [id], 100, 'Market on Saturday');
    await until(
      () => world.publication(first, id),
      (seen) => seen?.state === 'published',
    );
    instance.forgetKeys();
    instance.loseAnswer(/^\/api\/v1\/statuses$/);
    const second = await world.post(brand, [id], 100, 'Market on Saturday');
    const found = await until(
      () => world.publication(second, id),
      (seen) => seen?.state === 'published',
    );
    const [one, two] = instance.statuses();
    expect(instance.statuses()).toHaveLength(2);
    expect(found?.remote_id).toBe(two?.id);
    expect((await world.publication(first, id))?.remote_id).toBe(one?.id);
    const attempts = await world.attempts(found?.id ?? '');
    expect(attempts).toMatchObject([{ state: 'confirmed', settled_by: 'probe' }]);
  });

  it('a post that certainly did not arrive is sent again, once', async () => {
    const brand = await world.brand(person);
    const id = await token(brand);
    let cuts = 0;
    const connector = connectorOf(async ({ url, method }, pass) => {
      if (method !== 'POST' || !url.endsWith('/api/v1/statuses') || cuts > 0) return pass();
      cuts += 1;
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      });
    });
    await worker(500, connector);
    const post = await world.post(brand, [id], 100, 'Only once');
    await until(
      () => world.publication(post, id),
      (seen) => seen?.state === 'retrying' || seen?.state === 'published',
    );
    await world.hurry();
    await until(
      () => world.publication(post, id),
      (seen) => seen?.state === 'published',
    );
    expect(cuts).toBe(1);
    expect(instance.statuses().map(({ text }) => text)).toEqual(['Only once']);
  });

  it('comments come in as plain words, and an answer names who it is for', async () => {
    const connector = connectorOf();
    const signal = AbortSignal.timeout(10_000);
    const { account, secret } = await connector.connect(
      { handle: '', secret: instance.token(), serviceUrl: instance.url },
      signal,
    );
    const session = { remoteId: account.remoteId, serviceUrl: instance.url, secret };
    const say = async (content: Parameters<Connector['probe']>[2]['content'], key: string) => {
      const prepared = await connector.prepare?.(session, content, signal);
      return connector.publish(session, { content, prepared, key, signal });
    };
    const post = await say({ kind: 'post', text: 'Fresh bread' }, 'k1');
    expect(await say({ kind: 'post', text: 'Fresh bread' }, 'k1')).toEqual(post);
    const question = instance.comment('Open <today> & tomorrow?\nPlease', post.remoteId);
    const [polled] = await connector.listComments(
      session,
      [{ remoteId: post.remoteId, cursor: null }],
      signal,
    );
    expect(polled?.comments).toMatchObject([
      {
        text: 'Open <today> & tomorrow?\nPlease',
        authorHandle: 'visitor',
        own: false,
        parentRemoteId: post.remoteId,
      },
    ]);
    const reply = await say({ kind: 'reply', text: 'Yes', parentId: question.id }, 'k2');
    expect(instance.statuses().at(-1)).toMatchObject({
      id: reply.remoteId,
      text: '@visitor Yes',
      in_reply_to_id: question.id,
    });
    const asked = {
      content: { kind: 'reply', text: 'Yes', parentId: question.id } as const,
      since: new Date(Date.now() - 5000).toISOString(),
    };
    expect(await connector.probe(session, 'k2', { ...asked, trace: null, taken: [] }, signal)).toMatchObject({
      remoteId: reply.remoteId,
    });
    expect(
      await connector.probe(session, 'k2', { ...asked, trace: null, taken: [reply.remoteId] }, signal),
    ).toEqual({
      outcome: 'not_published',
    });
    const later = await connector.listComments(session, [polled ?? { remoteId: '', cursor: null }], signal);
    expect(later[0]?.comments.map(({ own }) => own)).toEqual([true]);
    await expect(say({ kind: 'reply', text: 'Hm', parentId: '1' }, 'k3')).rejects.toMatchObject({
      failure: { code: 'comment_gone' },
    });
  });

  it.each([
    [401, {}, { class: 'reconnect', code: 'signed_out', outcome: 'not_published' }],
    [403, {}, { class: 'reconnect', code: 'permission_missing', outcome: 'not_published' }],
    [422, {}, { class: 'fix_content', code: 'content_refused', outcome: 'not_published' }],
    [
      429,
      { 'x-ratelimit-reset': '2026-11-21T10:00:00.000Z' },
      { class: 'wait', code: 'rate_limited', retryAt: '2026-11-21T10:00:00.000Z' },
    ],
    [500, {}, { class: 'retry', code: 'platform_down', outcome: 'unknown' }],
    [503, { 'retry-after': '30' }, { class: 'retry', code: 'platform_down', outcome: 'unknown' }],
  ])('status %s is understood', async (status, headers, meaning) => {
    const connector = connectorOf();
    const signal = AbortSignal.timeout(10_000);
    const { account, secret } = await connector.connect(
      { handle: '', secret: instance.token(), serviceUrl: instance.url },
      signal,
    );
    const session = { remoteId: account.remoteId, serviceUrl: instance.url, secret };
    instance.refuse(/^\/api\/v1\/statuses$/, status, headers);
    const content = { kind: 'post', text: 'Hello' } as const;
    const prepared = await connector.prepare?.(session, content, signal);
    const error = await connector
      .publish(session, { content, prepared, key: 'k', signal })
      .catch((thrown: unknown) => thrown);
    expect(connector.classify(error)).toMatchObject(meaning);
    expect(instance.statuses()).toHaveLength(0);
  });
});
