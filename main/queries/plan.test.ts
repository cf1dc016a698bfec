import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { KindName, Row } from '../../shared/kinds/index.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { NO_FILTER, type PlanFilter } from '../../shared/planning/filter.ts';
import type { QueryArgs } from '../../shared/queries.ts';
import { planningScope } from '../../shared/scopes.ts';
import type { Replica } from '../replica/replica.ts';
import { at, type Bench, createBench, pillarArgs, postArgs } from '../replica/testing.ts';
import { runQuery } from './queries.ts';

const me = uuidv4();
const [brand, other] = [uuidv4(), uuidv4()].sort() as [string, string];
const time = '2026-11-01T08:00:00.000Z';
const stamps = { created_at: time, updated_at: time, version: 1 };
let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());

const serve = <K extends KindName>(kind: K, row: Row<K> & { id: string; brand_id: string }) =>
  replica.applyServer(planningScope(row.brand_id), [{ op: 'put', kind, id: row.id, data: row }], {
    handle: 'h',
    offset: '1_0',
  });
function makeConnection(brandId = brand): string {
  const id = uuidv4();
  const account = {
    platform: 'sandbox',
    holder: 'server',
    device_id: null,
    handle: 'h',
    display_name: 'H',
  } as const;
  const state = {
    remote_account_id: '1',
    service_url: null,
    status: 'connected',
    status_code: null,
  } as const;
  serve('connection', { id, brand_id: brandId, ...account, ...state, limits: null, ...stamps });
  return id;
}
function makePost(
  rest: Parameters<typeof postArgs>[1],
  { brandId = brand, channels = [] as string[], text = null as string | null } = {},
): string {
  const args = postArgs(brandId, { caption: '', hashtags: [], link: null, ...rest });
  const targets = channels.map((connection_id) => ({
    name: 'target.add',
    args: { brand_id: brandId, post_id: args.id, connection_id, text },
  }));
  replica.mutate([{ name: 'post.create', args }, ...targets], me);
  return args.id;
}
function publish(post: string, connection_id: string, rest: Partial<Row<'publication'>> = {}): void {
  const subject_id = targetId(post, connection_id);
  serve('publication', {
    id: publicationId(subject_id, rest.occurrence ?? 'once'),
    brand_id: brand,
    subject: 'target',
    part_id: null,
    subject_id,
    post_id: post,
    connection_id,
    occurrence: 'once',
    state: 'published',
    due_at: time,
    published_at: time,
    late_ms: 0,
    remote_id: 'r',
    url: null,
    tries: 1,
    next_try_at: null,
    error_code: null,
    error_class: 'none',
    error_message: null,
    updated_at: time,
    ...rest,
  });
}
const plan = (rest: Partial<QueryArgs<'plan'>> = {}) =>
  runQuery(replica, 'plan', {
    brandIds: [brand],
    from: '2026-11-23',
    to: '2026-11-24',
    timeZone: 'UTC',
    perDay: null,
    filter: NO_FILTER,
    ...rest,
  });
const titles = (rest: Partial<QueryArgs<'plan'>> = {}) => plan(rest).posts.map(({ title }) => title);
const filtered = (filter: Partial<PlanFilter>) => titles({ filter: { ...NO_FILTER, ...filter } });
const on = (day: number, hour = 9) => at(`2026-11-${day}T${String(hour).padStart(2, '0')}:00`, 'UTC');

it('reads of each day the first few and counts all of them, by pillar, too', () => {
  const pillar = pillarArgs(brand);
  replica.mutate([{ name: 'pillar.create', args: pillar }], me);
  for (const hour of [9, 10, 11]) makePost({ title: `${hour}`, when: on(23, hour), pillar_id: pillar.id });
  makePost({ title: 'next day', when: on(24) });
  const result = plan({ perDay: 2 });
  expect(result.posts.map(({ title }) => title)).toEqual(['9', '10', 'next day']);
  expect(result.days).toEqual([
    { date: '2026-11-23', count: 3 },
    { date: '2026-11-24', count: 1 },
  ]);
  expect(result.pillars).toEqual([
    { pillar_id: pillar.id, count: 3 },
    { pillar_id: null, count: 1 },
  ]);
  expect(result.posts[0]?.pillar).toEqual({ id: pillar.id, name: pillar.name, color: pillar.color });
});

