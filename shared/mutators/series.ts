import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { wallTimeSchema } from '../kinds/define.ts';
import { kinds, type Row } from '../kinds/index.ts';
import { seriesMedia, seriesParts } from '../kinds/schedules.ts';
import { ruleSchema } from '../recurrence/rule.ts';
import { planningScope } from '../scopes.ts';
import { wallToInstant } from '../time/wall.ts';
import { isZone } from '../time/zones.ts';
import { type BesideNames, besideFollows, besideHash, besideOf, besideRefs, besideSchema } from './beside.ts';
import {
  changed,
  defineMutation,
  del,
  made,
  need,
  put,
  Rejection,
  type Rows,
  sameBrand,
  type Write,
} from './define.ts';
import { fieldsOf, recordMutations } from './record.ts';

const NAMESPACE = '2b6f0f43-6a1f-4f0e-9a49-7c4f6d1f4b0a';

/** The one id of "this series on this original wall time": of the occurrence, and of the post made for it. */
export const occurrenceId = (seriesId: string, wall: string) => uuidv5(`${seriesId}@${wall}`, NAMESPACE);

/** The one id of "this series from that wall time on": two devices that split it there make one series. */
export const splitId = (seriesId: string, wall: string) => uuidv5(`${seriesId}>${wall}`, NAMESPACE);

const fields = {
  ...fieldsOf('series', ['pillar_id', 'title', 'caption', 'notes', 'hashtags', 'link', 'targets', 'paused']),
  starts_at: wallTimeSchema,
  time_zone: z.string().max(64).refine(isZone, 'Not a time zone this app knows.'),
  rule: ruleSchema,
  ends_before: wallTimeSchema.nullable(),
  media: seriesMedia,
  parts: seriesParts,
};
/** Since version 2 a series says what stands beside its words. What an older app leaves unsaid stays as it is. */
const VERSION = 2;
const asItIs = (args: unknown) => args;

/** Occurrences that were made keep what they are; see `occurrence.follow` for those nobody touched. */
export const {
  create: seriesCreate,
  edit: seriesEdit,
  remove: seriesDelete,
} = recordMutations({
  kind: 'series',
  prefix: 'series',
  fields,
  merged: ['caption', 'notes'],
  first: (ctx) => ({ created_by: ctx.actor }),
  version: VERSION,
  upgrade: { create: (args) => ({ media: [], parts: [], ...(args as object) }), edit: asItIs },
});

/**
 * From one occurrence on a series is another: the first ends before it, the second begins. Whoever splits it at the
 * same place later changes that second one.
 */
export const seriesSplit = defineMutation({
  name: 'series.split',
  args: z.object({
    id: z.uuid(),
    brand_id: z.uuid(),
    /** Original wall time of the first occurrence that is another. */
    at: wallTimeSchema,
    next: z.object({ ...fields, media: seriesMedia.optional(), parts: seriesParts.optional() }),
    /** The post of that occurrence, where it was made: it becomes the first of the other. */
    post_id: z.uuid().nullable(),
    beside: besideSchema.optional(),
  }),
  version: VERSION,
  upgrade: asItIs,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'series', id: args.id },
    { kind: 'series', id: splitId(args.id, args.at) },
    { kind: 'occurrence', id: occurrenceId(args.id, args.at) },
    { kind: 'occurrence', id: occurrenceId(splitId(args.id, args.at), args.next.starts_at) },
    ...(args.post_id === null
      ? []
      : [{ kind: 'post' as const, id: args.post_id }, ...refsBeside(args.post_id, args.beside)]),
  ],
  apply(rows, { id, brand_id, at, next: said, post_id, beside }, ctx) {
    const series = seriesOf(rows, id, brand_id);
    const ends_before = series.ends_before !== null && series.ends_before < at ? series.ends_before : at;
    const nextId = splitId(id, at);
    const before = rows.get('series', nextId);
    const { media, parts } = before ?? series;
    const next = { ...said, media: said.media ?? media, parts: said.parts ?? parts };
    const later: Row<'series'> = before
      ? changed(before, next, ctx)
      : { id: nextId, brand_id, ...next, created_by: ctx.actor, ...made(ctx) };
    const writes: Write[] = [put('series', changed(series, { ends_before }, ctx)), put('series', later)];
    const first = occurrenceId(nextId, next.starts_at);
    const post = post_id === null ? undefined : rows.get('post', post_id);
    if (post && !rows.get('occurrence', first)) {
      sameBrand(post, brand_id);
      const old = occurrenceId(id, at);
      if (rows.get('occurrence', old)) writes.push(del('occurrence', old));
      const named = { brand_id, series_id: nextId, wall_time: next.starts_at };
      const row = {
        id: first,
        ...named,
        post_id: post.id,
        post_version: versionFollowed(post, next.starts_at),
        made_hash: hashBeside(rows, post.id, beside),
        ...made(ctx),
      };
      writes.push(put('occurrence', row));
    }
    return { writes };
  },
});

