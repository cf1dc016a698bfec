import type { Row } from '../../shared/kinds/index.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { decodeRow } from '../replica/rows.ts';

export function assetOf(replica: ReplicaView, id: string): Row<'asset'> | null {
  const raw = replica.read.get<Record<string, unknown>>('select * from assets where id = ?', id);
  return raw ? decodeRow('asset', raw) : null;
}

export function assetByHash(replica: ReplicaView, sha256: string): Row<'asset'> | null {
  const raw = replica.read.get<Record<string, unknown>>(
    'select * from assets where sha256 = ? order by uploaded_at is null limit 1',
    sha256,
  );
  return raw ? decodeRow('asset', raw) : null;
}

type Waiting = Pick<Row<'asset'>, 'id' | 'brand_id' | 'sha256' | 'name' | 'bytes'>;

/** Files the server does not have yet, oldest first. */
export const notUploaded = (replica: ReplicaView, limit: number): Waiting[] =>
  replica.read.all<Waiting>(
    `select id, brand_id, sha256, name, bytes from assets where uploaded_at is null
      order by created_at, id limit ?`,
    limit,
  );
