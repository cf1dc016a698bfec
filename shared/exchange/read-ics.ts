import ICAL from 'ical.js';
import { readLink } from '../csv/cells.ts';
import { readChannelDate } from '../csv/channel-date.ts';
import { decode } from '../csv/decode.ts';
import { type PlanIssue, type PlanIssueCode, planIssue } from '../csv/issues.ts';
import type { Plan, PlanRow } from '../csv/plan.ts';
import { MAX_ROWS } from '../csv/table.ts';
import { instantToWall, settle } from '../time/wall.ts';
import { isZone } from '../time/zones.ts';
import { datesOf } from './repeating.ts';

type Options = { zone: string; defaultTime?: string; now: string };
type Block = { line: number; text: string; closed: boolean };

/** Bytes of a calendar file we look into. */
export const MAX_CALENDAR_BYTES = 20 * 1024 * 1024;

/**
 * Events of a calendar file as posts: SUMMARY is the title, DESCRIPTION the text, X-PILLARBOX-BRAND the brand of ours with several. One that repeats is each of its dates to
 * come, for a year (./repeating.ts); what stands for a single date of it takes that date's place. An event that cannot be read is an issue at its line, with the property as the column; the others are not harmed.
 */
export function parseCalendar(bytes: Uint8Array, options: Options): Plan {
  const found = (rows: PlanRow[], issues: PlanIssue[]): Plan => ({
    rows,
    issues,
    columns: [],
    dateOrder: null,
    delimiter: null,
    preset: null,
    samples: [],
  });
  const whole = (code: PlanIssueCode, line = 1) => found([], [planIssue(code, line, null)]);
  if (bytes.length > MAX_CALENDAR_BYTES) return whole('file_too_large');
  const decoded = decode(bytes);
  if ('fault' in decoded) return whole(decoded.fault);
  const { events, zones, calendarZone, isCalendar } = takeApart(decoded.text);
  if (!isCalendar) return whole('not_a_calendar');
  if (events.length === 0) return whole('no_rows');
  if (events.length > MAX_ROWS) return whole('too_many_events', events[MAX_ROWS]?.line);
  const fallback = calendarZone && isZone(calendarZone) ? calendarZone : options.zone;
  const context = { ...options, zone: fallback, zones: readZones(zones) };
  const parsed = events.map((block) => ({ block, event: eventOf(block) }));
  const instead = singleDates(
    parsed.flatMap(({ event }) => (event instanceof ICAL.Component ? [event] : [])),
    context,
  );
  const read = parsed.map(({ block, event }) => readEvent(block, event, { ...context, instead }));
  const rows = read.flatMap((one) => ('rows' in one ? one.rows : []));
  if (rows.length > MAX_ROWS) return whole('too_many_events', rows[MAX_ROWS]?.line);
  const repeating = read.flatMap((one) => ('rows' in one && one.repeats ? [one] : []));
  return {
    ...found(
      rows,
      read.flatMap((one) => ('issue' in one ? [one.issue] : [])),
    ),
    repeating:
      repeating.length === 0
        ? null
        : {
            events: repeating.length,
            dates: repeating.reduce((sum, one) => sum + one.rows.length, 0),
            until: repeating.some(({ goesOn }) => goesOn)
              ? (repeating
                  .flatMap((one) => one.rows.flatMap(({ wall }) => wall ?? []))
                  .sort()
                  .at(-1) ?? null)
              : null,
          },
  };
}

/** Events and time zones by the lines they stand on, so that one broken event is one broken event. */
function takeApart(text: string): {
  events: Block[];
  zones: Block[];
  calendarZone: string | null;
  isCalendar: boolean;
} {
  const events: Block[] = [];
  const zones: Block[] = [];
  let calendarZone: string | null = null;
  let isCalendar = false;
  let open: { end: string; block: Block; lines: string[]; into: Block[] } | null = null;
  const close = (closed: boolean) => {
    if (!open) return;
    open.into.push({ ...open.block, text: open.lines.join('\r\n'), closed });
    open = null;
  };
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const upper = raw.slice(0, 40).trimEnd().toUpperCase();
    if (upper === 'BEGIN:VCALENDAR') isCalendar = true;
    if (upper === 'BEGIN:VEVENT' || upper === 'BEGIN:VTIMEZONE') {
      close(false);
      const block = { line: index + 1, text: '', closed: false };
      open = {
        end: upper.replace('BEGIN', 'END'),
        block,
        lines: [],
        into: upper.endsWith('EVENT') ? events : zones,
      };
    }
    if (open) open.lines.push(raw);
    else if (upper.startsWith('X-WR-TIMEZONE:')) calendarZone = raw.slice('X-WR-TIMEZONE:'.length).trim();
    if (open && upper === open.end) close(true);
  }
  close(false);
  return { events, zones, calendarZone, isCalendar };
}

