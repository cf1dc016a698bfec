import { useCallback, useEffect, useState } from 'react';
import { type Explanation, explainThrown } from './errors.ts';
import { useAppState } from './use-app-state.ts';

export type Asked<Answer> = {
  /** Undefined until there was one. A failure later leaves it. */
  answer: Answer | undefined;
  failure: Explanation | null;
  /** Asks again. */
  reload(): void;
  /** What is known better than by asking: an answer to a change. */
  set(answer: Answer): void;
};

/**
 * What no replica holds: asked for when shown, and again when the connection is back.
 * @param load asks the core; the same function at every render
 * @param about whose; null asks nothing
 * @param on what else tells of it; another value asks again
 */
export function useAsked<Answer, About extends string>(
  load: (about: About) => Promise<Answer>,
  about: About | null,
  on?: unknown,
): Asked<Answer> {
  const offline = useAppState((state) => state.sync.status === 'offline');
  const [answer, set] = useState<Answer>();
  const [failure, setFailure] = useState<Explanation | null>(null);
  const [asked, setAsked] = useState(0);
  const reload = useCallback(() => setAsked((count) => count + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again by `reload` and whenever the others change
  useEffect(() => {
    if (about === null) return;
    let current = true;
    load(about).then(
      (found) => {
        if (!current) return;
        set(() => found);
        setFailure(null);
      },
      (error: unknown) => current && setFailure(explainThrown(error)),
    );
    return () => {
      current = false;
    };
  }, [load, about, on, asked, offline]);

  return { answer, failure, reload, set };
}
