import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { postArgs } from '../../main/replica/testing.ts';
import { keepHouse } from '../../server/sync/housekeeping.ts';
import { addComment } from '../../server/sync/testing.ts';
import type { OlderCursor, OlderFilter } from '../../shared/older-comments.ts';
import { openDesktop, type TestDesktop } from '../support/desktop.ts';
import { startServer, type TestServer } from '../support/server.ts';

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const open: OlderFilter = { status: 'open', assignedTo: null };
const soon = { timeout: 15_000, interval: 25 };

let server: TestServer;
let here: TestDesktop;
let brandId: string;
beforeEach(async () => {
  server = await startServer({ PUBLISHER: 'off' });
  here = await openDesktop({ serverUrl: server.url });
  await here.invoke('session.signUp', {
    email: 'ada@example.test',
    password: 'a long password',
    name: 'Ada',
  });
  await vi.waitFor(() => expect(here.query('organizations', {})).toHaveLength(1), soon);
  brandId = uuidv7();
  await here.mutate('brand.create', {
    id: brandId,
    organization_id: here.query('organizations', {})[0]?.id ?? null,
    name: 'Corner shop',
    time_zone: 'Europe/London',
    week_starts_on: 1,
  });
  await here.until(({ sync }) => sync.status === 'up_to_date');
});
afterEach(async () => {
  await here.close();
  here.remove();
  await server.close();
});

const system = (statement: ReturnType<typeof sql>) =>
  server.db.tx({ as: 'system' }, (tx) => tx.run(statement));
const present = () =>
  here.query('comments', { brandId, status: 'all', limit: 100 }).map(({ id, status }) => [id, status]);
const older = (filter = open) => here.query('olderComments', { brandId, ...filter, limit: 100 });
const olderIds = (filter?: OlderFilter) => older(filter).comments.map(({ id }) => id);
const arrives = (id: string, status = 'open') =>
  vi.waitFor(() => expect(present()).toContainEqual([id, status]), soon);

test('a comment that grows old moves below instead of vanishing, and a write brings it back', async () => {
  const [quiet, lively, unwanted] = [
    await addComment(server.db, brandId),
    await addComment(server.db, brandId),
    await addComment(server.db, brandId),
  ];
  await arrives(unwanted);
  await here.mutate('comment.reply', { id: uuidv7(), brand_id: brandId, comment_id: quiet, text: 'Thanks' });
  await here.until(({ sync }) => sync.status === 'up_to_date');

  await system(sql`update app.comments set active_at = now() - interval '91 days' where id = ${quiet}`);
  await system(sql`update app.comments set deleted_at = now() where id = ${unwanted}`);
  await keepHouse(server.db);
  await vi.waitFor(() => expect(present()).toEqual([[lively, 'open']]), soon);
  // What was deleted is nowhere; what is old is here with its reply, without asking anybody.
  const done: OlderFilter = { status: 'done', assignedTo: null };
  expect([olderIds(), olderIds(done)]).toEqual([[], [quiet]]);
  expect(older(done).comments[0]?.replies).toMatchObject([{ text: 'Thanks' }]);
  expect(here.state().sync.setAside).toBe(0);

  await here.mutate('comment.setStatus', { id: quiet, brand_id: brandId, status: 'open' });
  expect([olderIds(), olderIds(done)]).toEqual([[], []]);
  await here.until(({ sync }) => sync.status === 'up_to_date');
  expect(here.query('comment', { id: quiet })).toMatchObject({
    status: 'open',
    pending: false,
    replies: [{ text: 'Thanks' }],
  });
  await keepHouse(server.db);
  await server.stop();
  await server.again();
  await here.until(({ sync }) => sync.status === 'up_to_date');
  expect(present()).toContainEqual([quiet, 'open']);
});