function component(text: string): ICAL.Component {
  return new ICAL.Component(ICAL.parse(`BEGIN:VCALENDAR\r\n${text}\r\nEND:VCALENDAR`) as unknown[] as never);
}

/** Time zones that the file describes itself, for names that nobody else knows. */
function readZones(blocks: Block[]): Map<string, ICAL.Timezone> {
  const zones = new Map<string, ICAL.Timezone>();
  for (const { text, closed } of blocks) {
    if (!closed) continue;
    try {
      const described = component(text).getFirstSubcomponent('vtimezone');
      if (described) {
        const zone = new ICAL.Timezone(described);
        zones.set(zone.tzid, zone);
      }
    } catch {
      // Times in it are read as the file's own.
    }
  }
  return zones;
}

/** An event by itself, or what was wrong with it. */
function eventOf({ text, closed }: Block): ICAL.Component | string {
  if (!closed) return text.slice(0, 200);
  try {
    return component(text).getFirstSubcomponent('vevent') ?? '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

type Context = Options & { zones: Map<string, ICAL.Timezone> };
const textOf = (event: ICAL.Component, name: string) => String(event.getFirstPropertyValue(name) ?? '');

/** The dates of repeating events, by UID, that events of their own stand for. */
function singleDates(events: readonly ICAL.Component[], context: Context): Map<string, Set<string>> {
  const instead = new Map<string, Set<string>>();
  for (const event of events) {
    const dates = timesOf(event, 'recurrence-id', context);
    const uid = textOf(event, 'uid');
    if (dates.length > 0) instead.set(uid, new Set([...(instead.get(uid) ?? []), ...dates]));
  }
  return instead;
}

/** A rule as it stands there; empty where not even its parts can be told. */
function ruleText(property: ICAL.Property): string {
  try {
    return String(property.getFirstValue());
  } catch {
    return '';
  }
}

/** Instants that a property of dates names; what cannot be read is none. */
function timesOf(event: ICAL.Component, name: string, context: Context): string[] {
  return event.getAllProperties(name).flatMap((property) =>
    property.getValues().flatMap((value) => {
      try {
        const time = value instanceof ICAL.Period ? value.start : value;
        if (!(time instanceof ICAL.Time)) return [];
        // A day alone means the event's own time on it.
        const own = event.getFirstPropertyValue('dtstart');
        if (time.isDate && own instanceof ICAL.Time && !own.isDate) {
          const full = own.clone();
          Object.assign(full, { year: time.year, month: time.month, day: time.day });
          return readTime(
            full,
            String(event.getFirstProperty('dtstart')?.getParameter('tzid') ?? ''),
            '',
            context,
          ).instant;
        }
        return readTime(time, String(property.getParameter('tzid') ?? ''), '', context).instant;
      } catch {
        return [];
      }
    }),
  );
}

function readEvent(
  block: Block,
  event: ICAL.Component | string,
  context: Context & { instead: ReadonlyMap<string, ReadonlySet<string>> },
): { rows: PlanRow[]; repeats: boolean; goesOn: boolean } | { issue: PlanIssue } | { left: true } {
  const { line } = block;
  const broken = (code: PlanIssueCode, property: string | null, value = '') => ({
    issue: planIssue(code, line, property === null ? null : { name: property, number: 0 }, value),
  });
  if (typeof event === 'string') return broken('event_broken', null, event);
  const text = (name: string) => textOf(event, name);
  const all = (name: string) =>
    event.getAllProperties(name).flatMap((property) => property.getValues().map(String));
  if (text('status').toUpperCase() === 'CANCELLED') return { left: true };
  // A channel's own date: its post's event tells it, too.
  if (event.hasProperty('x-pillarbox-part-of')) return { left: true };

  const start = event.getFirstProperty('dtstart');
  if (!start) return broken('event_without_start', 'DTSTART');
  let when: Pick<PlanRow, 'wall' | 'instant' | 'zone' | 'timeAssumed'>;
  try {
    const named = String(start.getParameter('tzid') ?? '');
    when = readTime(start.getFirstValue() as ICAL.Time, named, text('x-pillarbox-zone'), context);
  } catch {
    return broken('date_invalid', 'DTSTART', String(start.toICALString()));
  }
  const year = Number(when.wall?.slice(0, 4));
  if (!(year >= 2000 && year <= 2100)) return broken('date_out_of_range', 'DTSTART', when.wall ?? '');

  const description = text('description').replaceAll('\r\n', '\n');
  const summary = text('summary').replace(/\s+/gu, ' ').trim();
  const untitled = text('x-pillarbox-untitled') === 'TRUE';
  const title = untitled ? '' : summary;
  if (title === '' && description.trim() === '' && !untitled) return broken('text_missing', 'SUMMARY');
  if (title.length > 500) return broken('cell_too_long', 'SUMMARY', title);
  if (description.length > 100_000) return broken('cell_too_long', 'DESCRIPTION', description);
  const location = text('location').trim();
  const brand = text('x-pillarbox-brand').trim() || null;
  const categories = all('categories');
  // Ours has the brand behind its pillar.
  if (brand !== null && categories.at(-1)?.trim() === brand) categories.pop();
  const row: PlanRow = {
    line,
    ...when,
    past: when.instant !== null && when.instant < context.now,
    title,
    text: description,
    pillar: (categories[0] ?? '').trim().slice(0, 200) || null,
    channels: all('x-pillarbox-channel'),
    link: text('url') === '' ? null : readLink(text('url')),
    hashtags: all('x-pillarbox-hashtag').map((tag) => `#${tag}`),
    status: text('status').toUpperCase() === 'TENTATIVE' ? 'draft' : null,
    media: all('attach').filter((value) => /^https?:/i.test(value)),
    alts: [],
    notes: location,
    words: [],
    dates: all('x-pillarbox-date').flatMap((value) => {
      const [, moment = '', channel = ''] = /^(\S+ \S+ \S+) (.+)$/.exec(value) ?? [];
      const read = readChannelDate(moment, context.zone);
      return read ? [{ channel, ...read, past: read.instant < context.now }] : [];
    }),
    brand,
  };
  const rules = event.getAllProperties('rrule').map(ruleText);
  const added = timesOf(event, 'rdate', context);
  if ((rules.length === 0 && added.length === 0) || event.hasProperty('recurrence-id'))
    return { rows: [row], repeats: false, goesOn: false };
  const time = start.getFirstValue() as ICAL.Time;
  // Times in UTC repeat in UTC, whatever the clocks do where they are shown.
  const inUtc = time.zone === ICAL.Timezone.utcTimezone && start.getParameter('tzid') === undefined;
  const base = inUtc ? instantToWall(row.instant ?? '', 'UTC') : (row.wall ?? '');
  const dates =
    rules.length > 1
      ? null
      : datesOf(
          {
            wall: base,
            zone: inUtc ? 'UTC' : row.zone,
            instant: row.instant ?? '',
            rule: rules[0] ?? null,
            added,
            without: new Set([
              ...timesOf(event, 'exdate', context),
              ...(context.instead.get(text('uid')) ?? []),
            ]),
          },
          context.now,
        );
  if (!dates) return broken('rule_unknown', 'RRULE', rules.join(' '));
  const rows = dates.instants.map((instant) => ({
    ...row,
    wall: instantToWall(instant, row.zone),
    instant,
    past: instant < context.now,
  }));
  return { rows, repeats: true, goesOn: dates.goesOn };
}

/** The file's own zone where a name means nothing here; the day alone gets the usual time. */
function readTime(
  time: ICAL.Time,
  named: string,
  shownIn: string,
  context: Context,
): Pick<PlanRow, 'wall' | 'instant' | 'zone' | 'timeAssumed'> & { instant: string } {
  const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');
  const day = `${pad(time.year, 4)}-${pad(time.month)}-${pad(time.day)}`;
  if (!/^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])$/.test(day)) throw new Error('not a day');
  if (time.isDate) {
    const wall = `${day}T${context.defaultTime ?? '09:00'}`;
    return { ...settle(wall, context.zone), zone: context.zone, timeAssumed: true };
  }
  const wall = `${day}T${pad(time.hour)}:${pad(time.minute)}`;
  const at = (instant: string, zone: string) => ({
    ...settle(instantToWall(instant, zone), zone),
    zone,
    timeAssumed: false,
  });
  if (named === '') {
    const utc = time.zone === ICAL.Timezone.utcTimezone;
    if (!utc) return { ...settle(wall, context.zone), zone: context.zone, timeAssumed: false };
    return at(`${wall}:00.000Z`, shownIn !== '' && isZone(shownIn) ? shownIn : context.zone);
  }
  const zone = [named, named.split('/').slice(-2).join('/')].find(isZone);
  if (zone) return { ...settle(wall, zone), zone, timeAssumed: false };
  const described = context.zones.get(named);
  if (!described) return { ...settle(wall, context.zone), zone: context.zone, timeAssumed: false };
  const local = time.clone();
  local.zone = described;
  return at(new Date(Math.floor(local.toUnixTime() / 60) * 60_000).toISOString(), context.zone);
}
