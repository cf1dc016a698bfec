import { useCallback, useEffect, useState } from 'react';
import { type Explanation, explainThrown } from './errors.ts';
import { useAppState } from './use-app-state.ts';

export type ServerList<Row> = {
  /** Undefined until the server has answered once. */
  rows: Row[] | undefined;
  failure: Explanation | null;
  reload(): void;
};

/**
 * Rows of a brand that no replica holds: asked for when shown, and again when the connection is back.
 * @param load asks the core; the same function at every render
 * @param brandId null asks nothing
 * @param on what else they tell of; another value asks again
 */
export function useServerList<Row>(
  load: (brandId: string) => Promise<Row[]>,
  brandId: string | null,
  on?: unknown,
): ServerList<Row> {
  const offline = useAppState((state) => state.sync.status === 'offline');
  const [rows, setRows] = useState<Row[]>();
  const [failure, setFailure] = useState<Explanation | null>(null);
  const [asked, setAsked] = useState(0);
  const reload = useCallback(() => setAsked((count) => count + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again by `reload` and whenever the others change
  useEffect(() => {
    if (brandId === null) return;
    let current = true;
    load(brandId).then(
      (found) => {
        if (!current) return;
        setRows(found);
        setFailure(null);
      },
      (error: unknown) => current && setFailure(explainThrown(error)),
    );
    return () => {
      current = false;
    };
  }, [load, brandId, on, asked, offline]);

  return { rows, failure, reload };
}
