import { useCallback } from 'react';
import type { z } from 'zod';
import { create } from 'zustand';
import { getSetting, saveSetting, settings } from './settings.ts';
import { type Views, withView } from './view-record.ts';

/*
 * What a view was like when it was left: where it was scrolled to, what was chosen and filtered. One record per brand
 * and address, so that back, forward and the next start find it as it was. The core keeps the latest of them.
 */
const REST_MS = 500;

const useViews = create<{ views: Views | null }>(() => ({ views: null }));
/** As the last start left them, read once: a selector must answer with the same objects until something changes. */
let first: Views | null = null;
const all = (): Views => {
  const { views } = useViews.getState();
  if (views) return views;
  first ??= getSetting('views');
  return first;
};

let timer: ReturnType<typeof setTimeout> | undefined;

function keep(): void {
  clearTimeout(timer);
  timer = undefined;
  const { views } = useViews.getState();
  if (views) saveSetting('views', settings.views.parse(views));
}
// A window that goes away does not wait for the rest.
addEventListener('pagehide', () => timer && keep());

/** Reads one thing of a view; what cannot be read any more is as if it had never been. */
export function readView<T>(view: string, part: string, schema: z.ZodType<T>, fallback: T): T {
  const read = schema.safeParse(all()[view]?.[part]);
  return read.success ? read.data : fallback;
}

export function writeView(view: string, part: string, value: unknown): void {
  useViews.setState({ views: withView(all(), view, part, value) });
  clearTimeout(timer);
  timer = setTimeout(keep, REST_MS);
}

/**
 * State of a view that outlives the screen.
 * @param view the brand and what tells this view from others: `${brand.id}/library`
 */
export function useViewState<T>(
  view: string,
  part: string,
  schema: z.ZodType<T>,
  fallback: T,
): [T, (value: T) => void] {
  const raw = useViews(() => all()[view]?.[part]);
  const read = schema.safeParse(raw);
  const set = useCallback((value: T) => writeView(view, part, value), [view, part]);
  return [read.success ? read.data : fallback, set];
}
