import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { followQuery } from '../../shared/follow-query.ts';
import type { QueryResult } from '../../shared/queries.ts';
import { openDesktop, type TestDesktop } from '../support/desktop.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server?.close());

let here: TestDesktop;
afterEach(async () => {
  await here?.close();
  here?.remove();
});

const post = (brandId: string, title: string, caption = '') => ({
  ...{
    id: uuidv7(),
    brand_id: brandId,
    pillar_id: null,
    title,
    caption,
    notes: '',
    hashtags: [],
    link: null,
  },
  when: null,
});

/** Somebody with an account and a brand at the server. */
async function begin() {
  here = await openDesktop({ serverUrl: server.url });
  const email = `${uuidv7()}@example.com`;
  await here.invoke('session.signUp', { email, password: 'correct horse battery', name: 'Ada Planted-Name' });
  await expect.poll(() => here.query('organizations', {})).toHaveLength(1);
  const brand = {
    id: uuidv7(),
    organization_id: here.query('organizations', {})[0]?.id ?? null,
    name: 'Planted Bakery',
    time_zone: 'Europe/Berlin',
    week_starts_on: 1,
  };
  await here.mutate('brand.create', brand);
  await here.until(({ sync }) => sync.waiting === 0 && sync.status === 'up_to_date');
  return { brand: brand.id, email };
}

/** A copy of the account's file as an upgrade would have made it. */
function copyOfAccount() {
  const [file = ''] = globSync(join(here.profile, 'accounts', '*.sqlite'));
  const db = new Database(file, { readonly: true });
  db.prepare('vacuum into ?').run(`${file}.v1.backup`);
  db.close();
}

test('a copy is restored under the open screens; what was written since is there and arrives', async () => {
  const { brand } = await begin();
  await here.mutate('post.create', post(brand, 'Before the copy'));
  await here.until(({ sync }) => sync.waiting === 0 && sync.status === 'up_to_date');
  copyOfAccount();
  await expect(here.invoke('storage.restore', { name: 'none' })).rejects.toMatchObject({
    code: 'copy_missing',
  });
  const [copy] = (await here.invoke('storage.report', {})).copies;
  expect((await here.invoke('storage.report', {})).copies).toMatchObject([{ kind: 'upgrade', version: 1 }]);

  let shown: QueryResult<'drafts'> = [];
  followQuery(
    (onMessage) =>
      here.core.subscribe(
        { trusted: true },
        'query',
        { name: 'drafts', args: { brandId: brand } },
        onMessage,
      ),
    (rows) => {
      shown = rows as typeof shown;
    },
  );
  await here.mutate('post.create', post(brand, 'After the copy'));
  await expect.poll(() => shown).toHaveLength(2);
  await here.invoke('storage.restore', { name: copy?.name });
  await here.until(({ sync }) => sync.waiting === 0 && sync.status === 'up_to_date');
  await expect
    .poll(() => shown.map(({ title }) => title).sort())
    .toEqual(['After the copy', 'Before the copy']);
  expect(here.state().sync.failed).toEqual([]);
  const { copies } = await here.invoke('storage.report', {});
  expect(copies.map(({ kind }) => kind)).toEqual(['replaced', 'upgrade']);
  await here.invoke('storage.removeCopy', { name: copies[0]?.name });
  expect((await here.invoke('storage.report', {})).copies).toHaveLength(1);
  // It goes on as ever, also after another start.
  await here.mutate('post.create', post(brand, 'Later'));
  await here.until(({ sync }) => sync.waiting === 0 && sync.status === 'up_to_date');
  expect(here.query('drafts', { brandId: brand })).toHaveLength(3);
});

test('signing out while a copy is being restored leaves a whole file and nothing running behind it', async () => {
  const { brand, email } = await begin();
  await here.mutate('post.create', post(brand, 'Rye'));
  await here.until(({ sync }) => sync.waiting === 0 && sync.status === 'up_to_date');
  copyOfAccount();
  const [copy] = (await here.invoke('storage.report', {})).copies;
  const restoring = here.invoke('storage.restore', { name: copy?.name }).catch((error: unknown) => error);
  await here.invoke('session.signOut', {});
  await restoring;
  expect(here.query('brands', {})).toEqual([]);
  await here.invoke('session.signIn', { email, password: 'correct horse battery' });
  await here.until(({ sync }) => sync.waiting === 0 && sync.status === 'up_to_date');
  expect(here.query('drafts', { brandId: brand })).toHaveLength(1);
});

