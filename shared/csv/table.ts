import { fieldsNamed } from './columns.ts';
import { readMoment } from './dates.ts';
import { type DecodeFault, decode } from './decode.ts';
import { headerless, type Preset, recognise } from './presets/index.ts';
import { type CsvFault, type CsvRecord, DELIMITERS, type Delimiter, readRecords } from './records.ts';

export const MAX_BYTES = 5 * 1024 * 1024;
export const MAX_ROWS = 10_000;
export const MAX_COLUMNS = 200;

export type Table = {
  header: CsvRecord;
  records: CsvRecord[];
  delimiter: Delimiter;
  /** The tool that wrote it, where its headers say so. */
  preset: Preset | null;
};

export type TableFault = {
  code: DecodeFault | CsvFault['code'] | 'file_too_large' | 'too_many_rows' | 'too_many_columns' | 'no_rows';
  line: number;
  column?: { name: string; number: number };
};

/** A header may stand under a title, a note or a logo's empty rows, but not far down. */
const HEADER_WITHIN = 10;
const SAMPLE_CHARACTERS = 64 * 1024;

/**
 * From a file to a header and the records under it.
 * @param delimiter found out from the header where it is not given
 */
export function readTable(bytes: Uint8Array, delimiter?: Delimiter): Table | { fault: TableFault } {
  if (bytes.length > MAX_BYTES) return { fault: { code: 'file_too_large', line: 1 } };
  const decoded = decode(bytes);
  if ('fault' in decoded) return { fault: { code: decoded.fault, line: 1 } };

  // Excel's own hint, which stands before everything else.
  const hint = /^sep=(.)(?:\r\n|\r|\n)/i.exec(decoded.text);
  const text = hint ? decoded.text.slice(hint[0].length) : decoded.text;
  const hinted = DELIMITERS.find((known) => known === hint?.[1]);
  const used = delimiter ?? hinted ?? detectDelimiter(text);

  const { records, fault, stoppedAt } = readRecords(text, used, HEADER_WITHIN + MAX_ROWS + 1);
  if (hint) for (const record of records) record.line++;
  const at = headerIndex(records);
  const header = records[at];
  if (fault) {
    const name = header?.cells[fault.column - 1]?.trim() ?? '';
    const line = fault.line + (hint ? 1 : 0);
    return { fault: { code: fault.code, line, column: { name, number: fault.column } } };
  }
  const bare = hasNoHeader(records);
  const rows = bare ? records : records.slice(at + 1);
  const [first] = rows;
  if (!header || !first) return { fault: { code: 'no_rows', line: header?.line ?? 1 } };
  if (header.cells.length > MAX_COLUMNS) return { fault: { code: 'too_many_columns', line: header.line } };
  const excess = rows[MAX_ROWS]?.line ?? stoppedAt;
  if (excess !== null) return { fault: { code: 'too_many_rows', line: excess } };
  if (bare) {
    const widest = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
    const cells = Array.from({ length: widest }, (_, i) => ['Date', 'Message', 'Link'][i] ?? '');
    return { header: { line: 1, cells }, records: rows, delimiter: used, preset: headerless };
  }
  return { header, records: rows, delimiter: used, preset: recognise(header.cells) };
}

/** The first record is a post already: a date stands in front, and none of its cells names a column. */
function hasNoHeader(records: CsvRecord[]): boolean {
  const [cell = '', message = ''] = records[0]?.cells ?? [];
  if (message.trim() === '' || fieldsNamed(records[0]?.cells ?? []) > 0) return false;
  const moment = readMoment(cell);
  return 'instant' in moment || (moment.time !== null && !('fault' in moment.on));
}

/** The delimiter under which the header names most of what we look for, or else makes most columns. */
function detectDelimiter(text: string): Delimiter {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  const scored = DELIMITERS.map((delimiter) => {
    const { records } = readRecords(sample, delimiter, HEADER_WITHIN);
    const cells = records[headerIndex(records)]?.cells ?? [];
    return { delimiter, named: fieldsNamed(cells), columns: cells.length };
  });
  return scored.reduce((best, next) =>
    next.named > best.named || (next.named === best.named && next.columns > best.columns) ? next : best,
  ).delimiter;
}

/** The record near the top that names most fields; the first one where none does. */
function headerIndex(records: CsvRecord[]): number {
  const named = records.slice(0, HEADER_WITHIN).map((record) => fieldsNamed(record.cells));
  return Math.max(0, named.indexOf(Math.max(...named)));
}
