import { Temporal } from 'temporal-polyfill';
import type { Slot } from '../kinds/index.ts';
import { instantToWall, settle } from './wall.ts';

/** Days from the first to the last, both included: `2026-12-24`. */
export type ClosedDays = { first_day: string; last_day: string };

/** When posts of a schedule go out: weekly slots as wall time in one zone, but for the days that are closed. */
export type SlotPlan = { slots: readonly Slot[]; time_zone: string; closed?: readonly ClosedDays[] };

export type SlotTime = {
  /** What the clock in the schedule's zone shows when it comes due: `2026-11-23T09:00`. */
  wall: string;
  instant: string;
  /** Names this slot within its schedule: the wall time. */
  key: string;
};

/** A year and a day: longer than any weekly slot can stay away. */
const SEARCH_DAYS = 366;

/**
 * The slots from `fromIso` (included) until `toIso` (not included), in order of time.
 *
 * A slot that a clock change skips moves forward and carries the wall time it moved to; where another slot of the
 * schedule is already there, they are one. A slot whose wall time happens twice comes the first time only. So keys
 * and instants never repeat, whatever the range. A closed day is the one the clock shows when a slot comes due.
 */
export function slotsBetween(plan: SlotPlan, fromIso: string, toIso: string): SlotTime[] {
  const [from, to] = [Date.parse(fromIso), Date.parse(toIso)];
  if (!(from < to)) return [];
  // A skipped slot may move into the range from the day before (a zone can skip a whole day).
  const first = Temporal.PlainDate.from(instantToWall(fromIso, plan.time_zone).slice(0, 10)).subtract({
    days: 1,
  });
  const last = Temporal.PlainDate.from(instantToWall(toIso, plan.time_zone).slice(0, 10));
  const byKey = new Map<string, SlotTime>();
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    for (const slot of plan.slots) {
      if (slot.weekday !== day.dayOfWeek) continue;
      const { wall, instant } = settle(`${day}T${slot.time}`, plan.time_zone);
      const at = Date.parse(instant);
      if (isClosed(plan.closed, wall.slice(0, 10))) continue;
      if (at >= from && at < to) byKey.set(wall, { wall, instant, key: wall });
    }
  }
  return [...byKey.values()].sort((a, b) => Date.parse(a.instant) - Date.parse(b.instant));
}

const isClosed = (closed: readonly ClosedDays[] = [], day: string) =>
  closed.some(({ first_day, last_day }) => first_day <= day && day <= last_day);

/**
 * @param takenKeys keys of slots that already hold a post
 * @returns the first slot after `afterIso` that is free, or null when the next 366 days have none
 */
export function nextFreeSlot(
  plan: SlotPlan,
  afterIso: string,
  takenKeys: ReadonlySet<string>,
): SlotTime | null {
  if (plan.slots.length === 0) return null;
  const week = 7 * 86_400_000;
  let from = Date.parse(afterIso) + 1;
  const end = from + SEARCH_DAYS * 86_400_000;
  while (from < end) {
    const to = Math.min(from + week, end);
    const slots = slotsBetween(plan, new Date(from).toISOString(), new Date(to).toISOString());
    const free = slots.find((slot) => !takenKeys.has(slot.key));
    if (free) return free;
    from = to;
  }
  return null;
}
