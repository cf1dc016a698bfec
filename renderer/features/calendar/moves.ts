import { daysBetween } from '../../../shared/time/calendar.ts';

/** How far something moves on its own clock. */
export type Shift = { days: number; minutes: number };

/** A wall time moved by days and minutes, as a clock on the wall goes: no hour is lost or won on the days clocks change. */
export function shiftWall(wall: string, { days, minutes }: Shift): string {
  const moved = Date.parse(`${wall}:00Z`) + (days * 24 * 60 + minutes) * 60_000;
  return new Date(moved).toISOString().slice(0, 16);
}

/** From one wall time to another. */
export function shiftBetween(from: string, to: string): Shift {
  const minutes = (wall: string) => Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16));
  return { days: daysBetween(from.slice(0, 10), to.slice(0, 10)), minutes: minutes(to) - minutes(from) };
}

/** Everything from one to another, both included, in whichever order they lie; only `to` where `from` is not there. */
export function between<T>(order: readonly T[], from: T, to: T): T[] {
  const [a, b] = [order.indexOf(from), order.indexOf(to)];
  if (b < 0) return [];
  if (a < 0) return [to];
  return order.slice(Math.min(a, b), Math.max(a, b) + 1);
}
