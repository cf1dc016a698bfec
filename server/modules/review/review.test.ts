import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../shared/kinds/index.ts';
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { testDeps } from '../../../tests/support/deps.ts';
import { noise } from '../../../tests/support/pictures.ts';
import { type BuiltApp, buildApp } from '../../app.ts';
import { type House, join as joinHouse, makeHouse, makePerson } from '../../sync/testing.ts';
import { createMediaStore } from '../media/store.ts';
import { reviewModule } from './index.ts';
import { findReview } from './state.ts';

let database: TestDatabase;
let built: BuiltApp;
let now = new Date('2026-11-21T09:00:00.000Z');
let house: House;
const dataHome = mkdtempSync(join(tmpdir(), 'review-'));
beforeAll(async () => {
  database = await testDatabase();
  built = await buildApp({
    ...testDeps(database.db, {
      now: () => now,
      env: { PUBLIC_URL: 'https://pillarbox.example', PILLARBOX_DATA: dataHome },
    }),
    modules: [reviewModule],
  });
});
beforeEach(async () => {
  now = new Date('2026-11-21T09:00:00.000Z');
  house = await makeHouse(database.db);
});
afterAll(async () => {
  await built.close();
  await database.drop();
  rmSync(dataHome, { recursive: true, force: true });
});

const system = <T>(work: Parameters<typeof database.db.tx<T>>[1]) => database.db.tx({ as: 'system' }, work);

async function post(
  caption: string,
  at: string | null = '2026-11-30T09:00:00.000Z',
  brandId = house.brandId,
) {
  const id = uuidv7();
  await system((tx) =>
    tx.run(sql`
      insert into app.posts (id, brand_id, title, caption, notes, hashtags, status, scheduled_at, wall_time, time_zone,
                             created_at, updated_at, version)
      values (${id}, ${brandId}, 'our own title', ${caption}, 'secret notes', '[]', ${at ? 'scheduled' : 'draft'}, ${at},
              ${at && '2026-11-30T09:00'}, ${at && 'Europe/London'}, now(), now(), 1)`),
  );
  return id;
}
/** A file of the brand's library, its bytes on the server. */
async function file(bytes: string | Uint8Array, mime: string) {
  const id = uuidv7();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const store = createMediaStore(dataHome);
  await mkdir(store.uploads, { recursive: true });
  await writeFile(join(store.uploads, id), bytes);
  await store.keep(join(store.uploads, id), sha256);
  await system(async (tx) => {
    await tx.run(
      sql`insert into app.media_files (brand_id, sha256, bytes) values (${house.brandId}, ${sha256}, ${bytes.length})`,
    );
    await tx.run(sql`
      insert into app.assets (id, brand_id, sha256, name, mime, bytes, alt_text, folder, tags, rating,
                              created_at, updated_at, version)
      values (${id}, ${house.brandId}, ${sha256}, 'file', ${mime}, ${bytes.length}, '', '', '[]', 0, now(), now(), 1)`);
  });
  return { id, sha256 };
}
const edit = (id: string, caption: string) =>
  system((tx) =>
    tx.run(sql`update app.posts set caption = ${caption}, version = version + 1 where id = ${id}`),
  );

const api = (personId: string, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
  built.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${personId}` },
    ...(payload && { payload }),
  });
const days = { post_id: null, from: '2026-11-23', to: '2026-12-06', label: 'Acme', password: null, days: 14 };
async function link(body: object = {}, personId = house.personId) {
  const answer = await api(personId, 'POST', `/api/brands/${house.brandId}/review-links`, {
    ...days,
    ...body,
  });
  expect(answer.statusCode, answer.body).toBe(201);
  const { url, link: made } = answer.json();
  return { path: new URL(url).pathname, id: made.id as string };
}
const view = (path: string, cookie = '') => built.app.inject({ url: path, headers: { cookie } });
const send = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  built.app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(form).toString(),
  });
/** What the form of a post on the page holds. */
function formOf(html: string, id: string) {
  const field = (name: string) =>
    new RegExp(`name="post" value="${id}".*?name="${name}" value="([^"]*)"`, 's').exec(html)?.[1] ?? '';
  return { post: id, hash: field('hash'), seen: field('seen'), name: 'Bea', note: '', decision: 'approved' };
}
const review = (id: string) => system((tx) => findReview(tx, { postId: id }));

