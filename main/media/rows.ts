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

/** A file of a post, and the picture that stands for it. */
const FILES = "join json_each(json_array(g.asset_id, g.cover ->> '$.asset_id')) f";

/** Files on the server that posts planned for the next days show, the soonest first. */
export function plannedElsewhere(
  replica: ReplicaView,
  { days, mostBytes, limit }: { days: number; mostBytes: number; limit: number },
): Row<'asset'>[] {
  const now = replica.now().getTime();
  const at = (ms: number) => new Date(now + ms).toISOString();
  return replica.read
    .all<Record<string, unknown>>(
      `select a.*, min(s.scheduled_at) as soonest from (
         select p.scheduled_at, f.value as asset_id from brands b cross join posts p on p.brand_id = b.id
           join attachments g on g.post_id = p.id ${FILES}
          where p.status = 'scheduled' and p.scheduled_at between :from and :to
         union all
         select p.scheduled_at, j.value from post_parts t join json_each(t.asset_ids) j join posts p on p.id = t.post_id
          where p.status = 'scheduled' and p.scheduled_at between :from and :to
         union all
         select t.scheduled_at, f.value from brands b cross join targets t on t.brand_id = b.id
           join posts p on p.id = t.post_id
           join attachments g on g.post_id = p.id ${FILES}
          where p.status = 'scheduled' and t.scheduled_at between :from and :to) s
       join assets a on a.id = s.asset_id
      where a.uploaded_at is not null and a.bytes <= :most
      group by a.id order by soonest, a.id limit :limit`,
      { from: at(-HOUR), to: at(days * 24 * HOUR), most: mostBytes, limit },
    )
    .map((raw) => decodeRow('asset', raw));
}

const HOUR = 3_600_000;
