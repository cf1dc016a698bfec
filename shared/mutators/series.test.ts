import { expect, test } from 'vitest';
import type { KindName, Row } from '../kinds/index.ts';
import { attachmentId } from './attachment.ts';
import { besideNames, partIn } from './beside.ts';
import { type Mutation, type MutationContext, type Outcome, Rejection, type Rows } from './define.ts';
import { type MutationArgs, type MutationName, mutations } from './index.ts';
import { firstCommentId } from './part.ts';
import { createRegistry } from './registry.ts';
import { occurrenceId, splitId } from './series.ts';
import { targetId } from './target.ts';

const brand = '0197b1c2-0000-7000-8000-000000000001';
const series = '0197b1c2-0000-7000-8000-000000000003';
const connection = '0197b1c2-0000-7000-8000-000000000004';
const person = '0197b1c2-0000-7000-8000-000000000005';
const asset = '0197b1c2-0000-7000-8000-000000000006';
const partOne = '0197b1c2-0000-7000-8000-000000000007';
const partTwo = '0197b1c2-0000-7000-8000-000000000008';
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
  targets: [
    { connection_id: connection, text: 'Rye!', format: null, by_hand: true, options: { quiet: true } },
  ],
  media: [
    {
      ...{ asset_id: asset, connection_id: null, position: 0, alt_text: 'A loaf', cover: null },
      crop: { x: 0, y: 0, width: 1, height: 0.5 },
    },
  ],
  parts: [
    {
      id: partOne,
      connection_id: null,
      role: 'thread',
      rank: 'a0',
      text: 'Second',
      asset_ids: [asset],
      frames: {},
    },
    {
      id: partTwo,
      connection_id: null,
      role: 'first_comment',
      rank: 'a0',
      text: 'Ask us',
      asset_ids: [],
      frames: {},
    },
  ],
  starts_at: '2026-11-24T09:00',
  time_zone: 'Europe/Berlin',
  rule: 'FREQ=WEEKLY;BYDAY=TU',
  ends_before: null,
  paused: false,
};
const at = (wall_time: string) => ({ brand_id: brand, series_id: series, wall_time });
const first = '2026-11-24T09:00';
const second = '2026-12-01T09:00';
type World = ReturnType<typeof world>;
const NONE = { targets: [], media: [], parts: [] };
/** What stands beside a post in this world, as a desktop or the server would name it. */
function beside(w: World, postId: string) {
  const of = <K extends 'target' | 'attachment' | 'part'>(kind: K): Row<K>[] =>
    w
      .all()
      .filter((key) => key.startsWith(`${kind}/`))
      .map((key) => w.get(kind, key.slice(kind.length + 1)) as Row<K> & { post_id: string })
      .filter((row) => row.post_id === postId);
  const there = { targets: of('target'), media: of('attachment'), parts: of('part') };
  return besideNames(postId, there, w.get('series', series) ?? NONE);
}
const make = (wall: string) => ({
  ...at(wall),
  beside: besideNames(occurrenceId(series, wall), NONE, fields),
});
const postOf = (wall: string) => occurrenceId(series, wall);
const follow = (w: World, wall: string, stands = true, post_id = postOf(wall)) => ({
  ...{ ...at(wall), post_id, stands, beside: beside(w, post_id) },
});

