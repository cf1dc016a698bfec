import type { Row } from '../../shared/kinds/index.ts';
import { plainly, spokenOn } from '../../shared/mentions/tokens.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId as targetIdOf } from '../../shared/mutators/target.ts';
import { mediaFor, outgoingMedia, partMedia } from '../../shared/publishing/outgoing-media.ts';
import { outgoingText } from '../../shared/publishing/outgoing-text.ts';
import { stepId, stepsOf } from '../../shared/threads/steps.ts';
import { contactsOf } from '../queries/contacts.ts';
import { mediaOfPosts } from '../queries/media.ts';
import { partsOfPosts } from '../queries/parts.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { isCleared } from './cleared.ts';
import { isDown, lateness } from './device-fate.ts';
import type { Plan, Result } from './device-ledger.ts';
import { NOT_APPROVED_IN_TIME, TAKEN_DOWN } from './device-refusals.ts';
import { connectionOf, postOf, targetOf } from './rows.ts';

/** `version`: of the rows that plan it; another one is another word of a person's. */
type Planned = { plan: Plan; version: string };

export type DueWork = {
  due: Planned[];
  /** What became too late while this device could not send it, was not approved in time, or is to be down by now. */
  missed: (Planned & { tell: Result })[];
};

/**
 * What this device has to send by itself: answers to comments, and posts that are due on accounts it holds. What has a
 * publication already is the server's word, or our own, that it is decided; only `waiting` means "the device's turn".
 * Asked at every commit: `undecided` leaves out what is settled, so it costs as much as there is to do, however much
 * went out before. `cross join` keeps SQLite from beginning anywhere but at the accounts.
 */
export function dueOnDevice(replica: ReplicaView, deviceId: string, now: Date): DueWork {
  type Holder = { grace_minutes: number; status: Row<'connection'>['status'] };
  const replies = replica.read.all<Holder & { id: string }>(
    `select u.id, b.grace_minutes, c.status
       from connections c cross join undecided u on u.connection_id = c.id and u.subject = 'reply'
       join brands b on b.id = c.brand_id
      where c.holder = 'device' and c.device_id = ?
      order by u.due_at, u.id`,
    deviceId,
  );
  const targets = replica.read.all<
    Holder & { id: string; post_id: string; scheduled_at: string; version: string }
  >(
    `select u.id, t.post_id, u.due_at as scheduled_at, b.grace_minutes, c.status, o.version || '/' || t.version as version
       from connections c
       cross join undecided u on u.connection_id = c.id and u.subject = 'target' and u.due_at <= ?
       join targets t on t.id = u.id join posts o on o.id = t.post_id join brands b on b.id = o.brand_id
      where c.holder = 'device' and c.device_id = ? and t.by_hand = 0
      order by u.due_at, u.id`,
    now.toISOString(),
    deviceId,
  );

  const work: DueWork = { due: [], missed: [] };
  const add = (plan: Plan, version: string, tell: Result | null) =>
    tell ? work.missed.push({ plan, version, tell }) : work.due.push({ plan, version });
  for (const { id, grace_minutes, status } of replies) {
    const plan = replyPlan(replica, id);
    const late = plan && lateness(plan, grace_minutes, status, now);
    // Signed out it waits to be connected again, until that is too late.
    if (plan && (late || status === 'connected')) add(plan, '', late);
  }
  for (const { id, post_id, scheduled_at, grace_minutes, status, version } of targets) {
    const plan = targetPlan(replica, id, scheduled_at, true);
    if (!plan) continue;
    const cleared = isCleared(replica, post_id);
    const late = lateness(plan, grace_minutes, status, now);
    // Without its approval it waits: a decision is a commit, and every commit asks again.
    if (cleared) add(plan, version, isDown(replica, id, now) ? TAKEN_DOWN : late);
    else if (late) add(plan, version, NOT_APPROVED_IN_TIME);
  }
  return work;
}

/** An answer, with what it answers; null when either is gone. */
export function replyPlan(replica: ReplicaView, replyId: string): Plan | null {
  const reply = replica.read.get<ReplyRow>(
    `select r.brand_id, r.connection_id, r.text, r.created_at, m.post_id, m.remote_id
       from replies r join comments m on m.id = r.comment_id where r.id = ?`,
    replyId,
  );
  if (!reply) return null;
  return {
    id: publicationId(replyId, 'once'),
    brandId: reply.brand_id,
    connectionId: reply.connection_id,
    subject: 'reply',
    subjectId: replyId,
    postId: reply.post_id,
    partId: null,
    dueAt: reply.created_at,
    content: { kind: 'reply', text: reply.text.trim(), parentId: reply.remote_id },
    auto: true,
  };
}

