import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { kinds, POST_FORMATS, type Row } from '../kinds/index.ts';
import { filmOptionsSchema, tidyFilmOptions } from '../publishing/film-options.ts';
import { takesStories } from '../rules/index.ts';
import { planningScope } from '../scopes.ts';
import { mergeText } from '../text/merge.ts';
import { ranksAfter } from '../threads/order.ts';
import { wallToInstant } from '../time/wall.ts';
import {
  changed,
  defineMutation,
  del,
  made,
  type Notice,
  need,
  put,
  Rejection,
  sameBrand,
  type Write,
} from './define.ts';
import { firstCommentId } from './part.ts';
import { momentSchema } from './post.ts';

const { brand_id, post_id, connection_id, text, format } = kinds.target.columns;
const named = z.object({
  brand_id: brand_id.schema,
  post_id: post_id.schema,
  connection_id: connection_id.schema,
});

const NAMESPACE = 'b0c9a4f2-63a5-4c8e-9a63-0d7f6f2c1e55';

/** The one id of "this post to this connection", whoever makes it. */
export const targetId = (postId: string, connectionId: string) =>
  uuidv5(`${postId}/${connectionId}`, NAMESPACE);

/** A date of a channel's own, or that it goes out with its post. */
const ownTime = (when: z.infer<typeof momentSchema> | null | undefined) =>
  when
    ? {
        wall_time: when.wall_time,
        time_zone: when.time_zone,
        scheduled_at: wallToInstant(when.wall_time, when.time_zone),
      }
    : WITH_THE_POST;
/** The columns of a channel that goes out with its post. */
export const WITH_THE_POST = { wall_time: null, time_zone: null, scheduled_at: null } as const;

/** When a post goes out on a channel: the channel's own date, else the post's; null while the post has none. */
export const goesOutAt = (
  post: Pick<Row<'post'>, 'scheduled_at'>,
  target: Pick<Row<'target'>, 'scheduled_at'> | null | undefined,
): string | null => post.scheduled_at && (target?.scheduled_at ?? post.scheduled_at);

export const targetAdd = defineMutation({
  name: 'target.add',
  /**
   * What is not named is as the channel has it (`channel_default`), its first comment included; a copy, and one that
   * comes back, name what they had.
   */
  args: named.extend({
    text: text.schema,
    format: format.schema.optional(),
    by_hand: z.boolean().optional(),
    options: filmOptionsSchema.nullable().optional(),
    when: momentSchema.nullable().optional(),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'target', id: targetId(args.post_id, args.connection_id) },
    { kind: 'post', id: args.post_id },
    { kind: 'connection', id: args.connection_id },
    { kind: 'channel_default', id: args.connection_id },
    { kind: 'part', id: firstCommentId(args.post_id, null) },
    { kind: 'part', id: firstCommentId(args.post_id, args.connection_id) },
  ],
  apply(rows, { when, ...args }, ctx) {
    const id = targetId(args.post_id, args.connection_id);
    if (rows.get('target', id)) return { writes: [] }; // added on two devices: one target
    sameBrand(need(rows, 'post', args.post_id), args.brand_id);
    sameBrand(need(rows, 'connection', args.connection_id), args.brand_id);
    const usual = rows.get('channel_default', args.connection_id);
    const { format = null, by_hand = usual?.by_hand ?? false, options = usual?.options ?? null } = args;
    const plain = { format, by_hand, options: tidyFilmOptions(options), ...ownTime(when) };
    const writes: Write[] = [put('target', { id, ...args, ...plain, ...made(ctx) })];
    // What somebody wrote for the post, and what comes back with what it had, is not written over.
    const comment = firstCommentId(args.post_id, args.connection_id);
    const fresh = args.by_hand === undefined && format !== 'story';
    const said = rows.get('part', comment) ?? rows.get('part', firstCommentId(args.post_id, null));
    if (usual && usual.first_comment.trim() !== '' && fresh && !said) {
      const { brand_id, post_id, connection_id } = args;
      const first = { role: 'first_comment' as const, rank: ranksAfter(null, 1)[0] ?? '' };
      const part = { ...first, text: usual.first_comment, asset_ids: [], frames: {} };
      writes.push(put('part', { id: comment, brand_id, post_id, connection_id, ...part, ...made(ctx) }));
    }
    return { writes };
  },
});

