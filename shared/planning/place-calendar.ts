import { Temporal } from 'temporal-polyfill';
import type { CalendarEntry, Row } from '../kinds/index.ts';
import { calendarPostId } from '../mutators/content-calendar.ts';
import { addDays, weekdayOf } from '../time/calendar.ts';
import { type ClosedDays, nextFreeSlot, type SlotTime, slotsBetween } from '../time/slots.ts';
import { instantToWall, settle, wallToInstant } from '../time/wall.ts';
import { TOO_CLOSE_MS } from './too-close.ts';

/** When a post goes out, as a mutation takes it. */
export type PlacedWhen = {
  wall_time: string;
  time_zone: string;
  schedule_id: string | null;
  slot_key: string | null;
};

/** What somebody should know about a line before it becomes a post. */
export type LineNote =
  /** The calendar has made this post before, and it still stands. */
  | { code: 'made' }
  | { code: 'past' }
  /** The day lies behind the last one. */
  | { code: 'outside' }
  | { code: 'holiday'; name: string }
  | { code: 'paused'; schedule: string }
  | { code: 'no_slot' }
  /** Its day has no free slot: it goes out on the next one that has. */
  | { code: 'moved'; holiday: string | null }
  /** The slot at this very time has a post. */
  | { code: 'taken' }
  /** Another post on one of its channels is less than an hour away. */
  | { code: 'close'; title: string; at: string }
  /** A clock change skips the wall time that was wanted. */
  | { code: 'skipped'; wall: string }
  | { code: 'no_channel' };

export type CalendarLine = {
  /** `<entry>@<day>`. */
  key: string;
  entry: CalendarEntry;
  /** The day the entry means. */
  day: string;
  /** Null: it cannot be made, and a note says why. */
  when: PlacedWhen | null;
  instant: string | null;
  connectionIds: string[];
  /** The copy it would be: 0 for the first. */
  copy: number;
  notes: LineNote[];
  /** Made unless somebody says otherwise. */
  chosen: boolean;
};

export type PlaceInput = {
  calendar: Pick<Row<'content_calendar'>, 'id' | 'days' | 'entries'>;
  /** Days to fill, both included; the calendar begins again where it ends before them. */
  firstDay: string;
  lastDay: string;
  /** The zone of explicit times. */
  timeZone: string;
  schedules: readonly Row<'schedule'>[];
  holidays: readonly Row<'holiday'>[];
  /** Keys of slots that hold a post. */
  takenSlots: readonly string[];
  /** What is planned there already. */
  posts: readonly { title: string; scheduled_at: string | null; connection_ids: readonly string[] }[];
  /** Ids of posts this calendar has made that still stand. */
  madeIds: ReadonlySet<string>;
  /** Every channel of the brand. */
  connectionIds: readonly string[];
  /** Now, an instant. */
  now: string;
  /** Lines that somebody has taken in or left out, by key. */
  choices: ReadonlyMap<string, boolean>;
};

/** The most lines one application may have. */
export const MAX_LINES = 1000;

/**
 * What applying a content calendar to some days would make, in order of the days it means. Lines that are not chosen
 * leave their slots to the others, so a choice may move what comes after it. Nothing is random: the same plan gives
 * the same lines everywhere.
 */
export function placeCalendar(input: PlaceInput): CalendarLine[] {
  const taken = new Set(input.takenSlots);
  const planned = [...input.posts];
  return meantDays(input).map(({ entry, day }) => {
    const line = placeOne(input, taken, planned, entry, day);
    if (line.chosen && line.when && line.instant) {
      if (line.when.slot_key) taken.add(line.when.slot_key);
      planned.push({
        title: entry.title,
        scheduled_at: line.instant,
        connection_ids: line.connectionIds,
      });
    }
    return line;
  });
}

/** Entries with their days, in order; the calendar is repeated until the last day. */
function meantDays({ calendar, firstDay, lastDay }: PlaceInput): { entry: CalendarEntry; day: string }[] {
  const lines: { entry: CalendarEntry; day: string }[] = [];
  for (let start = firstDay; start <= lastDay; start = addDays(start, calendar.days)) {
    for (const entry of calendar.entries) {
      const day = dayOf(entry, start);
      // Of a repetition that is cut off only what is inside counts.
      if (start === firstDay || day <= lastDay) lines.push({ entry, day });
      if (lines.length >= MAX_LINES) return inOrder(lines);
    }
  }
  return inOrder(lines);
}

