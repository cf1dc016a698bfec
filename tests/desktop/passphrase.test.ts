import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { passphraseFile, withoutKeychain } from '../../main/secrets/without-keychain.ts';
import { openDesktop, type TestDesktop } from '../support/desktop.ts';
import { startPds, type TestPds } from '../support/pds.ts';
import { startServer, type TestServer } from '../support/server.ts';

const PASSPHRASE = 'planted brown bread and butter';
let server: TestServer;
let pds: TestPds;
const dir = mkdtempSync(join(tmpdir(), 'passphrase-desktop-'));
beforeAll(async () => {
  [server, pds] = await Promise.all([startServer(), startPds()]);
}, 90_000);
afterAll(async () => {
  await Promise.all([server?.close(), pds?.stop()]);
  rmSync(dir, { recursive: true, force: true });
});

test('a computer without a keychain keeps its sign-ins behind a passphrase', async () => {
  const alice = await pds.createAccount('alice');
  // Every start knows what lies in the file, and nothing else.
  const start = (from?: TestDesktop) => {
    const secrets = withoutKeychain(passphraseFile(dir));
    return openDesktop({ secrets, serverUrl: server.url, ...(from && { from: { ...from, secrets } }) });
  };
  let here = await start();
  const brandId = uuidv7();
  await here.mutate('brand.create', {
    id: brandId,
    organization_id: null,
    name: 'Corner shop',
    time_zone: 'UTC',
    week_starts_on: 1,
  });
  await here.invoke('session.signUp', {
    email: 'alice@example.com',
    password: 'planted correct horse',
    name: 'Alice',
  });
  await here.until(({ sync }) => sync.status === 'up_to_date');
  await expect.poll(() => here.query('organizations', {}).length).toBe(1);
  const organizationId = here.query('organizations', {})[0]?.id ?? '';
  await here.invoke('session.adopt', { brands: [{ brandId, organizationId }] });
  const { connectionId } = await here.invoke('connections.connect', {
    brandId,
    platform: 'bluesky',
    holder: 'device',
    handle: alice.handle,
    secret: alice.appPassword,
    serviceUrl: pds.url,
  });
  expect(here.state().keychain).toBe('session_only');
  await expect(here.invoke('secrets.protect', { passphrase: 'short' })).rejects.toMatchObject({
    code: 'invalid_arguments',
  });
  await here.invoke('secrets.protect', { passphrase: PASSPHRASE });
  expect(here.state().keychain).toBe('passphrase');
  await here.close();

  // The next start is locked: nobody is said to have lost anything, nothing is sent, and a wrong word changes nothing.
  here = await start(here);
  expect(here.state()).toMatchObject({ keychain: 'locked', session: { state: 'expired' } });
  const status = () => here.query('connections', { brandId })[0]?.status;
  const postId = uuidv7();
  await here.mutate('post.create', {
    id: postId,
    brand_id: brandId,
    pillar_id: null,
    title: '',
    caption: 'Fresh bread',
    notes: '',
    hashtags: [],
    link: null,
    when: null,
  });
  await here.mutate('target.add', {
    brand_id: brandId,
    post_id: postId,
    connection_id: connectionId,
    text: null,
  });
  const send = () => here.invoke('publish.now', { postId, connectionId });
  await expect(send()).rejects.toMatchObject({ code: 'secrets_locked' });
  await expect(here.invoke('connections.health', { connectionId })).rejects.toMatchObject({
    code: 'secrets_locked',
  });
  await expect(here.invoke('secrets.unlock', { passphrase: `${PASSPHRASE}!` })).rejects.toMatchObject({
    code: 'wrong_passphrase',
  });
  expect([here.state().keychain, status()]).toEqual(['locked', 'connected']);

  await here.invoke('secrets.unlock', { passphrase: PASSPHRASE });
  expect(here.state()).toMatchObject({ keychain: 'passphrase', session: { state: 'signed_in' } });
  await here.until(({ sync }) => sync.status === 'up_to_date');
  await send();
  expect(await pds.posts(alice.did)).toHaveLength(1);
  await here.close();

  // Forgotten while it is locked: the account and the session want their passwords again.
  here = await start(here);
  await here.invoke('secrets.forget', {});
  expect(here.state()).toMatchObject({ keychain: 'session_only', session: { state: 'expired' } });
  await expect.poll(status).toBe('reconnect');
  await here.close();
  const bytes = [dir, here.profile]
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
  for (const secret of [PASSPHRASE, alice.appPassword, 'refresh_token', 'refreshJwt'])
    expect(bytes).not.toContain(secret);
  here.remove();
}, 60_000);