test('what is here, what waits and each stream are told; what waits can be exported', async () => {
  const { brand } = await begin();
  const report = await here.invoke('sync.report', {});
  expect(report).toMatchObject({ waiting: [], waitingCount: 0, kept: [], setAside: [] });
  expect(report.streams.map(({ brandName }) => brandName)).toEqual([
    null,
    'Planted Bakery',
    'Planted Bakery',
  ]);
  expect(report.streams.every(({ heardAt, syncedAt }) => heardAt && syncedAt)).toBe(true);
  await expect(here.invoke('sync.export', { uuids: null })).rejects.toMatchObject({
    code: 'nothing_to_export',
  });

  await server.close();
  await here.until(({ sync }) => sync.status === 'offline');
  await here.mutate('post.create', post(brand, 'Rye', 'Fresh from the oven'));
  const waiting = (await here.invoke('sync.report', {})).waiting;
  expect(waiting).toMatchObject([{ name: 'post.create', args: { title: 'Rye' } }]);
  expect(await here.invoke('sync.export', { uuids: null })).toEqual({ saved: true });
  expect(here.saved.at(-1)?.name).toMatch(/^pillarbox-changes-.*\.json$/);
  expect(JSON.parse(here.saved.at(-1)?.text ?? '')).toMatchObject({
    format: 'pillarbox-changes',
    writes: [{ status: 'waiting', brandName: 'Planted Bakery', args: { caption: 'Fresh from the oven' } }],
  });
  const storage = await here.invoke('storage.report', {});
  expect(storage.rows).toContainEqual({ kind: 'post', count: 1 });
  expect(storage.bytes).toBeGreaterThan(10_000);
  server = await startServer();
});

test('diagnostics hold no words, no names and no secrets', async () => {
  const { brand, email } = await begin();
  await here.mutate('post.create', post(brand, 'Planted title', 'Planted caption'));
  const log = join(here.profile, 'desktop.log');
  const line = (more: object) =>
    `${JSON.stringify({ level: 50, time: new Date().toISOString(), ...more })}\n`;
  writeFileSync(
    log,
    [
      'Planted line that is no JSON\n',
      line({
        msg: 'a call failed',
        method: 'mutate',
        args: { caption: 'Planted caption' },
        token: 'planted-token',
      }),
      line({
        msg: 'the outbox could not be written',
        scope: `brand:${brand}:planning`,
        why: 'Planted reason with spaces',
        err: {
          type: 'SqliteError',
          code: 'SQLITE_FULL',
          message: 'Planted message',
          stack:
            'SqliteError: Planted message\n    at write (/home/planted/app/main/replica/rows.ts:12:5)\n    at file:///home/planted/app/main/core.ts:1:2',
        },
      }),
    ].join(''),
  );
  await here.invoke('diagnostics.save', {});
  const { name, text = '' } = here.saved.at(-1) ?? {};
  expect(name).toMatch(/^pillarbox-diagnostics-.*\.json$/);
  const bundle = JSON.parse(text);
  expect(bundle).toMatchObject({
    app: { host: 'browser', runtime: { node: process.versions.node } },
    account: { state: 'signed_in' },
    storage: { rows: expect.arrayContaining([{ kind: 'post', count: 1 }]) },
  });
  expect(bundle.sync.streams).toHaveLength(3);
  expect(bundle.log).toMatchObject([
    { msg: 'a call failed', method: 'mutate' },
    {
      scope: `brand:${brand}:planning`,
      err: {
        type: 'SqliteError',
        code: 'SQLITE_FULL',
        at: ['write (replica/rows.ts:12:5)', 'main/core.ts:1:2'],
      },
    },
  ]);

  // Everything that this desktop keeps secret, and everything that anybody typed.
  const kept = ['planted', email, 'correct horse', ...(await secretsOf(here))];
  for (const word of kept) expect(text.toLowerCase()).not.toContain(word.toLowerCase());
});

/** Tokens as they lie in this desktop's secrets. */
async function secretsOf({ secrets }: TestDesktop): Promise<string[]> {
  const session = await secrets.get(`session ${server.url}`);
  expect(session).not.toBeNull();
  const tokens = [...(session ?? '').matchAll(/"(?:access_token|refresh_token)":"([^"]+)"/g)].map(
    ([, token]) => token ?? '',
  );
  expect(tokens.length).toBeGreaterThan(1);
  return tokens;
}

test('a damaged file is rebuilt, the person is told, and the old file is listed', async () => {
  here = await openDesktop();
  const brand = { id: uuidv7(), organization_id: null, name: 'Bakery', time_zone: 'UTC', week_starts_on: 1 };
  await here.mutate('brand.create', brand);
  await here.close();
  const file = join(here.profile, 'local.sqlite');
  // What lies in the log goes into the file first.
  const db = new Database(file);
  db.pragma('wal_checkpoint(truncate)');
  db.close();
  const bytes = readFileSync(file);
  // Pages of tables, not the header.
  bytes.fill(0xa5, 4096 * 3, 4096 * 4);
  writeFileSync(file, bytes);
  here = await openDesktop({ from: here });
  expect(here.state().settings.rebuilt).toMatchObject({ at: expect.any(String), writes: expect.any(Number) });
  expect((await here.invoke('storage.report', {})).copies).toMatchObject([{ kind: 'damaged' }]);
  expect(readdirSync(here.profile).some((name) => name.includes('damaged'))).toBe(true);
  await here.invoke('settings.set', { key: 'rebuilt', value: null });
  expect(here.state().settings.rebuilt).toBeUndefined();
});
