/** What may happen around a refresh: connections and processes that are lost, endpoints that hang, keys that change. */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startX, type XDouble } from '../../../shared/connectors/x/double.ts';
import { createXConnector } from '../../../shared/connectors/x/index.ts';
import { createDb, type Db } from '../../db/db.ts';
import { isStopped, spawn } from '../../publisher/crash/matrix.ts';
import type { Job } from '../../publisher/crash/worker.ts';
import { createWorld, faulty, noMedia, until, type World } from '../../publisher/testing.ts';
import type { VaultKeys } from '../../vault-keys.ts';
import { rotateVault } from '../../vault-rotation.ts';
import { createKeeper } from './keeper.ts';
import { loadSecret, storeSecret } from './secrets.ts';
import { createSessions, type HeldConnection } from './sessions.ts';
import { createVault } from './vault.ts';

const MINUTE = 60_000;
const KEY = { id: 'test', key: Buffer.alloc(32, 7) };
/** Processes take their time on a busy machine. */
const PATIENCE_MS = 45_000;

let world: World;
let person: string;
let x: XDouble;
const pools: Db[] = [];
const processes: ChildProcess[] = [];
beforeAll(async () => {
  [world, x] = await Promise.all([createWorld(), startX()]);
  person = await world.person();
}, 60_000);
afterAll(async () => {
  for (const each of processes) each.kill('SIGKILL');
  await Promise.all(pools.map((pool) => pool.close()));
  await world?.close();
  await x?.close();
});

type Account = HeldConnection & { brand: string };
/** An account whose token ends in so many minutes. */
async function connect(minutes: number): Promise<Account> {
  const id = uuidv7();
  const brand = await world.brand(person);
  const { access_token: accessToken, refresh_token: refreshToken } = x.grant();
  const secret = { accessToken, refreshToken, expiresAt: Date.now() + minutes * MINUTE };
  await world.system(async (tx) => {
    await tx.run(sql`
      insert into app.connections (id, brand_id, platform, holder, device_id, handle, display_name, remote_account_id,
                                   service_url, status, status_code, created_at, updated_at, version)
      values (${id}, ${brand}, 'x', 'server', null, 'bakery', 'Bakery', ${x.user.id}, null, 'connected', null, now(), now(), 1)`);
    await storeSecret(tx, createVault([KEY]), id, JSON.stringify(secret));
  });
  return { id, brand, platform: 'x', remote_account_id: x.user.id, service_url: null };
}

type Endpoint = (pass: () => Promise<Response>) => Promise<Response>;
/** A token endpoint that does its work and answers when it is let go. */
function hanging() {
  const gate = Promise.withResolvers<void>();
  let asked = 0;
  const endpoint: Endpoint = async (pass) => {
    const answer = await pass();
    asked += 1;
    await gate.promise;
    return answer;
  };
  return { endpoint, asked: async () => asked, letGo: gate.resolve };
}

/** Another server on this database, with connections of its own. */
function server(
  options: { endpoint?: Endpoint; max?: number; vaultKeys?: VaultKeys; between?: (db: Db) => Db } = {},
) {
  const { endpoint = (pass) => pass(), max = 5, vaultKeys = [KEY], between = (own) => own } = options;
  const pool = createDb(world.database.url, { max });
  pools.push(pool);
  const db = between(pool);
  const now = () => new Date();
  const connector = createXConnector({
    fetch: faulty(fetch, ({ url }, pass) => (url.endsWith('/2/oauth2/token') ? endpoint(pass) : pass())),
    now,
    baseUrl: x.url,
    readMedia: noMedia,
    app: x,
  });
  const sessions = createSessions({
    db,
    log: world.log,
    connectors: new Map([['x', connector]]),
    vaultKeys,
    now,
  });
  return { db, sessions, connector };
}

const refreshes = () => x.requests.filter(({ path }) => path === '/2/oauth2/token').length;
const statusOf = async ({ id }: Account) =>
  (
    await world.system((tx) =>
      tx.one<{ status: string }>(sql`select status from app.connections where id = ${id}`),
    )
  )?.status;
/** As if the time of whoever refreshes it had passed. */
const turnEnds = ({ id }: Account) =>
  world.system((tx) =>
    tx.run(sql`
      update secrets.connection_secrets set refreshing_until = clock_timestamp()
       where connection_id = ${id} and refreshing_until is not null`),
  );
