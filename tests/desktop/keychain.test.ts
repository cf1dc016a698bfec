import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMastodon } from '../../shared/connectors/mastodon/double.ts';
import type { AppState } from '../../shared/ipc/app.ts';
import { startKeyring, type TestKeyring } from '../support/keyring.ts';
import { startPds, type TestPds } from '../support/pds.ts';
import { startServer, type TestServer } from '../support/server.ts';

let keyring: TestKeyring;
let server: TestServer;
let pds: TestPds;
const profile = mkdtempSync(join(tmpdir(), 'keychain-'));
beforeAll(async () => {
  [keyring, server, pds] = await Promise.all([startKeyring(), startServer(), startPds()]);
}, 90_000);
afterAll(async () => {
  await Promise.all([keyring?.stop(), server?.close(), pds?.stop()]);
  rmSync(profile, { recursive: true, force: true });
});

/** Starts the desktop once, makes the calls, and answers the state it ended in. */
async function run(
  env: Record<string, string>,
  dir: string,
  ...calls: [string, unknown][]
): Promise<AppState> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      resolve(import.meta.dirname, 'keychain-run.ts'),
      dir,
      server.url,
      ...calls.map((call) => JSON.stringify(call)),
    ],
    { env: { PATH: process.env.PATH, ...env } },
  );
  return (JSON.parse(stdout) as { value: AppState }).value;
}

const bytesOf = (dir: string) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

test('with a keychain a restart stays signed in, and no file of the profile holds a secret', async () => {
  const alice = await pds.createAccount('alice');
  const password = 'planted correct horse battery';
  const brandId = uuidv7();
  const brand = {
    id: brandId,
    organization_id: null,
    name: 'Corner shop',
    time_zone: 'Europe/London',
    week_starts_on: 1,
  };
  const connect = {
    brandId,
    platform: 'bluesky',
    holder: 'device',
    handle: alice.handle,
    secret: alice.appPassword,
    serviceUrl: pds.url,
  };
  const first = await run(
    keyring.env,
    profile,
    ['mutate', { mutations: [{ name: 'brand.create', args: brand }] }],
    ['connections.connect', connect],
    ['session.signUp', { email: 'alice@example.com', password, name: 'Alice' }],
  );
  expect(first).toMatchObject({ keychain: 'keychain', session: { state: 'signed_in', name: 'Alice' } });
  const again = await run(keyring.env, profile);
  expect(again).toMatchObject({ keychain: 'keychain', session: { state: 'signed_in', name: 'Alice' } });

  const bytes = bytesOf(profile);
  expect(bytes).toContain('Corner shop');
  for (const secret of [password, alice.appPassword, 'refresh_token', 'refreshJwt', 'eyJ'])
    expect(bytes).not.toContain(secret);
}, 60_000);

test('an account signed in to in the browser stays with this device, its token in no file and no log', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'keychain-loopback-'));
  const instance = await startMastodon();
  // The browser: signs in on the instance's page and goes where that leads, which is this computer.
  const browser = createServer(async (request, response) => {
    let url = '';
    for await (const chunk of request) url += chunk;
    response.end();
    await fetch(await instance.signIn(url));
  });
  await new Promise<void>((listening) => browser.listen(0, '127.0.0.1', listening));
  const { port } = browser.address() as AddressInfo;
  try {
    const brandId = uuidv7();
    const brand = { id: brandId, organization_id: null, name: 'Stall', time_zone: 'UTC', week_starts_on: 1 };
    const signIn = {
      brandId,
      platform: 'mastodon',
      holder: 'device',
      serviceUrl: instance.url,
      connectionId: null,
    };
    const env = { ...keyring.env, TEST_BROWSER: `http://127.0.0.1:${port}` };
    await run(
      env,
      dir,
      ['mutate', { mutations: [{ name: 'brand.create', args: brand }] }],
      ['connections.signIn', signIn],
    );
    const tokens = instance.tokens();
    expect(tokens).toHaveLength(1);
    const bytes = bytesOf(dir);
    expect(bytes).toContain('@bakery@');
    for (const secret of [...tokens, 'client_secret', 'accessToken']) expect(bytes).not.toContain(secret);
    // The next start still has it: nothing has to be signed in to again.
    await run(env, dir, ['sync.now', {}]);
    expect(bytesOf(dir)).not.toContain('secret_missing');
  } finally {
    browser.close();
    await instance.close();
    rmSync(dir, { recursive: true, force: true });
  }
}, 60_000);

test('with no keychain it says so, and the next start wants the password again', async () => {
  const none = { HOME: profile, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
  const dir = mkdtempSync(join(tmpdir(), 'keychain-none-'));
  const credentials = { email: 'bob@example.com', password: 'planted correct horse battery', name: 'Bob' };
  expect(await run(none, dir, ['session.signUp', credentials])).toMatchObject({
    keychain: 'session_only',
    session: { state: 'signed_in' },
  });
  expect(await run(none, dir)).toMatchObject({ session: { state: 'expired', email: 'bob@example.com' } });
  const bytes = bytesOf(dir);
  for (const secret of [credentials.password, 'refresh_token', 'eyJ']) expect(bytes).not.toContain(secret);
  rmSync(dir, { recursive: true, force: true });
}, 60_000);
