import { useCallback, useSyncExternalStore } from 'react';
import type { ErrorBody } from '../../shared/errors.ts';
import type { QueryArgs, QueryName, QueryResult } from '../../shared/queries.ts';
import { desktop } from './desktop.ts';

export type LiveQuery<N extends QueryName> = {
  /** Undefined until the first answer; kept while an error stands. */
  data: QueryResult<N> | undefined;
  error: ErrorBody | null;
};

type Entry = {
  snapshot: { data: unknown; error: ErrorBody | null };
  listeners: Set<() => void>;
  stop: () => void;
  ending: ReturnType<typeof setTimeout> | undefined;
};

const NOTHING = { data: undefined, error: null };
/** A query that was asked and that nobody came to follow, or a screen left and entered again within this time draws at once, and two screens share one subscription. */
const LINGER_MS = 10_000;
const entries = new Map<string, Entry>();

/**
 * Reads the replica and follows it.
 * @param args null asks nothing (a screen without a brand yet)
 */
export function useLiveQuery<N extends QueryName>(name: N, args: QueryArgs<N> | null): LiveQuery<N> {
  const key = args === null ? null : `${name} ${JSON.stringify(args)}`;
  // The key stands for name and args: equal arguments in a new object must not subscribe again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const subscribe = useCallback(
    (listener: () => void) => (key !== null && args !== null ? follow(key, name, args, listener) : () => {}),
    [key],
  );
  // Asked while the screen is being drawn, so that the answer is on its way meanwhile.
  if (key !== null && args !== null && !entries.has(key)) prepare(key, name, args);
  const snapshot = useSyncExternalStore(subscribe, () => (key && entries.get(key)?.snapshot) || NOTHING);
  return snapshot as LiveQuery<N>;
}

/** Asks before anything is drawn. What follows the same query in time shares the answer. */
export function askEarly<N extends QueryName>(name: N, args: QueryArgs<N>): void {
  const key = `${name} ${JSON.stringify(args)}`;
  if (!entries.has(key)) prepare(key, name, args);
}

function prepare<N extends QueryName>(key: string, name: N, args: QueryArgs<N>): void {
  linger(key, open(key, name, args));
}

function linger(key: string, entry: Entry): void {
  entry.ending = setTimeout(() => {
    entry.stop();
    entries.delete(key);
  }, LINGER_MS);
}

function follow<N extends QueryName>(key: string, name: N, args: QueryArgs<N>, listener: () => void) {
  const entry = entries.get(key) ?? open(key, name, args);
  clearTimeout(entry.ending);
  entry.listeners.add(listener);
  return () => {
    entry.listeners.delete(listener);
    if (entry.listeners.size > 0) return;
    linger(key, entry);
  };
}

function open<N extends QueryName>(key: string, name: N, args: QueryArgs<N>): Entry {
  const entry: Entry = { snapshot: NOTHING, listeners: new Set(), stop: () => {}, ending: undefined };
  entries.set(key, entry);
  const tell = (snapshot: Entry['snapshot']) => {
    entry.snapshot = snapshot;
    for (const listener of entry.listeners) listener();
  };
  entry.stop = desktop.query(
    name,
    args,
    (data) => tell({ data, error: null }),
    (error) => tell({ data: entry.snapshot.data, error }),
  );
  return entry;
}
