import { instantToWall, settle } from '../time/wall.ts';
import {
  type PlanStatus,
  readAlts,
  readChannels,
  readFiles,
  readHashtags,
  readLabels,
  readLine,
  readLink,
  readStatus,
  readText,
  readYes,
  readZone,
} from './cells.ts';
import { readChannelDate } from './channel-date.ts';
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
  /** The brand it is for; null: the one it is imported into. */
  brand: string | null;
  pillar: string | null;
  channels: string[];
  link: string | null;
  /** With their sign: `#news`. */
  hashtags: string[];
  /** null where the file does not say. */
  status: PlanStatus | null;
  /** Addresses or names of files, in order, and what each shows (empty where nobody said). */
  media: string[];
  alts: string[];
  notes: string;
  /** What single channels say instead of the text, by what they are called. */
  words: { channel: string; text: string }[];
  /** Channels that go out at a time of their own. */
  dates: { channel: string; wall_time: string; time_zone: string; instant: string; past: boolean }[];
};

export type RowContext = {
  columns: PlanColumn[];
  /** null where it is an open question; rows that wait for the answer are left out. */
  order: DateOrder | null;
  zone: string;
  defaultTime: string;
  now: string;
  /** Words are kept to the letter, and a post may be empty: a file of our own. */
  exact: boolean;
};

/** As much as a post holds. */
const LIMITS = { title: 500, text: 100_000, pillar: 200, link: 2000, notes: 100_000 } as const;
const MAX_TAGS = 100;
const TAG_LENGTH = 200;
const MAX_FILES = 50;

/** @returns the row, or null where it has issues, says nothing, or waits for the order of day and month */
export function readRow(
  record: CsvRecord,
  context: RowContext,
): { row: PlanRow | null; issues: PlanIssue[] } {
  const issues: PlanIssue[] = [];
  const column = (field: PlanField) => context.columns.find((known) => known.field === field);
  const raw = (field: PlanField) => record.cells[(column(field)?.number ?? 0) - 1] ?? '';
  const cell = (field: PlanField) => raw(field).trim();
  /** Every column of a kind, with what stands in it. */
  const all = (kind: string) =>
    context.columns.flatMap(({ field, number }) => {
      const text = record.cells[number - 1] ?? '';
      if (field === null || text.trim() === '') return [];
      if (field === kind) return [{ name: '', text }];
      return field.startsWith(`${kind}:`) ? [{ name: field.slice(kind.length + 1), text }] : [];
    });
  const report = (code: PlanIssueCode, field: PlanField, value = cell(field)) =>
    issues.push(planIssue(code, record.line, column(field) ?? null, value));

  const extra = record.cells.slice(context.columns.length).find((text) => text.trim() !== '');
  if (extra !== undefined) {
    // The cells have slipped, so what each says here means nothing.
    return { row: null, issues: [planIssue('too_many_cells', record.line, null, extra)] };
  }
  if (context.columns.every(({ field }) => field === null || cell(field) === ''))
    return { row: null, issues };

  const { exact } = context;
  const title = exact ? raw('title') : readLine(cell('title'));
  const words = all('words').map(({ name, text }) => ({
    channel: name,
    text: exact ? text : readText(text),
  }));
  const own = exact ? raw('text') : readText(cell('text'));
  // A sheet with words for each channel and none for all: the first stand for those without.
  const text = own === '' && !exact ? (words[0]?.text ?? '') : own;
  if (title === '' && text === '' && !exact) report('text_missing', column('text') ? 'text' : 'title');
  for (const [field, limit] of Object.entries(LIMITS) as [keyof typeof LIMITS, number][]) {
    if (raw(field).length > limit) report('cell_too_long', field);
  }
  const onChannels = () =>
    all('on').flatMap(({ name, text: said }) => (readYes(said) === true ? [name] : []));
  const hashtags = exact ? lines(raw('hashtags')) : readHashtags(cell('hashtags'));
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
  const dates = all('date').flatMap(({ name, text: said }) => {
    if (name === '') return [];
    const moment = readChannelDate(said, zone ?? context.zone);
    if (!moment) report('date_invalid', `date:${name}`);
    return moment ? [{ channel: name, ...moment, past: moment.instant < context.now }] : [];
  });
  const media = all('media').flatMap(({ text }) => (exact ? lines(text) : readFiles(text)));
  const alts = all('alt_text').flatMap(({ text }) => readAlts(text));
  if (media.length > MAX_FILES) report('too_many_files', 'media');
  const draft = cell('draft') === '' ? null : readYes(cell('draft'));
  if (cell('draft') !== '' && draft === null) report('yes_or_no', 'draft');
  const channels = exact ? lines(raw('channel')) : [...readChannels(cell('channel')), ...onChannels()];

  if (issues.length > 0 || 'fault' in when || 'open' in when) return { row: null, issues };
  const labels = readLabels(cell('labels'));
  const noted = () =>
    [
      ...all('notes').map(({ text: note }) => readText(note)),
      ...(labels.length > 1 ? [`Labels: ${labels.join(', ')}`] : []),
      ...all('first_comment').map(({ text: comment }) => `First comment: ${readText(comment)}`),
    ].join('\n\n');

  return {
    row: {
      line: record.line,
      ...when,
      zone: zone ?? context.zone,
      past: when.instant !== null && when.instant < context.now,
      title,
      text,
      brand: (exact ? raw('brand') : readLine(cell('brand'))) || null,
      pillar: (exact ? raw('pillar') : readLine(cell('pillar'))) || labels[0] || null,
      channels: cell('account') === '' ? channels : channels.map((name) => `${name} ${cell('account')}`),
      link,
      hashtags,
      status: draft ? 'draft' : cell('status') === '' ? null : readStatus(cell('status')),
      media,
      alts,
      notes: exact ? raw('notes') : noted(),
      words,
      dates,
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

/** What our own files put one below the other, because anything else may be part of a name. */
const lines = (cell: string): string[] => cell.split('\n').filter((line) => line !== '');