describe('a review link', () => {
  it('shows what is planned on its days, and nothing else', async () => {
    await post('Inside');
    await post('Outside', '2026-12-24T09:00:00.000Z');
    await post('A draft', null);
    const other = await makeHouse(database.db, 'Eve');
    await post('Of others', '2026-11-30T09:00:00.000Z', other.brandId);
    const { path } = await link();
    const page = await view(path);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Inside');
    expect(page.body).toContain('Mon, Nov 30, 2026, 9:00 AM GMT');
    expect(page.body).toContain('Europe/London');
    for (const hidden of ['Outside', 'A draft', 'Of others', 'secret notes', 'our own title'])
      expect(page.body).not.toContain(hidden);
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'/);
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
    expect(page.body).not.toMatch(/<script/);
  });

  it('shows the picture that stands for a film, and no other file of the library', async () => {
    const id = await post('A reel');
    const [film, cover, other] = await Promise.all([
      file('a film', 'video/mp4'),
      file(await noise(9, 16).png(), 'image/png'),
      file(await noise(8, 8).png(), 'image/png'),
    ]);
    await system((tx) =>
      tx.run(sql`
        insert into app.attachments (id, brand_id, post_id, asset_id, position, cover, created_at, updated_at, version)
        values (${uuidv7()}, ${house.brandId}, ${id}, ${film.id}, 0,
                ${JSON.stringify({ at_ms: null, rect: null, asset_id: cover.id })}, now(), now(), 1)`),
    );
    const { path } = await link();
    expect((await view(path)).body).toContain(`<img src="${path}/media/${cover.sha256}" alt="Its cover">`);
    expect((await view(`${path}/media/${cover.sha256}`)).headers['content-type']).toBe('image/webp');
    expect((await view(`${path}/media/${other.sha256}`)).statusCode).toBe(404);
  });

  it('takes a day by the brand’s clock, both ends inclusive', async () => {
    await post('Last minute', '2026-12-06T23:59:00.000Z');
    await post('First minute after', '2026-12-07T00:00:00.000Z');
    const { path } = await link();
    const { body } = await view(path);
    expect(body).toContain('Last minute');
    expect(body).not.toContain('First minute after');
  });

  it('passes a decision on with the words that were seen, the name and the note', async () => {
    const id = await post('Fresh <bread>');
    const { path, id: linkId } = await link({ post_id: id, from: null, to: null });
    const { body } = await view(path);
    expect(body).toContain('Fresh &lt;bread&gt;');
    const answer = await send(path, formOf(body, id));
    expect(answer.statusCode, answer.body).toBe(303);
    expect(answer.headers.location).toBe(`${path}?done=${id}#post-${id}`);
    const found = await review(id);
    expect(found?.review.state).toBe('approved');
    expect(found?.decisions).toMatchObject([
      { decision: 'approved', name: 'Bea', link_id: linkId, made_by: null, content_hash: found?.hash },
    ]);
    // The browser knows the name from now on.
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    expect((await view(`${path}?done=${id}`, cookie)).body).toMatch(
      /Thank you.*Bea approved it.*value="Bea"/s,
    );
    const later = formOf((await view(path)).body, id);
    const back = { ...later, decision: 'changes_requested', note: 'Less salt' };
    expect((await send(path, back)).statusCode).toBe(303);
    expect((await review(id))?.review.state).toBe('changes_requested');
  });

  it('asks to look again when the post was changed meanwhile, and keeps what was typed', async () => {
    const id = await post('Before');
    const { path } = await link();
    const form = formOf((await view(path)).body, id);
    await edit(id, 'After');
    const answer = await send(path, { ...form, note: 'So good' });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toMatch(/was changed while you looked/);
    expect(answer.body).toContain('After');
    expect(answer.body).toContain('So good');
    expect((await review(id))?.decisions).toEqual([]);
    expect((await send(path, formOf(answer.body, id))).statusCode).toBe(303);
    expect((await review(id))?.review.state).toBe('approved');
  });

  it('wants a name, and a note where something should change', async () => {
    const id = await post('Words');
    const { path } = await link();
    const form = formOf((await view(path)).body, id);
    expect((await send(path, { ...form, name: ' ' })).statusCode).toBe(422);
    expect((await send(path, { ...form, decision: 'changes_requested' })).body).toMatch(
      /say what should change/,
    );
    expect((await send(path, form, { origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await send(path, { ...form, hash: 'x' })).statusCode).toBe(400);
    expect((await review(id))?.decisions).toEqual([]);
  });

  it('decides about its own posts only, and not about what is on its way', async () => {
    const [mine, other] = [await post('Mine'), await post('Outside', '2026-12-24T09:00:00.000Z')];
    const eve = await makeHouse(database.db, 'Eve');
    const theirs = await post('Theirs', '2026-11-30T09:00:00.000Z', eve.brandId);
    const { path } = await link();
    const form = formOf((await view(path)).body, mine);
    for (const id of [other, theirs, uuidv7()])
      expect(
        (await send(path, { ...form, post: id, hash: (await review(id))?.hash ?? form.hash })).statusCode,
      ).toBe(404);
    for (const id of [other, theirs]) expect((await review(id))?.decisions).toEqual([]);

    const connection = uuidv7();
    await system(async (tx) => {
      await tx.run(sql`
        insert into app.connections (id, brand_id, platform, holder, handle, display_name, remote_account_id, status,
                                     created_at, updated_at, version)
        values (${connection}, ${house.brandId}, 'sandbox', 'server', 'shop', 'S', 'r', 'connected', now(), now(), 1)`);
      const target = uuidv7();
      await tx.run(sql`
        insert into app.targets (id, brand_id, post_id, connection_id, created_at, updated_at, version)
        values (${target}, ${house.brandId}, ${mine}, ${connection}, now(), now(), 1)`);
      await tx.run(sql`
        insert into app.publications (id, brand_id, subject, subject_id, post_id, connection_id, occurrence, state,
                                      due_at, tries, error_class, updated_at)
        values (${uuidv7()}, ${house.brandId}, 'target', ${target}, ${mine}, ${connection}, 'once', 'published',
                now(), 1, 'none', now())`);
    });
    const page = (await view(path)).body;
    expect(page).toMatch(/is out, or on its way/);
    expect(page).not.toContain('name="decision"');
    expect((await send(path, { ...form, hash: (await review(mine))?.hash ?? '' })).statusCode).toBe(409);
  });

  it('ends when its time is over, when it is taken back, and when the brand goes', async () => {
    await post('Words');
    const [first, second, third] = [await link({ days: 1 }), await link(), await link()];
    expect((await view(first.path)).statusCode).toBe(200);
    now = new Date('2026-11-22T09:00:00.001Z');
    const over = await view(first.path);
    expect(over.statusCode).toBe(404);
    expect((await api(house.personId, 'DELETE', `/api/review-links/${second.id}`)).statusCode).toBe(204);
    const revoked = await view(second.path);
    expect(revoked.statusCode).toBe(404);
    // It says the same, whatever the reason, and to who made one up.
    expect(revoked.body).toBe(over.body);
    expect((await view(`/review/${'x'.repeat(32)}`)).body).toBe(over.body);
    const list = (await api(house.personId, 'GET', `/api/brands/${house.brandId}/review-links`)).json();
    expect(list).toMatchObject([{ id: third.id, has_password: false }]);
    await system((tx) => tx.run(sql`update app.brands set deleted_at = now() where id = ${house.brandId}`));
    expect((await view(third.path)).statusCode).toBe(404);
    expect((await send(third.path, { post: uuidv7() })).statusCode).toBe(404);
  });

  it('keeps no token and no password, only their hashes', async () => {
    const { path, id } = await link({ password: 'correct horse' });
    const [row] = await database.owner<Record<string, unknown>>(
      sql`select * from app.review_links where id = ${id}`,
    );
    expect(JSON.stringify(row)).not.toContain(path.split('/').at(-1));
    expect(String(row?.password_hash)).toMatch(/^\$argon2id\$/);
  });
});

describe('a link with a password', () => {
  it('shows nothing before it, and everything after', async () => {
    const id = await post('Behind the door');
    const { path } = await link({ password: 'correct horse' });
    const closed = await view(path);
    expect(closed.statusCode).toBe(401);
    expect(closed.body).not.toContain('Behind the door');
    expect((await send(path, { ...formOf('', id), hash: 'a'.repeat(64) })).statusCode).toBe(401);
    const wrong = await send(`${path}/enter`, { password: 'wrong' });
    expect(wrong.statusCode).toBe(403);
    expect(wrong.body).toMatch(/not the password/);
    const right = await send(`${path}/enter`, { password: 'correct horse' });
    expect(right.statusCode).toBe(303);
    const cookie = String(right.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax; Secure/);
    expect((await view(path, cookie.split(';')[0])).body).toContain('Behind the door');
    // Of another link it proves nothing.
    const other = await link({ password: 'correct horse' });
    expect((await view(other.path, cookie.split(';')[0])).statusCode).toBe(401);
  });

  it('lets nobody guess: after ten wrong ones also the right one has to wait', async () => {
    const { path } = await link({ password: 'correct horse' });
    for (let guess = 0; guess < 10; guess += 1)
      expect((await send(`${path}/enter`, { password: `guess ${guess}` })).statusCode).toBe(403);
    const late = await send(`${path}/enter`, { password: 'correct horse' });
    expect(late.statusCode).toBe(429);
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(0);
    expect(late.headers['set-cookie']).toBeUndefined();
  }, 20_000);
});

describe('who may hand out links', () => {
  it.each([
    ['owner', 201],
    ['admin', 201],
    ['manager', 201],
    ['member', 403],
  ] as [Role, number][])('%s: %i', async (role, status) => {
    const person = await makePerson(database.db, 'Bo');
    await joinHouse(database.db, { ...house, personId: person, role });
    const made = await api(person, 'POST', `/api/brands/${house.brandId}/review-links`, days);
    expect(made.statusCode).toBe(status);
    expect((await api(person, 'GET', `/api/brands/${house.brandId}/review-links`)).statusCode).toBe(
      status === 201 ? 200 : 403,
    );
  });

  it('nobody for a brand or a post of others', async () => {
    const eve = await makeHouse(database.db, 'Eve');
    const { id, path } = await link();
    expect((await api(eve.personId, 'DELETE', `/api/review-links/${id}`)).statusCode).toBe(403);
    expect((await view(path)).statusCode).toBe(200);
    expect((await api(eve.personId, 'GET', `/api/brands/${house.brandId}/review-links`)).statusCode).toBe(
      403,
    );
    const theirs = await post('Theirs', null, eve.brandId);
    const mixed = { ...days, post_id: theirs, from: null, to: null };
    expect(
      (await api(house.personId, 'POST', `/api/brands/${house.brandId}/review-links`, mixed)).statusCode,
    ).toBe(404);
    const both = { ...days, post_id: theirs };
    expect(
      (await api(house.personId, 'POST', `/api/brands/${house.brandId}/review-links`, both)).statusCode,
    ).toBe(400);
  });
});
