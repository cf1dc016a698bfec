import { useEffect, useRef, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { mutate } from '../../app/mutate.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';

const PAUSE_MS = 300;

export type Brief = Pick<
  Row<'brief'>,
  'short_caption' | 'topic_angle' | 'visual_suggestion' | 'post_type' | 'urgency'
>;
const EMPTY: Brief = {
  short_caption: '',
  topic_angle: '',
  visual_suggestion: '',
  post_type: '',
  urgency: '',
};

/** A post's brief as it is typed: shown at once, written at a pause, on leaving a field and the screen. */
export function useBrief(postId: string, brandId: string) {
  const row = useLiveQuery('brief', { id: postId }).data;
  const [typed, setTyped] = useState<Partial<Brief>>({});
  const waiting = useRef<{ fields: Partial<Brief>; timer: ReturnType<typeof setTimeout> } | null>(null);

  function flush() {
    if (!waiting.current) return;
    const { fields, timer } = waiting.current;
    clearTimeout(timer);
    waiting.current = null;
    void mutate('brief.edit', { id: postId, brand_id: brandId, fields });
  }
  const latestFlush = useRef(flush);
  latestFlush.current = flush;
  useEffect(() => {
    const leave = () => latestFlush.current();
    window.addEventListener('beforeunload', leave);
    return () => {
      window.removeEventListener('beforeunload', leave);
      leave();
    };
  }, []);
  // The row has caught up with what was typed.
  useEffect(() => {
    if (!waiting.current && row) setTyped({});
  }, [row]);

  return {
    brief: { ...EMPTY, ...row, ...typed } satisfies Brief,
    flush,
    type(fields: Partial<Brief>) {
      setTyped((before) => ({ ...before, ...fields }));
      clearTimeout(waiting.current?.timer);
      const all = { ...waiting.current?.fields, ...fields };
      waiting.current = { fields: all, timer: setTimeout(() => latestFlush.current(), PAUSE_MS) };
    },
  };
}
