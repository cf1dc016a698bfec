import { z } from 'zod';
import { c, defineKind } from './define.ts';
import { stamps } from './fields.ts';

/** A brand reads its feeds for at most so many topics. */
export const MAX_TOPICS = 3;

/** What a brand looks for in its feeds (shared/feeds/rank.ts). */
export const topicSchema = z.object({
  name: z.string().min(1).max(200),
  description: z.string().max(2000),
  keywords: z.array(z.string().min(1).max(100)).max(50),
  query: z.string().max(500), // all its words; "words together"; OR; -without
});
export type Topic = z.infer<typeof topicSchema>;

/** Kinds: feeds that bring ideas. Sources, topics and marks are people's; states and items are the server's. */
export const smartFeedsKinds = {
  /** What to look for; one per brand, id is the brand's. */
  smart_feed: defineKind('smart_feed', 'smart_feeds', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    topics: c.json(z.array(topicSchema).max(MAX_TOPICS)),
    ...stamps,
  }),
  /** A feed or a page that names one. id is uuid v5 of brand and address, so two devices mean the same one. */
  feed_source: defineKind('feed_source', 'feed_sources', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    url: c.text(2000), // as somebody gave it
    name: c.text(300), // empty: what the feed calls itself
    paused: c.boolean(),
    ...stamps,
  }),
  /** How reading a source went; id is the source's. */
  feed_state: defineKind('feed_state', 'feed_states', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    state: c.oneOf(['ok', 'failed', 'gone']), // gone: not read any more
    error_code: c.textOrNull(80), // why the last reading failed
    error_status: c.integerOrNull(), // the answer's HTTP status, where there was one
    feed_url: c.text(2000), // where the feed was found
    title: c.text(300), // what it calls itself
    site_url: c.textOrNull(2000),
    read_at: c.instant(), // the last time it was asked
    fresh_at: c.instantOrNull(), // the last time it had something new
    next_at: c.instantOrNull(), // when it is asked again; null: not
    ...stamps,
  }),
  /** Something a feed said. id is uuid v5 of source and what the feed calls it. */
  feed_item: defineKind('feed_item', 'feed_items', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    source_id: c.uuid(),
    title: c.text(500),
    text: c.text(2000), // how it begins, without markup
    url: c.textOrNull(2000),
    author: c.text(200),
    published_at: c.instant(), // as the feed says, never after it was found
    ...stamps,
  }),
  /** What the team did with an item; id is the item's. None: nobody has looked. */
  feed_mark: defineKind('feed_mark', 'feed_marks', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    read: c.boolean(),
    dismissed: c.boolean(),
    post_id: c.uuidOrNull(), // the post made of it
    ...stamps,
  }),
} as const;
