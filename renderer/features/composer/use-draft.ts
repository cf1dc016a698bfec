import { startTransition, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { PostView } from '../../../shared/queries.ts';
import { mutate } from '../../app/mutate.ts';
import { LATER_MS } from '../../app/use-later.ts';
import { rememberWords } from '../post/actions.ts';
import { createPost } from '../post/create-post.ts';
import type { NewPost } from '../post/new-post.ts';
import { emptyWords, type Words } from '../post/words.ts';
import { createDraft, type Draft } from './draft.ts';

const PAUSE_MS = 300;

type DraftInput = {
  id: string;
  brandId: string;
  post: PostView | null;
  /** What a post that is not written yet will be; null for one that is. */
  fresh: NewPost | null;
  /** Channels a new post goes to unless they are unticked first. */
  channels: readonly string[];
};

/** What the fields of a post are typed into. */
export type Typing = Pick<Draft, 'subscribe' | 'snapshot' | 'flush' | 'type'>;

/** One field's words as they are typed: who shows them is drawn anew by a key, and nobody else. */
export const useWord = <F extends keyof Words>(typing: Typing, field: F): Words[F] =>
  useSyncExternalStore(typing.subscribe, () => typing.snapshot().words[field]);

/**
 * The post's words as they are typed, written at every pause, on blur and on leaving. `words` follow after the letter is on
 * screen; what must not lag behind asks `typing`.
 */
export function useDraft(input: DraftInput) {
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  });
  const created = useRef(input.post !== null);
  const [draft] = useState<Draft>(() => {
    const { post, fresh } = input;
    const first = post ?? (fresh && { ...emptyWords, pillar_id: fresh.pillarId, version: 0 });
    return createDraft(first, {
      pauseMs: PAUSE_MS,
      async write({ fields, base }) {
        const { id, brandId, fresh: plan, channels } = latest.current;
        if (created.current || !plan) {
          const { post: row } = latest.current;
          const written = await mutate('post.edit', { id, brand_id: brandId, fields, base });
          if (written && row) {
            const names = Object.keys(fields) as (keyof Words)[];
            const before = { ...Object.fromEntries(names.map((name) => [name, row[name]])), ...base };
            rememberWords(row, before, fields);
          }
          return written;
        }
        const words = { pillar_id: plan.pillarId, ...fields };
        created.current = await createPost({ id, brandId, words, when: plan.when, channels });
        return created.current;
      },
    });
  });

  const { post } = input;
  useEffect(() => {
    if (!post) return;
    created.current = true;
    draft.receive(post);
  }, [draft, post]);

  useEffect(() => {
    const flush = () => void draft.flush();
    const onHide = () => document.visibilityState === 'hidden' && flush();
    window.addEventListener('beforeunload', flush);
    document.addEventListener('visibilitychange', onHide);
    return () => {
      window.removeEventListener('beforeunload', flush);
      document.removeEventListener('visibilitychange', onHide);
      flush();
    };
  }, [draft]);

  // The line that says what is safe never lags behind.
  const saved = useSyncExternalStore(draft.subscribe, () => draft.snapshot().saved);
  const [{ words }, follow] = useState(draft.snapshot);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      startTransition(() => follow(draft.snapshot()));
    };
    look();
    const stop = draft.subscribe(() => {
      timer ??= setTimeout(look, LATER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [draft]);
  const typing = useMemo<Typing>(
    () => ({
      subscribe: draft.subscribe,
      snapshot: draft.snapshot,
      flush: draft.flush,
      type: draft.type.bind(draft),
    }),
    [draft],
  );
  return { words, saved, typing };
}
