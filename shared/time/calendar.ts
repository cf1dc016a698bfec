import { Temporal } from 'temporal-polyfill';
import { instantToWall } from './wall.ts';

/** Dates are text `YYYY-MM-DD`, months `YYYY-MM`, weekdays ISO numbers (1 is Monday, 7 is Sunday). */

/** The date in a zone at a moment. */
export const today = (zone: string, nowIso: string): string => instantToWall(nowIso, zone).slice(0, 10);

export const weekdayOf = (date: string): number => Temporal.PlainDate.from(date).dayOfWeek;

export const addDays = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();

/** Days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;

export const addMonths = (month: string, months: number): string =>
  Temporal.PlainYearMonth.from(month).add({ months }).toString();

export const monthOf = (date: string): string => date.slice(0, 7);

/** The first day of the week a date lies in. */
export function startOfWeek(date: string, firstDayOfWeek: number): string {
  return addDays(date, -((weekdayOf(date) - firstDayOfWeek + 7) % 7));
}

/** The seven dates of the week a date lies in. */
export function weekGrid(date: string, firstDayOfWeek = 1): string[] {
  const start = startOfWeek(date, firstDayOfWeek);
  return Array.from({ length: 7 }, (_, day) => addDays(start, day));
}

/** Whole weeks that cover a month: four to six rows of seven dates, neighbours' days included. */
export function monthGrid(month: string, firstDayOfWeek = 1): string[][] {
  const weeks: string[][] = [];
  let start = startOfWeek(`${month}-01`, firstDayOfWeek);
  do {
    weeks.push(weekGrid(start, firstDayOfWeek));
    start = addDays(start, 7);
  } while (monthOf(start) === month);
  return weeks;
}

/** The day a week starts with where a language is spoken (`en-US` 7, `de-DE` 1). Monday when nobody knows. */
export function firstDayOfWeek(locale: string): number {
  // Newer than the compiler's library; older engines had it as a property.
  const known = new Intl.Locale(locale) as WithWeekInfo;
  return known.getWeekInfo?.().firstDay ?? known.weekInfo?.firstDay ?? 1;
}

type WeekInfo = { firstDay: number };
type WithWeekInfo = Intl.Locale & { getWeekInfo?(): WeekInfo; weekInfo?: WeekInfo };