const named = z.object({ brand_id: z.uuid(), series_id: z.uuid(), wall_time: wallTimeSchema });
type Named = z.infer<typeof named>;
const idOf = (args: Named) => occurrenceId(args.series_id, args.wall_time);

/**
 * Makes a virtual occurrence into a post of its own. Whoever is first makes it, a desktop or the server; for all others
 * it is there. It is the maker's to know that the rule has this wall time.
 */
export const occurrenceMake = defineMutation({
  name: 'occurrence.make',
  /** `beside`: what the series says beside its words, as its maker knows it. */
  args: named.extend({ beside: besideSchema }),
  version: VERSION,
  upgrade: (args) => {
    const { connection_ids, ...rest } = named.extend({ connection_ids: z.array(z.uuid()) }).parse(args);
    return { ...rest, beside: { connection_ids, media: [], part_ids: [] } };
  },
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'series', id: args.series_id },
    { kind: 'occurrence', id: idOf(args) },
    { kind: 'post', id: idOf(args) },
    ...besideRefs(idOf(args), args.beside),
  ],
  apply(rows, { beside, ...args }, ctx) {
    const id = idOf(args);
    if (rows.get('occurrence', id) || rows.get('post', id)) return { writes: [] };
    const series = seriesOf(rows, args.series_id, args.brand_id);
    const { brand_id, wall_time } = args;
    const post: Row<'post'> = {
      id,
      brand_id,
      ...contentOf(series, wall_time),
      created_by: series.created_by,
      ...made(ctx),
    };
    const { writes, hash } = besideFollows(rows, post, series, beside, ctx);
    const row = { id, ...args, post_id: id, post_version: 1, made_hash: hash, ...made(ctx) };
    return { writes: [put('post', post), put('occurrence', row), ...writes] };
  },
});

/** Leaves one date out, and takes its post off the calendar where it was made. */
export const occurrenceSkip = defineMutation({
  name: 'occurrence.skip',
  args: named,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'series', id: args.series_id },
    { kind: 'occurrence', id: idOf(args) },
    { kind: 'post', id: idOf(args) },
  ],
  apply(rows, args, ctx) {
    const id = idOf(args);
    seriesOf(rows, args.series_id, args.brand_id);
    const before = rows.get('occurrence', id);
    const gone = { post_id: null, post_version: 0, made_hash: null };
    const row = before ? changed(before, gone, ctx) : { id, ...args, ...gone, ...made(ctx) };
    const made_post = rows.get('post', id);
    if (made_post) sameBrand(made_post, args.brand_id);
    return { writes: [put('occurrence', row), ...(made_post ? [del('post', id)] : [])] };
  },
});

/** Takes an exception back: the date is the rule's again. */
export const occurrenceUnskip = defineMutation({
  name: 'occurrence.unskip',
  args: named,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'occurrence', id: idOf(args) }],
  apply(rows, args) {
    const row = rows.get('occurrence', idOf(args));
    if (!row || row.post_id !== null) return { writes: [] };
    sameBrand(row, args.brand_id);
    return { writes: [del('occurrence', row.id)] };
  },
});

/**
 * The post that a series was made from is its first occurrence. One that is a date of it already, and that the series
 * was given the content of, follows it again.
 */
export const occurrenceAdopt = defineMutation({
  name: 'occurrence.adopt',
  /** `follows`: false where the post is somebody's own by now, whatever it says. */
  args: named.extend({
    post_id: z.uuid(),
    beside: besideSchema.optional(),
    follows: z.boolean().optional(),
  }),
  version: VERSION,
  upgrade: asItIs,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'series', id: args.series_id },
    { kind: 'occurrence', id: idOf(args) },
    { kind: 'post', id: args.post_id },
    ...refsBeside(args.post_id, args.beside),
  ],
  apply(rows, { beside, follows = true, ...args }, ctx) {
    const id = idOf(args);
    seriesOf(rows, args.series_id, args.brand_id);
    const post = need(rows, 'post', args.post_id);
    sameBrand(post, args.brand_id);
    const before = rows.get('occurrence', id);
    if (before && before.post_id !== post.id) return { writes: [] };
    const as = {
      post_version: follows ? versionFollowed(post, args.wall_time) : 0,
      made_hash: hashBeside(rows, post.id, beside),
    };
    const row = before ? changed(before, as, ctx) : { id, ...args, ...as, ...made(ctx) };
    return { writes: [put('occurrence', row)] };
  },
});