type ReplyRow = {
  brand_id: string;
  connection_id: string;
  text: string;
  created_at: string;
  post_id: string | null;
  remote_id: string;
};

/** One post on one account, with the words it has now; null when it is gone. */
export function targetPlan(
  replica: ReplicaView,
  targetId: string,
  dueAt: string,
  auto: boolean,
): Plan | null {
  const target = targetOf(replica, targetId);
  const post = target && postOf(replica, target.post_id);
  if (!target || !post) return null;
  return {
    id: publicationId(targetId, 'once'),
    brandId: post.brand_id,
    connectionId: target.connection_id,
    subject: 'target',
    subjectId: target.id,
    postId: post.id,
    partId: null,
    dueAt,
    content: {
      kind: 'post',
      text: outgoingText(post, target.text, spokenAt(replica, connectionOf(replica, target.connection_id))),
      ...mediaOf(replica, target),
    },
    auto,
  };
}

/** What the people a brand mentions are called where an account is. */
const spokenAt = (
  replica: ReplicaView,
  connection: Pick<Row<'connection'>, 'platform' | 'brand_id'> | null | undefined,
) => (connection ? spokenOn(connection.platform, contactsOf(replica.read, connection.brand_id)) : plainly);

/** The parts that follow a post on one account, in order, each with its words and files as they go out. */
export function stepsOn(
  replica: ReplicaView,
  postId: string,
  connection: Pick<Row<'connection'>, 'id' | 'platform' | 'brand_id'>,
) {
  const spoken = spokenAt(replica, connection);
  const parts = partsOfPosts(replica.read, [postId]).get(postId) ?? [];
  return stepsOf(parts, connection).map((part) => ({
    part: { ...part, text: spoken(part.text) },
    media: part.assets.flatMap((asset) => (asset ? [partMedia(part, asset)] : [])),
  }));
}

/**
 * What follows something on an account: the next part of its thread, or its first comment.
 * @param after the part that is out; null: the post itself
 * @param remoteId where things went out, by publication; null where nobody knows
 * @returns null where nothing follows; its `parentId` is empty where nobody knows what it would stand below
 */
export function followingPlan(
  replica: ReplicaView,
  target: { postId: string; connectionId: string; after: string | null },
  dueAt: string,
  remoteId: (publicationId: string) => string | null,
): Plan | null {
  const connection = connectionOf(replica, target.connectionId);
  const steps = connection ? stepsOn(replica, target.postId, connection) : [];
  const place = target.after === null ? -1 : steps.findIndex(({ part }) => part.id === target.after);
  const next = steps[place + 1];
  if (!next || (target.after !== null && place === -1)) return null;
  return partPlan(replica, { ...target, partId: next.part.id }, dueAt, remoteId);
}

/** One part on one account, with the words it has now; null when it is gone. `parentId` is empty where it has no place to stand. */
export function partPlan(
  replica: ReplicaView,
  { postId, connectionId, partId }: { postId: string; connectionId: string; partId: string },
  dueAt: string,
  remoteId: (publicationId: string) => string | null,
): Plan | null {
  const connection = connectionOf(replica, connectionId);
  const steps = connection ? stepsOn(replica, postId, connection) : [];
  const place = steps.findIndex((step) => step.part.id === partId);
  const step = steps[place];
  const before = steps[place - 1];
  const target = targetIdOf(postId, connectionId);
  const at = (subjectId: string) => remoteId(publicationId(subjectId, 'once'));
  if (!step) return null;
  const { part, media } = step;
  const rootId = at(target);
  const parentId = part.role === 'thread' && before ? at(stepId(target, before.part.id)) : rootId;
  const subjectId = stepId(target, part.id);
  return {
    id: publicationId(subjectId, 'once'),
    brandId: part.brand_id,
    connectionId,
    subject: 'part',
    subjectId,
    postId,
    partId: part.id,
    dueAt,
    content: {
      kind: 'part',
      role: part.role,
      text: part.text.trim(),
      rootId: rootId ?? '',
      parentId: (rootId && parentId) ?? '',
      ...(media.length > 0 ? { media } : {}),
    },
    auto: true,
  };
}

/** The files that go with it on this account; one that is gone from the library is left out, as the screen shows it. */
function mediaOf(replica: ReplicaView, target: { post_id: string; connection_id: string }) {
  const all = mediaOfPosts(replica.read, [target.post_id]).get(target.post_id) ?? [];
  const media = mediaFor(all, target.connection_id).flatMap(({ asset, ...attached }) =>
    asset ? [outgoingMedia({ ...attached, asset })] : [],
  );
  return media.length > 0 ? { media } : {};
}
