import type { Row } from '../../shared/kinds/index.ts';
import type { PublicationView } from '../../shared/queries.ts';
import type { Reader } from '../replica/reader.ts';
import { decodeRow } from '../replica/rows.ts';
import { byId, connectionsById, exactRows, rowsOf } from './read-rows.ts';

/**
 * Outgoing things with what is shown beside them.
 * @param where a condition on publications `t`, with what follows it (order, limit)
 */
export function publicationViews(read: Reader, where: string, ...values: unknown[]): PublicationView[] {
  const rows = read.all<Record<string, unknown>>(
    `select t.*, p.title as post_title from publications t left join posts p on p.id = t.post_id where ${where}`,
    ...values,
  );
  const connections = connectionsById(
    read,
    rows.map((row) => row.connection_id as string),
  );
  const { takedown, standing } = afterOf(
    read,
    rows.map((row) => row.subject_id as string),
    rows.map((row) => row.id as string),
  );
  return rows.map((raw) => ({
    ...decodeRow('publication', raw),
    post_title: raw.post_title as string | null,
    connection: connections.get(raw.connection_id as string) ?? null,
    takedown: takedown(raw.subject_id as string),
    standing: standing(raw.id as string),
  }));
}

/** When targets come down, by their ids, and how they stand, by their publications' ids. */
export function afterOf(read: Reader, targetIds: readonly string[], publicationIds: readonly string[]) {
  // Most brands take nothing down: then this is all it costs.
  const takedowns = read.get('select 1 from takedowns limit 1')
    ? byId(
        rowsOf(
          read,
          'takedown',
          'select t.* from json_each(?) j join takedowns t on t.id = j.value',
          JSON.stringify(targetIds),
        ),
      )
    : undefined;
  const standings = byId(
    rowsOf(
      read,
      'standing',
      'select t.* from json_each(?) j join standings t on t.id = j.value',
      JSON.stringify(publicationIds),
    ),
  );
  return {
    takedown: (id: string) => takedowns?.get(id) ?? null,
    standing: (id: string) => standings.get(id) ?? null,
  };
}

/** A subject's publication; of several occurrences the one due last. */
export function newestBySubject(read: Reader, subjects: string[]): Map<string, Row<'publication'>> {
  const rows = exactRows(
    read,
    'publication',
    't',
    'from json_each(?) j join publications t on t.subject_id = j.value order by t.due_at, t.id',
    JSON.stringify(subjects),
  );
  return new Map(rows.map((row) => [row.subject_id, row]));
}