it('days are those of the clock asked for, also when one has 23 or 25 hours', () => {
  const zone = 'Europe/Berlin';
  for (const wall of ['2026-10-24T23:59', '2026-10-25T00:00', '2026-10-25T23:59', '2026-10-26T00:00'])
    makePost({ title: wall, when: at(wall, zone) });
  const day = (date: string) => titles({ from: date, to: date, timeZone: zone });
  expect(day('2026-10-25')).toEqual(['2026-10-25T00:00', '2026-10-25T23:59']);
  expect(
    plan({ from: '2026-10-24', to: '2026-10-26', timeZone: zone }).days.map(({ count }) => count),
  ).toEqual([1, 2, 1]);
});

it('several brands are one plan in order of time', () => {
  makePost({ title: 'a', when: on(23, 9) });
  makePost({ title: 'b', when: on(23, 8) }, { brandId: other });
  makePost({ title: 'c', when: on(23, 10) }, { brandId: other });
  expect(titles({ brandIds: [brand, other] })).toEqual(['b', 'a', 'c']);
  expect(plan({ brandIds: [brand, other] }).days[0]?.count).toBe(3);
  expect(titles()).toEqual(['a']);
});

it('filters by pillar, channel, state and words', () => {
  const pillar = pillarArgs(brand);
  replica.mutate([{ name: 'pillar.create', args: pillar }], me);
  const [one, two] = [makeConnection(), makeConnection()];
  makePost(
    { title: 'ready', when: on(23, 9), caption: 'Rye at 100%', pillar_id: pillar.id },
    { channels: [one] },
  );
  makePost({ title: 'nowhere', when: on(23, 10), caption: 'Wheat' });
  makePost({ title: 'wordless', when: on(23, 11) }, { channels: [two] });
  const out = makePost({ title: 'out', when: on(23, 12), caption: 'x' }, { channels: [one] });
  const failed = makePost(
    { title: 'failed', when: on(23, 13), caption: 'x', pillar_id: uuidv4() },
    { channels: [one] },
  );
  const yours = makePost({ title: 'yours', when: on(23, 14), caption: 'x' }, { channels: [two] });
  publish(out, one);
  publish(failed, one, { state: 'failed' });
  publish(yours, two, { state: 'waiting', error_code: 'by_hand' });
  expect(filtered({ pillars: [pillar.id] })).toEqual(['ready']);
  expect(filtered({ pillars: [null] })).toEqual(['nowhere', 'wordless', 'out', 'failed', 'yours']);
  expect(filtered({ channels: [two] })).toEqual(['wordless', 'yours']);
  expect(filtered({ states: ['planned'] })).toEqual(['ready']);
  expect(filtered({ states: ['unready'] })).toEqual(['nowhere', 'wordless']);
  expect(filtered({ states: ['attention', 'out'] })).toEqual(['out', 'failed', 'yours']);
  expect(filtered({ text: '100% RYE' })).toEqual(['ready']);
  expect(filtered({ text: '100_' })).toEqual([]);
  expect(plan({ filter: { ...NO_FILTER, channels: [two] } }).days[0]?.count).toBe(2);
});

it('a card tells the state of each channel, of several occurrences the last', () => {
  const channel = makeConnection();
  const post = makePost(
    { when: on(23), caption: 'c'.repeat(500) },
    { channels: [channel], text: 'own words' },
  );
  publish(post, channel, { occurrence: 'b', due_at: '2026-11-23T09:00:00.000Z', state: 'failed' });
  publish(post, channel, { occurrence: 'a', due_at: '2026-11-16T09:00:00.000Z' });
  expect(plan().posts).toEqual([
    expect.objectContaining({
      caption: 'c'.repeat(160),
      pending: true,
      review: { required: false, state: 'draft', edited: false },
      targets: [
        {
          id: targetId(post, channel),
          connection_id: channel,
          scheduled_at: null,
          created_at: expect.any(String),
          text: 'o',
          connection: { id: channel, platform: 'sandbox' },
          publication: { state: 'failed', error_code: null },
        },
      ],
    }),
  ]);
});

