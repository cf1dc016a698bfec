import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthServer, startAuthServer, who } from './test-server.ts';

// A project's key endpoint on loopback: what verification needs of a real project.
let project: Server;
let projectUrl: string;
let server: AuthServer;
let fetches = 0;
let broken = false;
const pairs = await Promise.all([
  generateKeyPair('ES256', { extractable: true }),
  generateKeyPair('RS256', { extractable: true }),
]);

beforeAll(async () => {
  const jwks = {
    keys: [
      { ...(await exportJWK(pairs[0].publicKey)), kid: 'ec', alg: 'ES256', use: 'sig' },
      { ...(await exportJWK(pairs[1].publicKey)), kid: 'rsa', alg: 'RS256', use: 'sig' },
    ],
  };
  project = createServer((request, response) => {
    fetches += 1;
    if (request.url !== '/auth/v1/.well-known/jwks.json' || broken) return response.writeHead(503).end();
    response.setHeader('content-type', 'application/json').end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => project.listen(0, '127.0.0.1', resolve));
  const address = project.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  projectUrl = `http://127.0.0.1:${address.port}`;
  server = await startServer();
});
afterAll(async () => {
  await server.close();
  project.closeAllConnections();
  await new Promise((resolve) => project.close(resolve));
});

const startServer = () => startAuthServer({ env: { SUPABASE_URL: projectUrl, SUPABASE_ANON_KEY: 'anon' } });

type Change = { claims?: Record<string, unknown>; kid?: string; alg?: 'ES256' | 'RS256' };

function token(
  sub: string,
  { claims = {}, alg = 'ES256', kid = alg === 'ES256' ? 'ec' : 'rsa' }: Change = {},
) {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: `${projectUrl}/auth/v1`,
    aud: 'authenticated',
    sub,
    email: 'ada@example.com',
    role: 'authenticated',
    session_id: randomUUID(),
    user_metadata: { full_name: 'Ada' },
    iat: now,
    exp: now + 3600,
    ...claims,
  })
    .setProtectedHeader({ alg, kid })
    .sign((alg === 'ES256' ? pairs[0] : pairs[1]).privateKey);
}

describe('with a Supabase project', () => {
  it('lets its people in and makes their row on first sight', async () => {
    const sub = randomUUID();
    for (const alg of ['ES256', 'RS256'] as const) {
      expect(await who(server.url, await token(sub, { alg }))).toMatchObject({
        status: 200,
        body: { id: sub, email: 'ada@example.com' },
      });
    }
    const rows = () => server.database.owner(sql`select email, name from app.people where id = ${sub}`);
    expect(await rows()).toEqual([{ email: 'ada@example.com', name: 'Ada' }]);
    await who(server.url, await token(sub, { claims: { email: 'ada@elsewhere.example' } }));
    expect(await rows()).toEqual([{ email: 'ada@elsewhere.example', name: 'Ada' }]);
  });

  it('lets many first requests of one person in at once', async () => {
    const good = await token(randomUUID());
    const answers = await Promise.all(Array.from({ length: 8 }, () => who(server.url, good)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  });

  it('asks for the keys once', async () => {
    await who(server.url, await token(randomUUID()));
    const before = fetches;
    for (let n = 0; n < 5; n += 1) await who(server.url, await token(randomUUID()));
    expect(fetches).toBe(before);
  });

  it.each<[string, Change]>([
    ['another project', { claims: { iss: 'https://other.supabase.co/auth/v1' } }],
    ['another audience', { claims: { aud: 'anon' } }],
    ['the service role', { claims: { role: 'service_role' } }],
    ['somebody without an address', { claims: { email: '' } }],
    ['a key of another algorithm', { alg: 'RS256', kid: 'ec' }],
  ])('refuses a token for %s', async (_what, change) => {
    expect(await who(server.url, await token(randomUUID(), change))).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  it('says that an old token has expired', async () => {
    const exp = Math.floor(Date.now() / 1000) - 120;
    expect(await who(server.url, await token(randomUUID(), { claims: { exp } }))).toMatchObject({
      status: 401,
      body: { code: 'token_expired' },
    });
  });

  it('says what to change in a project with a shared secret', async () => {
    const legacy = await new SignJWT({ sub: randomUUID() })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(Buffer.alloc(32, 1));
    const { status, body } = await who(server.url, legacy);
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'unauthorized' });
    expect(body.message).toContain('asymmetric');
  });

  it('has no sign-in routes of its own', async () => {
    for (const path of ['token?grant_type=password', 'signup', 'authorize']) {
      expect((await fetch(`${server.url}/auth/v1/${path}`, { method: 'POST' })).status).toBe(404);
    }
  });

  it('does not send people away because the project cannot be reached', async () => {
    const fresh = await startServer();
    broken = true;
    try {
      expect(await who(fresh.url, await token(randomUUID()))).toMatchObject({
        status: 503,
        body: { code: 'auth_unavailable' },
      });
    } finally {
      broken = false;
    }
    expect((await who(fresh.url, await token(randomUUID()))).status).toBe(200);
    await fresh.close();
  });
});
