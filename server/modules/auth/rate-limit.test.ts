import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressKey, createGuard, createRateLimit } from './rate-limit.ts';
import { type AuthServer, GOOD_PASSWORD as password, startAuthServer } from './test-server.ts';

describe('a rate limit', () => {
  it('lets a burst through and then one try each time span', () => {
    let now = 0;
    const limit = createRateLimit({ burst: 3, secondsEach: 10 }, { now: () => now });
    for (let n = 0; n < 3; n += 1) limit.take('a');
    expect(() => limit.take('a')).toThrow(
      expect.objectContaining({ status: 429, details: { retry_after: 10 } }),
    );
    now = 9_000;
    expect(() => limit.take('a')).toThrow(expect.objectContaining({ details: { retry_after: 1 } }));
    now = 10_000;
    limit.take('a');
    expect(() => limit.take('a')).toThrow();
    limit.take('b');
  });

  it('takes back what was honest, never more than the burst', () => {
    const limit = createRateLimit({ burst: 1, secondsEach: 10 }, { now: () => 0 });
    const giveBack = limit.take('a');
    giveBack();
    giveBack();
    limit.take('a');
    expect(() => limit.take('a')).toThrow();
  });

  it('remembers a bounded number of keys, forgetting the idle ones first', () => {
    const limit = createRateLimit({ burst: 1, secondsEach: 10 }, { now: () => 0, keys: 2 });
    limit.take('a');
    limit.take('b');
    expect(() => limit.take('a')).toThrow();
    limit.take('c');
    expect(() => limit.take('a')).toThrow();
    limit.take('b');
  });
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:DB8:1:0002::', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('counts %s as %s', (ip, key) => {
  expect(addressKey(ip)).toBe(key);
});

it('does not count what failed for another reason than the password', async () => {
  const rate = { burst: 1, secondsEach: 1000 };
  const guard = createGuard({ signUp: rate, address: rate, email: rate });
  const busy = () =>
    guard.password({ email: 'a', ip: '1' }, () => Promise.reject(new Error('database away')));
  await expect(busy()).rejects.toThrow('database away');
  await expect(busy()).rejects.toThrow('database away');
});

describe('on the sign-in routes', () => {
  let server: AuthServer;
  beforeAll(async () => {
    server = await startAuthServer({
      limits: {
        signUp: { burst: 3, secondsEach: 3600 },
        address: { burst: 7, secondsEach: 3600 },
        email: { burst: 3, secondsEach: 3600 },
      },
    });
  });
  afterAll(() => server.close());

  const signIn = async (email: string, secret: string, from: string) => {
    const response = await fetch(`${server.url}/auth/v1/token?grant_type=password`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
      body: JSON.stringify({ email, password: secret }),
    });
    const { code } = (await response.json()) as { code?: string };
    return { status: response.status, code, retryAfter: response.headers.get('retry-after') };
  };

  it('counts new accounts per address and wrong passwords per account and address', async () => {
    const auth = server.client();
    await auth.signUp({ email: 'a@example.com', password });
    await server.client().signUp({ email: 'b@example.com', password });
    await server.client().signUp({ email: 'c@example.com', password });
    expect((await server.client().signUp({ email: 'd@example.com', password })).error).toMatchObject({
      code: 'over_request_rate_limit',
      status: 429,
    });

    // Right passwords never run out.
    for (let n = 0; n < 5; n += 1) {
      expect((await signIn('a@example.com', password, '198.51.100.1')).status).toBe(200);
    }
    // One account guessed from many addresses, all at once.
    const guesses = await Promise.all(
      Array.from({ length: 5 }, (_, n) => signIn('a@example.com', 'guess', `203.0.113.${n}`)),
    );
    expect(guesses.map(({ status }) => status).toSorted()).toEqual([400, 400, 400, 429, 429]);
    expect(guesses.find(({ status }) => status === 429)).toMatchObject({
      code: 'over_request_rate_limit',
      retryAfter: expect.stringMatching(/^[1-9]\d*$/),
    });
    // One address guessing at many accounts.
    const spray = [];
    for (let n = 0; n < 9; n += 1)
      spray.push(await signIn(`nobody${n}@example.com`, 'guess', '198.51.100.9'));
    expect(spray.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400, 400, 429, 429]);
    // Others go on, and so does whoever is signed in.
    expect((await signIn('b@example.com', password, '198.51.100.2')).status).toBe(200);
    expect((await auth.refreshSession()).error).toBeNull();
  });
});