it('says where a reviewed post stands, from all of its words', () => {
  const id = makePost({ when: on(23), caption: 'w'.repeat(500) });
  const view = runQuery(replica, 'review', { postId: id });
  const args = { id: uuidv4(), brand_id: brand, post_id: id, decision: 'asked', note: '' } as const;
  const looked = { content_hash: view?.hash, content: view?.content, seen: [] };
  replica.mutate([{ name: 'decision.make', args: { ...args, ...looked } }], me);
  expect(plan().posts[0]?.review).toEqual({ required: false, state: 'in_review', edited: false });
});

it('warns of posts that say nearly the same within four weeks, or go out within the hour on a channel', () => {
  const caption = 'The rye bread leaves the oven at seven and is gone by nine, so come early';
  const [one, two] = [makeConnection(), makeConnection()];
  const old = makePost({ title: 'old', when: at('2026-11-02T09:00', 'UTC'), caption }, { channels: [one] });
  publish(old, one);
  makePost({ title: 'too long ago', when: at('2026-10-01T09:00', 'UTC'), caption });
  const again = makePost({ when: on(23), caption: `${caption}!` }, { channels: [one] });
  const close = makePost({ when: at('2026-11-23T09:40', 'UTC'), caption: 'Wheat' }, { channels: [one, two] });
  makePost({ when: at('2026-11-23T10:40', 'UTC'), caption: 'Spelt' }, { channels: [two] });
  const warnings = runQuery(replica, 'planWarnings', {
    brandIds: [brand],
    from: '2026-11-23',
    to: '2026-11-24',
    timeZone: 'UTC',
  });
  const ids = warnings.map(({ id, alike, close }) => [
    id,
    alike.map((each) => each.title),
    close.map(({ id }) => id),
  ]);
  expect(ids).toEqual([
    [again, ['old'], [close]],
    [close, [], [again]],
  ]);
});

it('tells what will stop a post that is still to come, and what is worth a look', () => {
  const channel = makeConnection();
  const when = { wall_time: '2099-01-02T09:00', time_zone: 'UTC', schedule_id: null, slot_key: null };
  const makeFuture = (rest: Parameters<typeof postArgs>[1], channels = [channel]) =>
    makePost({ when, ...rest }, { channels });
  makeFuture({ caption: 'Rye' });
  const empty = makeFuture({ caption: '' });
  const nowhere = makeFuture({ caption: 'Oats' }, []);
  makePost({ when: at('2026-10-23T09:00', 'UTC'), caption: '' }, { channels: [channel] });
  const standing = (from: string, to: string) =>
    runQuery(replica, 'planWarnings', { brandIds: [brand], from, to, timeZone: 'UTC' })
      .filter(({ errors, warnings }) => errors.length + warnings.length > 0)
      .map(({ id, errors, warnings }) => [id, errors, warnings]);
  expect(standing('2099-01-01', '2099-01-03').sort()).toEqual(
    [
      [empty, ['text_empty'], []],
      [nowhere, ['no_channel'], []],
    ].sort(),
  );
  expect(standing('2026-10-23', '2026-10-23')).toEqual([]);

  // It is looked at again when its account, its channels or its words are others.
  const [account] = runQuery(replica, 'connections', { brandId: brand });
  if (!account) throw new Error('no account');
  serve('connection', { ...account, status: 'reconnect', version: 2 });
  expect(standing('2099-01-01', '2099-01-03')).toHaveLength(3);
  serve('connection', { ...account, version: 3 });
  const named = { brand_id: brand, post_id: empty, connection_id: channel };
  replica.mutate([{ name: 'target.edit', args: { ...named, text: 'Rye', base: { text: '' } } }], me);
  expect(standing('2099-01-01', '2099-01-03')).toEqual([[nowhere, ['no_channel'], []]]);
});

