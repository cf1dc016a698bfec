import { publicationId } from '../../shared/mutators/publication.ts';
import { goesByHand, goesOutAt, targetId } from '../../shared/mutators/target.ts';
import { partsOfPosts } from '../queries/parts.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { isCleared } from './cleared.ts';
import type { Entry, Result } from './device-ledger.ts';
import { MISSED, NOT_APPROVED_IN_TIME, TAKEN_DOWN } from './device-refusals.ts';
import { connectionOf, postOf, targetOf } from './rows.ts';

/** A slow start or a short sleep is no reason to miss a post, even where a brand allows no lateness at all. */
const LEAST_GRACE_MS = 60_000;

/** It does not go out. `tell`: what people read of that; null where it is their own doing and nothing is left to say. */
export class CalledOff extends Error {
  override readonly name = 'CalledOff';
  readonly tell: Result | null;
  constructor(tell: Result | null) {
    super('It is not to go out any more.');
    this.tell = tell;
  }
}

/** Whether something was due longer ago than its brand allows. @param graceMinutes the brand's */
export const isLate = (dueAt: string, graceMinutes: number, now: Date): boolean =>
  now.getTime() > Date.parse(dueAt) + Math.max(LEAST_GRACE_MS, graceMinutes * 60_000);

/**
 * What waits in the ledger was planned by rows that may have changed since: asked before it is tried, and again in the
 * turn that arms it, so that whoever moves, unplans, deletes or takes over a post before that has done so.
 * @throws CalledOff when it is not to go out any more
 */
export function assertStands(replica: ReplicaView, entry: Entry, now: Date): void {
  const { subject, subjectId, postId, partId, connectionId, brandId, dueAt, auto } = entry;
  if (subject === 'reply') {
    if (replica.read.get('select 1 from replies where id = ?', subjectId)) return;
    throw new CalledOff(null);
  }
  const id = targetId(postId ?? '', connectionId);
  const post = postId === null ? null : postOf(replica, postId);
  const target = targetOf(replica, id);
  if (!post || !target) throw new CalledOff(null);
  if (subject === 'part') {
    const parts = partsOfPosts(replica.read, [post.id]).get(post.id) ?? [];
    if (!parts.some((part) => part.id === partId)) throw new CalledOff(null);
  } else if (auto) {
    const byHand = goesByHand(target, connectionOf(replica, connectionId));
    if (byHand || post.status !== 'scheduled' || goesOutAt(post, target) !== dueAt) throw new CalledOff(null);
  }
  if (isDown(replica, id, now)) throw new CalledOff(TAKEN_DOWN);
  const grace = replica.read.get<{ grace_minutes: number }>(
    'select grace_minutes from brands where id = ?',
    brandId,
  );
  if (auto && grace && isLate(dueAt, grace.grace_minutes, now))
    throw new CalledOff(isCleared(replica, post.id) ? MISSED : NOT_APPROVED_IN_TIME);
}

/** Whether a post is to be down from a channel by now, or is: nothing of it goes up there any more. */
export function isDown(replica: ReplicaView, target: string, now: Date): boolean {
  const said = 'select 1 from takedowns where id = ? and remove_at <= ?';
  const done = "select 1 from standings where id = ? and state = 'removed'";
  return (
    replica.read.get(said, target, now.toISOString()) !== undefined ||
    replica.read.get(done, publicationId(target, 'once')) !== undefined
  );
}
