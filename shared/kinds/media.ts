import { z } from 'zod';
import { coverSchema, rectSchema } from '../media/crop.ts';
import { c, defineKind } from './define.ts';
import { stamps } from './fields.ts';

/** Kinds: files, and which posts they go with. */
export const mediaKinds = {
  /** A file of a brand's library. id is uuid v5 of brand and hash: the same bytes twice are one asset. */
  asset: defineKind('asset', 'assets', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    sha256: c.sha256(),
    name: c.text(300),
    mime: c.text(100), // found out from the bytes, never from the name
    bytes: c.integer(),
    width: c.integerOrNull(), // in pixels, as shown (after rotation)
    height: c.integerOrNull(),
    duration_ms: c.integerOrNull(),
    codec: c.textOrNull(80),
    alt_text: c.text(2000), // what it shows, unless a post says it in other words
    folder: c.text(300),
    tags: c.json(z.array(z.string().min(1).max(100)).max(50)),
    rating: c.integer(), // 0 (none) to 5
    uploaded_at: c.instantOrNull(), // set by the server when it has the bytes
    ...stamps,
  }),
  /** A file goes with a post. id is uuid v5 of post, asset and connection. */
  attachment: defineKind('attachment', 'attachments', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    asset_id: c.uuid(),
    connection_id: c.uuidOrNull(), // set: media of that channel's own, instead of the post's
    position: c.integer(),
    alt_text: c.textOrNull(2000), // null takes the asset's
    crop: c.json(rectSchema.nullable()), // the part of the picture that goes out; null: all of it
    cover: c.json(coverSchema.nullable()), // what stands for it on a grid and before a video plays
    ...stamps,
  }),
} as const;