test('older comments are loaded page by page, kept, and can be answered, assigned and done', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 60; n += 1)
    ids.push(await addComment(server.db, brandId, { commentedAt: daysAgo(100 + n) }));
  expect(older()).toEqual({ comments: [], state: 'more' });
  await here.invoke('comments.loadOlder', { brandId, ...open });
  expect([olderIds(), older().state]).toEqual([ids.slice(0, 50), 'more']);
  await here.invoke('comments.loadOlder', { brandId, ...open });
  expect([olderIds(), older().state]).toEqual([ids, 'complete']);
  expect(present()).toEqual([]);

  // With no server what is here stays, can be acted on, and says so when more is asked for.
  await server.stop();
  const [first = '', second = '', third = ''] = ids;
  const session = here.state().session;
  const me = session.state === 'none' ? null : session.personId;
  await expect(
    here.invoke('comments.loadOlder', { brandId, status: 'done', assignedTo: null }),
  ).rejects.toMatchObject({ code: 'server_unreachable' });
  await here.mutate('comment.setStatus', { id: first, brand_id: brandId, status: 'done' });
  await here.mutate('comment.assign', { id: second, brand_id: brandId, assigned_to: me });
  await here.mutate('comment.reply', { id: uuidv7(), brand_id: brandId, comment_id: third, text: 'Late' });
  expect(olderIds()).toEqual(ids.slice(3));
  expect(present().sort()).toEqual(
    [
      [first, 'done'],
      [second, 'open'],
      [third, 'done'],
    ].sort(),
  );

  await server.again();
  await here.until(({ sync }) => sync.status === 'up_to_date');
  expect(here.state().sync.failed).toEqual([]);
  expect(present().sort()).toEqual(
    [
      [first, 'done'],
      [second, 'open'],
      [third, 'done'],
    ].sort(),
  );
  expect(here.query('comment', { id: second })).toMatchObject({ assigned_to: me, pending: false });
  expect(here.query('comment', { id: third })).toMatchObject({ replies: [{ text: 'Late' }], pending: false });
  expect(olderIds()).toEqual(ids.slice(3));

  // Somebody deletes one for good that only the cache had.
  await system(sql`update app.comments set deleted_at = now() where id = ${ids[5]}`);
  await vi.waitFor(() => expect(olderIds()).toHaveLength(56), soon);
  expect(olderIds()).not.toContain(ids[5]);
});

test('versions of long ago are asked for page by page, can be restored, and are on the server while there is no connection', async () => {
  const post = postArgs(brandId, { caption: '1' });
  await here.mutate('post.create', post);
  const edit = async (caption: string, seen: string) => {
    await here.mutate('post.edit', {
      id: post.id,
      brand_id: brandId,
      fields: { caption },
      base: { caption: seen },
    });
    await here.until(({ sync }) => sync.status === 'up_to_date');
  };
  for (let n = 2; n <= 60; n += 1) await edit(String(n), String(n - 1));
  const versions = () => here.query('history', { postId: post.id }).map(({ version }) => version);
  expect(versions()).toHaveLength(60);

  await system(sql`
    update app.post_revisions set accepted_at = accepted_at - interval '91 days' where version < 60`);
  await keepHouse(server.db);
  await vi.waitFor(() => expect(versions()).toEqual([60]), soon);
  expect(here.state().sync.setAside).toBe(0);

  const ask = (cursor: OlderCursor | null) =>
    here.invoke('history.older', { brandId, postId: post.id, cursor });
  const first = await ask(null);
  const second = await ask(first.next);
  expect([first.revisions.length, second.next]).toEqual([50, null]);
  const older = [...first.revisions, ...second.revisions];
  expect(older.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 59 }, (_, index) => index + 1),
  );

  await server.stop();
  await expect(ask(null)).rejects.toMatchObject({ code: 'server_unreachable' });
  await server.again();
  // Back to the first words of all, as from any other version.
  const { words } = older.find(({ version }) => version === 1) ?? expect.fail('no first version');
  if (!('caption' in words)) expect.fail('not a post’s words');
  await edit(words.caption, '60');
  expect(here.query('post', { id: post.id })).toMatchObject({ caption: '1', version: 61 });
  expect(versions()).toEqual([60, 61]);
});
