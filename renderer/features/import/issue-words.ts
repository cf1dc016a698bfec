import { i18n, type MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** The codes of shared/csv/issues.ts. */
const words: Record<string, MessageDescriptor> = {
  file_empty: msg`The file is empty.`,
  file_too_large: msg`The file is too large to be read at once. Split it, or leave out pictures and other sheets.`,
  workbook_not_csv: msg`This is a workbook, not CSV. Open it in the spreadsheet program and save it as CSV.`,
  not_text: msg`This is not a text file. Save the sheet as CSV (UTF-8).`,
  too_many_rows: msg`There are too many rows. Split the file.`,
  too_many_columns: msg`There are too many columns.`,
  no_rows: msg`There is a header, but no rows under it.`,
  no_text_column: msg`No column for the text was found. Name one “Caption” or “Text”, or one “Title”.`,
  no_date_column: msg`No column for the date was found. Name one “Date”.`,
  duplicate_column: msg`Two columns have the same meaning. Rename or remove one.`,
  quote_not_closed: msg`A quotation mark opens a cell here and is never closed.`,
  quote_misplaced: msg`There is a quotation mark inside a cell. Put the whole cell in quotation marks and write each one inside it twice.`,
  too_many_cells: msg`This row has more cells than the header. A text with the separator in it needs quotation marks.`,
  text_missing: msg`This row has neither a text nor a title.`,
  date_missing: msg`There is a time, but no date.`,
  date_invalid: msg`This is not a date that can be read.`,
  date_without_year: msg`This date has no year.`,
  date_out_of_range: msg`This date is before the year 2000 or after 2100.`,
  ambiguous_dates: msg`It cannot be told which number is the day and which the month. Choose their order.`,
  time_invalid: msg`This is not a time that can be read. Write it as 09:30 or 9:30 PM.`,
  two_times: msg`The date has a time with it, and the time column has another.`,
  time_zone_unknown: msg`This is not a known time zone. Write it as Europe/London.`,
  link_invalid: msg`This is not a web address.`,
  too_many_files: msg`A post takes 50 files at most.`,
  yes_or_no: msg`This is neither yes nor no.`,
  event_broken: msg`This entry cannot be read.`,
  event_without_start: msg`This event has no start.`,
  rule_unknown: msg`This event repeats in a way that cannot be read. Write its dates one by one.`,
  not_a_calendar: msg`This is not a calendar file.`,
  too_many_events: msg`There are too many events. Split the file.`,
  json_unknown: msg`This is JSON, but not of a kind that Pillarbox knows.`,
  cell_too_long: msg`This is longer than a post can hold.`,
};

/** Why a row cannot be imported; the reader's English words for a code nobody has translated yet. */
export const issueWords = (issue: { code: string; message: string }): string => {
  const known = words[issue.code];
  return known ? i18n._(known) : issue.message;
};
