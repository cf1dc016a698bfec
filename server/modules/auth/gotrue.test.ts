import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSessions } from './sessions.ts';
import { type AuthServer, GOOD_PASSWORD as password, startAuthServer, who } from './test-server.ts';

let server: AuthServer;
beforeAll(async () => {
  server = await startAuthServer({
    limits: {
      signUp: { burst: 1000, secondsEach: 1 },
      address: { burst: 1000, secondsEach: 1 },
      email: { burst: 1000, secondsEach: 1 },
    },
  });
});
afterAll(() => server.close());

let people = 0;
function newEmail() {
  people += 1;
  return `person${people}@example.com`;
}

async function signedUp(email = newEmail()) {
  const auth = server.client();
  const { data, error } = await auth.signUp({ email, password, options: { data: { full_name: 'Ada' } } });
  if (error || !data.session || !data.user) throw error ?? new Error('no session');
  return { auth, email, session: data.session, user: data.user };
}

async function signedIn(email: string) {
  const auth = server.client();
  const { data, error } = await auth.signInWithPassword({ email, password });
  if (error) throw error;
  return { auth, session: data.session };
}

/** Seconds pass for what the database remembers of used tokens. */
const age = (seconds: number) =>
  server.database.owner(
    sql`update identity.refresh_tokens set used_at = used_at - make_interval(secs => ${seconds})`,
  );

/** A raw request, for what the client library would hide. */
async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/auth/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    version: response.headers.get('x-supabase-api-version'),
    body: (text ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}
const refresh = (refresh_token: string) => post('/token?grant_type=refresh_token', { refresh_token });

describe('signing up', () => {
  it('answers a session and makes the person every other part knows', async () => {
    const { user, session, email } = await signedUp();
    expect(user).toMatchObject({ email, role: 'authenticated', user_metadata: { full_name: 'Ada' } });
    expect(session).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
    expect(await who(server.url, session.access_token)).toMatchObject({
      status: 200,
      body: { id: user.id, email },
    });
    const people = await server.database.owner(sql`select email, name from app.people where id = ${user.id}`);
    expect(people).toEqual([{ email, name: 'Ada' }]);
  });

  it('lets a client whose clock is off keep its own count of the hour', async () => {
    const { session } = await signedUp();
    const raw = await refresh(session.refresh_token);
    expect(raw.body).not.toHaveProperty('expires_at');
    expect(Math.abs((session.expires_at ?? 0) - (Date.now() / 1000 + 3600))).toBeLessThan(30);
  });

  it('takes an address once, whatever its case', async () => {
    const { email } = await signedUp();
    const { error } = await server.client().signUp({ email: email.toUpperCase(), password });
    expect(error).toMatchObject({ code: 'user_already_exists', status: 422 });
  });

  it('gives one of many simultaneous sign-ups the address', async () => {
    const email = newEmail();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => server.client().signUp({ email, password })),
    );
    expect(answers.filter(({ error }) => !error)).toHaveLength(1);
    expect(answers.filter(({ error }) => error?.code === 'user_already_exists')).toHaveLength(3);
  });

  it.each([
    ['short', 'length'],
    ['aaaaaaaaaaaa', 'characters'],
    ['Password123!', 'pwned'],
  ])('refuses the password %s', async (weak, reason) => {
    const { error } = await server.client().signUp({ email: newEmail(), password: weak });
    expect(error).toMatchObject({ name: 'AuthWeakPasswordError', status: 422, reasons: [reason] });
  });

  it.each([
    ['no address', { password }],
    ['no password', { email: 'a@example.com' }],
    ['not an address', { email: 'not an address', password }],
    ['a list as address', { email: ['a@example.com'], password }],
    ['a password without end', { email: 'a@example.com', password: 'x'.repeat(5000) }],
    ['text no database stores', { email: 'a@example.com', password, data: { name: 'a\0b' } }],
    ['half a character', { email: 'a@example.com', password, data: { '\ud800': 1 } }],
    ['too much metadata', { email: 'a@example.com', password, data: { name: 'x'.repeat(5000) } }],
    ['a body that is not an object', '[]'],
  ])('refuses %s as validation_failed', async (_what, body) => {
    expect(await post('/signup', body)).toMatchObject({
      status: 400,
      version: '2024-01-01',
      body: { code: 'validation_failed', message: expect.any(String) },
    });
  });

  it('answers a body that is not JSON with bad_json', async () => {
    expect(await post('/signup', '{"email":')).toMatchObject({ status: 400, body: { code: 'bad_json' } });
  });
});

