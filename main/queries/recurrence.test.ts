import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { besideNames } from '../../shared/mutators/beside.ts';
import type { MutationArgs } from '../../shared/mutators/index.ts';
import { occurrenceId, splitId } from '../../shared/mutators/series.ts';
import type { Replica } from '../replica/replica.ts';
import { type Bench, brandArgs, createBench } from '../replica/testing.ts';
import { runQuery } from './queries.ts';
import { dueOccurrences, makeArgs, staleOccurrences } from './recurrence.ts';

const brand = uuidv4();
const zone = 'Europe/Berlin';
const NONE = { targets: [], media: [], parts: [] };
const now = '2026-11-01T08:00:00.000Z';
let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r', { now: () => new Date(now) });
  replica.mutate([{ name: 'brand.create', args: brandArgs(brand) }], null);
});
afterEach(() => bench.clean());

const fields: Omit<MutationArgs<'series.create'>, 'id' | 'brand_id'> = {
  ...{ pillar_id: null, title: 'Bread', caption: 'Rye', notes: '', hashtags: [], link: null, targets: [] },
  ...{ media: [], parts: [] },
  ...{ starts_at: '2026-11-03T09:00', time_zone: zone, rule: 'FREQ=WEEKLY;BYDAY=TU', ends_before: null },
  paused: false,
};
function makeSeries(rest: Partial<typeof fields> = {}): string {
  const id = uuidv4();
  replica.mutate([{ name: 'series.create', args: { id, brand_id: brand, ...fields, ...rest } }], null);
  return id;
}
const shown = (from = '2026-11-01', to = '2026-11-30', timeZone = zone) =>
  runQuery(replica, 'occurrences', { brandIds: [brand], from, to, timeZone });
const walls = () => shown().map(({ wall }) => wall);
const named = (series_id: string, wall_time: string) => ({ brand_id: brand, series_id, wall_time });
const make = (id: string, wall: string) =>
  replica.mutate(
    [
      {
        name: 'occurrence.make',
        args: { ...named(id, wall), beside: besideNames(occurrenceId(id, wall), NONE) },
      },
    ],
    null,
  );

it('dates of a series are shown until they are touched or left out', () => {
  const id = makeSeries();
  expect(walls()).toEqual(['2026-11-03T09:00', '2026-11-10T09:00', '2026-11-17T09:00', '2026-11-24T09:00']);
  make(id, '2026-11-10T09:00');
  replica.mutate([{ name: 'occurrence.skip', args: named(id, '2026-11-17T09:00') }], null);
  expect(walls()).toEqual(['2026-11-03T09:00', '2026-11-24T09:00']);
  const post = occurrenceId(id, '2026-11-10T09:00');
  expect(runQuery(replica, 'post', { id: post })?.title).toBe('Bread');
  expect(runQuery(replica, 'seriesOfPost', { postId: post })?.series.id).toBe(id);
  // A post of its own that is deleted does not come back as a date.
  replica.mutate([{ name: 'post.delete', args: { id: post, brand_id: brand, version: 1 } }], null);
  expect(walls()).not.toContain('2026-11-10T09:00');
  replica.mutate([{ name: 'occurrence.unskip', args: named(id, '2026-11-17T09:00') }], null);
  expect(walls()).toContain('2026-11-17T09:00');
});

it('dates fall on the days of the clock that is looked at, and none lies in the past', () => {
  makeSeries({ starts_at: '2026-10-06T00:30' });
  expect(walls()[0]).toBe('2026-11-03T00:30');
  const inLondon = shown('2026-11-02', '2026-11-02', 'Europe/London').map(({ instant }) => instant);
  expect(inLondon).toEqual(['2026-11-02T23:30:00.000Z']);
});

it('a paused series shows nothing', () => {
  makeSeries({ paused: true });
  expect(walls()).toEqual([]);
});

it('split in two, each has its own dates', () => {
  const id = makeSeries();
  const next = { ...fields, starts_at: '2026-11-19T10:00', rule: 'FREQ=WEEKLY;BYDAY=TH' };
  const args = { id, brand_id: brand, at: '2026-11-17T09:00', next, post_id: null };
  replica.mutate([{ name: 'series.split', args }], null);
  expect(shown().map(({ series_id, wall }) => [series_id === splitId(id, args.at), wall])).toEqual([
    [false, '2026-11-03T09:00'],
    [false, '2026-11-10T09:00'],
    [true, '2026-11-19T10:00'],
    [true, '2026-11-26T10:00'],
  ]);
});

