import type { KindName } from '../../shared/kinds/index.ts';
import { type LiveMessage, makePatch } from '../../shared/live-patch.ts';
import type { QueryArgs, QueryName } from '../../shared/queries.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { kindsOf, runQuery, runsLater } from './queries.ts';

export type LiveQueries = {
  /**
   * Delivers the present result at once, whole, then what each change makes different in it.
   * @param onFault told when a later run fails; the query stays subscribed and is tried again at the next commit
   * @returns a function that stops the deliveries
   * @throws AppError as runQuery, from the first run
   */
  subscribe<N extends QueryName>(
    name: N,
    args: QueryArgs<N>,
    onMessage: (message: LiveMessage) => void,
    onFault?: (error: unknown) => void,
  ): () => void;
  /** How many there are now. */
  size(): number;
  close(): void;
};

type Subscription = { kinds: readonly KindName[]; later: boolean; refresh(): void };

/** How long what nobody waits for stands back. */
const LATER_MS = 200;

/** Queries that follow the replica: after commits, those whose kinds were touched run again, once per turn of the event loop; those that can wait, a moment later. */
export function createLiveQueries(replica: ReplicaView): LiveQueries {
  const subscriptions = new Set<Subscription>();
  const stale = new Set<KindName>();
  const waiting = new Set<Subscription>();
  let scheduled = false;
  let later: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const flush = () => {
    scheduled = false;
    if (closed) return;
    const touched = new Set(stale);
    stale.clear();
    for (const subscription of [...subscriptions]) {
      const concerned = subscription.kinds.some((kind) => touched.has(kind));
      if (!concerned || !subscriptions.has(subscription)) continue;
      if (subscription.later) waiting.add(subscription);
      else subscription.refresh();
    }
    if (waiting.size > 0) later ??= setTimeout(flushLater, LATER_MS);
  };

  const flushLater = () => {
    later = undefined;
    const due = [...waiting];
    waiting.clear();
    for (const subscription of due) if (subscriptions.has(subscription)) subscription.refresh();
  };

  const unlisten = replica.onCommit((kinds) => {
    if (kinds.size === 0) return;
    for (const kind of kinds) stale.add(kind);
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  });

  return {
    subscribe(name, args, onMessage, onFault) {
      let last: unknown = runQuery(replica, name, args);
      let seq = 0;
      let faulty = false;
      onMessage({ kind: 'whole', seq, value: last });
      const subscription: Subscription = {
        kinds: kindsOf(name),
        later: runsLater(name),
        refresh() {
          try {
            const result = runQuery(replica, name, args);
            const patch = makePatch(last, result);
            // After a fault also what is the same is news.
            if (patch === null && !faulty) return;
            last = result;
            faulty = false;
            seq += 1;
            onMessage({ kind: 'patch', seq, patch });
          } catch (error) {
            faulty = true;
            onFault?.(error);
          }
        },
      };
      subscriptions.add(subscription);
      return () => void subscriptions.delete(subscription);
    },
    size: () => subscriptions.size,
    close() {
      closed = true;
      clearTimeout(later);
      unlisten();
      subscriptions.clear();
    },
  };
}
