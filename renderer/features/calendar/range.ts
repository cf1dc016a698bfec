import { PLAN_VIEWS, type PlanView as View } from '../../../shared/planning/filter.ts';
import {
  addDays,
  addMonths,
  daysBetween,
  monthGrid,
  monthOf,
  weekGrid,
} from '../../../shared/time/calendar.ts';
import { wallToInstant } from '../../../shared/time/wall.ts';

export type { PlanView as View } from '../../../shared/planning/filter.ts';

/** How far an agenda looks ahead. */
const AGENDA_DAYS = 28;

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
  const weeks = weeksOf(view, date, weekStartsOn);
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

function weeksOf(view: View, date: string, weekStartsOn: number): string[][] {
  switch (view) {
    case 'month':
      return monthGrid(monthOf(date), weekStartsOn);
    case 'week':
      return [weekGrid(date, weekStartsOn)];
    case 'day':
      return [[date]];
    case 'agenda':
      return [daysFrom(date, AGENDA_DAYS)];
    case 'list': {
      const first = `${monthOf(date)}-01`;
      return [daysFrom(first, daysBetween(first, `${addMonths(monthOf(date), 1)}-01`))];
    }
  }
}

const daysFrom = (date: string, count: number) =>
  Array.from({ length: count }, (_, day) => addDays(date, day));

/** A date one screen further on (`step` 1) or back (-1). */
export function turn({ view, date }: Pick<Range, 'view' | 'date'>, step: 1 | -1): string {
  if (view === 'month' || view === 'list') return `${addMonths(monthOf(date), step)}-01`;
  return addDays(date, { week: 7, day: 1, agenda: AGENDA_DAYS }[view] * step);
}

export const addressOf = (view: View, date: string): string => `/calendar/${view}/${date}`;

/** Reads an address's parameters; what makes no sense becomes the given view, and today. */
export function readAddress(
  params: { view?: string | undefined; date?: string | undefined },
  fallback: View,
  todayDate: string,
): { view: View; date: string } {
  const view = PLAN_VIEWS.find((one) => one === params.view) ?? fallback;
  const date = params.date && isDate(params.date) ? params.date : todayDate;
  return { view, date };
}

const isDate = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.startsWith(text) === true;
