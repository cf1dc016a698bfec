import { type BackoffOptions, createBackoff } from './backoff.ts';

/** How a read of a resting scope ended. `broken`: the line. `refused`: something about this scope. */
export type ReadEnd = 'whole' | 'broken' | 'refused';

export type RestingDeps = {
  /** The longest between two reads of a scope, milliseconds. */
  everyMs: number;
  /** Reads at a time. */
  atOnce: number;
  backoff: BackoffOptions;
  /** Before a scope that was refused is read again, milliseconds. */
  slowMs: number;
  /** Starts to read a scope; calls `onEnd` once, later, unless it was stopped. */
  read(scope: string, onEnd: (how: ReadEnd) => void): { stop(): void };
  random?: () => number;
};

/** Scopes that nobody looks at now: read now and then instead of followed. */
export type Resting = {
  /** These rest from now on, and no others. @param due whether one that is new here is read at once */
  set(scopes: ReadonlySet<string>, due: (scope: string) => boolean): void;
  has(scope: string): boolean;
  scopes(): string[];
  /** Reads all of them as soon as their turn comes. */
  all(): void;
  stop(): void;
};

/** Reads are spread over the time between them, so that a person with ninety brands is no burst to the server. */
export function createResting(deps: RestingDeps): Resting {
  const random = deps.random ?? Math.random;
  const backoff = createBackoff(deps.backoff, random);
  const scopes = new Map<string, { dueAt: number; reader: { stop(): void } | null; spread: boolean }>();
  let timer: NodeJS.Timeout | undefined;
  /** The line is broken: nobody tries before. */
  let pausedUntil = 0;

  const later = () => performance.now() + random() * deps.everyMs;

  const onEnd = (scope: string, how: ReadEnd) => {
    const one = scopes.get(scope);
    if (!one) return;
    one.reader = null;
    const now = performance.now();
    if (how === 'broken') pausedUntil = now + backoff.next(deps.backoff.baseMs);
    else if (how === 'refused') one.dueAt = now + deps.slowMs;
    else {
      backoff.reset();
      // After reads that came all together they are spread anew; a spread once made stays.
      one.dueAt = one.spread ? now + deps.everyMs * (0.9 + 0.1 * random()) : later();
      one.spread = true;
    }
    pump();
  };

  const pump = () => {
    clearTimeout(timer);
    timer = undefined;
    const idle = [...scopes].filter(([, one]) => !one.reader).sort(([, a], [, b]) => a.dueAt - b.dueAt);
    let free = deps.atOnce - (scopes.size - idle.length);
    const now = performance.now();
    for (const [scope, one] of idle) {
      if (free <= 0) return;
      const wait = Math.max(one.dueAt, pausedUntil) - now;
      if (wait > 0) {
        timer = setTimeout(pump, wait);
        timer.unref();
        return;
      }
      free -= 1;
      one.reader = deps.read(scope, (how) => onEnd(scope, how));
    }
  };

  return {
    set(wanted, due) {
      for (const [scope, { reader }] of scopes) {
        if (wanted.has(scope)) continue;
        reader?.stop();
        scopes.delete(scope);
      }
      for (const scope of wanted) {
        if (scopes.has(scope)) continue;
        const now = due(scope);
        scopes.set(scope, { dueAt: now ? 0 : later(), reader: null, spread: !now });
      }
      pump();
    },
    has: (scope) => scopes.has(scope),
    scopes: () => [...scopes.keys()],
    all() {
      pausedUntil = 0;
      for (const one of scopes.values()) Object.assign(one, { dueAt: 0, spread: false });
      pump();
    },
    stop() {
      clearTimeout(timer);
      for (const { reader } of scopes.values()) reader?.stop();
      scopes.clear();
    },
  };
}