function withSeries() {
  const w = world();
  w.put('connection', { id: connection, brand_id: brand } as unknown as Row<'connection'>);
  w.put('asset', { id: asset, brand_id: brand } as unknown as Row<'asset'>);
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

test('an occurrence has all that goes out: channels’ own choices, files, thread and first comment', () => {
  const w = withSeries();
  w.run('occurrence.make', make(first));
  const post = postOf(first);
  expect(w.get('target', targetId(post, connection))).toMatchObject({
    by_hand: true,
    options: { quiet: true },
  });
  expect(w.get('attachment', attachmentId(post, asset, null))).toMatchObject({
    alt_text: 'A loaf',
    crop: { x: 0, y: 0, width: 1, height: 0.5 },
  });
  expect(w.get('part', partOf(post))).toMatchObject({ role: 'thread', text: 'Second', asset_ids: [asset] });
  expect(w.get('part', firstCommentId(post, null))).toMatchObject({ text: 'Ask us', post_id: post });
});

const partOf = (post: string) =>
  partIn(post, { ...fields.parts[0], id: partOne, role: 'thread' } as never, () => false);

test('what stands beside a made post follows its series, part by part', () => {
  const w = withSeries();
  w.run('occurrence.make', make(first));
  const post = postOf(first);
  const [thread] = fields.parts;
  const other = '0197b1c2-0000-7000-8000-00000000000f';
  const parts = [
    { ...thread, text: 'Second, again' },
    { ...thread, id: other, rank: 'a1', text: 'Third' },
  ] as typeof fields.parts;
  const targets = fields.targets.map((target) => ({ ...target, text: null, options: null }));
  w.run('series.edit', { id: series, brand_id: brand, fields: { parts, targets, media: [] } });
  w.run('occurrence.follow', follow(w, first));
  expect(w.get('part', partOf(post))).toMatchObject({ text: 'Second, again', version: 2 });
  expect(w.get('part', firstCommentId(post, null))).toBeUndefined();
  expect(w.all().filter((key) => key.startsWith('part/'))).toHaveLength(2);
  expect(w.get('target', targetId(post, connection))).toMatchObject({
    text: null,
    options: null,
    version: 2,
  });
  expect(w.get('attachment', attachmentId(post, asset, null))).toBeUndefined();
  expect(w.run('occurrence.follow', follow(w, first)).writes).toEqual([]);
});

test('a date whose thread, channel or files somebody changed is theirs; undone, it follows again', () => {
  const touches = [
    (w: World, post: string, back: boolean) =>
      w.run('part.edit', {
        ...{ id: partOf(post), brand_id: brand, post_id: post, base: {} },
        fields: { text: back ? 'Second' : 'Mine' },
      }),
    (w: World, post: string, back: boolean) =>
      w.run('target.options', {
        ...{ brand_id: brand, post_id: post, connection_id: connection },
        options: back ? { quiet: true } : null,
      }),
    (w: World, post: string, back: boolean) =>
      w.run('attachment.edit', {
        ...{ id: attachmentId(post, asset, null), brand_id: brand, post_id: post },
        alt_text: back ? 'A loaf' : 'Mine',
      }),
  ];
  for (const touch of touches) {
    const w = withSeries();
    w.run('occurrence.make', make(first));
    touch(w, postOf(first), false);
    w.run('series.edit', { id: series, brand_id: brand, fields: { caption: 'New', parts: [] } });
    expect(w.run('occurrence.follow', follow(w, first)).writes).toEqual([]);
    expect(w.run('occurrence.follow', follow(w, first, false)).writes).toEqual([]);
    touch(w, postOf(first), true);
    w.run('occurrence.follow', follow(w, first));
    expect(w.get('post', postOf(first))?.caption).toBe('New');
    expect(w.get('part', partOf(postOf(first)))).toBeUndefined();
  }
});

test('the post a series was made from keeps its own parts, and follows with them', () => {
  const w = withSeries();
  const id = '0197b1c2-0000-7000-8000-000000000010';
  const when = { wall_time: first, time_zone: 'Europe/Berlin', schedule_id: null, slot_key: null };
  const { pillar_id, title, caption, notes, hashtags, link } = fields;
  w.run('post.create', { id, brand_id: brand, pillar_id, title, caption, notes, hashtags, link, when });
  const rank = 'a0';
  w.run('part.add', {
    ...{ id: partOne, brand_id: brand, post_id: id, connection_id: null, role: 'thread', rank },
    ...{ text: 'Second', asset_ids: [asset] },
  });
  w.run('occurrence.adopt', { ...at(first), post_id: id, beside: beside(w, id) });
  const [thread] = fields.parts;
  const parts = [{ ...thread, text: 'Changed' }] as typeof fields.parts;
  w.run('series.edit', { id: series, brand_id: brand, fields: { parts } });
  w.run('occurrence.follow', follow(w, first, true, id));
  expect(w.get('part', partOne)).toMatchObject({ text: 'Changed', version: 2, post_id: id });
  expect(w.all().filter((key) => key.startsWith('part/'))).toEqual([`part/${partOne}`]);
  // Given to all dates as it is, a date that was somebody's own follows again.
  w.run('post.edit', { id, brand_id: brand, fields: { caption: 'Mine' }, base: {} });
  w.run('series.edit', { id: series, brand_id: brand, fields: { caption: 'Mine' } });
  w.run('occurrence.adopt', { ...at(first), post_id: id, beside: beside(w, id) });
  w.run('series.edit', { id: series, brand_id: brand, fields: { caption: 'Ours' } });
  w.run('occurrence.follow', follow(w, first, true, id));
  expect(w.get('post', id)?.caption).toBe('Ours');
});

test('what an app of before says of a series is read; of threads and files it says nothing', () => {
  const old = createRegistry(mutations as unknown as Record<string, Mutation>);
  const v1 = (name: MutationName, args: object) => {
    const read = old.upToDate({ name, args, version: 1 });
    return read.mutation.args.parse(read.args);
  };
  const { media: _m, parts: _p, ...before } = fields;
  const targets = [{ connection_id: connection, text: null }];
  const plain = { connection_id: connection, text: null, format: null, by_hand: false, options: null };
  expect(v1('series.create', { id: series, brand_id: brand, ...before, targets })).toMatchObject({
    ...{ media: [], parts: [], targets: [plain] },
  });
  expect(v1('series.edit', { id: series, brand_id: brand, fields: { title: 'x' } })).toEqual({
    ...{ id: series, brand_id: brand, fields: { title: 'x' } },
  });
  expect(v1('occurrence.make', { ...at(first), connection_ids: [connection] })).toEqual({
    ...{ ...at(first), beside: { connection_ids: [connection], media: [], part_ids: [] } },
  });
  // Split by such an app, the later ones keep the thread.
  const w = withSeries();
  const next = { ...before, starts_at: second };
  w.run(
    'series.split',
    v1('series.split', { id: series, brand_id: brand, at: second, next, post_id: null }) as never,
  );
  expect(w.get('series', splitId(series, second))?.parts).toEqual(fields.parts);
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
  w.run('occurrence.follow', follow(w, first));
  w.run('occurrence.follow', follow(w, second));
  expect(w.get('post', postOf(first))?.caption).toBe('Spelt today.');
  expect(w.get('post', postOf(second))?.caption).toBe('Mine.');
  // It goes on following, and a follow that changes nothing writes nothing.
  expect(w.run('occurrence.follow', follow(w, first)).writes).toEqual([]);
  w.run('series.edit', { id: series, brand_id: brand, fields: { title: 'Bread' } });
  w.run('occurrence.follow', follow(w, first));
  expect(w.get('post', postOf(first))?.title).toBe('Bread');
  // Dates the series no longer has go, unless somebody made them their own.
  w.run('occurrence.follow', follow(w, first, false));
  w.run('occurrence.follow', follow(w, second, false));
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
  w.run('occurrence.follow', follow(w, first, true, id));
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
