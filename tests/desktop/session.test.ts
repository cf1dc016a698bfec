import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { followQuery } from '../../shared/follow-query.ts';
import { type DesktopOptions, openDesktop, type TestDesktop } from '../support/desktop.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server?.close());

const open: TestDesktop[] = [];
const desktop = async (options: DesktopOptions = {}) => {
  const made = await openDesktop({ serverUrl: server.url, ...options });
  open.push(made);
  return made;
};
afterEach(async () => {
  vi.restoreAllMocks();
  for (const each of open.splice(0)) {
    await each.close();
    each.remove();
  }
});

let people = 0;
const somebody = () => ({
  email: `person-${++people}@example.com`,
  password: 'correct horse battery',
  name: 'Ada',
});
const newBrand = (name: string, organizationId: string | null = null) => ({
  id: uuidv7(),
  organization_id: organizationId,
  name,
  time_zone: 'Europe/Berlin',
  week_starts_on: 1,
});

describe('before an account', () => {
  test('brands and posts are made with no server at all, and nobody claims they are synced', async () => {
    const here = await desktop({ serverUrl: 'http://127.0.0.1:9' });
    const brand = newBrand('Corner shop');
    await here.mutate('brand.create', brand);
    expect(here.query('brands', {})).toMatchObject([{ id: brand.id, name: 'Corner shop', role: 'owner' }]);
    expect(here.state()).toMatchObject({
      session: { state: 'none' },
      toAdopt: [],
      sync: { status: 'local', waiting: 0 },
      lid: { answer: 'nothing_planned', waiting: 0 },
      keychain: 'session_only',
    });
  });

  test('what needs the server says that it needs an account', async () => {
    const here = await desktop();
    for (const [method, args] of [
      ['invitations.list', { brandId: uuidv7() }],
      ['invitations.accept', { link: 'AbCdEfGhIjKlMnOpQrSt' }],
      ['session.adopt', { brands: [] }],
    ] as const) {
      await expect(here.invoke(method, args)).rejects.toMatchObject({ code: 'account_needed' });
    }
  });
});

