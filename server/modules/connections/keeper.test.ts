import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Connector } from '../../../shared/connectors/contract.ts';
import { type InstagramDouble, startInstagram } from '../../../shared/connectors/instagram/double.ts';
import { createInstagramConnector } from '../../../shared/connectors/instagram/index.ts';
import { startX, type XDouble } from '../../../shared/connectors/x/double.ts';
import { createXConnector } from '../../../shared/connectors/x/index.ts';
import { createLog } from '../../log.ts';
import { createWorld, noMedia, type World } from '../../publisher/testing.ts';
import { createKeeper } from './keeper.ts';
import { storeSecret } from './secrets.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

let world: World;
let person: string;
let x: XDouble;
let instagram: InstagramDouble;
let at = Date.now();
const now = () => new Date(at);
beforeAll(async () => {
  [world, x, instagram] = await Promise.all([createWorld(), startX(), startInstagram()]);
  instagram.settings.clock = () => at;
  person = await world.person();
}, 60_000);
afterAll(async () => {
  await world?.close();
  await x?.close();
  await instagram?.close();
});

const deps = (baseUrl: string) => ({ fetch, now, baseUrl, readMedia: noMedia });
const connectors = (clientSecret = x.clientSecret): Map<string, Connector> =>
  new Map([
    [
      'x',
      createXConnector({
        ...deps(x.url),
        app: { clientId: x.clientId, clientSecret, authorizeUrl: x.authorizeUrl },
      }),
    ],
    [
      'instagram',
      createInstagramConnector({
        ...deps(instagram.url),
        app: instagram,
        mediaUrl: () => 'http://127.0.0.1:1/',
      }),
    ],
  ]);
const keeper = () =>
  createKeeper({ db: world.db, log: world.log, sessions: world.sessions(connectors(), now), now });

async function connect(platform: 'x' | 'instagram', secret: object): Promise<{ id: string; brand: string }> {
  const id = uuidv7();
  const brand = await world.brand(person);
  await world.system(async (tx) => {
    await tx.run(sql`
      insert into app.connections (id, brand_id, platform, holder, device_id, handle, display_name, remote_account_id,
                                   service_url, status, status_code, created_at, updated_at, version)
      values (${id}, ${brand}, ${platform}, 'server', null, 'bakery', 'Bakery', '1', null, 'connected', null, now(), now(), 1)`);
    await storeSecret(tx, world.sessions(new Map()).vault, id, JSON.stringify(secret));
  });
  return { id, brand };
}
function xSecret(minutes: number) {
  const { access_token: accessToken, refresh_token: refreshToken } = x.grant();
  return { accessToken, refreshToken, expiresAt: at + minutes * MINUTE };
}
const lookAgain = async (id: string) => {
  const row = await world.system((tx) =>
    tx.one<{ refresh_at: string | null; status: string }>(sql`
      select s.refresh_at, c.status from secrets.connection_secrets s join app.connections c on c.id = s.connection_id
       where c.id = ${id}`),
  );
  return { minutes: (Date.parse(row?.refresh_at ?? '') - at) / MINUTE, status: row?.status };
};
const refreshes = () => x.requests.filter(({ path }) => path === '/2/oauth2/token').length;

it('a token that ends soon is refreshed before anybody needs it, once, however many look', async () => {
  const { id, brand } = await connect('x', xSecret(8));
  // Something goes out tomorrow morning: it is kept at hand.
  await world.post(brand, [id], 20 * 60 * MINUTE);
  const before = refreshes();
  await Promise.all([keeper().look(), keeper().look(), keeper().look()]);
  expect(refreshes() - before).toBe(1);
  // Two hours from now it ends: between ten and fifteen minutes before that it is looked at again.
  const { minutes } = await lookAgain(id);
  expect(minutes).toBeGreaterThanOrEqual(104);
  expect(minutes).toBeLessThanOrEqual(110);
  expect(await keeper().look()).toBe(0);
  at += 111 * MINUTE;
  await keeper().look();
  expect(refreshes() - before).toBe(2);
});

