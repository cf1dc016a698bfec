import type { QueryArgs, QueryResult } from '../../shared/queries.ts';
import { sameAccount } from '../connections/rows.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { publicationViews } from './publications.ts';
import { connectionsById } from './read-rows.ts';

/** What did not go out while an account was signed out, and still could: more is no list anybody reads. */
const UNSENT = 500;

export function channel(
  { read }: ReplicaView,
  { connectionId }: QueryArgs<'channel'>,
): QueryResult<'channel'> {
  const connection = connectionsById(read, [connectionId]).get(connectionId);
  if (!connection) return null;
  const found = (where: string, limit: number) =>
    publicationViews(
      read,
      `t.brand_id = ? and t.connection_id = ? and ${where} limit ?`,
      connection.brand_id,
      connectionId,
      limit,
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

export function sharedWith(
  replica: ReplicaView,
  { connectionId }: QueryArgs<'sharedWith'>,
): QueryResult<'sharedWith'> {
  const rows = replica.read.all<{ name: string }>(
    `select distinct b.id, b.name from connections c join brands b on b.id = c.brand_id
      where c.id in (select value from json_each(?))
        and b.id <> (select brand_id from connections where id = ?) order by b.name collate nocase, b.id`,
    JSON.stringify(sameAccount(replica, connectionId)),
    connectionId,
  );
  return rows.map(({ name }) => name);
}
