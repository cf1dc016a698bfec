import type { OccurrenceView, PostCard } from '../../../shared/queries.ts';
import type { DayItem } from './day-items.ts';
import type { Cursor } from './use-cursor.ts';

/** One line of an agenda or a list. */
export type Line = { type: 'day'; date: string } | { type: 'item'; at: Cursor; item: DayItem };

type Days = ReadonlyMap<string, readonly DayItem[]>;

/** Days with what is on them, those with nothing left out; today is always there. */
export function agendaLines(days: Days, today: string): Line[] {
  return [...days].flatMap(([date, items]): Line[] =>
    items.length === 0 && date !== today ? [] : [{ type: 'day', date }, ...itemLines(date, items)],
  );
}

const itemLines = (date: string, items: readonly DayItem[]): Line[] =>
  items.map((item, index) => ({ type: 'item', at: { date, item: index }, item }));

export const LIST_COLUMNS = ['when', 'title', 'pillar', 'channels', 'state', 'brand'] as const;
export type ListColumn = (typeof LIST_COLUMNS)[number];
export type ListSort = { column: ListColumn; down: boolean };

/** What a list has lines of: posts, and dates of series that will be posts. */
export type Listed = PostCard | OccurrenceView;
export const listedOf = (item: DayItem): Listed | null =>
  item.type === 'slot' ? (item.slot.occurrence ?? null) : item.post;

/**
 * Every post and every date of a series, sorted by a column; of equals the earlier one first, whichever way it is sorted.
 * @param textOf what a column shows of one
 */
export function listLines(
  days: Days,
  { column, down }: ListSort,
  textOf: (listed: Listed, column: Exclude<ListColumn, 'when'>) => string,
): Line[] {
  const lines = [...days].flatMap(([date, items]) =>
    itemLines(date, items).flatMap((line) => (line.type === 'item' && listedOf(line.item) ? [line] : [])),
  );
  if (column === 'when') return down ? lines.reverse() : lines;
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  const textIn = (item: DayItem) => {
    const listed = listedOf(item);
    return listed ? textOf(listed, column) : '';
  };
  const keyed = lines.map((line) => ({
    line,
    key: textIn(line.item),
  }));
  keyed.sort((a, b) => (down ? -1 : 1) * order.compare(a.key, b.key));
  return keyed.map(({ line }) => line);
}
