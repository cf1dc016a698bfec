import { instantToWall, settle } from '../time/wall.ts';
import {
  type PlanStatus,
  readChannels,
  readHashtags,
  readLine,
  readLink,
  readStatus,
  readText,
  readZone,
} from './cells.ts';
import type { PlanColumn, PlanField } from './columns.ts';
import { type DateFault, type DateNumbers, type DateOrder, inOrder, readMoment } from './dates.ts';
import { type PlanIssue, type PlanIssueCode, planIssue } from './issues.ts';
import type { CsvRecord } from './records.ts';
import { readTime } from './times.ts';

export type PlanRow = {
  /** Physical line of the file where the row starts, from 1. */
  line: number;
  /** Wall time in `zone`, `YYYY-MM-DDTHH:MM`, and the instant it means; null for a row without a date. */
  wall: string | null;
  instant: string | null;
  zone: string;
  /** The row had a date and no time. */
  timeAssumed: boolean;
  /** It lies before now: to be drafted, or asked about, but not to be published at once. */
  past: boolean;
  title: string;
  text: string;
  pillar: string | null;
  channels: string[];
  link: string | null;
  /** With their sign: `#news`. */
  hashtags: string[];
  /** null where the file does not say. */
  status: PlanStatus | null;
};

export type RowContext = {
  columns: PlanColumn[];
  /** null where it is an open question; rows that wait for the answer are left out. */
  order: DateOrder | null;
  zone: string;
  defaultTime: string;
  now: string;
};

/** As much as a post holds. */
const LIMITS: Partial<Record<PlanField, number>> = { title: 500, text: 100_000, pillar: 200, link: 2000 };
const MAX_TAGS = 100;
const TAG_LENGTH = 200;

/** @returns the row, or null where it has issues, says nothing, or waits for the order of day and month */
export function readRow(
  record: CsvRecord,
  context: RowContext,
): { row: PlanRow | null; issues: PlanIssue[] } {
  const issues: PlanIssue[] = [];
  const column = (field: PlanField) => context.columns.find((known) => known.field === field);
  const cell = (field: PlanField) => record.cells[(column(field)?.number ?? 0) - 1]?.trim() ?? '';
  const report = (code: PlanIssueCode, field: PlanField, value = cell(field)) =>
    issues.push(planIssue(code, record.line, column(field) ?? null, value));

  const extra = record.cells.slice(context.columns.length).find((text) => text.trim() !== '');
  if (extra !== undefined) {
    // The cells have slipped, so what each says here means nothing.
    return { row: null, issues: [planIssue('too_many_cells', record.line, null, extra)] };
  }
  if (context.columns.every(({ field }) => field === null || cell(field) === ''))
    return { row: null, issues };

  const title = readLine(cell('title'));
  const text = readText(cell('text'));
  if (title === '' && text === '') report('text_missing', column('text') ? 'text' : 'title');
  for (const [field, limit] of Object.entries(LIMITS) as [PlanField, number][]) {
    if (cell(field).length > limit) report('cell_too_long', field);
  }
  const hashtags = readHashtags(cell('hashtags'));
  if (hashtags.length > MAX_TAGS || hashtags.some((tag) => tag.length > TAG_LENGTH))
    report('cell_too_long', 'hashtags');

  const link = cell('link') === '' ? null : readLink(cell('link'));
  if (cell('link') !== '' && link === null) report('link_invalid', 'link');
  const zone = cell('time_zone') === '' ? context.zone : readZone(cell('time_zone'));
  if (zone === null) report('time_zone_unknown', 'time_zone');

  const when = readWhen(
    { on: cell(column('datetime') ? 'datetime' : 'date'), at: cell('time') },
    { ...context, zone: zone ?? context.zone },
  );
  if ('fault' in when)
    report(when.fault, when.in === 'time' ? 'time' : column('datetime') ? 'datetime' : 'date');
  if (issues.length > 0 || 'fault' in when || 'open' in when) return { row: null, issues };

  return {
    row: {
      line: record.line,
      ...when,
      zone: zone ?? context.zone,
      past: when.instant !== null && when.instant < context.now,
      title,
      text,
      pillar: readLine(cell('pillar')) || null,
      channels: readChannels(cell('channel')),
      link,
      hashtags,
      status: cell('status') === '' ? null : readStatus(cell('status')),
    },
    issues,
  };
}

type When =
  | Pick<PlanRow, 'wall' | 'instant' | 'timeAssumed'>
  | { fault: DateFault | 'date_missing' | 'time_invalid' | 'two_times'; in: 'date' | 'time' }
  /** Waits for the order of day and month. */
  | { open: true };

function readWhen(cells: { on: string; at: string }, context: RowContext): When {
  // A time alone comes out of some programs with the day that their counting starts on.
  const timeText = cells.at.replace(/^(30[./]12[./]1899|12\/30\/1899|1899-12-30)[ T]/, '');
  const time = timeText === '' ? null : readTime(timeText);
  if (timeText !== '' && time === null) return { fault: 'time_invalid', in: 'time' };
  if (cells.on === '')
    return time ? { fault: 'date_missing', in: 'date' } : { wall: null, instant: null, timeAssumed: false };

  const moment = readMoment(cells.on);
  if ('instant' in moment) {
    const wall = instantToWall(moment.instant, context.zone);
    if (time && !wall.endsWith(time)) return { fault: 'two_times', in: 'time' };
    return { ...settle(wall, context.zone), timeAssumed: false };
  }
  // A sheet's date cell often carries an empty midnight.
  const empty = moment.time === '00:00' && time !== null;
  if (time && moment.time && !empty && moment.time !== time) return { fault: 'two_times', in: 'time' };

  const date = 'numbers' in moment.on ? ordered(moment.on, context.order) : moment.on;
  if (date === null) return { open: true };
  if ('fault' in date) return { ...date, in: 'date' };
  const stated = time ?? moment.time;
  const due = settle(`${date.date}T${stated ?? context.defaultTime}`, context.zone);
  return { ...due, timeAssumed: stated === null };
}

/** null where the order is not known yet. */
function ordered(
  numbers: DateNumbers,
  order: DateOrder | null,
): { date: string } | { fault: DateFault } | null {
  const [only, ...others] = numbers.orders;
  if (only && others.length === 0) return inOrder(numbers, only);
  if (order === null) return null;
  // "Year first" says nothing about 31/12/2026, whose year is plainly last.
  return numbers.orders.includes(order) ? inOrder(numbers, order) : { fault: 'date_invalid' };
}