describe('signing up and in', () => {
  test('a local brand waits, is given to the personal organization, and arrives on a second desktop', async () => {
    const person = somebody();
    const here = await desktop();
    const brand = newBrand('Corner shop');
    await here.mutate('brand.create', brand);
    await here.mutate('pillar.create', {
      id: uuidv7(),
      brand_id: brand.id,
      name: 'Recipes',
      description: '',
      color: 1,
      position: 0,
      share: null,
    });

    await here.invoke('session.signUp', person);
    const state = await here.until(({ toAdopt }) => toAdopt.length === 1);
    expect(state).toMatchObject({
      session: { state: 'signed_in', email: person.email, name: 'Ada' },
      toAdopt: [{ id: brand.id, name: 'Corner shop' }],
    });
    await expect
      .poll(() => here.query('organizations', {}))
      .toMatchObject([{ personal: true, role: 'owner' }]);
    const [organization] = here.query('organizations', {});

    await here.invoke('session.adopt', {
      brands: [{ brandId: brand.id, organizationId: organization?.id ?? '' }],
    });
    const after = await here.until(({ sync }) => sync.status === 'up_to_date' && sync.waiting === 0);
    expect(after).toMatchObject({ toAdopt: [], sync: { failed: [] }, lid: { answer: 'nothing_planned' } });

    const there = await desktop();
    await there.invoke('session.signIn', person);
    await expect
      .poll(() => there.query('pillars', { brandId: brand.id }))
      .toMatchObject([{ name: 'Recipes' }]);
  });

  test('the server takes every write of the example brand', async () => {
    const here = await desktop({ demo: true });
    await here.invoke('session.signUp', somebody());
    const state = await here.until(({ toAdopt }) => toAdopt.length > 0);
    await expect.poll(() => here.query('organizations', {})).toHaveLength(1);
    const [organization] = here.query('organizations', {});
    await here.invoke('session.adopt', {
      brands: state.toAdopt.map(({ id }) => ({ brandId: id, organizationId: organization?.id ?? '' })),
    });
    const after = await here.until(
      ({ sync }) => sync.failed.length > 0 || (sync.status === 'up_to_date' && sync.waiting === 0),
      60_000,
    );
    expect(after.sync.failed).toEqual([]);
  });

  test('each way to fail has its own code', async () => {
    const person = somebody();
    const here = await desktop();
    await expect(here.invoke('session.signUp', { ...person, password: 'short' })).rejects.toMatchObject({
      code: 'weak_password',
    });
    await here.invoke('session.signUp', person);
    await expect(here.invoke('session.signIn', person)).rejects.toMatchObject({ code: 'already_signed_in' });
    await expect(here.invoke('session.setServer', { url: server.url })).rejects.toMatchObject({
      code: 'already_signed_in',
    });
    const there = await desktop();
    await expect(there.invoke('session.signUp', person)).rejects.toMatchObject({
      code: 'user_already_exists',
    });
    await expect(there.invoke('session.signIn', { ...person, password: 'wrong' })).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    const nowhere = await desktop({ serverUrl: 'http://127.0.0.1:9' });
    await expect(nowhere.invoke('session.signIn', person)).rejects.toMatchObject({
      code: 'server_unreachable',
    });
  });

  test.each([
    [{ oldest: 2, newest: 3 }, 'must_update'],
    [{ oldest: 0, newest: 0 }, 'server_must_update'],
  ])('a server that speaks %o is not signed in to, and which side is old is said', async (protocol, code) => {
    const here = await desktop({
      async fetch(input, init) {
        const answer = await fetch(input, init);
        if (!String(input).endsWith('/api/config')) return answer;
        return Response.json({ ...((await answer.json()) as object), protocol });
      },
    });
    await expect(here.invoke('session.signUp', somebody())).rejects.toMatchObject({ code });
    expect(here.state().session).toEqual({ state: 'none' });
  });

  test('an address where something else answers is not taken for a server', async () => {
    const other = createServer((_request, response) => response.end('<h1>Welcome to our hotel</h1>'));
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const address = other.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address?.port}`;
    const here = await desktop();
    await expect(here.invoke('session.setServer', { url })).rejects.toMatchObject({ code: 'not_a_server' });
    expect(here.state().serverUrl).toBe(server.url);
    other.close();
    await expect(here.invoke('session.setServer', { url: 'ftp://example.com' })).rejects.toMatchObject({
      code: 'invalid_arguments',
    });
    await here.invoke('session.setServer', { url: `${server.url}/some/path` });
    expect(here.state().serverUrl).toBe(server.url);
  });

  test('through the system browser, with a code that only this desktop can use', async () => {
    const person = somebody();
    const first = await desktop();
    await first.invoke('session.signUp', person);

    let landed = 0;
    const here = await desktop({
      onOpen(url) {
        void (async () => {
          const form = await fetch(url, {
            method: 'POST',
            redirect: 'manual',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams({ email: person.email, password: person.password }),
          });
          const back = form.headers.get('location') ?? '';
          const elsewhere = new URL(back);
          elsewhere.pathname = '/signed-in/guess';
          expect((await fetch(elsewhere)).status).toBe(404);
          landed = (await fetch(back)).status;
        })();
      },
    });
    await here.invoke('session.signInWithBrowser', {});
    expect(here.state().session).toMatchObject({ state: 'signed_in', email: person.email });
    expect(landed).toBe(200);
    expect(here.opened).toHaveLength(1);
    expect(here.opened[0]).toContain('code_challenge=');
    expect(here.opened[0]).not.toContain('verifier');
  });
});

describe('staying signed in', () => {
  test('a restart without a connection still shows the account and takes writes', async () => {
    const person = somebody();
    const own = await startServer();
    const here = await openDesktop({ serverUrl: own.url });
    await here.invoke('session.signUp', person);
    await expect.poll(() => here.query('organizations', {})).toHaveLength(1);
    const brand = newBrand('Corner shop', here.query('organizations', {})[0]?.id);
    await here.mutate('brand.create', brand);
    await here.until(({ sync }) => sync.status === 'up_to_date' && sync.waiting === 0);
    await here.close();
    await own.stop();

    const again = await desktop({ serverUrl: own.url, from: here });
    expect(again.state().session).toMatchObject({ state: 'signed_in', email: person.email });
    expect(again.query('brands', {})).toMatchObject([{ name: 'Corner shop' }]);
    await again.mutate('brand.edit', { id: brand.id, fields: { name: 'Corner shop and café' } });
    const offline = await again.until(({ sync }) => sync.status === 'offline');
    expect(offline).toMatchObject({ sync: { waiting: 1 }, lid: { answer: 'waiting', waiting: 1 } });

    await own.again();
    await again.until(({ sync }) => sync.status === 'up_to_date' && sync.waiting === 0, 40_000);
    await again.close();
    open.splice(open.indexOf(again), 1);
    again.remove();
    await own.close();
  }, 90_000);

  test('a session the server ended asks for the password again, and everything stays usable and waits', async () => {
    const person = somebody();
    const here = await desktop();
    await here.invoke('session.signUp', person);
    await here.until(({ sync }) => sync.status === 'up_to_date');
    await expect.poll(() => here.query('organizations', {})).toHaveLength(1);
    const organizationId = here.query('organizations', {})[0]?.id ?? null;
    const key = `session ${server.url}`;
    const kept = JSON.parse((await here.secrets.get(key)) ?? '') as Record<string, unknown>;
    await fetch(`${server.url}/auth/v1/logout?scope=global`, {
      method: 'POST',
      headers: { authorization: `Bearer ${kept.access_token}` },
    });

    await here.mutate('brand.create', newBrand('Made while expired', organizationId));
    const state = await here.until(({ session }) => session.state === 'expired', 30_000);
    expect(state.session).toMatchObject({ state: 'expired', email: person.email });
    expect(here.query('brands', {})).toMatchObject([{ name: 'Made while expired' }]);
    // The engine has a thread of its own, and says so a moment later.
    await here.until(({ sync }) => sync.status === 'paused_sign_in' && sync.waiting === 1);

    await here.invoke('session.signIn', person);
    await here.until(({ sync }) => sync.status === 'up_to_date' && sync.waiting === 0);
  }, 60_000);

  test('an expired session and no connection: everything is there, edits wait, and only the server can end it', async () => {
    const person = somebody();
    const own = await startServer();
    const here = await openDesktop({ serverUrl: own.url });
    await here.invoke('session.signUp', person);
    await expect.poll(() => here.query('organizations', {})).toHaveLength(1);
    const brand = newBrand('Corner shop', here.query('organizations', {})[0]?.id);
    await here.mutate('brand.create', brand);
    await here.until(({ sync }) => sync.status === 'up_to_date' && sync.waiting === 0);
    await here.close();
    const key = `session ${own.url}`;
    const kept = JSON.parse((await here.secrets.get(key)) ?? '') as Record<string, unknown>;
    await fetch(`${own.url}/auth/v1/logout?scope=global`, {
      method: 'POST',
      headers: { authorization: `Bearer ${kept.access_token}` },
    });
    await here.secrets.set(key, JSON.stringify({ ...kept, expires_at: 1_600_000_000 }));
    await own.stop();

    const again = await desktop({ serverUrl: own.url, from: here });
    await again.mutate('brand.edit', { id: brand.id, fields: { name: 'Corner café' } });
    await again.until(({ sync }) => sync.status === 'offline');
    expect(again.state()).toMatchObject({ session: { state: 'signed_in' }, sync: { waiting: 1 } });
    expect(again.query('brands', {})).toMatchObject([{ name: 'Corner café' }]);

    await own.again();
    await again.until(
      ({ session, sync }) => session.state === 'expired' && sync.status === 'paused_sign_in',
      30_000,
    );
    await again.mutate('brand.edit', { id: brand.id, fields: { week_starts_on: 7 } });
    expect(again.query('brands', {})).toMatchObject([{ name: 'Corner café', week_starts_on: 7 }]);
    await again.invoke('session.signIn', person);
    await again.until(({ sync }) => sync.status === 'up_to_date' && sync.waiting === 0);
    await again.close();
    open.splice(open.indexOf(again), 1);
    again.remove();
    await own.close();
  }, 90_000);

  test.each([
    ['behind', -1],
    ['ahead', 1],
  ])(
    'a clock that is a day %s keeps nobody from syncing, also after a restart, and asks for few tokens',
    async (_, days) => {
      const real = Date.now.bind(Date);
      vi.spyOn(Date, 'now').mockImplementation(() => real() + days * 86_400_000);
      let tokens = 0;
      const counted: typeof fetch = (input, init) => {
        if (String(input).includes('/token')) tokens += 1;
        return fetch(input, init);
      };
      const person = somebody();
      const here = await openDesktop({ serverUrl: server.url, fetch: counted });
      await here.invoke('session.signUp', person);
      await expect.poll(() => here.query('organizations', {})).toHaveLength(1);
      const brand = newBrand('Corner shop', here.query('organizations', {})[0]?.id);
      await here.mutate('brand.create', brand);
      await here.until(({ sync }) => sync.status === 'up_to_date' && sync.waiting === 0);
      await here.close();

      const again = await desktop({ from: here, fetch: counted });
      await again.mutate('brand.edit', { id: brand.id, fields: { name: 'Corner café' } });
      const state = await again.until(({ sync }) => sync.status === 'up_to_date' && sync.waiting === 0);
      expect(state.session).toMatchObject({ state: 'signed_in' });
      expect(tokens).toBeLessThanOrEqual(2);
    },
  );

  test('secrets that are gone (no keychain, another machine) are an expired session, not a lost account', async () => {
    const person = somebody();
    const here = await openDesktop({ serverUrl: server.url });
    await here.invoke('session.signUp', person);
    await here.close();
    const { memorySecrets } = await import('../../main/secrets/secrets.ts');
    const again = await desktop({ from: here, secrets: memorySecrets() });
    expect(again.state().session).toMatchObject({ state: 'expired', email: person.email });
  });
});

describe('signing out', () => {
  test('says how many writes stay, keeps them, and sends them when the same person is back', async () => {
    const person = somebody();
    const own = await startServer();
    const here = await desktop({ serverUrl: own.url });
    await here.invoke('session.signUp', person);
    await expect.poll(() => here.query('organizations', {})).toHaveLength(1);
    const organizationId = here.query('organizations', {})[0]?.id ?? null;
    await own.stop();
    await here.mutate('brand.create', newBrand('Unsent', organizationId));
    expect(await here.invoke('session.signOut', {})).toEqual({ kept: 1 });
    expect(here.state()).toMatchObject({ session: { state: 'none' }, sync: { status: 'local' } });
    expect(here.query('brands', {})).toEqual([]);
    expect(await here.secrets.get(`session ${own.url}`)).toBeNull();

    await own.again();
    await here.invoke('session.signIn', person);
    expect(here.query('brands', {})).toMatchObject([{ name: 'Unsent' }]);
    await here.until(({ sync }) => sync.status === 'up_to_date' && sync.waiting === 0);

    // Another person on the same machine sees nothing of it, in a file of their own.
    await here.invoke('session.signOut', {});
    await here.invoke('session.signUp', somebody());
    expect(here.query('brands', {})).toEqual([]);
    const files = readdirSync(join(here.profile, 'accounts')).filter((name) => name.endsWith('.sqlite'));
    expect(files).toHaveLength(2);
    await here.close();
    open.splice(open.indexOf(here), 1);
    here.remove();
    await own.close();
  }, 60_000);

  test('coming back needs the server; until then the account’s file stays closed and the local brands are there', async () => {
    const person = somebody();
    const own = await startServer();
    const here = await desktop({ serverUrl: own.url });
    await here.mutate('brand.create', newBrand('Local'));
    await here.invoke('session.signUp', person);
    await here.until(({ sync }) => sync.status === 'up_to_date');
    await own.stop();
    await here.invoke('session.signOut', {});
    await expect(here.invoke('session.signIn', person)).rejects.toMatchObject({ code: 'server_unreachable' });
    expect(here.state().session).toEqual({ state: 'none' });
    expect(here.query('brands', {})).toMatchObject([{ name: 'Local' }]);
    await own.close();
  }, 40_000);

  test('an open query goes on in the replica of whoever is there now', async () => {
    const here = await desktop();
    const seen: string[][] = [];
    followQuery(
      (onMessage) => here.core.subscribe({ trusted: true }, 'query', { name: 'brands', args: {} }, onMessage),
      (brands) => seen.push((brands as { name: string }[]).map(({ name }) => name)),
    );
    await here.mutate('brand.create', newBrand('Local'));
    await expect.poll(() => seen.at(-1)).toEqual(['Local']);
    await here.invoke('session.signUp', somebody());
    await expect.poll(() => seen.at(-1)).toEqual([]);
    await here.invoke('session.signOut', {});
    await expect.poll(() => seen.at(-1)).toEqual(['Local']);
  });
});

test('an invitation made on one desktop is accepted on another', async () => {
  const owner = await desktop();
  await owner.invoke('session.signUp', somebody());
  await expect.poll(() => owner.query('organizations', {})).toHaveLength(1);
  const brand = newBrand('Shared', owner.query('organizations', {})[0]?.id);
  await owner.mutate('brand.create', brand);
  await owner.until(({ sync }) => sync.waiting === 0 && sync.status === 'up_to_date');
  const { link } = await owner.invoke('invitations.create', {
    brandId: brand.id,
    email: null,
    role: 'member',
  });
  expect(await owner.invoke('invitations.list', { brandId: brand.id })).toMatchObject([{ role: 'member' }]);

  const guest = await desktop();
  await guest.invoke('session.signUp', somebody());
  expect(await guest.invoke('invitations.accept', { link })).toEqual({ brandId: brand.id });
  await expect
    .poll(() => guest.query('brands', {}), { timeout: 15_000 })
    .toMatchObject([{ name: 'Shared', role: 'member' }]);
  await expect(
    guest.invoke('invitations.create', { brandId: brand.id, email: null, role: 'member' }),
  ).rejects.toMatchObject({ code: 'forbidden' });
}, 40_000);

test('no token ever reaches a page or a file of the profile', async () => {
  const here = await desktop();
  await here.invoke('session.signUp', somebody());
  const kept = JSON.parse((await here.secrets.get(`session ${server.url}`)) ?? '') as Record<string, string>;
  expect(kept.refresh_token).toBeTruthy();
  const state = JSON.stringify(here.state());
  const { readFileSync } = await import('node:fs');
  const files = readdirSync(here.profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
  for (const token of [kept.refresh_token, kept.access_token]) {
    expect(state).not.toContain(token);
    expect(files).not.toContain(token);
  }
});

test('a deep link is shown by the page that opens next, once; what is not ours is not', async () => {
  const here = await openDesktop();
  try {
    const id = '0192f000-0000-7000-8000-000000000001';
    expect(here.core.openLink(`pillarbox://post/${id}`)).toBe(true);
    expect(here.core.openLink('pillarbox://post/../../account')).toBe(false);
    const page = () => {
      const seen: unknown[] = [];
      const stop = here.core.subscribe({ trusted: true }, 'outside', {}, (message) =>
        seen.push(message.ok && message.value),
      );
      return { seen, stop };
    };
    const first = page();
    expect(first.seen).toEqual([{ show: `/post/${id}` }]);
    first.stop();
    const second = page();
    expect(second.seen).toEqual([]);
    here.core.openLink(`pillarbox://connection/${id}`);
    expect(second.seen).toEqual([{ show: `/channel/${id}` }]);
  } finally {
    await here.close();
    here.remove();
  }
});
