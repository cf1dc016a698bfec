import { z } from 'zod';
import { c } from './define.ts';

/** Who and when; on every row a mutator writes. `version` grows by one with every accepted write. */
export const stamps = { created_at: c.instant(), updated_at: c.instant(), version: c.integer() };

/** What a person writes of a post; a series says the same of its occurrences, a revision of a version. */
export const postWords = {
  pillar_id: c.uuidOrNull(),
  title: c.text(500),
  caption: c.text(100_000),
  notes: c.text(100_000),
  hashtags: c.json(z.array(z.string().max(200)).max(100)),
  link: c.textOrNull(2000),
  wall_time: c.wallTimeOrNull(),
  time_zone: c.timeZoneOrNull(),
  schedule_id: c.uuidOrNull(), // the schedule whose slot this fills, if any
  slot_key: c.textOrNull(120), // `<schedule>@<slot wall time>`; unique in a brand while the post stands
};

/** What a channel of a post says instead of the caption; null follows it. */
export const channelText = c.textOrNull(100_000);
