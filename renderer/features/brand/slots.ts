import type { Slot } from '../../../shared/kinds/index.ts';

/** Slots as the matrix shows them: a row per time, a cell per weekday. */

export const WORKDAYS = [1, 2, 3, 4, 5];
export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

const keyOf = ({ weekday, time }: Slot) => `${weekday} ${time}`;

/** In order of the week, each once. */
export function tidy(slots: readonly Slot[]): Slot[] {
  const byKey = new Map(slots.map((slot) => [keyOf(slot), slot]));
  return [...byKey.values()].sort((a, b) => a.weekday - b.weekday || (a.time < b.time ? -1 : 1));
}

/** Times that any weekday has, and those being set up, earliest first. */
export const timesOf = (slots: readonly Slot[], more: readonly string[] = []): string[] =>
  [...new Set([...slots.map(({ time }) => time), ...more])].sort();

export const daysAt = (slots: readonly Slot[], time: string): number[] =>
  slots.filter((slot) => slot.time === time).map(({ weekday }) => weekday);

/** The same slots with exactly these weekdays at a time. */
export const withDays = (slots: readonly Slot[], time: string, weekdays: readonly number[]): Slot[] =>
  tidy([...slots.filter((slot) => slot.time !== time), ...weekdays.map((weekday) => ({ weekday, time }))]);

export function toggle(slots: readonly Slot[], slot: Slot): Slot[] {
  const days = daysAt(slots, slot.time);
  const next = days.includes(slot.weekday)
    ? days.filter((weekday) => weekday !== slot.weekday)
    : [...days, slot.weekday];
  return withDays(slots, slot.time, next);
}

/** Moves a whole row to another time. */
export const retime = (slots: readonly Slot[], from: string, to: string): Slot[] =>
  tidy(slots.map((slot) => (slot.time === from ? { ...slot, time: to } : slot)));

/** The seven weekdays from the one a week starts on. */
export const weekFrom = (first: number): number[] =>
  EVERY_DAY.map((_, index) => ((first - 1 + index) % 7) + 1);