describe('signing in by password', () => {
  it('answers a session of its own per device', async () => {
    const { email, user } = await signedUp();
    const { session } = await signedIn(` ${email.toUpperCase()} `);
    expect(session.user.id).toBe(user.id);
    expect(session.user.last_sign_in_at).toEqual(expect.any(String));
  });

  it('answers the same to a wrong password and an unknown address', async () => {
    const { email } = await signedUp();
    const wrong = await server.client().signInWithPassword({ email, password: 'not this one' });
    const unknown = await server.client().signInWithPassword({ email: newEmail(), password });
    expect(wrong.error).toMatchObject({ code: 'invalid_credentials', status: 400 });
    expect(unknown.error).toMatchObject({ code: 'invalid_credentials', status: 400 });
    expect(unknown.error?.message).toBe(wrong.error?.message);
  });

  it('takes a password in any Unicode form', async () => {
    const email = newEmail();
    await server.client().signUp({ email, password: 'une clé très sûre'.normalize('NFC') });
    const { error } = await server
      .client()
      .signInWithPassword({ email, password: 'une clé très sûre'.normalize('NFD') });
    expect(error).toBeNull();
  });

  it('stores no password and no token', async () => {
    const { session } = await signedUp();
    const rows = await server.database.owner<{ row: string }>(sql`
      select u::text as row from identity.users u union all select s::text from identity.sessions s
      union all select t::text from identity.refresh_tokens t`);
    const all = rows.map(({ row }) => row).join('\n');
    expect(all).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(all).not.toContain(password);
    expect(all).not.toContain(session.refresh_token);
    expect(all).not.toContain(Buffer.from(session.refresh_token).toString('hex'));
  });
});

