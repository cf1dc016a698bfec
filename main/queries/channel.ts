import type { PublicationView, QueryArgs, QueryResult } from '../../shared/queries.ts';
import type { Reader } from '../replica/reader.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { decodeRow } from '../replica/rows.ts';
import { connectionsById } from './views.ts';

/** What did not go out while an account was signed out, and still could: more is no list anybody reads. */
const UNSENT = 500;

/** Rows of `publications` with `post_title`, each with its account. */
export function publicationViews(read: Reader, rows: Record<string, unknown>[]): PublicationView[] {
  const connections = connectionsById(
    read,
    rows.map((row) => row.connection_id as string),
  );
  return rows.map((raw) => ({
    ...decodeRow('publication', raw),
    post_title: raw.post_title as string | null,
    connection: connections.get(raw.connection_id as string) ?? null,
  }));
}

export function channel(
  { read }: ReplicaView,
  { connectionId }: QueryArgs<'channel'>,
): QueryResult<'channel'> {
  const connection = connectionsById(read, [connectionId]).get(connectionId);
  if (!connection) return null;
  const found = (where: string, limit: number) =>
    publicationViews(
      read,
      read.all<Record<string, unknown>>(
        `select t.*, p.title as post_title from publications t left join posts p on p.id = t.post_id
          where t.brand_id = ? and t.connection_id = ? and ${where} limit ?`,
        connection.brand_id,
        connectionId,
        limit,
      ),
    );
  return {
    connection,
    lastOut: found("t.state in ('published', 'by_hand') order by t.published_at desc", 1)[0] ?? null,
    lastProblem:
      found(
        `(t.state in ('failed', 'unknown', 'missed', 'retrying') or t.state = 'waiting' and t.error_class <> 'none')
          order by t.updated_at desc`,
        1,
      )[0] ?? null,
    unsent: found(
      "t.state in ('failed', 'missed') and t.error_class = 'reconnect' order by t.due_at, t.id",
      UNSENT,
    ),
  };
}
