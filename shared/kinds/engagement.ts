import { c, defineKind } from './define.ts';
import { stamps } from './fields.ts';

/** Kinds: what people wrote below posts, and the answers. */
export const engagementKinds = {
  /** id is uuid v5 of connection and remote id, so that whoever collects it first makes the same row. */
  comment: defineKind('comment', 'comments', 'engagement', {
    id: c.uuid(),
    brand_id: c.uuid(),
    connection_id: c.uuid(),
    post_id: c.uuidOrNull(),
    remote_id: c.text(2000),
    parent_remote_id: c.textOrNull(2000),
    url: c.textOrNull(2000),
    author_name: c.text(300),
    author_handle: c.text(300),
    text: c.text(100_000),
    commented_at: c.instant(),
    status: c.oneOf(['open', 'done']),
    assigned_to: c.uuidOrNull(), // a person
    ...stamps,
  }),
  reply: defineKind('reply', 'replies', 'engagement', {
    id: c.uuid(),
    brand_id: c.uuid(),
    comment_id: c.uuid(),
    connection_id: c.uuid(),
    text: c.text(100_000),
    created_by: c.textOrNull(80),
    ...stamps,
  }),
} as const;
