import { z } from 'zod';
import { c, defineKind } from './define.ts';
import { channelText, postWords, stamps } from './fields.ts';
import { mediaKinds } from './media.ts';
import { postsKinds } from './posts.ts';

/** A weekly slot: ISO weekday (1 is Monday) and wall time `HH:MM` in the schedule's zone. */
export const slotSchema = z.object({
  weekday: z.int().min(1).max(7),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
});
export type Slot = z.infer<typeof slotSchema>;

const { format, by_hand, options } = postsKinds.target.columns;
const { role, rank, text, asset_ids, frames } = postsKinds.part.columns;
const { asset_id, position, alt_text, crop, cover } = mediaKinds.attachment.columns;

/** A channel that occurrences of a series go to, as a post goes there. An older app says its words only. */
export const seriesTargets = z
  .array(
    z.object({
      connection_id: z.uuid(),
      text: channelText.schema,
      format: format.schema,
      by_hand: by_hand.schema,
      options: options.schema,
    }),
  )
  .max(100);

/** Files of each occurrence, for all channels or (`connection_id`) for one. */
export const seriesMedia = z
  .array(
    z.object({
      asset_id: asset_id.schema,
      connection_id: z.uuid().nullable(),
      position: position.schema,
      alt_text: alt_text.schema,
      crop: crop.schema,
      cover: cover.schema,
    }),
  )
  .max(400);

/** What follows each occurrence: its thread and first comment. `id` is the series' own; a post's part has another. */
export const seriesParts = z
  .array(
    z.object({
      id: z.uuid(),
      connection_id: z.uuid().nullable(),
      role: role.schema,
      rank: rank.schema,
      text: text.schema,
      asset_ids: asset_ids.schema,
      frames: frames.schema,
    }),
  )
  .max(400);

/** Kinds: when posts go out: weekly slots, days without them, posts that come again. */
export const schedulesKinds = {
  schedule: defineKind('schedule', 'schedules', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    time_zone: c.timeZone(),
    slots: c.json(z.array(slotSchema).max(200)),
    paused: c.boolean(),
    connection_ids: c.json(z.array(z.uuid()).max(100).default([])), // where its posts go; none named: everywhere
    ...stamps,
  }),
  /** Days without slots, on the schedule's own clock: a holiday of the brand, or a pause of one schedule. */
  holiday: defineKind('holiday', 'holidays', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    schedule_id: c.uuidOrNull(), // null: all schedules of the brand
    name: c.text(200),
    first_day: c.date(),
    last_day: c.date(), // included
    ...stamps,
  }),
  /**
   * A post that comes again and again: what its occurrences say and when they go out. Occurrences are computed
   * (shared/recurrence) until one is made; from then on it is a post of its own.
   */
  series: defineKind('series', 'series', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    pillar_id: postWords.pillar_id,
    title: postWords.title,
    caption: postWords.caption,
    notes: postWords.notes,
    hashtags: postWords.hashtags,
    link: postWords.link,
    targets: c.json(seriesTargets),
    media: c.json(seriesMedia.default([])), // a server that is older tells none
    parts: c.json(seriesParts.default([])),
    starts_at: c.wallTime(), // the first occurrence, and the time of day of all
    time_zone: c.timeZone(),
    rule: c.text(500), // an RRULE of RFC 5545 without UNTIL, which is `ends_before`
    ends_before: c.wallTimeOrNull(), // no occurrence at or after this wall time
    paused: c.boolean(),
    created_by: c.textOrNull(80),
    ...stamps,
  }),
  /**
   * What became of one date of a series: the post it was made into, or (no post) an exception. id is uuid v5 of series
   * and original wall time, so every device and the server mean the same one. `made_hash` is of what stood beside the
   * post as the series made it (shared/mutators/beside.ts); null where that is not the series' to change.
   */
  occurrence: defineKind('occurrence', 'occurrences', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    series_id: c.uuid(),
    wall_time: c.wallTime(), // as the rule has it, whatever its post was moved to
    post_id: c.uuidOrNull(), // null: left out
    post_version: c.integer(), // the post's as the series made it; a later one is somebody's own
    made_hash: { ...c.textOrNull(64), schema: z.string().max(64).nullable().default(null) },
    ...stamps,
  }),
} as const;