const inOrder = (lines: { entry: CalendarEntry; day: string }[]) =>
  lines
    .map((line, index) => ({ ...line, index }))
    .sort((a, b) =>
      a.day !== b.day ? (a.day < b.day ? -1 : 1) : order(a.entry, b.entry) || a.index - b.index,
    );
// Explicit times first: the next free slot of that day then knows of them.
const order = (a: CalendarEntry, b: CalendarEntry) =>
  a.time === b.time ? 0 : a.time === null ? 1 : b.time === null ? -1 : a.time < b.time ? -1 : 1;

/** The day an entry means in a calendar that begins on one. */
export function dayOf(entry: Pick<CalendarEntry, 'on'>, start: string): string {
  if ('day' in entry.on) return addDays(start, entry.on.day);
  const { week, weekday } = entry.on;
  return addDays(start, week * 7 + ((weekday - weekdayOf(start) + 7) % 7));
}

function placeOne(
  input: PlaceInput,
  taken: ReadonlySet<string>,
  planned: PlaceInput['posts'],
  entry: CalendarEntry,
  day: string,
): CalendarLine {
  const notes: LineNote[] = [];
  let copy = 0;
  while (input.madeIds.has(calendarPostId(input.calendar.id, entry.id, day, copy))) copy += 1;
  if (copy > 0) notes.push({ code: 'made' });
  if (day > input.lastDay) notes.push({ code: 'outside' });

  const placed =
    entry.time === null
      ? inSlot(input, taken, entry, day, notes)
      : atTime(input, taken, entry.time, day, notes);
  const schedule = input.schedules.find(({ id }) => id === (placed?.schedule_id ?? entry.schedule_id));
  const connectionIds = channelsOf(entry, schedule, input.connectionIds);
  if (connectionIds.length === 0) notes.push({ code: 'no_channel' });

  let when = placed;
  let instant = when && wallToInstant(when.wall_time, when.time_zone);
  if (instant !== null && instant <= input.now) {
    notes.push({ code: 'past' });
    when = null;
    instant = null;
  }
  const near = instant === null ? undefined : closeTo(instant, connectionIds, planned);
  // A slot that is taken says as much.
  if (near && !notes.some(({ code }) => code === 'taken'))
    notes.push({ code: 'close', title: near.title, at: near.scheduled_at });

  const key = `${entry.id}@${day}`;
  const wanted = !notes.some(({ code }) => code === 'made' || code === 'outside' || code === 'holiday');
  const chosen = when !== null && (input.choices.get(key) ?? wanted);
  return { key, entry, day, when, instant, connectionIds, copy, notes, chosen };
}

/** At a wall time of the brand; in the slot of that time where one is free. */
function atTime(
  { schedules, holidays, timeZone }: PlaceInput,
  taken: ReadonlySet<string>,
  time: string,
  day: string,
  notes: LineNote[],
): PlacedWhen {
  const wanted = `${day}T${time}`;
  const { wall, instant } = settle(wanted, timeZone);
  if (wall !== wanted) notes.push({ code: 'skipped', wall: wanted });
  const holiday = holidays.find((one) => one.schedule_id === null && holds(one, day));
  if (holiday) notes.push({ code: 'holiday', name: holiday.name });
  const next = new Date(Date.parse(instant) + 1).toISOString();
  let full = false;
  for (const schedule of schedules) {
    if (schedule.paused) continue;
    const [slot] = slotsBetween(planOf(schedule, holidays), instant, next);
    if (!slot) continue;
    const found = slotWhen(schedule, slot);
    if (!taken.has(found.slot_key ?? '')) return found;
    full = true;
  }
  if (full) notes.push({ code: 'taken' });
  return { wall_time: wall, time_zone: timeZone, schedule_id: null, slot_key: null };
}

