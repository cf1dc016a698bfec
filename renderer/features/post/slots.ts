import type { Row } from '../../../shared/kinds/index.ts';
import type { MutationArgs } from '../../../shared/mutators/index.ts';
import type { OccurrenceView } from '../../../shared/queries.ts';
import { type ClosedDays, nextFreeSlot, type SlotTime, slotsBetween } from '../../../shared/time/slots.ts';
import { wallToInstant } from '../../../shared/time/wall.ts';

/** When a post goes out, as a mutation takes it. */
export type When = MutationArgs<'post.schedule'>['when'];

export type OpenSlot = {
  when: When;
  instant: string;
  /** Set: no empty slot, but a date of a series that is not a post yet. */
  occurrence?: OccurrenceView;
};

/** A schedule with the days on which it has no slots. */
export type OpenSchedule = Row<'schedule'> & { closed?: readonly ClosedDays[] };

/** Schedules with the holidays that close them. */
export const withHolidays = (
  schedules: readonly Row<'schedule'>[],
  holidays: readonly Row<'holiday'>[],
): OpenSchedule[] =>
  schedules.map((schedule) => ({
    ...schedule,
    closed: holidays.filter(({ schedule_id }) => schedule_id === null || schedule_id === schedule.id),
  }));

/** A slot is one of a schedule; the schedule's id makes its key unique in the brand. */
const slotKey = (schedule: Row<'schedule'>, slot: SlotTime) => `${schedule.id}@${slot.key}`;

const openSlot = (schedule: Row<'schedule'>, slot: SlotTime): OpenSlot => ({
  instant: slot.instant,
  when: {
    wall_time: slot.wall,
    time_zone: schedule.time_zone,
    schedule_id: schedule.id,
    slot_key: slotKey(schedule, slot),
  },
});

/** Slots without a post from one instant (included) to another (not included), in order of time. */
export function openSlots(
  schedules: readonly OpenSchedule[],
  taken: ReadonlySet<string>,
  fromIso: string,
  toIso: string,
): OpenSlot[] {
  return schedules
    .filter((schedule) => !schedule.paused)
    .flatMap((schedule) => slotsBetween(schedule, fromIso, toIso).map((slot) => openSlot(schedule, slot)))
    .filter(({ when }) => !taken.has(when.slot_key ?? ''))
    .sort((a, b) => (a.instant < b.instant ? -1 : 1));
}

/** The first slot without a post after a moment, over all schedules that are not paused; null when there is none. */
export function nextOpenSlot(
  schedules: readonly OpenSchedule[],
  taken: ReadonlySet<string>,
  afterIso: string,
): OpenSlot | null {
  const candidates = schedules
    .filter((schedule) => !schedule.paused)
    .flatMap((schedule) => {
      const prefix = `${schedule.id}@`;
      const own = [...taken].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      const slot = nextFreeSlot(schedule, afterIso, new Set(own));
      return slot ? openSlot(schedule, slot) : [];
    });
  return candidates.sort((a, b) => (a.instant < b.instant ? -1 : 1))[0] ?? null;
}

/** A wall time as a `when`: the open slot at that very moment where there is one, else a time of its own. */
export function whenAt(wall: string, zone: string, slots: readonly OpenSlot[]): When {
  const instant = wallToInstant(wall, zone);
  const slot = slots.find((one) => one.instant === instant);
  return slot?.when ?? { wall_time: wall, time_zone: zone, schedule_id: null, slot_key: null };
}

/** When a post goes out now, to put it back there; null for an idea. */
export function whenOf(
  post: Pick<Row<'post'>, 'wall_time' | 'time_zone' | 'schedule_id' | 'slot_key'>,
): When | null {
  if (!post.wall_time || !post.time_zone) return null;
  return {
    wall_time: post.wall_time,
    time_zone: post.time_zone,
    schedule_id: post.schedule_id,
    slot_key: post.slot_key,
  };
}
