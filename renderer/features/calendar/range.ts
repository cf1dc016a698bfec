import { addDays, addMonths, monthGrid, monthOf, weekGrid } from '../../../shared/time/calendar.ts';
import { wallToInstant } from '../../../shared/time/wall.ts';

export type View = 'month' | 'week';

export type Range = {
  view: View;
  /** A date in the month or week shown. */
  date: string;
  weeks: string[][];
  dates: string[];
  from: string;
  to: string;
  /** Instants from the first midnight to the one after the last day, on the brand's clock. */
  fromInstant: string;
  toInstant: string;
};

export function rangeOf(view: View, date: string, weekStartsOn: number, zone: string): Range {
  const weeks = view === 'month' ? monthGrid(monthOf(date), weekStartsOn) : [weekGrid(date, weekStartsOn)];
  const dates = weeks.flat();
  const from = dates[0] ?? date;
  const to = dates.at(-1) ?? date;
  return {
    view,
    date,
    weeks,
    dates,
    from,
    to,
    fromInstant: wallToInstant(`${from}T00:00`, zone),
    toInstant: wallToInstant(`${addDays(to, 1)}T00:00`, zone),
  };
}

/** A date one month or week further on (`step` 1) or back (-1). */
export function turn({ view, date }: Pick<Range, 'view' | 'date'>, step: 1 | -1): string {
  return view === 'month' ? `${addMonths(monthOf(date), step)}-01` : addDays(date, 7 * step);
}

export const addressOf = (view: View, date: string): string => `/calendar/${view}/${date}`;

/** Reads an address's parameters; what makes no sense becomes the given view, and today. */
export function readAddress(
  params: { view?: string | undefined; date?: string | undefined },
  fallback: View,
  todayDate: string,
): { view: View; date: string } {
  const view = params.view === 'month' || params.view === 'week' ? params.view : fallback;
  const date = params.date && isDate(params.date) ? params.date : todayDate;
  return { view, date };
}

const isDate = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.startsWith(text) === true;
