import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MutationArgs } from '../../../shared/mutators/index.ts';
import { firstCommentId } from '../../../shared/mutators/part.ts';
import { occurrenceId } from '../../../shared/mutators/series.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { createWorld, until, type World } from '../../publisher/testing.ts';
import { findReview } from '../review/state.ts';
import { type Made, materialise } from './materialise.ts';

let world: World;
let person: string;
let brand: string;
let connection: string;
beforeAll(async () => {
  world = await createWorld();
  person = await world.person();
  brand = await world.brand(person);
  connection = await world.connect(person, brand);
});
afterAll(() => world.close());

const applied = { status: 'applied' };
const inMs = (ms: number) => instantToWall(new Date(Date.now() + ms).toISOString(), 'UTC');
const MINUTE = 60_000;

type Given = Partial<Pick<MutationArgs<'series.create'>, 'rule' | 'caption' | 'parts'>>;
async function makeSeries(starts_at: string, fields: Given = {}) {
  const id = uuidv7();
  const outcome = await world.mutate(person, 'series.create', {
    ...{
      id,
      brand_id: brand,
      pillar_id: null,
      title: '',
      caption: 'Every day',
      notes: '',
      hashtags: [],
      link: null,
    },
    ...{
      targets: [{ connection_id: connection, text: null, format: null, by_hand: false, options: null }],
      media: [],
      parts: [],
      starts_at,
      time_zone: 'UTC',
      rule: 'FREQ=DAILY',
    },
    ...{ ends_before: null, paused: false },
    ...fields,
  });
  expect(outcome).toEqual(applied);
  return id;
}
const postsOf = (series: string) =>
  world.system((tx) =>
    tx.many<{ id: string; caption: string; wall_time: string }>(sql`
      select p.id, p.caption, p.wall_time from app.occurrences o join app.posts p on p.id = o.post_id
       where o.series_id = ${series} and o.deleted_at is null and p.deleted_at is null order by p.wall_time`),
  );
const remove = (id: string) => world.mutate(person, 'series.delete', { id, brand_id: brand });

test('dates of the next week become posts, once, however many servers look and however often they start', async () => {
  // All of one moment: the minute may end while the test runs.
  const dates = Array.from({ length: 7 }, (_, day) => inMs(60 * MINUTE + day * 86_400_000));
  const [first = ''] = dates;
  const series = await makeSeries(first);
  await Promise.all([materialise(world.db, new Date()), materialise(world.db, new Date())]);
  await materialise(world.db, new Date());
  const posts = await postsOf(series);
  expect(posts.map(({ wall_time }) => wall_time)).toEqual(dates);
  expect(posts[0]?.id).toBe(occurrenceId(series, first));
  // A desktop that does it as well makes the same row.
  const make = { brand_id: brand, series_id: series, wall_time: first };
  const beside = { connection_ids: [connection], media: [], part_ids: [] };
  expect(await world.mutate(person, 'occurrence.make', { ...make, beside })).toEqual(applied);
  expect(await postsOf(series)).toHaveLength(7);
  await remove(series);
  await materialise(world.db, new Date());
});

test('what a look knows of earlier ones leaves nothing out', async () => {
  const series = await makeSeries(inMs(60 * MINUTE));
  const made: Made = new Map();
  await materialise(world.db, new Date(), made);
  expect(await materialise(world.db, new Date(), made)).toBe(0);
  for (let hour = 1; hour <= 48; hour += 1)
    await materialise(world.db, new Date(Date.now() + hour * 60 * MINUTE), made);
  expect(await postsOf(series)).toHaveLength(9);
  await remove(series);
  await materialise(world.db, new Date(), made);
  expect(await postsOf(series)).toEqual([]);
});

test('it goes out once, with nobody there, also when the server starts again in between', async () => {
  const wall = inMs(0);
  const series = await makeSeries(wall, { rule: 'FREQ=DAILY;COUNT=1', caption: 'With every laptop closed' });
  // Written a moment before it was due: the change of a series makes no dates in the past.
  await world.system((tx) =>
    tx.run(sql`update app.series set updated_at = now() - interval '2 minutes' where id = ${series}`),
  );
  await materialise(world.db, new Date());
  const worker = await world.worker();
  await until(
    () => world.posted(connection),
    (posts) => posts.length > 0,
  );
  await worker.stop();
  await materialise(world.db, new Date());
  await world.worker();
  await world.hurry();
  const [post] = await postsOf(series);
  await until(
    () => world.publication(post?.id ?? '', connection),
    (row) => row?.state === 'published',
  );
  await materialise(world.db, new Date());
  expect((await world.posted(connection)).map(({ text }) => text)).toEqual(['With every laptop closed']);
  await remove(series);
});

const PART = { connection_id: null, rank: 'a0', asset_ids: [], frames: {} };
const thread = (text: string, rank = 'a0') => ({
  ...{ ...PART, id: uuidv7(), role: 'thread' as const, text, rank },
});
const partsOf = (post: string) =>
  world
    .system((tx) =>
      tx.many<{ text: string }>(sql`
        select text from app.post_parts where post_id = ${post} and deleted_at is null order by role desc, rank`),
    )
    .then((rows) => rows.map(({ text }) => text));

