// The browser build needs no Node: shared/ runs in the renderer too.
import { parse } from 'csv-parse/browser/esm/sync';

export type CsvRecord = {
  /** Physical line of the file where the record starts, from 1. */
  line: number;
  cells: string[];
};

export type CsvFault = {
  code: 'quote_not_closed' | 'quote_misplaced';
  line: number;
  /** Column from 1. */
  column: number;
};

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/**
 * Reads CSV strictly: a quotation mark stands around a whole cell and is doubled inside it. Guessing on would swallow
 * rows without a word. Records whose cells are all empty are left out; lines may end in LF, CRLF or CR.
 * @param limit stop at so many records, or at ten times as many empty ones
 * @returns the records up to the fault, the fault if there is one, and the line where the limit stopped it
 */
export function readRecords(
  text: string,
  delimiter: Delimiter,
  limit = Number.POSITIVE_INFINITY,
): { records: CsvRecord[]; fault: CsvFault | null; stoppedAt: number | null } {
  const records: CsvRecord[] = [];
  let line = 1;
  let blank = 0;
  const keep = (cells: string[]) => {
    if (cells.some((cell) => cell.trim() !== '')) records.push({ line, cells });
    // The parser makes an error object for every line of another length, so millions of them would take minutes.
    else blank++;
    if (records.length >= limit || blank >= 10 * limit) throw new Enough();
    line += 1 + cells.reduce((breaks, cell) => breaks + lineBreaks(cell), 0);
    return null; // csv-parse need not collect them again
  };
  try {
    parse(new TextEncoder().encode(withoutTrailingLines(text)), {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      on_record: keep,
    });
    return { records, fault: null, stoppedAt: null };
  } catch (error) {
    if (error instanceof Enough) return { records, fault: null, stoppedAt: line };
    const { code, column } = error as { code?: string; column?: unknown };
    if (code === undefined || !(code in FAULTS)) throw error;
    return {
      records,
      fault: {
        code: FAULTS[code as keyof typeof FAULTS],
        line,
        column: typeof column === 'number' ? column + 1 : 1,
      },
      stoppedAt: null,
    };
  }
}

class Enough extends Error {}

const FAULTS = {
  CSV_QUOTE_NOT_CLOSED: 'quote_not_closed',
  CSV_INVALID_CLOSING_QUOTE: 'quote_misplaced',
  INVALID_OPENING_QUOTE: 'quote_misplaced',
} as const;

/** By hand: a pattern for it takes quadratic time on a file of many line breaks. */
function withoutTrailingLines(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return text.slice(0, end);
}

function lineBreaks(cell: string): number {
  return cell.match(/\r\n|\r|\n/g)?.length ?? 0;
}
