import { matchColumns, type PlanColumn, type PlanField } from './columns.ts';
import { type DateNumbers, type DateOrder, decideOrder, readMoment } from './dates.ts';
import { type PlanIssue, planIssue } from './issues.ts';
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
  /** Time of day, `HH:MM`, for rows that have a date and no time; 09:00 unless given. */
  defaultTime?: string;
  /** The present moment, ISO. */
  now: string;
};

export type Plan = {
  rows: PlanRow[];
  issues: PlanIssue[];
  /** Every column of the file and what it was taken for. */
  columns: PlanColumn[];
  /** The order that bare numbers were read in; null where none needed one, or where it is the question. */
  dateOrder: DateOrder | null;
  /** null where the file could not be taken apart. */
  delimiter: Delimiter | null;
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
    return { rows: [], issues, columns: [], dateOrder: null, delimiter: null };
  }
  const { header, records, delimiter } = table;
  const { columns, twins } = matchColumns(header.cells);
  const headerIssues = checkColumns(columns, twins, header.line);
  if (headerIssues.length > 0) return { rows: [], issues: headerIssues, columns, dateOrder: null, delimiter };

  const dateColumn = columns.find(({ field }) => field === 'date' || field === 'datetime');
  const question = askOrder(records, dateColumn, options);
  const read = records.map((record) =>
    readRow(record, {
      columns,
      order: question.order,
      zone: options.zone,
      defaultTime: options.defaultTime ?? '09:00',
      now: options.now,
    }),
  );
  const issues = [...question.issues, ...read.flatMap((result) => result.issues)];
  issues.sort((a, b) => a.line - b.line || (a.column?.number ?? 0) - (b.column?.number ?? 0));
  const rows = read.flatMap((result) => result.row ?? []);
  return { rows, issues, columns, dateOrder: question.order, delimiter };
}

function checkColumns(columns: PlanColumn[], twins: PlanColumn[], line: number): PlanIssue[] {
  const has = (...fields: PlanField[]) =>
    columns.some(({ field }) => field !== null && fields.includes(field));
  const seen = columns.map((column) => column.name).join(', ');
  return [
    ...twins.map((twin) => planIssue('duplicate_column', line, twin, twin.name)),
    ...(has('text', 'title') ? [] : [planIssue('no_text_column', line, null, seen)]),
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