it('accounts connected in one moment are not refreshed in one moment', async () => {
  const made = [];
  for (let n = 0; n < 6; n += 1) made.push(await connect('x', xSecret(120)));
  for (const { id, brand } of made) await world.post(brand, [id], 60 * MINUTE);
  await keeper().look();
  const times = await Promise.all(made.map(async ({ id }) => (await lookAgain(id)).minutes));
  expect(new Set(times).size).toBe(6);
  for (const minutes of times) expect(minutes).toBeGreaterThan(104);
});

it('an account with nothing planned is kept awake once a day', async () => {
  const { id } = await connect('x', xSecret(8));
  const stored = async () =>
    (
      await world.system((tx) =>
        tx.one<{ updated_at: string }>(
          sql`select updated_at from secrets.connection_secrets where connection_id = ${id}`,
        ),
      )
    )?.updated_at;
  const versions = new Set<string | undefined>();
  for (let hours = 0; hours < 48; hours += 4) {
    await keeper().look();
    versions.add(await stored());
    at += 4 * 60 * MINUTE;
  }
  expect((await lookAgain(id)).status).toBe('connected');
  expect(versions.size).toBeGreaterThanOrEqual(2);
  expect(versions.size).toBeLessThanOrEqual(3);
});

it('a token service that is down disconnects nothing and is asked again later; what still works stays', async () => {
  const { id } = await connect('x', xSecret(8));
  x.refuse(/oauth2.token$/, 503, {}, {});
  await keeper().look();
  const { minutes, status } = await lookAgain(id);
  expect(status).toBe('connected');
  expect(minutes).toBeGreaterThan(4);
  const stored = await world.sessions(connectors(), now).open({
    id,
    platform: 'x',
    remote_account_id: '1',
    service_url: null,
  });
  expect(JSON.parse(stored.secret)).toMatchObject({ refreshToken: expect.stringMatching(/./) });
});

it('a token that is extended is extended half way through its life, though nothing is ever posted', async () => {
  const { id } = await connect('instagram', { accessToken: instagram.longToken(), expiresAt: at + 60 * DAY });
  const extended = () => instagram.requests.filter(({ path }) => path === '/refresh_access_token').length;
  await keeper().look();
  expect(extended()).toBe(0);
  const { minutes } = await lookAgain(id);
  expect(minutes / 60 / 24).toBeCloseTo(30, 0);
  at += 30 * DAY + 31 * MINUTE;
  await keeper().look();
  expect(extended()).toBe(1);
  expect((await lookAgain(id)).minutes / 60 / 24).toBeCloseTo(30, 0);
});

it("a mistyped secret of the server's app disconnects nobody, is told where the server runs, and is over once mended", async () => {
  const accounts: string[] = [];
  for (let n = 0; n < 3; n += 1) accounts.push((await connect('x', xSecret(8))).id);
  const states = async () => Promise.all(accounts.map(async (id) => (await lookAgain(id)).status));
  const log = createLog({ level: 'silent' });
  const told = vi.spyOn(log, 'error');
  const sessions = world.sessions(connectors('mistyped'), now, log);
  await createKeeper({ db: world.db, log, sessions, now }).look();
  expect(await states()).toEqual(['connected', 'connected', 'connected']);
  expect(told).toHaveBeenCalledExactlyOnceWith({ platform: 'x' }, expect.stringContaining('id and secret'));

  // With nothing planned they are looked at again the next day.
  at += DAY;
  const before = refreshes();
  await keeper().look();
  expect(refreshes() - before).toBeGreaterThanOrEqual(3);
  for (const id of accounts) expect((await lookAgain(id)).minutes).toBeGreaterThan(100);
  expect(await states()).toEqual(['connected', 'connected', 'connected']);
});

it('one that the platform ended is said to be signed out, before anything is due', async () => {
  const { id } = await connect('x', xSecret(8));
  x.revokeAll();
  await keeper().look();
  expect((await lookAgain(id)).status).toBe('reconnect');
});