it('tells what is to be made here, and what made dates say otherwise than their series', () => {
  const id = makeSeries();
  const due = (deviceId: string | null) =>
    dueOccurrences(replica, '2026-11-11T00:00:00.000Z', deviceId).map(({ wall }) => wall);
  expect(due(null)).toEqual(['2026-11-03T09:00', '2026-11-10T09:00']);
  // With an account the server does it, unless the channel's account is held here.
  expect(due('this-device')).toEqual([]);
  make(id, '2026-11-03T09:00');
  expect(due(null)).toEqual(['2026-11-10T09:00']);
  expect(staleOccurrences(replica)).toEqual([]);
  const edit = { id, brand_id: brand, fields: { title: 'Rolls' } };
  replica.mutate([{ name: 'series.edit', args: edit }], null);
  const [stale] = staleOccurrences(replica);
  expect(stale).toMatchObject({ wall_time: '2026-11-03T09:00', stands: true });
  if (stale) replica.mutate([{ name: 'occurrence.follow', args: stale }], null);
  expect(staleOccurrences(replica)).toEqual([]);
  const post = occurrenceId(id, '2026-11-03T09:00');
  expect(runQuery(replica, 'post', { id: post })?.title).toBe('Rolls');
  replica.mutate([{ name: 'series.delete', args: { id, brand_id: brand } }], null);
  expect(staleOccurrences(replica)).toMatchObject([{ stands: false }]);
});

it('a date that somebody gave a thread of its own is theirs: it says so and follows no more', () => {
  const part = { connection_id: null, role: 'thread' as const, rank: 'a0', text: 'Second', asset_ids: [] };
  const id = makeSeries({ parts: [{ ...part, id: uuidv4(), frames: {} }] });
  const wall = '2026-11-03T09:00';
  const [series] = runQuery(replica, 'series', { brandId: brand });
  if (!series) throw new Error('There is no series.');
  const args = makeArgs(replica, series, wall);
  replica.mutate([{ name: 'occurrence.make', args }], null);
  const post = occurrenceId(id, wall);
  const own = () => runQuery(replica, 'seriesOfPost', { postId: post })?.own;
  const parts = () => runQuery(replica, 'post', { id: post })?.parts ?? [];
  expect([own(), parts().map(({ text }) => text)]).toEqual([false, ['Second']]);
  replica.mutate(
    [{ name: 'part.add', args: { ...part, id: uuidv4(), brand_id: brand, post_id: post, rank: 'a1' } }],
    null,
  );
  expect(own()).toBe(true);
  replica.mutate([{ name: 'series.edit', args: { id, brand_id: brand, fields: { parts: [] } } }], null);
  expect(staleOccurrences(replica)).toEqual([]);
});

it('a rule that is being written shows its next dates and how many came before', () => {
  const { starts_at, time_zone, rule } = fields;
  const args = { starts_at, time_zone, rule, ends_before: null, from: '2027-03-20T00:00:00.000Z' };
  expect(runQuery(replica, 'seriesDates', { ...args, count: 2, before: '2026-11-17T09:00' })).toEqual({
    next: [
      { wall: '2027-03-23T09:00', shown: '2027-03-23T09:00', instant: '2027-03-23T08:00:00.000Z' },
      { wall: '2027-03-30T09:00', shown: '2027-03-30T09:00', instant: '2027-03-30T07:00:00.000Z' },
    ],
    before: 2,
  });
});

it('holidays and queue are the brand’s', () => {
  const args = { id: uuidv4(), brand_id: brand, schedule_id: null, name: 'Christmas' };
  const days = { first_day: '2026-12-24', last_day: '2026-12-26' };
  replica.mutate([{ name: 'holiday.create', args: { ...args, ...days } }], null);
  expect(runQuery(replica, 'holidays', { brandId: brand })).toMatchObject([{ name: 'Christmas', ...days }]);
  expect(runQuery(replica, 'queue', { brandId: brand, from: now })).toEqual([]);
});
