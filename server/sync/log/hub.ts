import type { Db } from '../../db/db.ts';
import type { Log } from '../../log.ts';

/** One party that waits for news of a scope, or about a person's access. */
export type Watch = {
  /**
   * Resolves at once when there was news since the last call, else at the next news, at the end of `ms`, or when
   * `signal` aborts. News says only "look again".
   */
  next(ms: number, signal: AbortSignal): Promise<void>;
  done(): void;
};

export type Hub = {
  start(): Promise<void>;
  /** Called when somebody wrote entries that have no position yet (and after a lost connection, to be sure). */
  onWaiting(listener: () => void): void;
  /**
   * Begins before the first look, so that nothing falls between look and wait.
   * @param topics names of logs (scopes), and `accessTopic` of a person
   */
  watch(topics: readonly string[]): Watch;
  stop(): Promise<void>;
};

/**
 * The one LISTEN connection of this process. Payloads on its channel, sent at commit:
 * `raw` (entries without a position), `log <scope> ...` (scopes with new positions), `access <person>` (lost a brand).
 */
export function createHub({
  db,
  log,
  channel = 'pillarbox_sync',
}: {
  db: Pick<Db, 'listen'>;
  log: Log;
  channel?: string;
}): Hub {
  const byTopic = new Map<string, Set<() => void>>();
  const waiting: (() => void)[] = [];
  let unlisten: (() => Promise<void>) | undefined;

  const wake = (topic: string) => {
    for (const call of byTopic.get(topic) ?? []) call();
  };
  const tellSequencer = () => {
    for (const call of waiting) call();
  };
  const receive = (payload: string) => {
    const [kind, ...rest] = payload.split(' ');
    if (kind === 'raw') tellSequencer();
    else if (kind === 'log') for (const scope of rest) wake(scope);
    else if (kind === 'access') for (const personId of rest) wake(accessTopic(personId));
    else log.warn({ kind }, 'unknown sync notification');
  };
  // Notifications sent while the connection was away are lost, so everybody looks again.
  const lookAgain = () => {
    tellSequencer();
    for (const topic of byTopic.keys()) wake(topic);
  };

  return {
    async start() {
      unlisten = await db.listen(channel, receive, lookAgain);
    },
    onWaiting: (listener) => waiting.push(listener),
    watch(topics) {
      let news = false;
      let release: (() => void) | undefined;
      const call = () => {
        news = true;
        release?.();
      };
      for (const topic of topics) subscribe(byTopic, topic, call);
      return {
        async next(ms, signal) {
          if (!news && !signal.aborted) {
            await new Promise<void>((resolve) => {
              release = () => {
                clearTimeout(timer);
                signal.removeEventListener('abort', call);
                resolve();
              };
              const timer = setTimeout(call, ms);
              signal.addEventListener('abort', call);
            });
          }
          news = false;
          release = undefined;
        },
        done() {
          for (const topic of topics) unsubscribe(byTopic, topic, call);
        },
      };
    },
    async stop() {
      await unlisten?.();
    },
  };
}

/** News of a person: they may have lost a brand. */
export const accessTopic = (personId: string) => `access ${personId}`;

function subscribe(topics: Map<string, Set<() => void>>, topic: string, call: () => void) {
  const calls = topics.get(topic) ?? new Set();
  topics.set(topic, calls.add(call));
}

function unsubscribe(topics: Map<string, Set<() => void>>, topic: string, call: () => void) {
  const calls = topics.get(topic);
  calls?.delete(call);
  if (calls?.size === 0) topics.delete(topic);
}