/**
 * The series changed: an occurrence that was made and that nobody touched since says what the series says now, or goes
 * where the series no longer has it.
 */
export const occurrenceFollow = defineMutation({
  name: 'occurrence.follow',
  /** `stands`: the series still has this wall time, as its maker reckons. Without `beside` only its words follow. */
  args: named.extend({ post_id: z.uuid(), stands: z.boolean(), beside: besideSchema.optional() }),
  version: VERSION,
  upgrade: asItIs,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'series', id: args.series_id },
    { kind: 'occurrence', id: idOf(args) },
    { kind: 'post', id: args.post_id },
    ...refsBeside(args.post_id, args.beside),
  ],
  apply(rows, { beside, ...args }, ctx) {
    const row = rows.get('occurrence', idOf(args));
    const post = rows.get('post', args.post_id);
    if (!row || !post || row.post_id !== post.id || post.version !== row.post_version) return { writes: [] };
    sameBrand(row, args.brand_id);
    sameBrand(post, args.brand_id);
    const names = row.made_hash === null ? undefined : beside;
    // Somebody gave this date a channel, a file or a part of its own: it is theirs.
    if (names && hashBeside(rows, post.id, names) !== row.made_hash) return { writes: [] };
    const series = rows.get('series', args.series_id);
    if (!args.stands || !series) return { writes: [del('post', post.id), del('occurrence', row.id)] };
    const next = changed(post, following(post, series, args.wall_time), ctx);
    const words = differs(post, next) ? [put('post', next)] : [];
    const besides = names && besideFollows(rows, post, series, names, ctx);
    if (words.length === 0 && !besides?.writes.length) return { writes: [] };
    const as = {
      post_version: words.length > 0 ? next.version : post.version,
      made_hash: besides?.hash ?? row.made_hash,
    };
    return { writes: [...words, put('occurrence', changed(row, as, ctx)), ...(besides?.writes ?? [])] };
  },
});

const refsBeside = (postId: string, names: BesideNames | undefined) =>
  names ? besideRefs(postId, names) : [];
const hashBeside = (rows: Rows, postId: string, names: BesideNames | undefined) =>
  names ? besideHash(besideOf(rows, postId, names)) : null;

function seriesOf(rows: Rows, id: string, brandId: string): Row<'series'> {
  const series = need(rows, 'series', id);
  if (series.brand_id !== brandId) throw new Rejection('wrong_brand', 'That row belongs to another brand.');
  return series;
}

/** The post as its series has it; where that is its time already, it keeps the slot it is in. */
function following(post: Row<'post'>, series: Row<'series'>, wall: string): Row<'post'> {
  const { schedule_id, slot_key, wall_time, time_zone } = post;
  const there = wall_time === wall && time_zone === series.time_zone;
  return { ...post, ...contentOf(series, wall), ...(there && { schedule_id, slot_key }) };
}

/** A post that stands elsewhere than its date in the series was moved by somebody, and does not follow. */
const versionFollowed = (post: Row<'post'>, wall: string) => (post.wall_time === wall ? post.version : 0);

/** What the series says about a post on that original wall time. */
const contentOf = (series: Row<'series'>, wall: string) =>
  ({
    pillar_id: series.pillar_id,
    title: series.title,
    caption: series.caption,
    notes: series.notes,
    hashtags: series.hashtags,
    link: series.link,
    status: 'scheduled',
    wall_time: wall,
    time_zone: series.time_zone,
    scheduled_at: wallToInstant(wall, series.time_zone),
    schedule_id: null,
    slot_key: null,
  }) as const satisfies Partial<Row<'post'>>;

const WRITTEN = Object.keys(kinds.post.columns).filter(
  (name) => !['updated_at', 'version'].includes(name),
) as (keyof Row<'post'>)[];
const differs = (a: Row<'post'>, b: Row<'post'>) =>
  WRITTEN.some((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
