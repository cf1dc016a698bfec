import type { Row } from '../../shared/kinds/index.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { goesByHand, goesOutAt, targetId } from '../../shared/mutators/target.ts';
import { graceEnds } from '../../shared/publishing/late.ts';
import { partsOfPosts } from '../queries/parts.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { isCleared } from './cleared.ts';
import type { Entry, Plan, Result } from './device-ledger.ts';
import { MISSED, MISSED_SIGNED_OUT, NOT_APPROVED_IN_TIME, TAKEN_DOWN } from './device-refusals.ts';
import { connectionOf, postOf, targetOf } from './rows.ts';

/** Without a connection answers are written all the same, and go out by themselves once there is one: for so long, in milliseconds. */
const OFFLINE_ANSWER_MS = 86_400_000;

/** It does not go out. `tell`: what people read of that; null where it is their own doing and nothing is left to say. */
export class CalledOff extends Error {
  override readonly name = 'CalledOff';
  readonly tell: Result | null;
  constructor(tell: Result | null) {
    super('It is not to go out any more.');
    this.tell = tell;
  }
}

/**
 * What people read of something that is not sent because it is late; null: it is not.
 * @param graceMinutes the brand's
 */
export function lateness(
  { subject, dueAt }: Pick<Plan, 'subject' | 'dueAt'>,
  graceMinutes: number,
  status: Row<'connection'>['status'],
  now: Date,
): Result | null {
  const answer = subject === 'reply';
  if (now <= graceEnds(dueAt, graceMinutes, { asked: answer })) return null;
  const offline = status !== 'reconnect' && now.getTime() - Date.parse(dueAt) <= OFFLINE_ANSWER_MS;
  if (answer && offline) return null;
  return status === 'reconnect' ? MISSED_SIGNED_OUT : MISSED;
}

/**
 * What waits in the ledger was planned by rows that may have changed since: asked before it is tried, and again in the
 * turn that arms it, so that whoever moves, unplans, deletes or takes over a post before that has done so.
 * @throws CalledOff when it is not to go out any more
 */
export function assertStands(replica: ReplicaView, entry: Entry, now: Date): void {
  const late = latenessOf(replica, entry, now);
  if (entry.subject === 'reply') {
    if (!replica.read.get('select 1 from replies where id = ?', entry.subjectId)) throw new CalledOff(null);
    if (late) throw new CalledOff(late);
    return;
  }
  const { postId, partId, connectionId, dueAt } = entry;
  const id = targetId(postId ?? '', connectionId);
  const post = postId === null ? null : postOf(replica, postId);
  const target = targetOf(replica, id);
  if (!post || !target) throw new CalledOff(null);
  if (entry.subject === 'part') {
    const parts = partsOfPosts(replica.read, [post.id]).get(post.id) ?? [];
    if (!parts.some((part) => part.id === partId)) throw new CalledOff(null);
  } else if (entry.auto) {
    const byHand = goesByHand(target, connectionOf(replica, connectionId));
    if (byHand || post.status !== 'scheduled' || goesOutAt(post, target) !== dueAt) throw new CalledOff(null);
  }
  if (isDown(replica, id, now)) throw new CalledOff(TAKEN_DOWN);
  if (late) throw new CalledOff(isCleared(replica, post.id) ? late : NOT_APPROVED_IN_TIME);
}

/** Of what goes out by itself: what a person sends now is never late. */
function latenessOf(replica: ReplicaView, entry: Entry, now: Date): Result | null {
  const found = replica.read.get<{ grace_minutes: number; status: Row<'connection'>['status'] }>(
    `select b.grace_minutes, c.status from connections c join brands b on b.id = c.brand_id where c.id = ?`,
    entry.connectionId,
  );
  return entry.auto && found ? lateness(entry, found.grace_minutes, found.status, now) : null;
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
