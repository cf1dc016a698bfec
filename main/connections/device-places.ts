import type { Workspace } from '../workspace.ts';
import type { DeviceLedger, Entry, Plan } from './device-ledger.ts';
import { followingPlan, partPlan, stepsOn, targetPlan } from './device-plans.ts';
import { connectionOf, publicationOf } from './rows.ts';

/** Where things of this device's ledger stand on their platforms, and what goes out behind them. */
export function createPlaces(deps: {
  ledger: Pick<DeviceLedger, 'get' | 'ofConnection'>;
  current(): Workspace;
  now: () => Date;
}) {
  const { ledger, current, now } = deps;

  /** Where something went out: this device's own word first, the replica may not have heard of it yet. */
  const remoteId = (id: string): string | null => {
    const own = ledger.get(id)?.result;
    if (own?.state === 'published') return own.remote_id;
    return publicationOf(current().replica, id)?.remote_id ?? null;
  };

  /** What goes out behind something, now that it is out; null where nothing does. */
  const following = ({ subject, postId, partId, connectionId }: Entry): Plan | null =>
    subject === 'reply' || postId === null
      ? null
      : followingPlan(
          current().replica,
          { postId, connectionId, after: partId },
          now().toISOString(),
          remoteId,
        );

  /** The last that is out of the post or thread that a part was to go on. */
  const before = ({ postId, connectionId }: Entry): Entry | null => {
    const out = ledger
      .ofConnection(connectionId)
      .filter((other) => other.postId === postId && other.subject !== 'reply' && other.state === 'confirmed');
    const { replica } = current();
    const connection = connectionOf(replica, connectionId);
    const order = connection && postId ? stepsOn(replica, postId, connection).map(({ part }) => part.id) : [];
    const place = ({ partId }: Entry) => (partId === null ? -1 : order.indexOf(partId));
    return out.toSorted((a, b) => place(b) - place(a))[0] ?? null;
  };

  /** What it would say now; null when it is gone. */
  const presentOf = ({ subject, subjectId, postId, partId, connectionId, dueAt, auto }: Entry) => {
    const { replica } = current();
    if (subject === 'target') return targetPlan(replica, subjectId, dueAt, auto);
    if (subject === 'reply' || postId === null || partId === null) return null;
    return partPlan(replica, { postId, connectionId, partId }, dueAt, remoteId);
  };

  return { remoteId, following, before, presentOf };
}
