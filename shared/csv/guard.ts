/**
 * A cell that begins like a formula is run as one by spreadsheet programs, also when it is quoted. OWASP (CSV
 * Injection) has an apostrophe put in front. One that stands there already gets another, so that the way back is exact.
 */
const RISKY = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u;

/** For a cell of a file that somebody may open in a spreadsheet program. */
export const guarded = (cell: string): string => (RISKY.test(cell) ? `'${cell}` : cell);

/** The cell as it was before `guarded`. */
export const unguarded = (cell: string): string =>
  cell.startsWith("'") && RISKY.test(cell) ? cell.slice(1) : cell;
