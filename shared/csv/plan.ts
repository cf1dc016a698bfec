import { assignColumns, matchColumns, type PlanColumn, type PlanField } from './columns.ts';
import { type DateNumbers, type DateOrder, decideOrder, readMoment } from './dates.ts';
import { unguarded } from './guard.ts';
import { type PlanIssue, planIssue } from './issues.ts';
import type { Preset } from './presets/index.ts';
import type { CsvRecord, Delimiter } from './records.ts';
import { type PlanRow, readRow } from './row.ts';
import { readTable } from './table.ts';

export type { PlanColumn, PlanField } from './columns.ts';
export type { DateOrder } from './dates.ts';
export type { PlanIssue, PlanIssueCode } from './issues.ts';
export type { PlanRow } from './row.ts';

export type PlanOptions = {
  /** Zone of all times whose row names none. */
  zone: string;
  /** Order of day and month in dates of bare numbers; `auto` finds it out, or asks (issue `ambiguous_dates`). */
  dateOrder?: DateOrder | 'auto';
  delimiter?: Delimiter | 'auto';
  /** What a person said the columns are, by number from 1, instead of what their names say. */
  mapping?: Readonly<Record<string, PlanField | null>> | null;
  /** Time of day, `HH:MM`, for rows that have a date and no time; 09:00 unless given. */
  defaultTime?: string;
  /** The present moment, ISO. */
  now: string;
};

const SAMPLES = 3;

export type Plan = {
  rows: PlanRow[];
  issues: PlanIssue[];
  /** Every column of the file and what it was taken for. */
  columns: PlanColumn[];
  /** The order that bare numbers were read in; null where none needed one, or where it is the question. */
  dateOrder: DateOrder | null;
  /** null where the file could not be taken apart. */
  delimiter: Delimiter | null;
  /** The tool that wrote the file, where it is one we know. */
  preset: Preset | null;
  /** What stands in the columns, from the first rows: to choose by. */
  samples: string[][];
  /** Events that come again, and how many dates they are; `until` where more follow after that wall time. */
  repeating?: { events: number; dates: number; until: string | null } | null;
};

/**
 * Reads a plan from a spreadsheet's CSV export. Nothing is ever evaluated: `=SUM(A1)` is text. With any issue the
 * caller imports nothing; the rows that could be read are there to be shown.
 */
export function parsePlan(bytes: Uint8Array, options: PlanOptions): Plan {
  const asked = options.delimiter === 'auto' ? undefined : options.delimiter;
  const table = readTable(bytes, asked);
  if ('fault' in table) {
    const { code, line, column } = table.fault;
    const issues = [planIssue(code, line, column ?? null)];
    return { rows: [], issues, columns: [], dateOrder: null, delimiter: null, preset: null, samples: [] };
  }
  const { header, delimiter, preset } = table;
  const records = preset?.exact
    ? table.records.map(({ line, cells }) => ({ line, cells: cells.map(unguarded) }))
    : table.records;
  const { columns, twins } = options.mapping
    ? assignColumns(header.cells, options.mapping)
    : matchColumns(header.cells, preset);
  const samples = records.slice(0, SAMPLES).map(({ cells }) => cells.map((cell) => cell.slice(0, 80)));
  const known = { columns, delimiter, preset, samples };
  const headerIssues = checkColumns(columns, twins, header.line);
  if (headerIssues.length > 0) return { ...known, rows: [], issues: headerIssues, dateOrder: null };

  const dateColumn = columns.find(({ field }) => field === 'date' || field === 'datetime');
  const fixed = options.mapping ? undefined : preset?.dateOrder;
  const question = askOrder(records, dateColumn, {
    ...options,
    dateOrder: options.dateOrder && options.dateOrder !== 'auto' ? options.dateOrder : (fixed ?? 'auto'),
  });
  const read = records.map((record) =>
    readRow(record, {
      columns,
      order: question.order,
      zone: options.zone,
      defaultTime: options.defaultTime ?? '09:00',
      now: options.now,
      exact: preset?.exact ?? false,
    }),
  );
  const issues = [...question.issues, ...read.flatMap((result) => result.issues)];
  issues.sort((a, b) => a.line - b.line || (a.column?.number ?? 0) - (b.column?.number ?? 0));
  const rows = read.flatMap((result) => result.row ?? []);
  return { ...known, rows, issues, dateOrder: question.order };
}

function checkColumns(columns: PlanColumn[], twins: PlanColumn[], line: number): PlanIssue[] {
  const has = (...fields: PlanField[]) =>
    columns.some(({ field }) => field !== null && fields.includes(field));
  const seen = columns.map((column) => column.name).join(', ');
  return [
    ...twins.map((twin) => planIssue('duplicate_column', line, twin, twin.name)),
    ...(has('text', 'title') || columns.some(({ field }) => field?.startsWith('words:'))
      ? []
      : [planIssue('no_text_column', line, null, seen)]),
    ...(has('date', 'datetime') ? [] : [planIssue('no_date_column', line, null, seen)]),
  ];
}

/** The order of day and month for the whole file: as told, as found out, or as a question. */
function askOrder(
  records: CsvRecord[],
  column: PlanColumn | undefined,
  options: PlanOptions,
): { order: DateOrder | null; issues: PlanIssue[] } {
  if (options.dateOrder && options.dateOrder !== 'auto') return { order: options.dateOrder, issues: [] };
  const at = (column?.number ?? 1) - 1;
  const dates = new Map<DateNumbers, CsvRecord>();
  for (const record of records) {
    const moment = readMoment(record.cells[at] ?? '');
    if ('on' in moment && 'numbers' in moment.on) dates.set(moment.on, record);
  }
  const decided = decideOrder([...dates.keys()], options.now);
  if ('order' in decided) return { order: decided.order, issues: [] };
  const record = dates.get(decided.example);
  const issue = planIssue('ambiguous_dates', record?.line ?? 1, column ?? null, record?.cells[at]);
  return { order: null, issues: [{ ...issue, orders: decided.orders }] };
}
