import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { contentHash } from '../review/content.ts';
import { REVIEWER } from '../review/state.ts';
import { planningScope } from '../scopes.ts';
import { changed, defineMutation, made, need, put, Rejection, sameBrand } from './define.ts';

const { id, brand_id, post_id, decision, content, seen, note } = kinds.decision.columns;

/** A step of a post's review. Asking and withdrawing is anybody's; approving and sending back takes a manager. */
export const decisionMake = defineMutation({
  name: 'decision.make',
  args: z
    .object({
      id: id.schema,
      brand_id: brand_id.schema,
      post_id: post_id.schema,
      decision: decision.schema,
      /** What its maker looked at. The hash is taken from it here, so that the two cannot differ. */
      content: content.schema,
      seen: seen.schema,
      note: note.schema,
    })
    .refine((args) => args.decision !== 'changes_requested' || args.note.trim() !== '', {
      message: 'Say what should change.',
      path: ['note'],
    }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({
    brandId: args.brand_id,
    minimum: args.decision === 'approved' || args.decision === 'changes_requested' ? REVIEWER : 'member',
  }),
  // The post is among them so that a decision and a publisher that freezes the post wait for each other.
  reads: (args) => [
    { kind: 'post', id: args.post_id },
    ...[args.id, ...args.seen].map((one) => ({ kind: 'decision', id: one }) as const),
  ],
  apply(rows, args, ctx) {
    sameBrand(need(rows, 'post', args.post_id), args.brand_id);
    if (rows.get('decision', args.id)) throw new Rejection('exists', 'This decision exists already.');
    // Only what was there before can have been seen: no two decisions ever hide each other.
    const before = args.seen.filter((one) => rows.get('decision', one)?.post_id === args.post_id);
    const row = {
      ...args,
      seen: before,
      content_hash: contentHash(args.content),
      made_by: ctx.actor,
      link_id: null,
      name: null,
      made_at: ctx.madeAt,
    };
    return { writes: [put('decision', row)] };
  },
});

/** Turns approval on or off for a brand. */
export const approvalSet = defineMutation({
  name: 'approval.set',
  args: z.object({ brand_id: z.uuid(), required: z.boolean() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: REVIEWER }),
  reads: (args) => [
    { kind: 'brand', id: args.brand_id },
    { kind: 'approval_rule', id: args.brand_id },
  ],
  apply(rows, { brand_id: brandId, required }, ctx) {
    need(rows, 'brand', brandId);
    const row = rows.get('approval_rule', brandId);
    const next = row
      ? changed(row, { required }, ctx)
      : { id: brandId, brand_id: brandId, required, ...made(ctx) };
    return { writes: [put('approval_rule', next)] };
  },
});
