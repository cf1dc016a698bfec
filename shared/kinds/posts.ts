import { z } from 'zod';
import { frameSchema } from '../media/crop.ts';
import { filmOptionsSchema } from '../publishing/film-options.ts';
import { c, defineKind } from './define.ts';
import { channelText, postWords, stamps } from './fields.ts';

/** Columns of the ideas board, in order. */
export const IDEA_STAGES = ['idea', 'drafting', 'ready'] as const;
export type IdeaStage = (typeof IDEA_STAGES)[number];

/** What a post is to be made as; empty where nobody has said. */
export const POST_TYPES = [
  '',
  'text',
  'photo',
  'carousel',
  'video',
  'short',
  'story',
  'article',
  'poll',
] as const;
/** How much its time matters; empty where nobody has said. */
export const URGENCIES = ['', 'evergreen', 'timely', 'urgent'] as const;

/** What a channel shows a post as, where it is no plain post. */
export const POST_FORMATS = ['story'] as const;

/** What goes out after a post itself: the next post of its thread, or the first comment below it. */
export const PART_ROLES = ['thread', 'first_comment'] as const;
export type PartRole = (typeof PART_ROLES)[number];

const framesSchema = z.record(z.uuid(), frameSchema);
const partWords = {
  role: c.oneOf(PART_ROLES),
  rank: c.text(200), // a fractional index: parts of a role stand in its order (shared/threads)
  text: c.text(100_000),
  asset_ids: c.json(z.array(z.uuid()).max(20)), // files of the library, in the order they are shown
  // By file, where it does not go out whole and as the library describes it. What is older tells none.
  frames: { ...c.json(framesSchema), schema: framesSchema.default({}) },
};

const briefWords = {
  short_caption: c.text(5000), // for channels with little room: what a channel's own words begin with
  topic_angle: c.text(2000),
  visual_suggestion: c.text(5000),
  post_type: c.oneOf(POST_TYPES),
  urgency: c.oneOf(URGENCIES),
};

/** A version of what a person wrote: of a post with its time, of a part of it, of its brief, or of one channel's own. */
export const revisionWordsSchema = z.union([
  z.object({
    title: postWords.title.schema,
    caption: postWords.caption.schema,
    notes: postWords.notes.schema,
    hashtags: postWords.hashtags.schema,
    link: postWords.link.schema,
    pillar_id: postWords.pillar_id.schema,
    wall_time: postWords.wall_time.schema,
    time_zone: postWords.time_zone.schema,
    schedule_id: postWords.schedule_id.schema,
    slot_key: postWords.slot_key.schema,
  }),
  z.object({
    role: partWords.role.schema,
    rank: partWords.rank.schema,
    text: partWords.text.schema,
    asset_ids: partWords.asset_ids.schema,
    frames: partWords.frames.schema,
  }),
  z.object({
    short_caption: briefWords.short_caption.schema,
    topic_angle: briefWords.topic_angle.schema,
    visual_suggestion: briefWords.visual_suggestion.schema,
    post_type: briefWords.post_type.schema,
    urgency: briefWords.urgency.schema,
  }),
  z.object({
    text: channelText.schema,
    // What the channel was told beside the words. Versions of before there was such a thing say nothing of it.
    format: z.enum(POST_FORMATS).nullable().optional(),
    by_hand: z.boolean().optional(),
    options: filmOptionsSchema.nullable().optional(),
    // Only where the channel had a date of its own.
    wall_time: c.wallTimeOrNull().schema.optional(),
    time_zone: c.timeZoneOrNull().schema.optional(),
  }),
]);

