import type { Row } from '../kinds/index.ts';
import {
  contentHash,
  type ReviewedContent,
  type ReviewedMedia,
  type ReviewedPost,
  type ReviewedTarget,
  reviewedContent,
} from './content.ts';

export const REVIEW_STATES = ['draft', 'in_review', 'changes_requested', 'approved'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** What the rule needs of a decision. */
export type Decided = Pick<Row<'decision'>, 'id' | 'decision' | 'content_hash' | 'seen'>;

export type Review<D extends Decided = Decided> = {
  state: ReviewState;
  /** It was approved, or sent back, with other words than it has now. */
  edited: boolean;
  /** Decisions nobody has answered yet; the next one names them as seen. */
  heads: D[];
};

/**
 * Where a post stands, from its decisions alone: nothing is ever marked on the post, so an edit needs nobody to
 * remember that it ends an approval.
 *
 * A decision names the decisions its maker saw. Those that nobody has seen yet are what counts, whatever the clocks
 * of devices say and in whatever order they arrive: of an approval and a request for changes that were made without
 * knowledge of each other, the request stands. Asking takes nothing back.
 * @param required the brand asks for approval: what is on the calendar is then in review without being asked for
 */
export function reviewOf<D extends Decided>(
  content: ReviewedContent | (() => ReviewedContent),
  decisions: readonly D[],
  { required, scheduled }: { required: boolean; scheduled: boolean },
): Review<D> {
  const seen = new Set(decisions.flatMap((decision) => decision.seen));
  const heads = decisions.filter(({ id }) => !seen.has(id));
  const made = (what: Decided['decision']) => heads.filter(({ decision }) => decision === what);
  const answer = (state: ReviewState, edited = false): Review<D> => ({ state, edited, heads });

  if (heads.length === 0) return answer(required && scheduled ? 'in_review' : 'draft');
  // Only now: a calendar of ten thousand posts that nobody has reviewed costs nothing.
  const hash = contentHash(typeof content === 'function' ? content() : content);
  const asIs = (among: D[]) => among.some(({ content_hash }) => content_hash === hash);
  const sentBack = made('changes_requested');
  if (sentBack.length > 0) return answer('changes_requested', !asIs(sentBack));
  if (made('withdrawn').length > 0) return answer('draft');
  const approvals = made('approved');
  if (asIs(approvals)) return answer('approved');
  return answer('in_review', approvals.length > 0);
}

/** The same from rows. */
export function reviewState<D extends Decided>(
  post: ReviewedPost & Pick<Row<'post'>, 'status'>,
  targets: readonly ReviewedTarget[],
  decisions: readonly D[],
  { required, ...more }: { required: boolean; media?: readonly ReviewedMedia[]; title?: string | null },
): Review<D> {
  return reviewOf(() => reviewedContent(post, targets, more), decisions, {
    required,
    scheduled: post.status === 'scheduled',
  });
}

/** The one question that publishing asks. */
export const mayGoOut = (review: Review, required: boolean): boolean =>
  !required || review.state === 'approved';

/** Roles that decide; every member may ask and withdraw. */
export const REVIEWER = 'manager';
