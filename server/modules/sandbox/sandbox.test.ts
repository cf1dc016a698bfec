import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../publisher/testing.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.close());

const call = (
  method: 'GET' | 'POST',
  path: string,
  options: { token?: string; key?: string; body?: object } = {},
) =>
  world.app.inject({
    method,
    url: `/sandbox/api${path}`,
    headers: {
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
      ...(options.key ? { 'idempotency-key': options.key } : {}),
    },
    ...(options.body ? { payload: options.body } : {}),
  });
const account = async (handle: string, password = '') =>
  (await call('POST', '/accounts', { body: { handle, password } })).json();
const comment = (page: string, fields: Record<string, string>) =>
  world.app.inject({
    method: 'POST',
    url: page,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });

describe('the API', () => {
  it('posts once per idempotency key, and tells what a key made', async () => {
    const { token } = await account('Keys');
    const post = () => call('POST', '/posts', { token, key: 'k1', body: { text: 'Hello' } });
    const first = (await post()).json();
    expect(first.url).toMatch(/^http:\/\/pillarbox\.test\/sandbox\/@keys\/[0-9a-f-]{36}$/);
    expect((await post()).json()).toEqual(first);
    expect((await call('GET', '/posts/by-key/k1', { token })).json()).toEqual(first);
    expect((await call('GET', '/posts/by-key/k2', { token })).json()).toMatchObject({ code: 'not_found' });
    const { token: other } = await account('keys2');
    expect((await call('GET', '/posts/by-key/k1', { token: other })).statusCode).toBe(404);
  });

  it('gives a name to its first taker, and back to whoever knows its password', async () => {
    const { token } = await account('shared', 'a password');
    expect(await account('shared', 'another')).toMatchObject({ code: 'sandbox_handle_taken' });
    expect(await account('@Shared')).toMatchObject({ code: 'sandbox_handle_taken' });
    const again = await account('shared', 'a password');
    expect(again.account.handle).toBe('shared');
    expect((await call('GET', '/me', { token })).statusCode).toBe(401);
    expect((await call('GET', '/me', { token: again.token })).json()).toMatchObject({ handle: 'shared' });
    await account('open');
    expect(await account('open')).toMatchObject({ code: 'sandbox_handle_taken' });
    expect(await account('no/slash')).toMatchObject({ code: 'sandbox_handle_invalid' });
  });

  it('refuses what is too long, empty, unsigned or without a key', async () => {
    const { token } = await account('limits');
    const post = (options: object) =>
      call('POST', '/posts', { token, key: 'a', body: { text: 'x' }, ...options });
    expect((await post({ body: { text: 'x'.repeat(501) } })).json()).toMatchObject({
      code: 'sandbox_content_refused',
    });
    expect((await post({ body: { text: ' ' } })).json()).toMatchObject({ code: 'sandbox_content_refused' });
    expect((await post({ token: 'wrong' })).json()).toMatchObject({ code: 'sandbox_unauthorized' });
    expect((await post({ key: undefined })).json()).toMatchObject({ code: 'invalid_request' });
  });
});

describe('the public page', () => {
  it('shows what was posted, escaped, and takes comments from anybody', async () => {
    const { token } = await account('page');
    const { url } = (
      await call('POST', '/posts', { token, key: 'p', body: { text: '<script>alert(1)</script> & "bread"' } })
    ).json();
    const path = new URL(url).pathname;
    const answer = await comment(path, { name: '<b>Vera</b>', text: 'Lovely\n<img src=x>' });
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toMatch(new RegExp(`^${path}#comment-`));
    for (const address of ['/sandbox/@page', '/sandbox/@PAGE', path]) {
      const { body, headers, statusCode } = await world.app.inject({ url: address });
      expect(statusCode).toBe(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;bread&quot;');
      expect(body).toContain('&lt;b&gt;Vera&lt;/b&gt;');
      expect(body).not.toMatch(/<script|<img|<b>/);
      expect(body).toMatch(/<form method="post" action="\/sandbox\/@page\//);
    }
    const id = String(answer.headers.location).split('#comment-')[1];
    const link = await world.app.inject({ url: `/sandbox/comments/${id}` });
    expect(link.headers.location).toBe(`${path}#comment-${id}`);
  });

  it('gives an unfit comment back with the reason, and knows what does not exist', async () => {
    const { token } = await account('unfit');
    const { url } = (await call('POST', '/posts', { token, key: 'p', body: { text: 'Hello' } })).json();
    const path = new URL(url).pathname;
    const long = await comment(path, { name: 'Vera', text: 'y'.repeat(600) });
    expect(long.statusCode).toBe(400);
    expect(long.body).toContain('role="alert"');
    expect(long.body).toContain('y'.repeat(600));
    expect(long.body).toContain('value="Vera"');
    expect(
      (await comment(path.replace(/.$/, 'f').replace(/[0-9a-f]{8}-/, '00000000-'), { text: 'x' })).statusCode,
    ).toBe(404);
    expect((await world.app.inject({ url: '/sandbox/@nobody' })).statusCode).toBe(404);
    expect((await world.app.inject({ url: '/sandbox/@unfit/not-an-id' })).statusCode).toBe(400);
  });
});

it('is not there when it is switched off', async () => {
  const off = await createWorld({ env: { SANDBOX: 'off' } });
  try {
    expect((await off.app.inject({ url: '/sandbox/@page' })).statusCode).toBe(404);
    const person = await off.person();
    const brand = await off.brand(person);
    await expect(off.connect(person, brand)).rejects.toThrow('platform_off');
  } finally {
    await off.close();
  }
});

it('keeps tokens and passwords as hashes only', async () => {
  const { token } = await account('hashed', 'swordfish99');
  const rows = await world.database.owner<{ row: string }>(
    sql`select a::text as row from sandbox.accounts a`,
  );
  const text = rows.map(({ row }) => row).join();
  expect(text).toContain('hashed');
  expect(text).not.toContain(token);
  expect(text).not.toContain('swordfish99');
});
