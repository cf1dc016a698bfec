import { z } from 'zod';
import { c, defineKind } from './define.ts';
import { stamps } from './fields.ts';

/** Steps of a review. `withdrawn` takes back what was asked for, or an approval. */
export const DECISIONS = ['asked', 'approved', 'changes_requested', 'withdrawn'] as const;

/** Kinds: who looked at a post and what they said. */
export const reviewKinds = {
  /** Whether a brand's posts need approval; id is the brand's. No row: they do not. */
  approval_rule: defineKind('approval_rule', 'approval_rules', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    required: c.boolean(),
    ...stamps,
  }),
  /**
   * One step of a post's review, never changed. It names what was looked at by its hash, and the decisions that its
   * maker saw: shared/review/state.ts derives everything else.
   */
  decision: defineKind('decision', 'decisions', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    decision: c.oneOf(DECISIONS),
    content_hash: c.text(64),
    /** What was looked at, as shared/review/content.ts puts it. */
    content: c.json(z.record(z.string().max(80), z.json())),
    seen: c.json(z.array(z.uuid()).max(100)),
    note: c.text(5000),
    made_by: c.textOrNull(80), // person id; null before an account, and for a client
    link_id: c.uuidOrNull(), // a client's review link
    name: c.textOrNull(200), // what that client said they are called
    made_at: c.instant(),
  }),
  /** What the team says about a post among themselves. */
  post_comment: defineKind('post_comment', 'post_comments', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    text: c.text(10_000),
    mentions: c.json(z.array(z.uuid()).max(100)), // persons
    resolved_at: c.instantOrNull(),
    resolved_by: c.textOrNull(80),
    edited_at: c.instantOrNull(),
    created_by: c.textOrNull(80),
    ...stamps,
  }),
} as const;