it('saved views are their maker’s', () => {
  const make = (name: string, position: number, by: string | null) => {
    const args = {
      id: uuidv4(),
      brand_id: brand,
      screen: 'calendar',
      name,
      position,
      filters: { view: 'week' },
    };
    replica.mutate([{ name: 'savedView.create', args }], by);
    return args.id;
  };
  const [mine] = [make('Mine', 1, me), make('Hers', 0, uuidv4()), make('From before', 0, null)];
  const names = () =>
    runQuery(replica, 'savedViews', { brandId: brand, personId: me }).map(({ name }) => name);
  expect(names()).toEqual(['From before', 'Mine']);
  replica.mutate(
    [{ name: 'savedView.edit', args: { id: mine, brand_id: brand, fields: { name: 'Week' } } }],
    me,
  );
  expect(names()).toEqual(['From before', 'Week']);
  expect(() =>
    replica.mutate([{ name: 'savedView.delete', args: { id: mine, brand_id: brand } }], uuidv4()),
  ).toThrow('belongs to somebody else');
  replica.mutate([{ name: 'savedView.delete', args: { id: mine, brand_id: brand } }], me);
  expect(names()).toEqual(['From before']);
});

it('a channel with a date of its own stands on its own day, beside its post, and goes back with it', () => {
  const [one, two] = [makeConnection(), makeConnection()];
  const post = makePost({ when: at('2026-11-02T09:00') }, { channels: [one, two] });
  const named = { brand_id: brand, post_id: post, connection_id: two };
  const days = { brandIds: [brand], from: '2026-11-04', to: '2026-11-04', timeZone: 'UTC', perDay: null };
  const ask = () => runQuery(replica, 'plan', { ...days, filter: NO_FILTER });
  expect(ask().own).toEqual([]);
  replica.mutate(
    [{ name: 'target.when', args: { ...named, when: { wall_time: '2026-11-04T12:00', time_zone: 'UTC' } } }],
    me,
  );
  expect(ask()).toMatchObject({
    posts: [],
    own: [{ at: '2026-11-04T12:00:00.000Z', channels: [two], post: { id: post } }],
  });
  const both = runQuery(replica, 'plan', { ...days, from: '2026-11-02', filter: NO_FILTER });
  expect(both.posts.map(({ id }) => id)).toEqual([post]);
  expect(both.own).toHaveLength(1);
  // What else goes out on that channel within the hour is told, and what goes out with the post is not.
  const near = makePost({ when: at('2026-11-04T12:30') }, { channels: [two] });
  const close = runQuery(replica, 'planWarnings', { ...days, from: '2026-11-01' });
  expect(close.find(({ id }) => id === near)?.close.map(({ id }) => id)).toEqual([post]);
  const elsewhere = { ...NO_FILTER, channels: [one] };
  expect(runQuery(replica, 'plan', { ...days, filter: elsewhere }).own).toHaveLength(1);
  replica.mutate([{ name: 'post.unschedule', args: { id: post, brand_id: brand } }], me);
  expect(ask().own).toEqual([]);
  replica.mutate([{ name: 'target.when', args: { ...named, when: null } }], me);
  expect(ask().own).toEqual([]);
});

it('puts posts that say nearly the same together over the whole plan, while one of them can be changed', () => {
  const caption = 'The rye bread leaves the oven at seven and is gone by nine, so come early';
  const channel = makeConnection();
  const say = (day: string, text = caption) =>
    makePost({ when: at(`${day}T09:00`, 'UTC'), caption: text }, { channels: [channel] });
  const groups = () =>
    runQuery(replica, 'alikePosts', { brandId: brand }).map((all) => all.map(({ id }) => id));
  const first = say('2026-12-01');
  expect(groups()).toEqual([]);
  const [second, third] = [say('2026-12-20', `${caption}!`), say('2027-01-10', `${caption} :)`)];
  const [four, five] = [
    say('2027-06-01', 'Spelt is back on the shelf'),
    say('2027-06-02', 'Spelt is back on the shelf'),
  ];
  say('2028-06-02', 'Spelt is back on the shelf');
  // Each within four weeks of the next.
  expect(groups()).toEqual([
    [first, second, third],
    [four, five],
  ]);
  publish(four, channel);
  publish(five, channel);
  expect(groups()).toEqual([[first, second, third]]);
  replica.mutate(
    [{ name: 'post.edit', args: { id: second, brand_id: brand, fields: { caption: 'Wheat' }, base: {} } }],
    me,
  );
  expect(groups()).toEqual([]);
});
