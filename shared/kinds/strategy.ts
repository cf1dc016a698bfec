import { z } from 'zod';
import { c, defineKind } from './define.ts';
import { postWords, stamps } from './fields.ts';
import { PLATFORMS } from './publishing.ts';

/** How pressing a hook makes its words. */
export const HOOK_URGENCIES = ['calm', 'soon', 'now'] as const;

/** A name on a platform, without its `@`: `anna.bsky.social`, `anna@mastodon.example`. */
export const handleSchema = z.string().regex(/^[^\s@][^\s]{0,199}$/);

/** A colour of a brand's palette. */
export const swatchSchema = z.object({
  name: z.string().max(100),
  hex: z.string().regex(/^#[0-9a-f]{6}$/),
});

/** Kinds: what a brand says, how, and to whom. */
export const strategyKinds = {
  pillar: defineKind('pillar', 'pillars', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    description: c.text(),
    color: c.integer(), // 1-8, an index into the pillar palette
    position: c.integer(),
    share: c.integerOrNull(), // wished share of the calendar, percent
    why_it_matters: { ...c.text(5000), schema: z.string().max(5000).default('') },
    subtopics: c.json(z.array(z.string().min(1).max(200)).max(50).default([])), // examples, in order
    ...stamps,
  }),
  /** What a brand is and how it speaks; one per brand, id is the brand's. */
  brand_profile: defineKind('brand_profile', 'brand_profiles', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    one_liner: c.text(500),
    audience: c.text(5000),
    differentiators: c.text(5000),
    pain_points: c.text(5000), // of its audience
    opportunities: c.text(5000),
    price: c.text(2000),
    voice: c.text(5000),
    personality: c.text(5000),
    brand_values: c.text(5000),
    topics: c.text(5000),
    competitors: c.text(5000),
    goal: c.text(2000),
    region: c.text(500),
    website: c.text(2000),
    palette: c.json(z.array(swatchSchema).max(24)),
    ...stamps,
  }),
  /** One rule of a brand's style guide. */
  style_rule: defineKind('style_rule', 'style_rules', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    stance: c.oneOf(['do', 'dont']),
    text: c.text(1000),
    example: c.text(2000),
    position: c.integer(),
    ...stamps,
  }),
  /** A first line that makes people stop. How often it was used is told by `idea.hook_id`. */
  hook: defineKind('hook', 'hooks', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    text: c.text(1000),
    type: c.text(100), // question, number, story: whatever the team calls it
    category: c.text(100),
    season: c.text(100), // empty: any time
    place: c.text(200), // empty: anywhere
    urgency: c.oneOf(HOOK_URGENCIES),
    score: c.integerOrNull(), // how posts with it did, 0-100; null until there are numbers
    ...stamps,
  }),
  offer: defineKind('offer', 'offers', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    description: c.text(10_000),
    benefits: c.json(z.array(z.string().min(1).max(500)).max(50)),
    features: c.json(z.array(z.string().min(1).max(500)).max(50)),
    audience: c.text(5000),
    value_proposition: c.text(5000),
    price: c.text(500),
    ...stamps,
  }),
  /** Words with variables (shared/text/template.ts) to begin a caption with. */
  caption_template: defineKind('caption_template', 'caption_templates', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    category: c.text(100),
    text: c.text(10_000),
    ...stamps,
  }),
  hashtag_set: defineKind('hashtag_set', 'hashtag_sets', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    hashtags: postWords.hashtags, // without the sign, as on posts
    ...stamps,
  }),
  /** Somebody the brand mentions in its posts, by whatever each platform calls them (shared/mentions). */
  contact: defineKind('contact', 'contacts', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    handles: c.json(z.partialRecord(z.enum(PLATFORMS), handleSchema)),
    ...stamps,
  }),
  /** What somebody noted on a day; gathered by week, and perhaps made into a post. */
  journal_entry: defineKind('journal_entry', 'journal_entries', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    day: c.date(),
    text: c.text(20_000),
    post_id: c.uuidOrNull(), // the post made of it
    created_by: c.textOrNull(80),
    ...stamps,
  }),
  /** What a week of the journal came to. id is uuid v5 of brand and first day. */
  journal_week: defineKind('journal_week', 'journal_weeks', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    first_day: c.date(),
    text: c.text(20_000),
    done: c.boolean(),
    ...stamps,
  }),
} as const;
