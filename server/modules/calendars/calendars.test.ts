import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { parseCalendar } from '../../../shared/exchange/read-ics.ts';
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { testDeps } from '../../../tests/support/deps.ts';
import { type BuiltApp, buildApp } from '../../app.ts';
import { type House, join, makeHouse, makePerson } from '../../sync/testing.ts';
import { calendarsModule } from './index.ts';

let database: TestDatabase;
let built: BuiltApp;
let house: House;
const now = new Date('2026-11-21T09:00:00.000Z');
beforeAll(async () => {
  database = await testDatabase();
  built = await buildApp({
    ...testDeps(database.db, { now: () => now, env: { PUBLIC_URL: 'https://pillarbox.example' } }),
    modules: [calendarsModule],
  });
});
beforeEach(async () => {
  house = await makeHouse(database.db);
});
afterAll(async () => {
  await built.close();
  await database.drop();
});

const system = <T>(work: Parameters<typeof database.db.tx<T>>[1]) => database.db.tx({ as: 'system' }, work);

async function post(caption: string, pillarId: string | null = null, brandId = house.brandId) {
  const id = uuidv7();
  await system((tx) =>
    tx.run(sql`
      insert into app.posts (id, brand_id, pillar_id, title, caption, notes, hashtags, status, scheduled_at, wall_time,
                             time_zone, created_at, updated_at, version)
      values (${id}, ${brandId}, ${pillarId}, '', ${caption}, 'secret notes', '[]', 'scheduled',
              '2026-11-30T09:00:00.000Z', '2026-11-30T10:00', 'Europe/Berlin', now(), now(), 1)`),
  );
  return id;
}
const api = (personId: string, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
  built.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${personId}` },
    ...(payload && { payload }),
  });
const make = (personId: string, more: object = {}) =>
  api(personId, 'POST', `/api/brands/${house.brandId}/calendar-feeds`, {
    label: 'Phone',
    pillar_ids: [],
    connection_ids: [],
    ...more,
  });
const path = (url: string) => new URL(url).pathname;
const fetchFeed = (url: string, headers = {}) => built.app.inject({ method: 'GET', url: path(url), headers });
const titles = (text: string) =>
  parseCalendar(new TextEncoder().encode(text), { zone: 'UTC', now: now.toISOString() }).rows.map(
    ({ text: t }) => t,
  );

it('a program follows the plan by its address alone, and is told when nothing changed', async () => {
  const id = await post('Rye, "fresh"');
  const made = await make(house.personId);
  expect(made.statusCode).toBe(201);
  const { url } = made.json();
  expect(url).toMatch(/^https:\/\/pillarbox\.example\/calendar\/[\w-]{32}\.ics$/);
  const first = await fetchFeed(url);
  expect(first.headers['content-type']).toContain('text/calendar');
  expect(first.body).toContain(`UID:${id}@pillarbox`);
  expect(first.body).not.toContain('secret notes');
  expect(titles(first.body)).toEqual(['Rye, "fresh"']);
  const same = await fetchFeed(url, { 'if-none-match': first.headers.etag });
  expect([same.statusCode, same.body]).toEqual([304, '']);
  await system((tx) => tx.run(sql`update app.posts set caption = 'Oats', version = 2 where id = ${id}`));
  const next = await fetchFeed(url, { 'if-none-match': first.headers.etag });
  expect([next.statusCode, titles(next.body)]).toEqual([200, ['Oats']]);
  expect(
    (await api(house.personId, 'GET', `/api/brands/${house.brandId}/calendar-feeds`)).json(),
  ).toMatchObject([{ label: 'Phone', fetched_at: now.toISOString() }]);
});

it('shows only the pillars asked for, of its own brand', async () => {
  const other = await makeHouse(database.db);
  const pillar = uuidv7();
  await system((tx) =>
    tx.run(sql`
      insert into app.pillars (id, brand_id, name, description, color, position, created_at, updated_at, version)
      values (${pillar}, ${house.brandId}, 'Oven', '', 1, 0, now(), now(), 1)`),
  );
  await post('Baked', pillar);
  await post('Said');
  await post('Theirs', null, other.brandId);
  const { url } = (await make(house.personId, { pillar_ids: [pillar] })).json();
  expect(titles((await fetchFeed(url)).body)).toEqual(['Baked']);
});

it('ends when it is taken back, when its maker is let go, and was never anybody else’s', async () => {
  const stranger = await makePerson(database.db);
  expect((await make(stranger)).statusCode).toBe(403);
  const member = await makePerson(database.db);
  await join(database.db, { ...house, personId: member, role: 'member' });
  const own = (await make(member)).json();
  const owners = (await make(house.personId)).json();
  expect((await api(member, 'DELETE', `/api/calendar-feeds/${owners.feed.id}`)).statusCode).toBe(403);
  expect((await api(stranger, 'DELETE', `/api/calendar-feeds/${own.feed.id}`)).statusCode).toBe(403);
  expect((await api(house.personId, 'DELETE', `/api/calendar-feeds/${owners.feed.id}`)).statusCode).toBe(204);
  expect((await fetchFeed(owners.url)).statusCode).toBe(404);
  expect((await fetchFeed(own.url)).statusCode).toBe(200);
  await system((tx) => tx.run(sql`delete from app.memberships where person_id = ${member}`));
  expect((await fetchFeed(own.url)).statusCode).toBe(404);
  expect((await built.app.inject({ method: 'GET', url: '/calendar/nonsense.ics' })).statusCode).toBe(404);
  const stored = await system((tx) => tx.many(sql`select token_hash::text as hash from app.calendar_feeds`));
  expect(JSON.stringify(stored)).not.toContain(path(own.url).slice(10, 40));
});
