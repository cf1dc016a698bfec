import type { Row } from '../../shared/kinds/index.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { decodeRow } from '../replica/rows.ts';

const one = (replica: ReplicaView, sql: string, ...values: unknown[]) =>
  replica.read.get<Record<string, unknown>>(sql, ...values);

export function connectionOf(replica: ReplicaView, id: string): Row<'connection'> | null {
  const raw = one(replica, 'select * from connections where id = ?', id);
  return raw ? decodeRow('connection', raw) : null;
}

export function postOf(replica: ReplicaView, id: string): Row<'post'> | null {
  const raw = one(replica, 'select * from posts where id = ?', id);
  return raw ? decodeRow('post', raw) : null;
}

export function targetOf(replica: ReplicaView, id: string): Row<'target'> | null {
  const raw = one(replica, 'select * from targets where id = ?', id);
  return raw ? decodeRow('target', raw) : null;
}

export function publicationOf(replica: ReplicaView, id: string): Row<'publication'> | null {
  const raw = one(replica, 'select * from publications where id = ?', id);
  return raw ? decodeRow('publication', raw) : null;
}

export const hasBrand = (replica: ReplicaView, id: string): boolean =>
  one(replica, 'select 1 from brands where id = ?', id) !== undefined;

/** The ids of all connections to the account of one of them, that one first: of other brands too. */
export function sameAccount(replica: ReplicaView, id: string): string[] {
  const connection = connectionOf(replica, id);
  if (!connection || connection.remote_account_id === '') return [id];
  const others = replica.read.all<{ id: string }>(
    // Only Mastodon's ids are an instance's own.
    `select id from connections where platform = ? and remote_account_id = ? and id <> ?
        and (platform <> 'mastodon' or service_url is ?)`,
    connection.platform,
    connection.remote_account_id,
    id,
    connection.service_url,
  );
  return [id, ...others.map((other) => other.id)];
}
