import { afterEach, expect, it } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { calendarPostId } from '../../shared/mutators/content-calendar.ts';
import { feedSourceId, itemPostId } from '../../shared/mutators/smart-feed.ts';
import { planningScope } from '../../shared/scopes.ts';
import type { Replica } from '../replica/replica.ts';
import { brandArgs, createBench, postArgs } from '../replica/testing.ts';
import { runQuery } from './queries.ts';

const bench = createBench();
afterEach(bench.clean);

const NOW = '2026-11-21T09:00:00.000Z';
const uuid = (n: number) => `0192f000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const stamps = { created_at: NOW, updated_at: NOW, version: 1 };

/** A replica with a brand and one source that brought some items, as the server sends them. */
async function withItems(titles: readonly string[]) {
  const replica = bench.open('feeds', { now: () => new Date(NOW) });
  const brand = brandArgs(uuid(900));
  const url = 'https://bread.example/feed';
  const source = feedSourceId(brand.id, url);
  const named = { brand_id: brand.id };
  replica.mutate(
    [
      { name: 'brand.create', args: brand },
      { name: 'feedSource.create', args: { id: source, ...named, url, name: '', paused: false } },
    ],
    null,
  );
  const items = titles.map(
    (title, at): Row<'feed_item'> => ({
      ...{ id: uuid(at + 1), ...named, source_id: source, title, text: '', url: null, author: '' },
      ...{ published_at: new Date(Date.parse(NOW) - at * 60_000).toISOString(), ...stamps },
    }),
  );
  const changes = items.map((data) => ({ op: 'put' as const, kind: 'feed_item', id: data.id, data }));
  replica.applyServer(planningScope(brand.id), changes, { handle: 'h', offset: '1_0' });
  return { replica, brandId: brand.id, source };
}
const show = (replica: Replica, brandId: string, what: 'new' | 'made' | 'dismissed' = 'new') => {
  const { items, unread } = runQuery(replica, 'feedItems', {
    brandId,
    show: what,
    sourceId: null,
    limit: 100,
  });
  return { titles: items.map(({ title }) => title), unread, items };
};

it('articles that fit the topics come first and say why; what was done with them moves them', async () => {
  const { replica, brandId } = await withItems(['News', 'Rye is back', 'More news']);
  expect(show(replica, brandId).titles).toEqual(['News', 'Rye is back', 'More news']);
  const topics = [{ name: 'Grain', description: '', keywords: ['rye'], query: '' }];
  replica.mutate(
    [{ name: 'smartFeed.edit', args: { id: brandId, brand_id: brandId, fields: { topics } } }],
    null,
  );
  const ranked = show(replica, brandId);
  const newArticles = () => runQuery(replica, 'overview', { brandId }).newArticles;
  expect(newArticles()).toBe(3);
  expect(ranked).toMatchObject({ titles: ['Rye is back', 'News', 'More news'], unread: 3 });
  expect(ranked.items[0]?.matches).toEqual([{ topic: 'Grain', word: 'rye', inTitle: true }]);

  const mark = (n: number, fields: object) => ({
    name: 'feedItem.mark' as const,
    args: { id: uuid(n), brand_id: brandId, fields },
  });
  const make = {
    id: uuid(2),
    brand_id: brandId,
    source_name: 'Bread',
    title: 'Rye is back',
    notes: '',
    link: null,
  };
  replica.mutate(
    [
      mark(1, { dismissed: true }),
      mark(3, { read: true }),
      { name: 'feedItem.makePost', args: { ...make, connection_ids: [] } },
    ],
    null,
  );
  expect(show(replica, brandId)).toMatchObject({ titles: ['More news'], unread: 0 });
  expect(newArticles()).toBe(0);
  expect(show(replica, brandId, 'dismissed').titles).toEqual(['News']);
  expect(show(replica, brandId, 'made').titles).toEqual(['Rye is back']);
  const origin = runQuery(replica, 'origin', { id: itemPostId(uuid(2)) });
  expect(origin).toMatchObject({ source: 'feed', name: 'Bread', title: 'Rye is back' });
});

it('a source that is removed takes its articles out of sight at once', async () => {
  const { replica, brandId, source } = await withItems(['News']);
  expect(runQuery(replica, 'feeds', { brandId }).sources).toMatchObject([
    { shown: 'bread.example/feed', items: 1 },
  ]);
  replica.mutate([{ name: 'feedSource.delete', args: { id: source, brand_id: brandId } }], null);
  expect(show(replica, brandId)).toMatchObject({ titles: [], unread: 0 });
});

it('a content calendar knows the posts it made for as long as they stand', () => {
  const replica = bench.open('calendars', { now: () => new Date(NOW) });
  const brand = brandArgs(uuid(900));
  const calendar = {
    id: uuid(50),
    brand_id: brand.id,
    name: 'Launch',
    description: '',
    days: 7,
    entries: [],
  };
  const make = {
    ...{
      brand_id: brand.id,
      calendar_id: uuid(50),
      calendar_name: 'Launch',
      entry_id: uuid(60),
      day: '2026-12-01',
    },
    ...{ copy: 0, pillar_id: null, title: 'A', caption: '', post_type: 'photo' as const, topic_angle: 'why' },
    when: { wall_time: '2026-12-01T09:00', time_zone: 'UTC', schedule_id: null, slot_key: null },
    connection_ids: [],
  };
  replica.mutate(
    [
      { name: 'brand.create', args: brand },
      { name: 'contentCalendar.create', args: calendar },
      { name: 'contentCalendar.make', args: make },
      { name: 'contentCalendar.make', args: make },
      { name: 'post.create', args: postArgs(brand.id) },
    ],
    null,
  );
  const id = calendarPostId(uuid(50), uuid(60), '2026-12-01');
  expect(runQuery(replica, 'calendarPosts', { calendarId: uuid(50) })).toEqual([id]);
  expect(runQuery(replica, 'contentCalendars', { brandId: brand.id })).toMatchObject([{ made: 1 }]);
  expect(runQuery(replica, 'brief', { id })).toMatchObject({ post_type: 'photo', topic_angle: 'why' });
  replica.mutate([{ name: 'post.delete', args: { id, brand_id: brand.id, version: 1 } }], null);
  expect(runQuery(replica, 'calendarPosts', { calendarId: uuid(50) })).toEqual([]);
});
