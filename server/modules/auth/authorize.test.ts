import { createHash } from 'node:crypto';
import type { Provider } from '@supabase/supabase-js';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthServer, GOOD_PASSWORD as password, startAuthServer, who } from './test-server.ts';

const email = 'ada@example.com';
let server: AuthServer;
beforeAll(async () => {
  server = await startAuthServer({ env: { PUBLIC_URL: 'https://pillarbox.example' } });
  await server.client().signUp({ email, password });
});
afterAll(() => server.close());

/** What the desktop does first: ask the library for the page's address. */
async function begin(redirectTo: string) {
  const auth = server.client();
  // The library's list of providers knows outside ones only; it puts any name into the address.
  const provider = 'email' as Provider;
  const { data } = await auth.signInWithOAuth({
    provider,
    options: { redirectTo, skipBrowserRedirect: true },
  });
  return { auth, page: data.url ?? '' };
}

/** What a browser does with the form. */
function submit(page: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(page, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers });
}

async function codeFor(redirectTo: string) {
  const { auth, page } = await begin(redirectTo);
  const response = await submit(page, { email, password });
  const target = new URL(response.headers.get('location') ?? '');
  return { auth, response, target, code: target.searchParams.get('code') ?? '' };
}

async function exchange(auth_code: string, code_verifier: string) {
  const response = await fetch(`${server.url}/auth/v1/token?grant_type=pkce`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth_code, code_verifier }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('signing in through the browser', () => {
  it('leads a desktop on loopback to a session', async () => {
    const { auth, page } = await begin('http://127.0.0.1:43117/callback?state=1');
    const form = await fetch(page);
    expect(form.status).toBe(200);
    expect(form.headers.get('content-type')).toContain('text/html');
    const html = await form.text();
    expect(html).toContain('<label for="email">');
    expect(html).toContain('autocomplete="current-password"');

    const response = await submit(page, { email, password });
    expect(response.status).toBe(303);
    const target = new URL(response.headers.get('location') ?? '');
    expect(target.origin + target.pathname).toBe('http://127.0.0.1:43117/callback');
    expect(target.searchParams.get('state')).toBe('1');

    const { data, error } = await auth.exchangeCodeForSession(target.searchParams.get('code') ?? '');
    expect(error).toBeNull();
    expect(data.user?.email).toBe(email);
    expect((await who(server.url, data.session?.access_token)).status).toBe(200);
  });

  it('lets the browser send the form on to the desktop (form-action counts for redirects)', async () => {
    const policy = async (redirectTo: string) =>
      (await fetch((await begin(redirectTo)).page)).headers.get('content-security-policy');
    expect(await policy('http://127.0.0.1:43117/callback')).toContain(
      "form-action 'self' http://127.0.0.1:43117;",
    );
    expect(await policy('pillarbox://auth/callback')).toContain("form-action 'self' pillarbox:;");
  });

  it('hands over to the desktop by its own scheme from a page that stays', async () => {
    const { auth, page } = await begin('pillarbox://auth/callback');
    const response = await submit(page, { email, password });
    expect(response.status).toBe(200);
    const target = new URL((response.headers.get('refresh') ?? '').replace('0; url=', ''));
    expect(target.protocol).toBe('pillarbox:');
    expect(await response.text()).toContain(target.href);
    const { error } = await auth.exchangeCodeForSession(target.searchParams.get('code') ?? '');
    expect(error).toBeNull();
  });

  it('makes an account on the same page', async () => {
    const { auth, page } = await begin('http://127.0.0.1:43117/');
    const html = await (await fetch(page)).text();
    const [, link = ''] = /href="([^"]*mode=sign-up[^"]*)"/.exec(html) ?? [];
    const signUp = new URL(link.replaceAll('&amp;', '&'), page).href;
    const weak = await submit(signUp, { email: 'new@example.com', password: 'short' });
    expect(weak.status).toBe(422);
    expect(await weak.text()).toContain('at least 8 characters');
    const taken = await submit(signUp, { email, password });
    expect(await taken.text()).toContain('Sign in instead');
    const response = await submit(signUp, { email: 'new@example.com', password });
    const target = new URL(response.headers.get('location') ?? '');
    const { data } = await auth.exchangeCodeForSession(target.searchParams.get('code') ?? '');
    expect(data.user?.email).toBe('new@example.com');
  });

  it('shows the form again after a wrong password, with what was typed made harmless', async () => {
    const { page } = await begin('http://127.0.0.1:43117/');
    const response = await submit(page, {
      email: '"><script>alert(1)</script>@example.com',
      password: 'nope',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('<script>');
    const wrong = await submit(page, { email, password: 'not the one' });
    expect(wrong.status).toBe(400);
    const html = await wrong.text();
    expect(html).toContain('The email address or the password is not right.');
    expect(html).toContain(`value="${email}"`);
    expect(html).not.toContain('not the one');
  });

  it('takes no form from another site', async () => {
    const { page } = await begin('http://127.0.0.1:43117/');
    const from = (origin: string) => submit(page, { email, password }, { origin });
    expect((await from('https://evil.example')).status).toBe(403);
    expect((await from('null')).status).toBe(403);
    expect((await from(server.url)).status).toBe(303);
  });
});

describe('an authorization code', () => {
  it('works once, and a second use ends the session it led to', async () => {
    const verifier = 'v'.repeat(64);

    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const page = `${server.url}/auth/v1/authorize?${new URLSearchParams({
      provider: 'email',
      redirect_to: 'http://127.0.0.1:43117/',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    })}`;
    const response = await submit(page, { email, password });
    const code = new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const first = await exchange(code, verifier);
    expect(first.status).toBe(200);

    expect(await exchange(code, 'w'.repeat(64))).toMatchObject({ status: 404 });
    expect((await who(server.url, String(first.body.access_token))).status).toBe(200);

    expect(await exchange(code, verifier)).toMatchObject({
      status: 404,
      body: { code: 'flow_state_not_found' },
    });
    expect((await who(server.url, String(first.body.access_token))).status).toBe(401);
  });

  it('is worthless without the verifier, and used up by a wrong one', async () => {
    const { auth, code } = await codeFor('http://127.0.0.1:43117/');
    expect(await exchange(code, 'x'.repeat(64))).toMatchObject({
      status: 400,
      body: { code: 'bad_code_verifier' },
    });
    expect((await auth.exchangeCodeForSession(code)).error).toMatchObject({ code: 'flow_state_not_found' });
  });

  it('gives one of many simultaneous exchanges a session', async () => {
    const { target, auth } = await codeFor('http://127.0.0.1:43117/');
    const code = target.searchParams.get('code') ?? '';
    const before = await server.database.owner<{ n: number }>(
      sql`select count(*) as n from identity.sessions`,
    );
    const [ours, ...others] = await Promise.all([
      auth.exchangeCodeForSession(code),
      ...Array.from({ length: 3 }, () => exchange(code, 'guess'.repeat(10))),
    ]);
    const after = await server.database.owner<{ n: number }>(
      sql`select count(*) as n from identity.sessions`,
    );
    expect(Number(after[0]?.n) - Number(before[0]?.n)).toBe(ours?.error ? 0 : 1);
    expect(others.every(({ status }) => status >= 400)).toBe(true);
  });

  it('expires', async () => {
    const { auth, code } = await codeFor('http://127.0.0.1:43117/');
    await server.database.owner(
      sql`update identity.flow_states set expires_at = now() - interval '1 second'`,
    );
    expect((await auth.exchangeCodeForSession(code)).error).toMatchObject({
      code: 'flow_state_expired',
      status: 403,
    });
  });

  it('dies with a change of the password', async () => {
    const person = { email: 'changer@example.com', password };
    const changer = server.client();
    await changer.signUp(person);
    const { auth, page } = await begin('http://127.0.0.1:43117/');
    const response = await submit(page, person);
    const code = new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
    await changer.updateUser({ password: 'quite another one' });
    expect((await auth.exchangeCodeForSession(code)).error).toMatchObject({ code: 'flow_state_not_found' });
  });

  it('is not stored in plain form', async () => {
    const { code } = await codeFor('http://127.0.0.1:43117/');
    const rows = await server.database.owner<{ row: string }>(
      sql`select f::text as row from identity.flow_states f`,
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(code);
  });
});

describe('a request for the page', () => {
  const good = {
    provider: 'email',
    redirect_to: 'http://127.0.0.1:43117/',
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 's256',
  };
  const ask = (change: Record<string, string | undefined>, method = 'GET') => {
    const entries = Object.entries({ ...good, ...change }).filter(
      (entry): entry is [string, string] => !!entry[1],
    );
    const address = `${server.url}/auth/v1/authorize?${new URLSearchParams(entries)}`;
    return fetch(address, {
      method,
      redirect: 'manual',
      ...(method === 'POST' ? { body: new URLSearchParams({ email, password }) } : {}),
    });
  };

  it('may lead back to the server itself', async () => {
    expect((await ask({ redirect_to: 'https://pillarbox.example/welcome' })).status).toBe(200);
  });

  it.each([
    ['another site', { redirect_to: 'https://evil.example/' }],
    ['a host that begins like ours', { redirect_to: 'https://pillarbox.example.evil.example/' }],
    ['loopback as a user name', { redirect_to: 'http://127.0.0.1:1@evil.example/' }],
    ['a script', { redirect_to: 'javascript:alert(1)' }],
    ['another scheme', { redirect_to: 'pillarboxx://callback' }],
    ['nowhere', { redirect_to: undefined }],
    ['a plain challenge', { code_challenge_method: 'plain' }],
    ['no challenge', { code_challenge: undefined }],
    ['a short challenge', { code_challenge: 'abc' }],
    ['another provider', { provider: 'github' }],
  ])('with %s is refused and redirects nobody', async (_what, change) => {
    for (const method of ['GET', 'POST']) {
      const response = await ask(change, method);
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
      expect(response.headers.get('refresh')).toBeNull();
      expect(await response.text()).toContain('This link does not work');
    }
  });
});
