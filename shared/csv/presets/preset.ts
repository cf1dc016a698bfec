import type { DateOrder } from '../dates.ts';
import type { PlanField } from '../fields.ts';

/** How one tool writes its file of posts. Data only: what it is recognised by, and what its columns mean. */
export type Preset = {
  id: string;
  /** The tool's own name. */
  name: string;
  /** Headers (shared/csv/plain.ts) that must all be there. Empty where the tool writes none (`rows`). */
  headers: readonly string[];
  /** Columns whose names alone would be taken for something else, or for nothing. */
  columns: Readonly<Record<string, PlanField>>;
  /** Columns by their place, of a file without a header. */
  rows?: readonly PlanField[];
  /** The order of day and month that the tool always writes. */
  dateOrder?: DateOrder;
  /** Cells are kept to the letter, and marks against formulas are taken off again: files of our own. */
  exact?: true;
};