/** In the first free slot from a day on. */
function inSlot(
  { schedules, holidays, now }: PlaceInput,
  taken: ReadonlySet<string>,
  entry: CalendarEntry,
  day: string,
  notes: LineNote[],
): PlacedWhen | null {
  const named = schedules.find(({ id }) => id === entry.schedule_id);
  const open = (named ? [named] : schedules).filter(({ paused }) => !paused);
  if (open.length === 0) {
    const paused = named ?? schedules[0];
    notes.push(paused ? { code: 'paused', schedule: paused.name } : { code: 'no_slot' });
    return null;
  }
  const found = open
    .flatMap((schedule) => {
      const plan = planOf(schedule, holidays);
      const begin = Date.parse(wallToInstant(`${day}T00:00`, schedule.time_zone));
      const own = [...taken]
        .filter((key) => key.startsWith(`${schedule.id}@`))
        .map((key) => key.slice(schedule.id.length + 1));
      const from = Math.max(begin - 1, Date.parse(now));
      const slot = nextFreeSlot(plan, new Date(from).toISOString(), new Set(own));
      return slot ? [{ schedule, slot }] : [];
    })
    .sort((a, b) => (a.slot.instant < b.slot.instant ? -1 : 1))[0];
  if (!found) {
    notes.push({ code: 'no_slot' });
    return null;
  }
  const { schedule, slot } = found;
  if (slot.wall.slice(0, 10) !== day) {
    const closed = holidays.find(
      (one) => (one.schedule_id === null || one.schedule_id === schedule.id) && holds(one, day),
    );
    // It moves off a holiday by itself: worth a word, no reason to leave it out.
    notes.push(closed ? { code: 'moved', holiday: closed.name } : { code: 'moved', holiday: null });
  }
  return slotWhen(schedule, slot);
}

const planOf = (schedule: Row<'schedule'>, holidays: readonly Row<'holiday'>[]) => ({
  ...schedule,
  closed: holidays.filter(
    ({ schedule_id }) => schedule_id === null || schedule_id === schedule.id,
  ) satisfies ClosedDays[],
});

const holds = ({ first_day, last_day }: ClosedDays, day: string) => first_day <= day && day <= last_day;

const slotWhen = (schedule: Row<'schedule'>, slot: SlotTime): PlacedWhen => ({
  wall_time: slot.wall,
  time_zone: schedule.time_zone,
  schedule_id: schedule.id,
  slot_key: `${schedule.id}@${slot.key}`,
});

function channelsOf(
  { connection_ids }: CalendarEntry,
  schedule: Row<'schedule'> | undefined,
  all: readonly string[],
): string[] {
  const among = (ids: readonly string[]) => all.filter((id) => ids.includes(id));
  if (connection_ids !== null) return among(connection_ids);
  const named = among(schedule?.connection_ids ?? []);
  return named.length > 0 ? named : [...all];
}

function closeTo(instant: string, connectionIds: readonly string[], posts: PlaceInput['posts']) {
  const at = Date.parse(instant);
  for (const { title, scheduled_at, connection_ids } of posts) {
    if (scheduled_at === null || Math.abs(Date.parse(scheduled_at) - at) >= TOO_CLOSE_MS) continue;
    if (connection_ids.some((id) => connectionIds.includes(id))) return { title, scheduled_at };
  }
  return undefined;
}

/** A post as an entry of a new calendar is kept from it. */
export type KeptPost = Pick<
  Row<'post'>,
  'title' | 'caption' | 'pillar_id' | 'scheduled_at' | 'schedule_id' | 'slot_key'
> & {
  connection_ids: readonly string[];
  post_type: CalendarEntry['post_type'];
  topic_angle: string;
};

/**
 * Entries that make the same posts again elsewhere: those of slots go into slots of their schedule, others keep their
 * time of day. Over whole weeks weekdays count, else days.
 * @param ids a new id for each entry
 */
export function entriesOf(
  posts: readonly KeptPost[],
  range: { firstDay: string; days: number; timeZone: string; connectionIds: readonly string[] },
  ids: () => string,
): CalendarEntry[] {
  const first = Temporal.PlainDate.from(range.firstDay);
  return posts.flatMap((post): CalendarEntry[] => {
    if (post.scheduled_at === null) return [];
    const wall = instantToWall(post.scheduled_at, range.timeZone);
    const day = first.until(Temporal.PlainDate.from(wall.slice(0, 10)), { largestUnit: 'days' }).days;
    if (day < 0 || day >= range.days) return [];
    const everywhere = range.connectionIds.every((id) => post.connection_ids.includes(id));
    return [
      {
        id: ids(),
        on:
          range.days % 7 === 0
            ? { week: Math.floor(day / 7), weekday: weekdayOf(wall.slice(0, 10)) }
            : { day },
        time: post.slot_key === null ? wall.slice(11) : null,
        schedule_id: post.slot_key === null ? null : post.schedule_id,
        connection_ids: everywhere ? null : [...post.connection_ids],
        pillar_id: post.pillar_id,
        post_type: post.post_type,
        title: post.title,
        topic_angle: post.topic_angle,
        caption: post.caption.slice(0, 10_000),
      },
    ];
  });
}
