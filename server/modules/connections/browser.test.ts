import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startX, type XDouble } from '../../../shared/connectors/x/double.ts';
import { createXConnector } from '../../../shared/connectors/x/index.ts';
import { createWorld, until, type World } from '../../publisher/testing.ts';

let world: World;
let person: string;
let x: XDouble;
beforeAll(async () => {
  x = await startX();
  world = await createWorld({
    env: x.env,
  });
  person = await world.person();
}, 60_000);
afterAll(async () => {
  await world?.close();
  await x?.close();
});

async function connected(brand: string) {
  const id = uuidv7();
  const begun = await world.request(person, 'POST', '/api/connections/browser', {
    id,
    brand_id: brand,
    platform: 'x',
    service_url: null,
  });
  const { pathname, search } = new URL(await x.signIn(begun.json().url));
  const page = await world.app.inject({ method: 'GET', url: `${pathname}${search}` });
  expect(page.statusCode).toBe(200);
  return id;
}
const held = async (id: string) => {
  const row = await world.system((tx) =>
    tx.one<{ id: string; platform: 'x'; remote_account_id: string; service_url: null }>(
      sql`select id, platform, remote_account_id, service_url from app.connections where id = ${id}`,
    ),
  );
  if (!row) throw new Error('no connection');
  return row;
};
const connector = () => ({
  ...createXConnector({
    fetch,
    now: () => new Date(),
    baseUrl: x.url,
    readMedia: () => Promise.reject(new Error('no files')),
    app: { clientId: x.clientId, clientSecret: x.clientSecret, authorizeUrl: x.authorizeUrl },
  }),
  settleMs: 50,
});

it('a platform that knows this server by its configuration is signed in to without registering', async () => {
  const brand = await world.brand(person);
  const id = await connected(brand);
  await world.worker(undefined, { writeMs: 2000 }, connector());
  const post = await world.post(brand, [id], 100, 'Rye & wheat: https://example.com/rye');
  await until(
    () => world.publication(post, id),
    (seen) => seen?.state === 'published',
  );
  expect(x.posts().map(({ text }) => text)).toContain('Rye & wheat: https://example.com/rye');
});

it('many workers that find an ended token use its refresh token, which works once, once', async () => {
  const id = await connected(await world.brand(person));
  const connection = await held(id);
  const aged = connector();
  const first = (await world.sessions(new Map([['x', aged]])).open(connection)).secret;
  const old = { ...aged, expiresAt: (secret: string) => (secret === first ? 0 : aged.expiresAt(secret)) };
  const before = x.requests.filter(({ path }) => path === '/2/oauth2/token').length;
  const opened = await Promise.all(
    Array.from({ length: 6 }, () => world.sessions(new Map([['x', old]])).open(connection)),
  );
  expect(x.requests.filter(({ path }) => path === '/2/oauth2/token').length - before).toBe(1);
  expect(new Set(opened.map(({ secret }) => secret)).size).toBe(1);
  expect(opened[0]?.secret).not.toBe(first);
});

it('a token service that is down or slow disconnects nothing, one that refuses does', async () => {
  const id = await connected(await world.brand(person));
  const connection = await held(id);
  const aged = { ...connector(), expiresAt: () => 0 };
  const status = async () =>
    (
      await world.system((tx) =>
        tx.one<{ status: string }>(sql`select status from app.connections where id = ${id}`),
      )
    )?.status;
  for (const answer of [503, 429]) {
    x.refuse(/oauth2.token$/, answer, {}, {});
    await expect(world.sessions(new Map([['x', aged]])).open(connection)).rejects.toThrow();
    expect(await status()).toBe('connected');
  }
  x.loseRequest(/oauth2.token$/);
  await expect(world.sessions(new Map([['x', aged]])).open(connection)).rejects.toThrow();
  expect(await status()).toBe('connected');
  x.revokeAll();
  await expect(world.sessions(new Map([['x', aged]])).open(connection)).rejects.toThrow();
  expect(await status()).toBe('reconnect');
});

it("a token that ended early while the server's app is refused: what is due waits for the app to be mended, and no try is used up", async () => {
  const brand = await world.brand(person);
  const id = await connected(brand);
  const worker = await world.worker(undefined, { writeMs: 2000 }, connector());
  x.endAccess();
  x.refuse(/oauth2.token$/, 401, {}, { error: 'invalid_client' });
  const post = await world.post(brand, [id], -10, 'Sourdough');
  const waits = await until(
    () => world.publication(post, id),
    (seen) => seen?.state === 'retrying' && seen.error_code === 'app_misconfigured',
  );
  expect(waits?.error_class).toBe('wait');
  const row = await world.system((tx) =>
    tx.one<{ status: string }>(sql`select status from app.connections where id = ${id}`),
  );
  expect(row?.status).toBe('connected');
  await world.hurry();
  await until(
    () => world.publication(post, id),
    (seen) => seen?.state === 'published',
  );
  await worker.stop();
});

it('a sign-in with an app that the platform does not accept says who can mend it', async () => {
  const brand = await world.brand(person);
  const id = uuidv7();
  const body = { id, brand_id: brand, platform: 'x', service_url: null };
  const begun = await world.request(person, 'POST', '/api/connections/browser', body);
  const { pathname, search } = new URL(await x.signIn(begun.json().url));
  x.refuse(/oauth2.token$/, 401, { 'www-authenticate': 'Basic' }, { error: 'invalid_client' });
  expect((await world.app.inject({ method: 'GET', url: `${pathname}${search}` })).statusCode).toBe(422);
  const state = (await world.request(person, 'GET', `/api/connections/browser/${id}`)).json();
  expect(state).toMatchObject({ state: 'failed', code: 'app_misconfigured' });
});

it('is looked at step by step; what ended is said, and what works again counts as connected', async () => {
  const id = await connected(await world.brand(person));
  const check = async (part: string, by = person) => {
    const answer = await world.request(by, 'POST', `/api/connections/${id}/checks`, { part });
    return { status: answer.statusCode, steps: answer.json().steps };
  };
  const status = () =>
    world.system((tx) => tx.one(sql`select status, status_code from app.connections where id = ${id}`));
  const stepsOf = async (part: string) =>
    (await check(part)).steps.map((step: { check: string; state: string }) => `${step.check} ${step.state}`);
  expect(await stepsOf('account')).toEqual([
    'signed_in ok',
    'account ok',
    ...Array.from({ length: 5 }, () => 'permission ok'),
  ]);
  expect(await stepsOf('use')).toEqual(['read ok', 'limits unasked']);
  // A token that ended early is replaced on the way.
  x.endAccess();
  expect(await stepsOf('use')).toEqual(['read ok', 'limits unasked']);

  await world.system((tx) =>
    tx.run(
      sql`update app.connections set status = 'reconnect', status_code = 'content_refused' where id = ${id}`,
    ),
  );
  await stepsOf('account');
  expect(await status()).toEqual({ status: 'reconnect', status_code: 'content_refused' });
  await stepsOf('use');
  expect(await status()).toEqual({ status: 'connected', status_code: null });

  const stranger = await world.person();
  expect((await check('use', stranger)).status).toBe(404);
  x.revokeAll();
  expect(await stepsOf('account')).toEqual(['signed_in fix', 'account unasked', 'permission unasked']);
  expect(await status()).toEqual({ status: 'reconnect', status_code: 'signed_out' });
});
