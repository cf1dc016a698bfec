import ICAL from 'ical.js';
import { readLink } from '../csv/cells.ts';
import { decode } from '../csv/decode.ts';
import { type PlanIssue, type PlanIssueCode, planIssue } from '../csv/issues.ts';
import type { Plan, PlanRow } from '../csv/plan.ts';
import { MAX_ROWS } from '../csv/table.ts';
import { instantToWall, settle } from '../time/wall.ts';
import { isZone } from '../time/zones.ts';

type Options = { zone: string; defaultTime?: string; now: string };
type Block = { line: number; text: string; closed: boolean };

/** Bytes of a calendar file we look into. */
export const MAX_CALENDAR_BYTES = 20 * 1024 * 1024;

/**
 * Events of a calendar file as posts: SUMMARY is the title, DESCRIPTION the text. A series is read as its first date. An
 * event that cannot be read is an issue at its line, with the property as the column; the others are not harmed.
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
  const read = events.map((block) => readEvent(block, context));
  return found(
    read.flatMap((one) => ('row' in one ? [one.row] : [])),
    read.flatMap((one) => ('issue' in one ? [one.issue] : [])),
  );
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

function readEvent(
  block: Block,
  context: Options & { zones: Map<string, ICAL.Timezone> },
): { row: PlanRow } | { issue: PlanIssue } | { left: true } {
  const { line } = block;
  const broken = (code: PlanIssueCode, property: string | null, value = '') => ({
    issue: planIssue(code, line, property === null ? null : { name: property, number: 0 }, value),
  });
  if (!block.closed) return broken('event_broken', null, block.text.slice(0, 200));
  let event: ICAL.Component | null;
  try {
    event = component(block.text).getFirstSubcomponent('vevent');
  } catch (error) {
    return broken('event_broken', null, error instanceof Error ? error.message : '');
  }
  if (!event) return broken('event_broken', null);
  const text = (name: string) => String(event.getFirstPropertyValue(name) ?? '');
  const all = (name: string) =>
    event.getAllProperties(name).flatMap((property) => property.getValues().map(String));
  if (text('status').toUpperCase() === 'CANCELLED') return { left: true };

  const start = event.getFirstProperty('dtstart');
  if (!start) return broken('event_without_start', 'DTSTART');
  let when: Pick<PlanRow, 'wall' | 'instant' | 'zone' | 'timeAssumed'>;
  try {
    when = readStart(start, text('x-pillarbox-zone'), context);
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
  const row: PlanRow = {
    line,
    ...when,
    past: when.instant !== null && when.instant < context.now,
    title,
    text: description,
    pillar: (all('categories')[0] ?? '').trim().slice(0, 200) || null,
    channels: all('x-pillarbox-channel'),
    link: text('url') === '' ? null : readLink(text('url')),
    hashtags: all('x-pillarbox-hashtag').map((tag) => `#${tag}`),
    status: text('status').toUpperCase() === 'TENTATIVE' ? 'draft' : null,
    media: all('attach').filter((value) => /^https?:/i.test(value)),
    alts: [],
    notes: location,
    words: [],
  };
  return { row };
}

/** The file's own zone where a name means nothing here; the day alone gets the usual time. */
function readStart(
  start: ICAL.Property,
  shownIn: string,
  context: Options & { zones: Map<string, ICAL.Timezone> },
): Pick<PlanRow, 'wall' | 'instant' | 'zone' | 'timeAssumed'> {
  const time = start.getFirstValue() as ICAL.Time;
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
  const named = String(start.getParameter('tzid') ?? '');
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
