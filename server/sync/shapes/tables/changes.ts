import type { Change, Relation } from '../messages.ts';
import { keyOf } from '../messages.ts';
import type { Definition } from './definition.ts';

/** A row as text by column. */
export type Values = Record<string, string | null>;

/** One entry of the log, as a shape sees it. `inside`: the row meets its `where`. */
export type Entry = {
  position: number;
  op: number;
  txid: string;
  old: { values: Values; inside: boolean } | null;
  new: { values: Values; inside: boolean } | null;
};

export const relationOf = ({ table }: Definition): Relation => [table.schema, table.name];

/** A row's name: its primary key, or all of it where the table has none. */
export const rowKey = ({ table }: Definition, values: Values): string => {
  const names = table.pk.length > 0 ? table.pk : table.columns.map(({ name }) => name).toSorted();
  return keyOf(
    [table.schema, table.name],
    names.map((name) => values[name] ?? null),
  );
};

export const pick = (values: Values, names: readonly string[]): Values =>
  Object.fromEntries(names.map((name) => [name, values[name] ?? null]));

/**
 * What an entry is to a shape: nothing, one change, or two where a row that stays inside gets another key. A row that
 * moves in is inserted, one that moves out deleted.
 */
export function changesOf(definition: Definition, entry: Entry): Omit<Change, 'last'>[] {
  const { table, columns, replica } = definition;
  const names = columns.map(({ name }) => name);
  const key = table.pk.length > 0 ? table.pk : names;
  const { position, op, txid } = entry;
  const old = entry.old?.inside ? entry.old.values : null;
  const now = entry.new?.inside ? entry.new.values : null;

  const insert = (values: Values) =>
    ({
      operation: 'insert',
      key: rowKey(definition, values),
      value: pick(values, names),
      position,
      op,
      txid,
    }) as const;
  const remove = (values: Values) =>
    ({
      operation: 'delete',
      key: rowKey(definition, values),
      value: pick(values, replica === 'full' ? names : key),
      position,
      op,
      txid,
    }) as const;

  if (!old) return now ? [insert(now)] : [];
  if (!now) return [remove(old)];
  const [before, after] = [rowKey(definition, old), rowKey(definition, now)];
  if (before !== after) {
    return [
      { ...remove(old), keyChange: { key_change_to: after } },
      { ...insert(now), op: op + 1, keyChange: { key_change_from: before } },
    ];
  }
  const changed = names.filter((name) => old[name] !== now[name]);
  if (changed.length === 0) return [];
  return [
    {
      operation: 'update',
      key: after,
      value: pick(now, replica === 'full' ? names : [...table.pk, ...changed]),
      ...(replica === 'full' && { oldValue: pick(old, changed) }),
      position,
      op,
      txid,
    },
  ];
}
