import { z } from 'zod';
import { rectSchema } from '../media/crop.ts';
import { c, defineKind } from './define.ts';
import { postWords, stamps } from './fields.ts';

const hexSchema = z.string().regex(/^#[0-9a-f]{6}$/);

/** A link of a profile, with the words it is shown under. */
export const bioLinkSchema = z.object({ title: z.string().max(100), url: z.string().max(2000) });

/** Shapes a slide can have, as in SHAPES (shared/media/crop.ts). */
export const SLIDE_SHAPES = ['portrait', 'grid', 'square', 'story'] as const;
export type SlideShape = (typeof SLIDE_SHAPES)[number];

/** Faces a slide's words can be set in; all are bundled. */
export const SLIDE_FONTS = ['sans', 'serif'] as const;

/** Words on a slide. Places and sizes are shares of the slide's width and height, so that they hold at any size. */
export const overlaySchema = z.object({
  id: z.uuid(),
  text: z.string().max(2000),
  x: z.number().min(0).max(1), // left edge
  y: z.number().min(0).max(1), // top edge
  width: z.number().min(0.05).max(1),
  size: z.number().min(0.01).max(0.4), // height of a line of type, in shares of the slide's width
  font: z.enum(SLIDE_FONTS),
  weight: z.int().min(100).max(900),
  align: z.enum(['start', 'center', 'end']),
  color: hexSchema,
  band: hexSchema.nullable(), // what is laid under the words so that they can be read; null: nothing
});
export type Overlay = z.infer<typeof overlaySchema>;

/** How much of a picture a colour takes up; `share` is 0 to 1. */
export const lookColorSchema = z.object({ hex: hexSchema, share: z.number().min(0).max(1) });

/** Kinds: a channel's profile as people see it, and what it is made of. */
export const feedKinds = {
  /** What a channel's profile says and what it is meant to tell. One per channel, id is the connection's. */
  feed: defineKind('feed', 'feeds', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    display_name: c.text(100),
    category: c.text(100), // the line under the name: what kind of business it is
    avatar_id: c.uuidOrNull(), // asset
    bio_id: c.uuidOrNull(), // the version in use; null: the newest
    document_id: c.uuidOrNull(), // the strategy that it follows
    vibe: c.text(2000),
    story: c.text(5000), // what its grid tells, read from top to bottom
    rhythm: c.text(2000), // what follows what
    research: c.text(20_000),
    hashtags: postWords.hashtags,
    ...stamps,
  }),
  /** Where a post without a date stands in a channel's grid. id is the target's (uuid v5 of post and connection). */
  feed_tile: defineKind('feed_tile', 'feed_tiles', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    connection_id: c.uuid(),
    position: c.integer(), // the higher, the nearer to the top; like milliseconds since 1970
    ...stamps,
  }),
  /** A version of a profile's words. */
  bio: defineKind('bio', 'bios', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    connection_id: c.uuid(),
    text: c.text(5000),
    links: c.json(z.array(bioLinkSchema).max(10)),
    note: c.text(500), // why there is this version
    ...stamps,
  }),
  /** A highlight of a profile: stories kept under a title and a cover. */
  highlight: defineKind('highlight', 'highlights', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    connection_id: c.uuid(),
    title: c.text(100),
    cover_id: c.uuidOrNull(), // asset
    post_ids: c.json(z.array(z.uuid()).max(200)),
    position: c.integer(),
    ...stamps,
  }),
  /** Slides with words that become the pictures of a post. */
  carousel: defineKind('carousel', 'carousels', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuidOrNull(), // the post whose pictures they are
    title: c.text(200),
    shape: c.oneOf(SLIDE_SHAPES),
    ...stamps,
  }),
  /** One slide: a picture or a colour, and words on it. */
  slide: defineKind('slide', 'slides', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    carousel_id: c.uuid(),
    position: c.integer(),
    asset_id: c.uuidOrNull(), // what lies under the words; null: the colour
    crop: c.json(rectSchema.nullable()), // the part of it that fills the slide; null: the largest in the middle
    background: c.color(),
    overlays: c.json(z.array(overlaySchema).max(20)),
    ...stamps,
  }),
  /** Where a picture that was made here comes from. id is the asset's. */
  rendering: defineKind('rendering', 'renderings', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    carousel_id: c.uuid(),
    slide_id: c.uuid(),
    original_id: c.uuidOrNull(), // the asset under the words; null: there was only a colour
    source: c.sha256(), // of everything it was made from: another one means that it is out of date
    ...stamps,
  }),
  /** What a picture's colours are, found out once from its pixels. id is the asset's. */
  asset_look: defineKind('asset_look', 'asset_looks', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    colors: c.json(z.array(lookColorSchema).max(8)), // the largest share first
    lightness: c.integer(), // 0 (black) to 100 (white)
    ...stamps,
  }),
  /** What a feed is for and how it gets there, in Markdown. */
  strategy_document: defineKind('strategy_document', 'strategy_documents', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    title: c.text(200),
    text: c.text(100_000),
    ...stamps,
  }),
  /** A strategy as it stood at some time; nobody changes it. */
  document_version: defineKind('document_version', 'document_versions', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    document_id: c.uuid(),
    title: c.text(200),
    text: c.text(100_000),
    note: c.text(500),
    created_by: c.textOrNull(80),
    ...stamps,
  }),
} as const;
