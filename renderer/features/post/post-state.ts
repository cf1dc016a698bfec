import type { PublicationState } from '../../../shared/kinds/index.ts';
import { asWritten, plainly } from '../../../shared/mentions/tokens.ts';
import { isYours } from '../../../shared/mutators/publication.ts';
import { goesOutAt } from '../../../shared/mutators/target.ts';
import { isLate, isRecord } from '../../../shared/publishing/late.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import type { PostCard } from '../../../shared/queries.ts';
import { outTimes } from './out-times.ts';

/** A post's state in one word, the most urgent of what its channels say. */
export type PostState =
  | 'idea' // no time yet
  | 'scheduled'
  | 'no_channels' // has a time but goes nowhere
  | 'no_words' // has a time and a channel, but nothing to say
  | 'in_review'
  | 'changes_requested'
  | 'approved'
  | 'unapproved' // planned where only what is approved goes out, and nobody has been asked
  | 'due' // its time has come and nothing has answered yet
  | 'late' // and nothing has for some minutes, on one of its channels at least
  | 'past' // its time has passed, and nothing of it is to go out: it was called off, or is a record of before
  | 'yours' // due on a channel that a person posts to by hand
  | Exclude<PublicationState, 'cancelled'>
  | 'partly'; // out on some channels

/** Which state of a publication is told first when channels differ. */
const URGENCY: PublicationState[] = ['failed', 'unknown', 'missed', 'publishing', 'retrying', 'waiting'];
const OUT: PublicationState[] = ['published', 'by_hand'];

export function postState(post: PostCard, nowIso: string): PostState {
  const states = post.targets.flatMap(({ publication, steps = [] }) =>
    [...(publication ? [publication] : []), ...steps].map(({ state }) => state),
  );
  const urgent = URGENCY.find((state) => states.includes(state));
  if (urgent && URGENCY.indexOf(urgent) < URGENCY.indexOf('publishing') && urgent !== 'cancelled')
    return urgent;
  if (post.targets.some(({ publication }) => publication && isYours(publication))) return 'yours';
  if (urgent && urgent !== 'cancelled') return urgent;
  const { state: review, required } = post.review;
  const cleared = review === 'approved' || !required;
  const times = post.status === 'draft' ? [] : untakenTimes(post);
  if (cleared && times.some((at) => isLate(at, nowIso)) && !isMute(post)) return 'late';
  const out = post.targets.flatMap(({ publication }) =>
    publication && OUT.includes(publication.state) ? [publication.state] : [],
  );
  if (out.length > 0) {
    if (out.length < post.targets.length) return 'partly';
    return out.includes('published') ? 'published' : 'by_hand';
  }
  if (post.status === 'draft' || !post.scheduled_at) return review === 'draft' ? 'idea' : review;
  if (post.targets.length === 0) return 'no_channels';
  if (times.length === 0 && outTimes(post).every((at) => at <= nowIso)) return 'past';
  if (isMute(post)) return 'no_words';
  const due = times.some((at) => at <= nowIso);
  // What holds it back is told first; an approval is news only until its time has come.
  if (review === 'draft') return required ? 'unapproved' : due ? 'due' : 'scheduled';
  return due && cleared ? 'due' : review;
}

/** It says nothing on one of its channels. */
const isMute = (post: PostCard): boolean =>
  post.targets.some((target) => outgoingText(post, target.text, asWritten) === '');

/** When a post goes out on channels of which nothing was heard yet; records of before are not among them. */
const untakenTimes = (post: PostCard): string[] =>
  post.targets.flatMap((target) => {
    const at = target.publication === null ? goesOutAt(post, target) : null;
    return at === null || isRecord(target, at) ? [] : [at];
  });

/** Out, on its way out, or perhaps out: its time can no longer be moved, and it stays as a record. */
export const isLocked = (post: PostCard): boolean => post.targets.some(isFixed);

/** The same of one channel. */
export const isFixed = ({ publication }: Pick<PostCard['targets'][number], 'publication'>): boolean =>
  publication !== null && FIXED.includes(publication.state);

const FIXED: PublicationState[] = [...OUT, 'publishing', 'unknown'];

export const needsPerson = (state: PostState): boolean =>
  ['failed', 'unknown', 'missed', 'yours'].includes(state);

/** What to call a post: its title, else how its words begin; empty when it has neither. */
export function postName(post: { title: string; caption: string }): string {
  const title = post.title.trim();
  if (title !== '') return title;
  const line = plainly(post.caption.trim().split('\n')[0] ?? '');
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line;
}
