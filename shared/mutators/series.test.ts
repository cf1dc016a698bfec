import { expect, test } from 'vitest';
import type { KindName, Row } from '../kinds/index.ts';
import { type Mutation, type MutationContext, type Outcome, Rejection, type Rows } from './define.ts';
import { type MutationArgs, type MutationName, mutations } from './index.ts';
import { occurrenceId, splitId } from './series.ts';
import { targetId } from './target.ts';

const brand = '0197b1c2-0000-7000-8000-000000000001';
const series = '0197b1c2-0000-7000-8000-000000000003';
const connection = '0197b1c2-0000-7000-8000-000000000004';
const person = '0197b1c2-0000-7000-8000-000000000005';
const ctx: MutationContext = { actor: person, madeAt: '2026-11-21T09:00:00.000Z' };

/** Rows in memory; mutations see only what they name. */
function world() {
  const rows = new Map<string, unknown>();
  const get = <K extends KindName>(kind: K, id: string) => rows.get(`${kind}/${id}`) as Row<K> | undefined;
  return {
    get,
    all: () => [...rows.keys()].sort(),
    put: (kind: KindName, row: { id: string }) => rows.set(`${kind}/${row.id}`, row),
    run<N extends MutationName>(name: N, args: MutationArgs<N>): Outcome {
      const mutation = mutations[name] as unknown as Mutation;
      const read = mutation.args.parse(args);
      const named = new Set(mutation.reads(read).map(({ kind, id }) => `${kind}/${id}`));
      const view: Rows = {
        get(kind, id) {
          if (!named.has(`${kind}/${id}`)) throw new Error(`${name} looked at ${kind} without naming it`);
          return get(kind, id);
        },
      };
      const outcome = mutation.apply(view, read, ctx);
      for (const write of outcome.writes) {
        if (write.op === 'put') {
          expect(named.has(`${write.kind}/${write.row.id}`), `${name} names the ${write.kind}`).toBe(true);
          rows.set(`${write.kind}/${write.row.id}`, write.row);
        } else rows.delete(`${write.kind}/${write.id}`);
      }
      return outcome;
    },
  };
}

const fields: Omit<MutationArgs<'series.create'>, 'id' | 'brand_id'> = {
  pillar_id: null,
  title: 'Tuesday bread',
  caption: 'Rye today.',
  notes: '',
  hashtags: ['rye'],
  link: null,
  targets: [{ connection_id: connection, text: 'Rye!' }],
  starts_at: '2026-11-24T09:00',
  time_zone: 'Europe/Berlin',
  rule: 'FREQ=WEEKLY;BYDAY=TU',
  ends_before: null,
  paused: false,
};
const at = (wall_time: string) => ({ brand_id: brand, series_id: series, wall_time });
const first = '2026-11-24T09:00';
const second = '2026-12-01T09:00';
const make = (wall: string) => ({ ...at(wall), connection_ids: [connection] });
const postOf = (wall: string) => occurrenceId(series, wall);
const follow = (wall: string, stands = true) => ({ ...at(wall), post_id: postOf(wall), stands });

function withSeries() {
  const w = world();
  w.put('connection', { id: connection, brand_id: brand } as unknown as Row<'connection'>);
  w.run('series.create', { id: series, brand_id: brand, ...fields });
  return w;
}

test('an occurrence becomes a post with the words, channels and time of its series, once', () => {
  const w = withSeries();
  w.run('occurrence.make', make(first));
  expect(w.get('post', postOf(first))).toMatchObject({
    caption: 'Rye today.',
    status: 'scheduled',
    scheduled_at: '2026-11-24T08:00:00.000Z',
    wall_time: first,
    created_by: person,
    version: 1,
  });
  expect(w.get('target', targetId(postOf(first), connection))?.text).toBe('Rye!');
  expect(w.get('occurrence', postOf(first))).toMatchObject({ post_id: postOf(first), post_version: 1 });
  expect(w.run('occurrence.make', make(first)).writes).toEqual([]);
});

test('a channel that is gone is left away', () => {
  const w = world();
  w.run('series.create', { id: series, brand_id: brand, ...fields });
  w.run('occurrence.make', make(first));
  expect(w.get('post', postOf(first))).toBeDefined();
  expect(w.get('target', targetId(postOf(first), connection))).toBeUndefined();
});

test('a date that is left out stays out, its post with it, until it is put back', () => {
  const w = withSeries();
  w.run('occurrence.make', make(first));
  w.run('occurrence.skip', at(first));
  expect(w.get('post', postOf(first))).toBeUndefined();
  expect(w.run('occurrence.make', make(first)).writes).toEqual([]);
  w.run('occurrence.unskip', at(first));
  w.run('occurrence.make', make(first));
  expect(w.get('post', postOf(first))).toBeDefined();
});