/** Kinds: posts and what belongs to each. */
export const postsKinds = {
  post: defineKind('post', 'posts', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    pillar_id: postWords.pillar_id,
    title: postWords.title,
    caption: postWords.caption,
    notes: postWords.notes,
    hashtags: postWords.hashtags,
    link: postWords.link,
    status: c.oneOf(['draft', 'scheduled']),
    scheduled_at: c.instantOrNull(), // the instant, derived from wall_time and time_zone
    wall_time: postWords.wall_time,
    time_zone: postWords.time_zone,
    schedule_id: postWords.schedule_id,
    slot_key: postWords.slot_key,
    created_by: c.textOrNull(80), // person id; null for one made before an account
    ...stamps,
  }),
  /**
   * What a post is meant to be, for whoever writes and films it; nothing of it goes out. id is the post's. Apart from
   * the post, so that a month of posts stays small.
   */
  brief: defineKind('brief', 'briefs', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    ...briefWords,
    ...stamps,
  }),
  /** Where a post stands while it is an idea, and what it is for. id is the post's; none: a fresh idea. */
  idea: defineKind('idea', 'ideas', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    stage: c.oneOf(IDEA_STAGES),
    rank: c.integerOrNull(), // greater is higher up; null: as when it was made (shared/ideas/rank.ts)
    hook_id: c.uuidOrNull(), // the hook it was made with
    release_month: c.monthOrNull(),
    visible_after: c.dateOrNull(), // until then the board shows it only to managers and its maker: an aid, no secret
    ...stamps,
  }),
  /** A post goes to this connection. id is uuid v5 of post and connection, so two devices mean the same one. */
  target: defineKind('target', 'targets', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    connection_id: c.uuid(),
    text: channelText, // this channel's own words; null follows the caption
    /** A person puts it up there and is reminded, although Pillarbox could. A server that is older tells none. */
    by_hand: { ...c.boolean(), schema: z.boolean().default(false) },
    /** What a channel of films is told beside the words; null: all of it as usual. A server that is older tells none. */
    options: { ...c.json(filmOptionsSchema.nullable()), schema: filmOptionsSchema.nullable().default(null) },
    // null: a plain post. A server that is older tells none.
    format: { ...c.textOrNull(), schema: z.enum(POST_FORMATS).nullable().default(null) },
    // A date of this channel's own, as the post has one; null goes out with the post. A server that is older tells none.
    scheduled_at: { ...c.instantOrNull(), schema: c.instantOrNull().schema.default(null) },
    wall_time: { ...c.wallTimeOrNull(), schema: c.wallTimeOrNull().schema.default(null) },
    time_zone: { ...c.timeZoneOrNull(), schema: c.timeZoneOrNull().schema.default(null) },
    ...stamps,
  }),
  /** How a post begins on a channel, for those put on it from then on. id is the connection's. */
  channel_default: defineKind('channel_default', 'channel_defaults', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    first_comment: c.text(10_000),
    by_hand: c.boolean(),
    options: c.json(filmOptionsSchema.nullable()),
    ...stamps,
  }),
  /**
   * What goes out after a post, as a step of its own. A channel with parts of its own in a role has those instead of
   * the shared ones. A first comment's id is uuid v5 of post and connection, so that two devices mean the same one.
   */
  part: defineKind('part', 'post_parts', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    connection_id: c.uuidOrNull(), // set: that channel's own
    ...partWords,
    ...stamps,
  }),
  /**
   * One version of a post, of a part of it, of its brief, or of what one channel has of its own; made by
   * shared/mutators/history.ts beside every write of one, never changed. id is uuid v5 of subject, version and conflict.
   */
  revision: defineKind('revision', 'post_revisions', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    connection_id: c.uuidOrNull(), // set: that channel's own words
    part_id: { ...c.uuidOrNull(), schema: z.uuid().nullable().default(null) }, // set: of that part
    // Of the brief, whose id is the post's: its versions are counted apart from the post's.
    of_brief: { ...c.boolean(), schema: z.boolean().default(false) },
    version: c.integer(),
    cause: c.text(80), // the mutation that made it
    made_by: c.textOrNull(80), // person id; null before an account, and on words that lost
    made_at: c.instant(),
    conflict: c.textOrNull(40), // set: words that lost a merge to this version, in this field
    words: c.json(revisionWordsSchema),
  }),
} as const;