test('a thread and a first comment go out with each date, once, and follow their series until then', async () => {
  const comment = { ...PART, id: uuidv7(), role: 'first_comment' as const, text: 'Ask us' };
  const parts = [thread('Second'), comment];
  const series = await makeSeries(inMs(0), { rule: 'FREQ=DAILY;COUNT=2', caption: 'First', parts });
  await world.system((tx) =>
    tx.run(sql`update app.series set updated_at = now() - interval '2 minutes' where id = ${series}`),
  );
  await Promise.all([materialise(world.db, new Date()), materialise(world.db, new Date())]);
  const [today, tomorrow] = await postsOf(series);
  await world.worker();
  await until(
    () => world.thread(connection, today?.id ?? ''),
    (texts) => texts.length === 3,
  );
  await materialise(world.db, new Date());
  expect(await world.thread(connection, today?.id ?? '')).toEqual(['First', 'Second', 'Ask us']);
  // What is out stays; what is to come says what the series says.
  const changed = [
    { ...parts[0], text: 'Second, new' } as (typeof parts)[number],
    thread('Third', 'a1'),
    comment,
  ];
  await world.mutate(person, 'series.edit', { id: series, brand_id: brand, fields: { parts: changed } });
  await materialise(world.db, new Date());
  expect(await partsOf(today?.id ?? '')).toEqual(['Second', 'Ask us']);
  expect(await partsOf(tomorrow?.id ?? '')).toEqual(['Second, new', 'Third', 'Ask us']);
  // Somebody’s own first comment makes the date theirs.
  const own = firstCommentId(tomorrow?.id ?? '', null);
  await world.mutate(person, 'part.edit', {
    ...{ id: own, brand_id: brand, post_id: tomorrow?.id ?? '', fields: { text: 'Mine' }, base: {} },
  });
  await world.mutate(person, 'series.edit', { id: series, brand_id: brand, fields: { parts: [] } });
  await materialise(world.db, new Date());
  expect(await partsOf(tomorrow?.id ?? '')).toEqual(['Second, new', 'Third', 'Mine']);
  await remove(series);
  await materialise(world.db, new Date());
});

test('a date made by a desktop that did not know all its series says has it all the same, at once', async () => {
  const wall = inMs(60 * MINUTE);
  const series = await makeSeries(wall, { rule: 'FREQ=DAILY;COUNT=1', parts: [thread('Second')] });
  const beside = { connection_ids: [], media: [], part_ids: [] };
  const make = { brand_id: brand, series_id: series, wall_time: wall, beside };
  expect(await world.mutate(person, 'occurrence.make', make)).toEqual(applied);
  const post = occurrenceId(series, wall);
  expect(await partsOf(post)).toEqual(['Second']);
  expect(
    await world.system((tx) =>
      tx.many(sql`select text from app.targets where post_id = ${post} and deleted_at is null`),
    ),
  ).toHaveLength(1);
  await remove(series);
  await materialise(world.db, new Date());
});

test('an approval of a date ends where its series gives it other words to follow', async () => {
  const series = await makeSeries(inMs(60 * MINUTE), {
    rule: 'FREQ=DAILY;COUNT=1',
    parts: [thread('Second')],
  });
  await materialise(world.db, new Date());
  const [post] = await postsOf(series);
  const hash = () =>
    world.system((tx) => findReview(tx, { postId: post?.id ?? '' })).then((found) => found?.hash);
  const before = await hash();
  await world.mutate(person, 'series.edit', {
    id: series,
    brand_id: brand,
    fields: { title: 'For the team' },
  });
  await materialise(world.db, new Date());
  expect(await hash()).toBe(before);
  await world.mutate(person, 'series.edit', {
    id: series,
    brand_id: brand,
    fields: { parts: [thread('Other')] },
  });
  await materialise(world.db, new Date());
  expect(await hash()).not.toBe(before);
  await remove(series);
  await materialise(world.db, new Date());
});

test('a change of the series reaches made posts that nobody touched; exceptions and own words stay', async () => {
  const series = await makeSeries(inMs(60 * MINUTE));
  await materialise(world.db, new Date());
  const [, second, third] = await postsOf(series);
  await world.mutate(person, 'post.edit', {
    ...{ id: second?.id ?? '', brand_id: brand, fields: { caption: 'My own' }, base: {} },
  });
  const out = { brand_id: brand, series_id: series, wall_time: third?.wall_time ?? '' };
  expect(await world.mutate(person, 'occurrence.skip', out)).toEqual(applied);
  await world.mutate(person, 'series.edit', {
    id: series,
    brand_id: brand,
    fields: { caption: 'New words' },
  });
  await materialise(world.db, new Date());
  expect((await postsOf(series)).map(({ caption }) => caption)).toEqual([
    'New words',
    'My own',
    ...Array(4).fill('New words'),
  ]);
  // Paused: what nobody touched leaves the calendar. Going on, it comes back and goes on following.
  const pause = (paused: boolean) =>
    world.mutate(person, 'series.edit', { id: series, brand_id: brand, fields: { paused } });
  await pause(true);
  await materialise(world.db, new Date());
  expect((await postsOf(series)).map(({ caption }) => caption)).toEqual(['My own']);
  await pause(false);
  await materialise(world.db, new Date());
  expect(await postsOf(series)).toHaveLength(6);
  await world.mutate(person, 'series.edit', { id: series, brand_id: brand, fields: { caption: 'Again' } });
  await materialise(world.db, new Date());
  expect((await postsOf(series)).filter(({ caption }) => caption === 'Again')).toHaveLength(5);
  await remove(series);
  await materialise(world.db, new Date());
  expect((await postsOf(series)).map(({ caption }) => caption)).toEqual(['My own']);
});