describe('refreshing', () => {
  it('rotates the refresh token and keeps the session', async () => {
    const { auth, session, user } = await signedUp();
    const first = await auth.refreshSession();
    expect(first.error).toBeNull();
    expect(first.data.session?.refresh_token).not.toBe(session.refresh_token);
    const second = await auth.refreshSession();
    expect(second.error).toBeNull();
    expect(await who(server.url, second.data.session?.access_token)).toMatchObject({
      status: 200,
      body: { id: user.id },
    });
  });

  it('answers parallel requests with one and the same successor', async () => {
    const { session } = await signedUp();
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(session.refresh_token)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
    expect((await refresh(String(answers[0]?.body.refresh_token))).status).toBe(200);
  });

  it('leads an old token to the newest within the grace', async () => {
    const { session } = await signedUp();
    const first = await refresh(session.refresh_token);
    const second = await refresh(String(first.body.refresh_token));
    const late = await refresh(session.refresh_token);
    expect(late).toMatchObject({ status: 200, body: { refresh_token: second.body.refresh_token } });
  });

  it('ends the whole session when an old token comes back after the grace', async () => {
    const { session } = await signedUp();
    const next = await refresh(session.refresh_token);
    expect((await who(server.url, String(next.body.access_token))).status).toBe(200);
    await age(11);
    expect(await refresh(session.refresh_token)).toMatchObject({
      status: 400,
      body: { code: 'refresh_token_already_used' },
    });
    expect(await refresh(String(next.body.refresh_token))).toMatchObject({
      status: 400,
      body: { code: 'refresh_token_not_found' },
    });
    expect(await who(server.url, String(next.body.access_token))).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  it('ends the session when a token older than the last comes back, even if no answer was ever used', async () => {
    const { session } = await signedUp();
    const first = await refresh(session.refresh_token);
    await refresh(String(first.body.refresh_token));
    await age(11);
    expect(await refresh(session.refresh_token)).toMatchObject({
      body: { code: 'refresh_token_already_used' },
    });
  });

  it('repeats an answer that was lost, however late the client asks again', async () => {
    const { session } = await signedUp();
    const lost = await refresh(session.refresh_token);
    await age(3600);
    const again = await refresh(session.refresh_token);
    expect(again).toMatchObject({ status: 200, body: { refresh_token: lost.body.refresh_token } });
  });

  it('signs the client out on reuse, and on nothing else', async () => {
    const { auth, session } = await signedUp();
    await refresh(session.refresh_token);
    const { data, error } = await auth.refreshSession();
    expect(error).toBeNull();
    expect((await who(server.url, data.session?.access_token)).status).toBe(200);
    await age(11);
    const { error: reused } = await auth.refreshSession({ refresh_token: session.refresh_token });
    expect(reused).toMatchObject({ code: 'refresh_token_already_used', status: 400 });
  });

  it('refuses unknown tokens and idle sessions', async () => {
    expect(await refresh('never issued')).toMatchObject({
      status: 400,
      body: { code: 'refresh_token_not_found' },
    });
    const { session, user } = await signedUp();
    await server.database.owner(
      sql`update identity.sessions set not_after = now() - interval '1 second' where user_id = ${user.id}`,
    );
    expect(await refresh(session.refresh_token)).toMatchObject({
      status: 400,
      body: { code: 'session_expired' },
    });
  });

  it.each([
    ['no token', '/token?grant_type=refresh_token', {}],
    ['a number as token', '/token?grant_type=refresh_token', { refresh_token: 7 }],
    ['an unknown grant', '/token?grant_type=magic', {}],
    ['no grant', '/token', {}],
  ])('refuses %s', async (_what, path, body) => {
    expect(await post(path, body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});

describe('the user', () => {
  it('is read and changed by its own session', async () => {
    const { auth, user, email } = await signedUp();
    const changed = await auth.updateUser({ data: { full_name: 'Ada L', color: 'red' } });
    expect(changed.data.user?.user_metadata).toEqual({ full_name: 'Ada L', color: 'red' });
    await auth.updateUser({ data: { color: null } });
    const { data } = await auth.getUser();
    expect(data.user).toMatchObject({ id: user.id, email, user_metadata: { full_name: 'Ada L' } });
    expect(data.user?.user_metadata).not.toHaveProperty('color');
    expect(await server.database.owner(sql`select name from app.people where id = ${user.id}`)).toEqual([
      { name: 'Ada L' },
    ]);
  });

  it('moves to another address unless somebody has it', async () => {
    const { auth, user } = await signedUp();
    const { email: taken } = await signedUp();
    expect((await auth.updateUser({ email: taken })).error).toMatchObject({
      code: 'email_exists',
      status: 422,
    });
    const email = newEmail();
    expect((await auth.updateUser({ email })).data.user?.email).toBe(email);
    expect(await server.database.owner(sql`select email from app.people where id = ${user.id}`)).toEqual([
      { email },
    ]);
  });

  it('takes a new password, which ends the other sessions', async () => {
    const { auth, email } = await signedUp();
    const other = await signedIn(email);
    expect((await auth.updateUser({ password })).error).toMatchObject({ code: 'same_password' });
    expect((await auth.updateUser({ password: 'short' })).error).toMatchObject({ code: 'weak_password' });
    expect(
      (await auth.updateUser({ password: 'another long one', current_password: 'wrong' })).error,
    ).toMatchObject({ code: 'invalid_credentials' });

    const { error } = await auth.updateUser({ password: 'another long one', current_password: password });
    expect(error).toBeNull();
    expect((await auth.getUser()).error).toBeNull();
    expect((await auth.refreshSession()).error).toBeNull();
    expect((await other.auth.getUser()).error).toMatchObject({ name: 'AuthSessionMissingError' });
    expect((await refresh(other.session.refresh_token)).status).toBe(400);
    const old = await server.client().signInWithPassword({ email, password });
    expect(old.error).toMatchObject({ code: 'invalid_credentials' });
    const fresh = await server.client().signInWithPassword({ email, password: 'another long one' });
    expect(fresh.error).toBeNull();
  });

  it('needs a token', async () => {
    const response = await fetch(`${server.url}/auth/v1/user`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'no_authorization' });
  });
});

describe('signing out', () => {
  it.each([
    { scope: 'local', own: false, other: true },
    { scope: 'others', own: true, other: false },
    { scope: 'global', own: false, other: false },
  ] as const)('of $scope leaves the right sessions', async ({ scope, own, other }) => {
    const { auth, email, session } = await signedUp();
    const second = await signedIn(email);
    expect((await auth.signOut({ scope })).error).toBeNull();
    expect((await who(server.url, session.access_token)).status).toBe(own ? 200 : 401);
    expect((await refresh(session.refresh_token)).status).toBe(own ? 200 : 400);
    expect((await who(server.url, second.session.access_token)).status).toBe(other ? 200 : 401);
    expect((await refresh(second.session.refresh_token)).status).toBe(other ? 200 : 400);
  });

  it("leaves other people's sessions alone", async () => {
    const bystander = await signedUp();
    const { auth } = await signedUp();
    await auth.signOut({ scope: 'global' });
    expect((await bystander.auth.getUser()).error).toBeNull();
  });

  it('can be repeated', async () => {
    const { session } = await signedUp();
    const headers = { authorization: `Bearer ${session.access_token}` };
    expect((await post('/logout?scope=local', '', headers)).status).toBe(204);
    expect(await post('/logout?scope=local', '', headers)).toMatchObject({
      status: 403,
      body: { code: 'session_not_found' },
    });
  });
});

describe('tokens', () => {
  it('are verified by the client through the published keys', async () => {
    const { auth, user, session } = await signedUp();
    const { data, error } = await auth.getClaims();
    expect(error).toBeNull();
    expect(data?.header).toMatchObject({ alg: 'ES256', kid: expect.any(String) });
    expect(data?.claims).toMatchObject({ sub: user.id, aud: 'authenticated', aal: 'aal1' });
    const [head, body, signature = ''] = session.access_token.split('.');
    const forged = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect((await auth.getClaims(forged)).error).toMatchObject({ code: 'invalid_jwt' });
  });

  it('have public keys without their private half', async () => {
    const response = await fetch(`${server.url}/auth/v1/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: object[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    expect(keys[0]).not.toHaveProperty('d');
  });
});

it('says that it works and what it offers', async () => {
  expect((await fetch(`${server.url}/auth/v1/health`)).status).toBe(200);
  const settings = await (await fetch(`${server.url}/auth/v1/settings`)).json();
  expect(settings).toMatchObject({ external: { email: true }, mailer_autoconfirm: true });
});

it('removes what nobody can need any more', async () => {
  const { user, session } = await signedUp();
  await refresh(session.refresh_token);
  await server.database.owner(sql`
    update identity.sessions set revoked_at = now() - interval '31 days' where user_id = ${user.id}`);
  await createSessions({ db: server.database.db }).purge();
  expect(
    await server.database.owner(sql`select id from identity.sessions where user_id = ${user.id}`),
  ).toEqual([]);
});