export const targetEdit = defineMutation({
  name: 'target.edit',
  /** `base`: the words its writer saw, empty text where there were none. */
  args: named.extend({
    text: text.schema,
    base: z
      .object({ text: z.string().max(100_000) })
      .partial()
      .optional(),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'target', id: targetId(args.post_id, args.connection_id) }],
  apply(rows, args, ctx) {
    const row = need(rows, 'target', targetId(args.post_id, args.connection_id));
    sameBrand(row, args.brand_id);
    const { text: theirs } = row;
    const mine = args.text;
    const seen = args.base?.text;
    if (theirs === null || seen === undefined || mine === null || theirs === seen)
      return { writes: [put('target', changed(row, { text: mine }, ctx))] };
    const merged = mergeText({ base: seen, theirs, mine });
    const notice: Notice = {
      code: 'text_conflict',
      params: { field: 'text', connection_id: row.connection_id, kept: theirs, by: ctx.actor ?? '' },
      about: { kind: 'post', id: row.post_id },
    };
    return {
      writes: [put('target', changed(row, { text: merged.text }, ctx))],
      notices: merged.conflict ? [notice] : [],
    };
  },
});

/** Whether a person puts a post up there: always where Pillarbox cannot, else where they chose to. */
export const goesByHand = (
  target: Pick<Row<'target'>, 'by_hand'> | null | undefined,
  connection: Pick<Row<'connection'>, 'holder'> | null | undefined,
): boolean => connection?.holder === 'person' || target?.by_hand === true;

/** `remind me instead`: when its time comes a person puts it up on this channel, and nothing is sent by itself. */
export const targetByHand = defineMutation({
  name: 'target.byHand',
  args: named.extend({ by_hand: z.boolean() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'target', id: targetId(args.post_id, args.connection_id) }],
  apply(rows, { by_hand, ...args }, ctx) {
    const row = need(rows, 'target', targetId(args.post_id, args.connection_id));
    sameBrand(row, args.brand_id);
    return { writes: row.by_hand === by_hand ? [] : [put('target', changed(row, { by_hand }, ctx))] };
  },
});

/** What a channel of films is told beside the words. */
export const targetOptions = defineMutation({
  name: 'target.options',
  args: named.extend({ options: filmOptionsSchema.nullable() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'target', id: targetId(args.post_id, args.connection_id) }],
  apply(rows, args, ctx) {
    const row = need(rows, 'target', targetId(args.post_id, args.connection_id));
    sameBrand(row, args.brand_id);
    const options = tidyFilmOptions(args.options);
    const same = JSON.stringify(options) === JSON.stringify(tidyFilmOptions(row.options));
    return { writes: same ? [] : [put('target', changed(row, { options }, ctx))] };
  },
});

/** Another date for one channel of a post (it counts while the post is planned); null goes out with the post again. */
export const targetWhen = defineMutation({
  name: 'target.when',
  args: named.extend({ when: momentSchema.nullable() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'target', id: targetId(args.post_id, args.connection_id) }],
  apply(rows, { when, ...args }, ctx) {
    const row = need(rows, 'target', targetId(args.post_id, args.connection_id));
    sameBrand(row, args.brand_id);
    const own = ownTime(when);
    const same = row.wall_time === own.wall_time && row.time_zone === own.time_zone;
    return { writes: same ? [] : [put('target', changed(row, own, ctx))] };
  },
});

/** Whether a channel shows the post as a story, or as it shows any post. */
export const targetShowAs = defineMutation({
  name: 'target.showAs',
  args: named.extend({ format: z.enum(POST_FORMATS).nullable() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'target', id: targetId(args.post_id, args.connection_id) },
    { kind: 'connection', id: args.connection_id },
  ],
  apply(rows, { format, ...args }, ctx) {
    const row = need(rows, 'target', targetId(args.post_id, args.connection_id));
    sameBrand(row, args.brand_id);
    const { platform } = need(rows, 'connection', args.connection_id);
    if (format === 'story' && !takesStories(platform))
      throw new Rejection('no_stories', 'This channel takes no stories from here.');
    return { writes: row.format === format ? [] : [put('target', changed(row, { format }, ctx))] };
  },
});

export const targetRemove = defineMutation({
  name: 'target.remove',
  args: named,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'target', id: targetId(args.post_id, args.connection_id) }],
  apply(rows, args) {
    const row = rows.get('target', targetId(args.post_id, args.connection_id));
    if (!row) return { writes: [] };
    sameBrand(row, args.brand_id);
    return { writes: [del('target', row.id)] };
  },
});