test('a change of all reaches made posts that nobody touched, and no others', () => {
  const w = withSeries();
  w.run('occurrence.make', make(first));
  w.run('occurrence.make', make(second));
  w.run('post.edit', { id: postOf(second), brand_id: brand, fields: { caption: 'Mine.' }, base: {} });
  w.run('series.edit', { id: series, brand_id: brand, fields: { caption: 'Spelt today.' } });
  w.run('occurrence.follow', follow(first));
  w.run('occurrence.follow', follow(second));
  expect(w.get('post', postOf(first))?.caption).toBe('Spelt today.');
  expect(w.get('post', postOf(second))?.caption).toBe('Mine.');
  // It goes on following, and a follow that changes nothing writes nothing.
  expect(w.run('occurrence.follow', follow(first)).writes).toEqual([]);
  w.run('series.edit', { id: series, brand_id: brand, fields: { title: 'Bread' } });
  w.run('occurrence.follow', follow(first));
  expect(w.get('post', postOf(first))?.title).toBe('Bread');
  // Dates the series no longer has go, unless somebody made them their own.
  w.run('occurrence.follow', follow(first, false));
  w.run('occurrence.follow', follow(second, false));
  expect(w.get('post', postOf(first))).toBeUndefined();
  expect(w.get('occurrence', postOf(first))).toBeUndefined();
  expect(w.get('post', postOf(second))?.caption).toBe('Mine.');
});

test('this and later: the series ends there and another begins; two who do it apart make one', () => {
  const w = withSeries();
  w.run('series.split', {
    id: series,
    brand_id: brand,
    at: second,
    next: { ...fields, starts_at: second, title: 'A' },
    post_id: null,
  });
  w.run('series.split', {
    id: series,
    brand_id: brand,
    at: second,
    next: { ...fields, starts_at: second, title: 'B' },
    post_id: null,
  });
  expect(w.get('series', series)?.ends_before).toBe(second);
  expect(w.get('series', splitId(series, second))).toMatchObject({
    title: 'B',
    starts_at: second,
    version: 2,
  });
  expect(w.all().filter((key) => key.startsWith('series/'))).toHaveLength(2);
});

test('the post of the date where a series is split becomes the first of the other', () => {
  const w = withSeries();
  w.run('occurrence.make', make(second));
  const next = { ...fields, starts_at: '2026-12-01T10:00' };
  w.run('series.split', { id: series, brand_id: brand, at: second, next, post_id: postOf(second) });
  expect(w.get('occurrence', postOf(second))).toBeUndefined();
  const now = occurrenceId(splitId(series, second), next.starts_at);
  expect(w.get('occurrence', now)).toMatchObject({ post_id: postOf(second) });
  // It stands at nine, the other series at ten: it was put there, and does not follow.
  expect(w.get('occurrence', now)?.post_version).toBe(0);
});

test('whatever the order of a skip and a make, the date is left out', () => {
  const orders = [
    ['occurrence.skip', 'occurrence.make'],
    ['occurrence.make', 'occurrence.skip'],
  ] as const;
  for (const order of orders) {
    const w = withSeries();
    for (const name of order) w.run(name, name === 'occurrence.make' ? make(first) : (at(first) as never));
    expect(w.get('occurrence', postOf(first))?.post_id).toBeNull();
    expect(w.get('post', postOf(first))).toBeUndefined();
  }
});

test('the post a series was made from is its first date', () => {
  const w = withSeries();
  const id = '0197b1c2-0000-7000-8000-000000000009';
  const slot = { schedule_id: brand, slot_key: `${brand}@${first}` };
  const when = { wall_time: first, time_zone: 'Europe/Berlin', ...slot };
  const { pillar_id, title, caption, notes, hashtags, link } = fields;
  w.run('post.create', { id, brand_id: brand, pillar_id, title, caption, notes, hashtags, link, when });
  w.run('occurrence.adopt', { ...at(first), post_id: id });
  expect(w.get('occurrence', postOf(first))).toMatchObject({ post_id: id, post_version: 1 });
  expect(w.run('occurrence.make', make(first)).writes).toEqual([]);
  // Following its series it keeps its slot.
  w.run('series.edit', { id: series, brand_id: brand, fields: { title: 'New' } });
  w.run('occurrence.follow', { ...follow(first), post_id: id });
  expect(w.get('post', id)).toMatchObject({ title: 'New', ...slot });
});

test('rules that are none, and rows of another brand, are refused', () => {
  const w = withSeries();
  const bad = mutations['series.create'].args.safeParse({
    id: series,
    brand_id: brand,
    ...fields,
    rule: 'FREQ=HOURLY',
  });
  expect(bad.error?.issues[0]?.path).toEqual(['rule']);
  expect(() => w.run('occurrence.make', { ...make(first), brand_id: person })).toThrow(Rejection);
});

test('posts of a queue change places in one write', () => {
  const w = world();
  const ids = ['0197b1c2-0000-7000-8000-00000000000a', '0197b1c2-0000-7000-8000-00000000000b'] as const;
  const { pillar_id, title, caption, notes, hashtags, link } = fields;
  const slot = (wall_time: string) => ({
    wall_time,
    time_zone: 'UTC',
    schedule_id: brand,
    slot_key: `${brand}@${wall_time}`,
  });
  for (const [i, id] of ids.entries())
    w.run('post.create', {
      ...{ id, brand_id: brand, pillar_id, title, caption, notes, hashtags, link },
      when: slot(i === 0 ? first : second),
    });
  w.run('queue.arrange', {
    brand_id: brand,
    places: [
      { id: ids[0], when: slot(second) },
      { id: ids[1], when: slot(first) },
      { id: person, when: slot('2026-12-08T09:00') },
    ],
  });
  expect(w.get('post', ids[0])).toMatchObject({
    wall_time: second,
    scheduled_at: '2026-12-01T09:00:00.000Z',
    version: 2,
  });
  expect(w.get('post', ids[1])?.slot_key).toBe(`${brand}@${first}`);
});
