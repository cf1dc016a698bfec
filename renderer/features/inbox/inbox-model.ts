import type { Row } from '../../../shared/kinds/index.ts';
import type { OlderFilter } from '../../../shared/older-comments.ts';
import type { CommentView } from '../../../shared/queries.ts';

export type InboxFilter = 'open' | 'mine' | 'done';

/**
 * The comments a filter shows, in the order they came. The one being read stays in the list although it was just
 * answered, until somebody moves on.
 */
export function shownComments(
  comments: readonly CommentView[],
  filter: InboxFilter,
  me: string | null,
  readingId: string | null,
): CommentView[] {
  const fits = (comment: CommentView) => {
    if (filter === 'done') return comment.status === 'done';
    return comment.status === 'open' && (filter === 'open' || (me !== null && comment.assigned_to === me));
  };
  return comments.filter((comment) => fits(comment) || comment.id === readingId);
}

/** Which older comments belong below a filter; null where there is nobody to ask for. */
export function olderFilter(filter: InboxFilter, me: string | null): OlderFilter | null {
  if (me === null) return null;
  return { status: filter === 'done' ? 'done' : 'open', assignedTo: filter === 'mine' ? me : null };
}

/** Where J, K and "done moves on" lead: the neighbour in that direction, else the one on the other side. */
export function neighbour(
  comments: readonly { id: string }[],
  id: string | null,
  step: 1 | -1,
): string | null {
  const at = comments.findIndex((comment) => comment.id === id);
  if (at < 0) return comments[0]?.id ?? null;
  return (comments[at + step] ?? comments[at - step])?.id ?? null;
}

/** Why a comment cannot be answered from here now; null: it can. */
export function whyNoReply({
  connection,
}: Pick<CommentView, 'connection'>): 'no_channel' | 'signed_out' | null {
  if (!connection) return 'no_channel';
  return connection.status === 'reconnect' ? 'signed_out' : null;
}

/** Who can sign in again to an account from this device. */
export function canReconnect(
  { holder, device_id }: Pick<Row<'connection'>, 'holder' | 'device_id'>,
  { isManager, deviceId }: { isManager: boolean; deviceId: string | null },
): 'yes' | 'manager' | 'other_device' {
  if (!isManager) return 'manager';
  return holder === 'device' && device_id !== deviceId ? 'other_device' : 'yes';
}

/** What a comment answers, oldest first, as far as it is known here. */
export function conversation(comments: readonly CommentView[], comment: CommentView): CommentView[] {
  const byRemoteId = new Map(
    comments.filter((one) => one.connection_id === comment.connection_id).map((one) => [one.remote_id, one]),
  );
  const before: CommentView[] = [];
  let parent = comment.parent_remote_id ? byRemoteId.get(comment.parent_remote_id) : undefined;
  while (parent && parent !== comment && !before.includes(parent)) {
    before.unshift(parent);
    parent = parent.parent_remote_id ? byRemoteId.get(parent.parent_remote_id) : undefined;
  }
  return before;
}
