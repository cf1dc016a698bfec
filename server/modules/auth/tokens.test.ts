import { createHmac, createPublicKey, sign as cryptoSign, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from './sealer.ts';
import { type AuthServer, GOOD_PASSWORD as password, startAuthServer, who } from './test-server.ts';

let server: AuthServer;
let token: string;
let clock = 0;
beforeAll(async () => {
  server = await startAuthServer({ now: () => new Date(Date.now() + clock) });
  const { data } = await server.client().signUp({ email: 'ada@example.com', password });
  token = data.session?.access_token ?? '';
});
afterAll(() => server.close());

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined) =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, unknown>;

/** The good token's parts, to be put together wrongly. */
function parts() {
  const [head, body, signature] = token.split('.');
  return { header: decode(head), payload: decode(body), head, body, signature };
}

async function published(): Promise<JWK> {
  const { keys } = (await (await fetch(`${server.url}/auth/v1/.well-known/jwks.json`)).json()) as {
    keys: JWK[];
  };
  return keys[0] ?? {};
}

async function signedByStranger(header: { alg: string; kid?: string }, payload: Record<string, unknown>) {
  const { privateKey } = await generateKeyPair('ES256');
  return new SignJWT(payload).setProtectedHeader(header).sign(privateKey);
}

const forgeries: [string, () => Promise<string> | string][] = [
  ['no signature (alg none)', () => `${encode({ alg: 'none', typ: 'JWT' })}.${parts().body}.`],
  [
    'alg none with our kid and signature',
    () => `${encode({ ...parts().header, alg: 'none' })}.${parts().body}.${parts().signature}`,
  ],
  [
    'HS256 keyed with our public key as JWK',
    async () => {
      const key = JSON.stringify(await published());
      const head = encode({ ...parts().header, alg: 'HS256' });
      const mac = createHmac('sha256', key).update(`${head}.${parts().body}`).digest('base64url');
      return `${head}.${parts().body}.${mac}`;
    },
  ],
  [
    'HS256 keyed with our public key as PEM',
    async () => {
      const jwk = await published();
      const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      const head = encode({ ...parts().header, alg: 'HS256' });
      const mac = createHmac('sha256', pem).update(`${head}.${parts().body}`).digest('base64url');
      return `${head}.${parts().body}.${mac}`;
    },
  ],
  [
    "a stranger's key under our kid",
    () => signedByStranger({ alg: 'ES256', kid: String(parts().header.kid) }, parts().payload),
  ],
  [
    'a key that the token itself brings',
    async () => {
      const { privateKey, publicKey } = await generateKeyPair('ES256');
      return new SignJWT(parts().payload)
        .setProtectedHeader({ alg: 'ES256', kid: 'mine', jwk: await exportJWK(publicKey) })
        .sign(privateKey);
    },
  ],
  ['no kid', () => signedByStranger({ alg: 'ES256' }, parts().payload)],
  [
    'RS256',
    () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const head = encode({ ...parts().header, alg: 'RS256' });
      const signature = cryptoSign('sha256', Buffer.from(`${head}.${parts().body}`), privateKey);
      return `${head}.${parts().body}.${signature.toString('base64url')}`;
    },
  ],
  [
    'another person put in',
    () => {
      const { head, signature, payload } = parts();
      return `${head}.${encode({ ...payload, sub: '01890000-0000-7000-8000-000000000000' })}.${signature}`;
    },
  ],
  ['a signature of zeros', () => `${parts().head}.${parts().body}.${Buffer.alloc(64).toString('base64url')}`],
  ['an empty signature', () => `${parts().head}.${parts().body}.`],
  ['words', () => 'not-a-token'],
];

describe('a forged token', () => {
  it.each(forgeries)('with %s is refused by our routes and by sign-in', async (_what, forge) => {
    const forged = await forge();
    expect(await who(server.url, forged)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    const response = await fetch(`${server.url}/auth/v1/user`, {
      headers: { authorization: `Bearer ${forged}` },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'bad_jwt' });
  });

  it('is refused wherever one character of it differs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(...'ABCXYZabcxyz0189-_.'), async (seed, replacement) => {
        const at = seed % token.length;
        const forged = token.slice(0, at) + replacement + token.slice(at + 1);
        // The last character of a part carries spare bits; only a change of the bytes counts.
        const bytes = (text: string) =>
          text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
        fc.pre(bytes(forged).join('.') !== bytes(token).join('.'));
        const check = server.deps.verifyAccessToken(forged);
        await expect(check).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
      }),
      { numRuns: 300 },
    );
  });

  it('never breaks the server, whatever it looks like', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.json().map((text) => Buffer.from(text).toString('base64url')),
            fc.string(),
          ),
          {
            maxLength: 5,
          },
        ),
        async (pieces) => {
          const check = server.deps.verifyAccessToken(pieces.join('.'));
          await expect(check).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a token we signed', () => {
  /** Signs as this server would, with claims of our choice. */
  async function signedByUs(change: Record<string, unknown>) {
    const [row] = await server.database.owner<{ kid: string; private_sealed: Buffer }>(
      sql`select kid, private_sealed from identity.signing_keys where retired_at is null`,
    );
    const kid = row?.kid ?? '';
    const plain = await createSealer(server.deps.vaultKeys).open(
      row?.private_sealed ?? Buffer.alloc(0),
      `identity.signing_keys/${kid}`,
    );
    const key = await importJWK(JSON.parse(plain) as JWK, 'ES256');
    return new SignJWT({ ...parts().payload, ...change }).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
  }
  const seconds = () => Math.floor(Date.now() / 1000);

  it('is good when nothing in it is wrong', async () => {
    expect((await who(server.url, await signedByUs({}))).status).toBe(200);
  });

  it.each([
    ['another issuer', { iss: 'https://elsewhere.example/auth/v1' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'somebody-else' }],
    ['another role', { role: 'service_role' }],
    ['no expiry', { exp: undefined }],
    ['a start in the future', { nbf: seconds() + 600 }],
    ['no person', { sub: undefined }],
    ['a person that is no id', { sub: "' or 1=1" }],
    ['a session that never was', { session_id: '01890000-0000-7000-8000-000000000000' }],
    ["another person in somebody's session", { sub: '01890000-0000-7000-8000-000000000000' }],
  ])('for %s is refused', async (_what, change) => {
    expect(await who(server.url, await signedByUs(change))).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  it('expires, with a minute for clocks that disagree', async () => {
    expect((await who(server.url, await signedByUs({ exp: seconds() - 30 }))).status).toBe(200);
    const late = await signedByUs({ exp: seconds() - 90 });
    expect(await who(server.url, late)).toMatchObject({ status: 401, body: { code: 'token_expired' } });
    const response = await fetch(`${server.url}/auth/v1/user`, {
      headers: { authorization: `Bearer ${late}` },
    });
    expect(await response.json()).toMatchObject({ code: 'bad_jwt' });
  });

  it('expires by the clock the server was given', async () => {
    clock = 3600_000 + 120_000;
    try {
      expect(await who(server.url, token)).toMatchObject({ status: 401, body: { code: 'token_expired' } });
    } finally {
      clock = 0;
    }
    expect((await who(server.url, token)).status).toBe(200);
  });
});

it.each([
  ['nothing', undefined],
  ['an empty token', ''],
  ['Basic credentials', 'Basic YTpi'],
])('%s in place of a token is refused', async (_what, header) => {
  const response = await fetch(
    `${server.url}/who`,
    header === undefined ? {} : { headers: { authorization: header } },
  );
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: 'unauthorized' });
});