const endConnections = (which = sql`true`) =>
  world.database.owner(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and ${which}`);

/** What is stored is what was opened, and the next refresh works with it too. */
async function expectKept(account: Account, secret: string) {
  const { sessions } = server();
  expect((await sessions.open(account)).secret).toBe(secret);
  expect((await sessions.open(account, { refused: secret })).secret).not.toBe(secret);
  expect(await statusOf(account)).toBe('connected');
}

it('every connection to the database is lost while the platform is asked: the new token is kept', async () => {
  const account = await connect(-1);
  const platform = hanging();
  const opening = server({ endpoint: platform.endpoint }).sessions.open(account);
  await until(platform.asked, (asked) => asked === 1);
  await endConnections();
  platform.letGo();
  await expectKept(account, (await opening).secret);
});

it('the connection is lost while the new token is written: it is written again', async () => {
  const account = await connect(-1);
  const platform = hanging();
  const opening = server({ endpoint: platform.endpoint }).sessions.open(account);
  await until(platform.asked, (asked) => asked === 1);
  await world.system(async (tx) => {
    await tx.run(sql`select from secrets.connection_secrets where connection_id = ${account.id} for update`);
    platform.letGo();
    await until(
      () => endConnections(sql`wait_event_type = 'Lock'`),
      (ended) => ended.length > 0,
    );
  });
  await expectKept(account, (await opening).secret);
});

it('the new token is written and nobody hears so: it is not taken for somebody else’s', async () => {
  const account = await connect(-1);
  let lose = 0;
  const { sessions } = server({
    endpoint: async (pass) => {
      const answer = await pass();
      lose = 1;
      return answer;
    },
    between: (db) => ({
      ...db,
      async tx(...rest: Parameters<Db['tx']>) {
        const result = await db.tx(...rest);
        lose -= 1;
        if (lose === 0) throw new Error('Connection terminated unexpectedly');
        return result as never;
      },
    }),
  });
  await expectKept(account, (await sessions.open(account)).secret);
});

it('a token endpoint that hangs for as many accounts as a server looks at leaves the database to everybody', async () => {
  await world.system((tx) => tx.run(sql`update secrets.connection_secrets set refresh_at = 'infinity'`));
  const accounts = await Promise.all(Array.from({ length: 24 }, () => connect(8)));
  const platform = hanging();
  const { db, sessions } = server({ endpoint: platform.endpoint, max: 3 });
  const looking = createKeeper({ db, log: world.log, sessions, now: () => new Date() }).look();
  await until(platform.asked, (asked) => asked === 20);
  expect(await db.tx({ as: 'system' }, (tx) => tx.one(sql`select 1 as one`))).toEqual({ one: 1 });
  // What they have works for some minutes: whoever publishes meanwhile does not wait either.
  for (const account of accounts) await sessions.open(account);
  platform.letGo();
  expect(await looking).toBe(20);
  expect(new Set(await Promise.all(accounts.map(statusOf)))).toEqual(new Set(['connected']));
});

it('one account that two servers refresh at once is refreshed once, and nobody waits with a connection in hand', async () => {
  const account = await connect(-1);
  const before = refreshes();
  const platform = hanging();
  const servers = [1, 2].map(() => server({ endpoint: platform.endpoint, max: 1 }));
  const opening = Promise.all(servers.flatMap(({ sessions }) => [1, 2, 3].map(() => sessions.open(account))));
  await until(platform.asked, (asked) => asked === 1);
  for (const { db } of servers)
    expect(await db.tx({ as: 'system' }, (tx) => tx.one(sql`select 1 as one`))).toEqual({ one: 1 });
  platform.letGo();
  const secrets = new Set((await opening).map(({ secret }) => secret));
  expect(refreshes() - before).toBe(1);
  expect(secrets.size).toBe(1);
  await expectKept(account, [...secrets][0] ?? '');
});

it('while somebody else refreshes it, a token that still works is used', async () => {
  const account = await connect(1);
  const platform = hanging();
  const opening = server({ endpoint: platform.endpoint }).sessions.open(account);
  await until(platform.asked, (asked) => asked === 1);
  const { secret } = await server().sessions.open(account);
  platform.letGo();
  expect((await opening).secret).not.toBe(secret);
});

it('a refresh that fails leaves the next one to whoever comes next', async () => {
  const account = await connect(-1);
  x.refuse(/oauth2.token$/, 503, {}, {});
  await expect(server().sessions.open(account)).rejects.toThrow();
  await expectKept(account, (await server().sessions.open(account)).secret);
});

it('who signs in again meanwhile is not overwritten', async () => {
  const account = await connect(-1);
  const platform = hanging();
  const opening = server({ endpoint: platform.endpoint }).sessions.open(account);
  await until(platform.asked, (asked) => asked === 1);
  const { access_token: accessToken, refresh_token: refreshToken } = x.grant();
  const again = JSON.stringify({ accessToken, refreshToken, expiresAt: Date.now() + 60 * MINUTE });
  await world.system((tx) => storeSecret(tx, createVault([KEY]), account.id, again));
  platform.letGo();
  expect((await opening).secret).toBe(again);
  await expectKept(account, again);
});

it('an account that is removed meanwhile leaves nothing behind', async () => {
  const account = await connect(-1);
  const platform = hanging();
  const opening = server({ endpoint: platform.endpoint }).sessions.open(account);
  const refused = expect(opening).rejects.toMatchObject({ failure: { code: 'secret_missing' } });
  await until(platform.asked, (asked) => asked === 1);
  await world.system((tx) =>
    tx.run(sql`update app.connections set deleted_at = now() where id = ${account.id}`),
  );
  platform.letGo();
  await refused;
  expect(await world.system((tx) => loadSecret(tx, createVault([KEY]), account.id))).toBeUndefined();
});

it('the vault gets a new key meanwhile: the new token is kept under it, and neither waits for the other', async () => {
  const account = await connect(-1);
  const next = { id: 'next', key: randomBytes(32) };
  const platform = hanging();
  const keys: VaultKeys = [next, KEY];
  const opening = server({ endpoint: platform.endpoint, vaultKeys: keys }).sessions.open(account);
  await until(platform.asked, (asked) => asked === 1);
  expect((await rotateVault(world.db, keys)).unreadable).toBe(0);
  platform.letGo();
  const { secret } = await opening;
  expect(await world.system((tx) => loadSecret(tx, createVault([next]), account.id))).toBe(secret);
  expect((await server({ vaultKeys: [next] }).sessions.open(account)).secret).toBe(secret);
});

/** A process of its own that has something to publish there, and is lost at that point. */
async function lostAt(account: Account, label: string, signal: Job['signal']) {
  const post = await world.post(account.brand, [account.id], -10);
  const victim = spawn();
  processes.push(victim);
  const ended = once(victim, 'exit');
  victim.send({
    databaseUrl: world.database.url,
    dataHome: world.dataHome,
    vaultKey: { id: KEY.id, base64: KEY.key.toString('base64') },
    spec: { platform: 'x', values: x.env },
    times: { intervalMs: 200, writeMs: 5000, leaseMs: 60_000 },
    lose: null,
    at: { label, nth: 1 },
    signal,
  } satisfies Job);
  await until(
    async () => (signal === 'SIGSTOP' ? await isStopped(victim.pid ?? 0) : victim.signalCode),
    (lost) => lost === true || lost === 'SIGKILL',
    PATIENCE_MS,
  );
  const isOut = () =>
    until(
      () => world.publication(post, account.id),
      (row) => row?.state === 'published',
      PATIENCE_MS,
    );
  return { victim, ended, isOut };
}

it('a process is killed while it refreshes: another takes over when its time is over, and holds up nothing else', {
  timeout: 120_000,
}, async () => {
  const [account, other] = [await connect(-1), await connect(-1)];
  const { isOut } = await lostAt(account, 'before POST /2/oauth2/token', 'SIGKILL');
  const before = refreshes();
  const rescue = server();
  const opening = rescue.sessions.open(account);
  await expectKept(other, (await rescue.sessions.open(other)).secret);
  // Nothing of the lost one is held.
  await world.system((tx) =>
    tx.one(sql`select from secrets.connection_secrets where connection_id = ${account.id} for update nowait`),
  );
  // Two of the other account, none of the one that was lost.
  expect(refreshes() - before).toBe(2);
  await turnEnds(account);
  await expectKept(account, (await opening).secret);
  // What it was about to publish goes out as well.
  await world.system((tx) =>
    tx.run(
      sql`update app.publication_work set look_at = clock_timestamp() where connection_id = ${account.id}`,
    ),
  );
  const worker = await world.worker(undefined, { writeMs: 5000 }, rescue.connector);
  await isOut();
  await worker.stop();
});

it('a process falls asleep with the new token in its hands: what others were refused for meanwhile is over when it wakes', {
  timeout: 120_000,
}, async () => {
  const account = await connect(-1);
  const { victim, ended, isOut } = await lostAt(account, 'after POST /2/oauth2/token', 'SIGSTOP');
  await turnEnds(account);
  // The old one was used up.
  await expect(server().sessions.open(account)).rejects.toThrow();
  expect(await statusOf(account)).toBe('reconnect');
  victim.kill('SIGCONT');
  await isOut();
  expect(await statusOf(account)).toBe('connected');
  victim.send('finish');
  await ended;
  await expectKept(account, (await server().sessions.open(account)).secret);
});
