import type { Row } from '../../shared/kinds/index.ts';
import { positionOf } from '../../shared/mutators/feed.ts';
import { mediaFor } from '../../shared/publishing/outgoing-media.ts';
import type {
  DocumentVersionView,
  FeedTile,
  HighlightView,
  QueryArgs,
  QueryResult,
  SlideView,
} from '../../shared/queries.ts';
import type { Reader } from '../replica/reader.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { mediaOfPosts } from './media.ts';
import { byId, rowsOf } from './read-rows.ts';

type RawTile = Pick<
  FeedTile,
  | 'id'
  | 'title'
  | 'caption'
  | 'status'
  | 'scheduled_at'
  | 'wall_time'
  | 'time_zone'
  | 'schedule_id'
  | 'slot_key'
> & { created_at: string; position: number | null; state: string | null; own_date: string | null };

/** Publication states of a post that is on the platform, and of one that may be or is about to be. */
const LIVE: readonly string[] = ['published', 'by_hand'];
const FIXED: readonly string[] = [...LIVE, 'publishing', 'unknown'];

/**
 * Posts of a channel as its grid shows them: what has no date yet on top, then the last to go out first. A draft is in
 * it once it has a picture or somebody placed it; what was called off or taken down, and a story, is not.
 */
const GRID = `from targets t join posts p on p.id = t.post_id
  left join feed_tiles f on f.id = t.id
  left join publications u on u.id = (select v.id from publications v where v.subject_id = t.id
                                       order by v.due_at desc, v.id desc limit 1)
  where t.connection_id = :connectionId and p.brand_id = :brandId and coalesce(u.state, '') <> 'cancelled'
    and t.format is null and not exists (select 1 from standings s where s.id = u.id and s.state in ('removed', 'gone'))
    and (p.scheduled_at is not null or f.id is not null
         or exists (select 1 from attachments g where g.post_id = p.id))`;

/** Where a draft stands that nobody placed: milliseconds since 1970 when it was made, as `positionOf` has it. */
const MADE = 'cast(round((julianday(p.created_at) - 2440587.5) * 86400000) as integer)';

export function feedTiles(
  { read }: ReplicaView,
  { brandId, connectionId, limit }: QueryArgs<'feed'>,
): QueryResult<'feed'> {
  const bound = { brandId, connectionId };
  const rows = read.all<RawTile>(
    `select p.id, p.title, substr(p.caption, 1, 160) as caption, p.status, p.scheduled_at, p.wall_time, p.time_zone,
            p.schedule_id, p.slot_key, p.created_at, f.position, u.state, t.scheduled_at as own_date
       ${GRID}
      order by p.scheduled_at is not null,
               iif(p.scheduled_at is null, coalesce(f.position, ${MADE}), 0) desc,
               coalesce(u.published_at, t.scheduled_at, p.scheduled_at) desc, p.id desc limit :limit`,
    { ...bound, limit },
  );
  const total = read.get<{ total: number }>(`select count(*) as total ${GRID}`, bound)?.total ?? 0;
  const media = mediaOfPosts(
    read,
    rows.map(({ id }) => id),
  );
  const shown = new Map(
    rows.map(({ id }) => [id, mediaFor(media.get(id) ?? [], connectionId).filter(({ asset }) => asset)]),
  );
  const covers = [...shown.values()].flatMap(([first]) => first?.asset_id ?? []);
  const ids = JSON.stringify(covers);
  const looks = byId(
    rowsOf(read, 'asset_look', 'select * from asset_looks where id in (select value from json_each(?))', ids),
  );
  const made = byId(
    rowsOf(read, 'rendering', 'select * from renderings where id in (select value from json_each(?))', ids),
  );
  return {
    total,
    tiles: rows.map(({ state, created_at, position, own_date, ...post }) => {
      const files = shown.get(post.id) ?? [];
      const [first] = files;
      return {
        ...post,
        scheduled_at: post.scheduled_at && (own_date ?? post.scheduled_at),
        position: positionOf({ created_at }, position === null ? undefined : { position }),
        state: state !== null && LIVE.includes(state) ? 'live' : post.scheduled_at ? 'planned' : 'draft',
        // A date of the channel's own is changed where it was chosen: moving tiles moves posts.
        fixed: (state !== null && FIXED.includes(state)) || (own_date !== null && post.scheduled_at !== null),
        files: files.length,
        cover: first ?? null,
        look: (first && looks.get(first.asset_id)) ?? null,
        words: first !== undefined && made.has(first.asset_id),
      };
    }),
  };
}

const assetsById = (read: Reader, ids: readonly (string | null)[]) =>
  byId(
    rowsOf(
      read,
      'asset',
      'select * from assets where id in (select value from json_each(?))',
      JSON.stringify(ids.filter((id) => id !== null)),
    ),
  );

export function highlightViews({ read }: ReplicaView, { brandId }: QueryArgs<'highlights'>): HighlightView[] {
  const rows = rowsOf(
    read,
    'highlight',
    'select * from highlights where brand_id = ? order by connection_id, position, created_at, id',
    brandId,
  );
  const covers = assetsById(
    read,
    rows.map(({ cover_id }) => cover_id),
  );
  return rows.map((row) => ({ ...row, cover: (row.cover_id && covers.get(row.cover_id)) || null }));
}

export function slideViews({ read }: ReplicaView, { brandId, carouselId }: QueryArgs<'slides'>): SlideView[] {
  const rows = rowsOf(
    read,
    'slide',
    `select * from slides where brand_id = :brandId and (:carouselId is null or carousel_id = :carouselId)
      order by carousel_id, position, created_at, id`,
    { brandId, carouselId: carouselId ?? null },
  );
  const assets = assetsById(
    read,
    rows.map(({ asset_id }) => asset_id),
  );
  // Of several pictures made from one slide the one made last; one whose file is gone does not count.
  const rendered = new Map<string, Row<'rendering'>>();
  const made = rowsOf(
    read,
    'rendering',
    `select r.* from renderings r join assets a on a.id = r.id
      where r.brand_id = :brandId and (:carouselId is null or r.carousel_id = :carouselId) order by r.updated_at, r.id`,
    { brandId, carouselId: carouselId ?? null },
  );
  for (const one of made) rendered.set(one.slide_id, one);
  return rows.map((row) => ({
    ...row,
    asset: (row.asset_id && assets.get(row.asset_id)) || null,
    rendered: rendered.get(row.id) ?? null,
  }));
}

export function documentVersions(
  { read }: ReplicaView,
  { documentId }: QueryArgs<'documentVersions'>,
): DocumentVersionView[] {
  const rows = rowsOf(
    read,
    'document_version',
    'select * from document_versions where document_id = ? order by created_at desc, id desc',
    documentId,
  );
  const [first] = rows;
  if (!first) return [];
  const names = new Map(
    rowsOf(read, 'member', 'select * from members where brand_id = ?', first.brand_id).map(
      ({ person_id, name }) => [person_id, name],
    ),
  );
  return rows.map((row) => ({
    ...row,
    author: (row.created_by !== null && names.get(row.created_by)) || null,
  }));
}
