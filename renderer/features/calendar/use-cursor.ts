import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { addDays } from '../../../shared/time/calendar.ts';
import { go } from '../../app/router.ts';
import { readView, writeView } from '../../app/view-state.ts';
import type { DayItem } from './day-items.ts';
import { addressOf, type Range, turn } from './range.ts';

/** Where the keyboard is: a day, and one of its things; item -1 is the day itself. */
export type Cursor = { date: string; item: number };

export const cellId = ({ date, item }: Cursor): string => `${date}/${item}`;

const keptSchema = z.object({ at: z.string(), date: z.string(), item: z.int() }).nullable();

type CursorOptions = {
  /** The brand's calendar, under which the place is kept. */
  view: string;
  range: Range;
  items: ReadonlyMap<string, readonly DayItem[]>;
  today: string;
  root: RefObject<HTMLElement | null>;
  /** Where things stand below each other: their places in that order. Arrows then go from one to the next. */
  lines: readonly Cursor[] | null;
};

/**
 * One place in the grid takes Tab; arrows walk from it: left and right through days, up and down through a day's
 * things and on to the next week (month view). Elements carry `data-cell` and, for posts, `data-post`.
 */
export function useCursor({ view, range, items, today, root, lines }: CursorOptions) {
  const start = range.dates.includes(today) && range.date === today ? today : range.date;
  const here = `${range.view}/${range.date}`;
  const [wanted, setWanted] = useState<Cursor>(() => {
    // Where it was when this address was left, also before a restart.
    const kept = readView(view, 'cursor', keptSchema, null);
    return kept?.at === here ? { date: kept.date, item: kept.item } : { date: start, item: -1 };
  });
  useEffect(() => writeView(view, 'cursor', { at: here, ...wanted }), [view, here, wanted]);
  const [shown, setShown] = useState(range.date);
  if (shown !== range.date) {
    setShown(range.date);
    // Somebody went there by its address; a walk of the cursor is there already.
    if (wanted.date !== range.date) setWanted({ date: range.date, item: -1 });
  }
  const focusNext = useRef(false);
  /** The element that had the focus last, and a post that is to have it as soon as it is there. */
  const focused = useRef<HTMLElement | null>(null);
  const awaited = useRef<string | null>(null);

  const date = range.dates.includes(wanted.date) ? wanted.date : start;
  const count = (day: string) => items.get(day)?.length ?? 0;
  const near: Cursor = { date, item: Math.min(wanted.item, count(date) - 1) };
  const cursor = lines ? (lines.find((one) => cellId(one) === cellId(near)) ?? lines[0] ?? near) : near;

  // After every render: the element to focus may only now be there, and the one that had the focus may be gone.
  useEffect(() => {
    const find = (selector: string) => root.current?.querySelector<HTMLElement>(selector) ?? null;
    const post = (id: string | undefined) => (id ? find(`[data-post="${id}"]`) : null);
    const cell = () => find(`[data-cell="${cellId(cursor)}"]`);
    const arrived = post(awaited.current ?? undefined);
    const lost = focused.current?.isConnected === false && document.activeElement === document.body;
    if (arrived) {
      awaited.current = null;
      arrived.focus();
    } else if (focusNext.current) {
      const element = cell();
      if (element) focusNext.current = false;
      element?.focus();
    } else if (lost) {
      // A post that moved is drawn anew elsewhere; of one that was deleted only its place is left.
      (post(focused.current?.dataset.post) ?? cell())?.focus();
    }
  });

  function moveTo(next: Cursor) {
    focusNext.current = true;
    awaited.current = null;
    setWanted(next);
    if (!range.dates.includes(next.date)) go(addressOf(range.view, next.date), { replace: true });
  }

  const awaitPost = useCallback((postId: string) => {
    awaited.current = postId;
  }, []);

  /** Where an arrow, Home, End or a page key leads; null when the key means nothing here. */
  function step(event: KeyboardEvent): Cursor | null {
    const rtl = document.documentElement.dir === 'rtl';
    const { item } = cursor;
    if (event.key === 'PageUp' || event.key === 'PageDown')
      return { date: turn({ ...range, date }, event.key === 'PageUp' ? -1 : 1), item: lines ? 0 : -1 };
    if (lines) {
      const at = lines.indexOf(cursor);
      const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: lines.length - 1 }[event.key];
      return next === undefined ? null : (lines[Math.min(Math.max(next, 0), lines.length - 1)] ?? null);
    }
    const sideways = (days: number) => ({ date: addDays(date, days), item: item < 0 ? -1 : item });
    switch (event.key) {
      case 'ArrowLeft':
        return sideways(rtl ? 1 : -1);
      case 'ArrowRight':
        return sideways(rtl ? -1 : 1);
      case 'ArrowUp': {
        if (item > -1) return { date, item: item - 1 };
        if (range.view !== 'month') return cursor;
        const above = addDays(date, -7);
        return { date: above, item: count(above) - 1 };
      }
      case 'ArrowDown':
        if (item + 1 < count(date)) return { date, item: item + 1 };
        return range.view === 'month' ? { date: addDays(date, 7), item: -1 } : cursor;
      case 'Home':
      case 'End': {
        const week = range.weeks.find((days) => days.includes(date)) ?? range.dates;
        return { date: (event.key === 'Home' ? week[0] : week.at(-1)) ?? date, item: -1 };
      }
      default:
        return null;
    }
  }

  return {
    cursor,
    step,
    moveTo,
    /** Gives the focus to a post as soon as it is there. The same function at every render. */
    await: awaitPost,
    /** The one element that Tab reaches. */
    tabIndex: (cell: Cursor) => (cellId(cell) === cellId(cursor) ? 0 : -1),
    /** Clicks and Tab move the cursor, too. */
    onFocus(target: EventTarget) {
      const element = target instanceof Element ? target.closest<HTMLElement>('[data-cell]') : null;
      const cell = element?.dataset.cell;
      focused.current = element;
      if (!cell) return;
      const [day = date, item = '-1'] = cell.split('/');
      if (day !== cursor.date || Number(item) !== cursor.item) setWanted({ date: day, item: Number(item) });
    },
  };
}

export type CalendarCursor = ReturnType<typeof useCursor>;
