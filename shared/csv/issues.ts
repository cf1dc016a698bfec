import type { PlanColumn } from './columns.ts';
import type { DateOrder } from './dates.ts';
import { MAX_BYTES, MAX_COLUMNS, MAX_ROWS } from './table.ts';

/** Why a plan cannot be imported, each with the English fallback of its sentence. */
const SENTENCES = {
  file_empty: 'The file is empty.',
  file_too_large: `The file is larger than ${MAX_BYTES / 1024 / 1024} MB. Split it, or leave out pictures and other sheets.`,
  workbook_not_csv: 'This is a workbook, not CSV. Open it in the spreadsheet program and save it as CSV.',
  not_text: 'This is not a text file. Save the sheet as CSV (UTF-8).',
  too_many_rows: `There are more than ${MAX_ROWS} rows. Split the file.`,
  too_many_columns: `There are more than ${MAX_COLUMNS} columns.`,
  no_rows: 'There is a header, but no rows under it.',
  no_text_column: 'No column for the text was found. Name one "Caption" or "Text", or one "Title".',
  no_date_column: 'No column for the date was found. Name one "Date".',
  duplicate_column: 'Two columns have the same meaning. Rename or remove one.',
  quote_not_closed: 'A quotation mark opens a cell here and is never closed.',
  quote_misplaced:
    'There is a quotation mark inside a cell. Put the whole cell in quotation marks and write each one inside it twice.',
  too_many_cells:
    'This row has more cells than the header. A text with the separator in it needs quotation marks.',
  text_missing: 'This row has neither a text nor a title.',
  date_missing: 'There is a time, but no date.',
  date_invalid: 'This is not a date that can be read.',
  date_without_year: 'This date has no year.',
  date_out_of_range: 'This date is before the year 2000 or after 2100.',
  ambiguous_dates: 'It cannot be told which number is the day and which the month. Choose their order.',
  time_invalid: 'This is not a time that can be read. Write it as 09:30 or 9:30 PM.',
  two_times: 'The date has a time with it, and the time column has another.',
  time_zone_unknown: 'This is not a known time zone. Write it as Europe/London.',
  link_invalid: 'This is not a web address.',
  too_many_files: 'A post takes 50 files at most.',
  yes_or_no: 'This is neither yes nor no.',
  event_broken: 'This event cannot be read.',
  event_without_start: 'This event has no start.',
  rule_unknown: 'This event repeats in a way that cannot be read. Write its dates one by one.',
  not_a_calendar: 'This is not a calendar file.',
  too_many_events: `There are more than ${MAX_ROWS} events. Split the file.`,
  json_unknown: 'This is JSON, but not of a kind that Pillarbox knows.',
  cell_too_long: 'This is longer than a post can hold.',
} as const;

export type PlanIssueCode = keyof typeof SENTENCES;

export type PlanIssue = {
  /** Physical line of the file where the record starts, from 1. */
  line: number;
  /** Its header and its number from 1; null where the whole row or file is meant. */
  column: { name: string; number: number } | null;
  code: PlanIssueCode;
  message: string;
  /** What stands there, shortened. */
  value: string;
  /** With `ambiguous_dates`: the orders to choose from. */
  orders?: DateOrder[];
};

const VALUE_LENGTH = 200;

export function planIssue(
  code: PlanIssueCode,
  line: number,
  column: Pick<PlanColumn, 'name' | 'number'> | null,
  value = '',
): PlanIssue {
  const at = column && { name: column.name, number: column.number };
  return { line, column: at, code, message: SENTENCES[code], value: value.slice(0, VALUE_LENGTH) };
}
