import type { Log } from './log.ts';
import { dueOccurrences, makeArgs, staleOccurrences } from './queries/recurrence.ts';
import type { Workspace } from './workspace.ts';

const LOOK_MS = 60_000;
/** Made this long before they are due; the server, where there is one, has made them before. */
const AHEAD_MS = 24 * 3_600_000;
const RELEVANT = ['series', 'occurrence', 'connection'] as const;

/**
 * Makes dates of series into posts where no server does it: before an account, and for channels whose account this
 * device holds. Whoever makes one makes the same rows. And lets made ones that nobody touched follow their series at
 * once, as the server will.
 */
export function watchSeries(deps: { current(): Workspace; deviceId: string; now: () => Date; log: Log }): {
  follow(workspace: Workspace): () => void;
  close(): Promise<void>;
} {
  const { current, now, log } = deps;
  let working: Promise<unknown> | null = null;

  async function make(): Promise<void> {
    const { replica, account } = current();
    const to = new Date(now().getTime() + AHEAD_MS).toISOString();
    const due = dueOccurrences(replica, to, account === null ? null : deps.deviceId);
    for (const args of staleOccurrences(replica)) {
      await replica.mutate([{ name: 'occurrence.follow', args }], account?.personId ?? null);
    }
    for (const { series, wall } of due) {
      await replica.mutate(
        [{ name: 'occurrence.make', args: makeArgs(replica, series, wall) }],
        account?.personId ?? null,
      );
    }
  }
  const look = () => {
    working ??= make()
      .catch((error: unknown) => log.warn({ error: String(error) }, 'dates of series were not made'))
      .finally(() => {
        working = null;
      });
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return {
    follow(workspace) {
      look();
      return workspace.replica.onCommit((kinds) => {
        if (RELEVANT.some((kind) => kinds.has(kind))) look();
      });
    },
    async close() {
      clearInterval(timer);
      await working;
    },
  };
}
