import type { Row } from '../../shared/kinds/index.ts';
import type { MediaView, QueryArgs, QueryResult } from '../../shared/queries.ts';
import { nextOccurrences } from '../../shared/recurrence/expand.ts';
import type { Reader } from '../replica/reader.ts';
import { decodeRow } from '../replica/rows.ts';
import { byId, rowsOf } from './read-rows.ts';

type Raw = Record<string, unknown>;

/** The files of these posts in order, by post. */
export function mediaOfPosts(read: Reader, postIds: readonly string[]): Map<string, MediaView[]> {
  const media = new Map<string, MediaView[]>();
  // Most months have none: then this is all it costs.
  if (!read.get('select 1 from attachments limit 1')) return media;
  const attachments = rowsOf(
    read,
    'attachment',
    `select t.* from json_each(?) j join attachments t on t.post_id = j.value
      order by t.post_id, t.position, t.created_at, t.id`,
    JSON.stringify(postIds),
  );
  const assets = byId(
    rowsOf(
      read,
      'asset',
      'select t.* from assets t where t.id in (select value from json_each(?))',
      JSON.stringify(attachments.flatMap(({ asset_id, cover }) => [asset_id, cover?.asset_id ?? []].flat())),
    ),
  );
  for (const attachment of attachments) {
    const { asset_id, cover } = attachment;
    const view = {
      ...attachment,
      asset: assets.get(asset_id) ?? null,
      cover_asset: (cover?.asset_id !== undefined && assets.get(cover.asset_id)) || null,
    };
    const before = media.get(attachment.post_id);
    if (before) before.push(view);
    else media.set(attachment.post_id, [view]);
  }
  return media;
}

/**
 * The picture that stands for a file of a post. An index has the same words (migrations/replica); it is of no type, so it
 * is used only for what has none either (`+t.id`).
 */
const COVER = "g.cover ->> '$.asset_id'";
/** SQL: an attachment (`g`) that an asset stands for. @param asset its alias */
export const coveredBy = (asset: string) => `${COVER} = +${asset}.id`;
/** Posts that show a file as one of theirs, or have it stand for one. */
const ATTACHED = `select g.post_id from attachments g where g.asset_id = t.id
  union select g.post_id from attachments g where ${coveredBy('t')}`;
const USES = `(select count(*) from (${ATTACHED})) as uses`;
const like = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Files of the further posts of threads. */
const IN_PARTS = 'select j.value from post_parts p join json_each(p.asset_ids) j where p.brand_id = :brandId';

const ORDER: Record<QueryArgs<'library'>['sort'], string> = {
  newest: 't.created_at desc, t.id desc',
  oldest: 't.created_at, t.id',
  name: 't.name collate nocase, t.id',
  largest: 't.bytes desc, t.id',
  rating: 't.rating desc, t.created_at desc, t.id desc',
};

export function library(read: Reader, args: QueryArgs<'library'>): QueryResult<'library'> {
  const conditions = ['t.brand_id = :brandId'];
  const { text, folder, tag, type, minRating, used, sort } = args;
  const bound: Record<string, unknown> = { brandId: args.brandId };
  const words = text.trim().split(/\s+/).filter(Boolean).slice(0, 10);
  for (const [index, word] of words.entries()) {
    bound[`word${index}`] = like(word);
    conditions.push(
      `(t.name like :word${index} escape '\\' or t.alt_text like :word${index} escape '\\' or t.tags like :word${index} escape '\\')`,
    );
  }
  if (folder !== null) {
    conditions.push('t.folder = :folder');
    bound.folder = folder;
  }
  if (tag !== null) {
    conditions.push('exists (select 1 from json_each(t.tags) j where j.value = :tag)');
    bound.tag = tag;
  }
  if (type === 'document') conditions.push("t.mime not like 'image/%' and t.mime not like 'video/%'");
  else if (type !== null) conditions.push(`t.mime like '${type}/%'`);
  if (minRating > 0) {
    conditions.push('t.rating >= :minRating');
    bound.minRating = minRating;
  }
  if (used !== null) conditions.push(`${used ? '' : 'not '}(exists (${ATTACHED}) or t.id in (${IN_PARTS}))`);
  const where = conditions.join(' and ');
  const rows = read.all<Raw>(
    `select t.*, ${USES} from assets t where ${where} order by ${ORDER[sort]} limit :limit`,
    { ...bound, limit: args.limit },
  );
  const total = read.get<{ total: number }>(`select count(*) as total from assets t where ${where}`, bound);
  const more = usesInParts(read, args.brandId);
  const assets = rows.map((raw) => {
    const asset = assetView(raw);
    return { ...asset, uses: asset.uses + (more.get(asset.id) ?? 0) };
  });
  return { assets, total: total?.total ?? 0 };
}

/** In how many posts a file is in a further part only, by file. */
function usesInParts(read: Reader, brandId: string): Map<string, number> {
  const rows = read.all<{ id: string; posts: number }>(
    `select j.value as id, count(distinct p.post_id) as posts from post_parts p join json_each(p.asset_ids) j
      where p.brand_id = ? and not exists (
              select 1 from attachments g where g.post_id = p.post_id and (g.asset_id = j.value or ${COVER} = j.value))
      group by j.value`,
    brandId,
  );
  return new Map(rows.map(({ id, posts }) => [id, posts]));
}

/** Every post that shows one of these files, `asset_id` and `post_id`. @param ids SQL for their ids */
const shownIn = (ids: string) => `
  select g.asset_id, g.post_id from attachments g where g.asset_id in (${ids})
  union select ${COVER}, g.post_id from attachments g where ${COVER} in (${ids})
  union select j.value, p.post_id from post_parts p join json_each(p.asset_ids) j where j.value in (${ids})`;

const assetView = (raw: Raw): Row<'asset'> & { uses: number } => ({
  ...decodeRow('asset', raw),
  uses: raw.uses as number,
});

export function libraryFacets(read: Reader, brandId: string): QueryResult<'libraryFacets'> {
  const whole = read.get<{ total: number; bytes: number }>(
    'select count(*) as total, coalesce(sum(bytes), 0) as bytes from assets where brand_id = ?',
    brandId,
  );
  return {
    folders: read.all(
      `select folder as name, count(*) as count from assets where brand_id = ? and folder <> ''
        group by folder order by folder collate nocase`,
      brandId,
    ),
    tags: read.all(
      `select j.value as name, count(*) as count from assets t join json_each(t.tags) j where t.brand_id = ?
        group by j.value order by count desc, j.value collate nocase`,
      brandId,
    ),
    total: whole?.total ?? 0,
    bytes: whole?.bytes ?? 0,
  };
}

export function oneAsset(read: Reader, id: string): QueryResult<'asset'> {
  const raw = read.get<Raw>(`select t.*, ${USES} from assets t where t.id = ?`, id);
  if (!raw) return null;
  const posts = read.all<NonNullable<QueryResult<'asset'>>['posts'][number]>(
    `select p.id, p.title, p.caption, p.status, p.scheduled_at, p.time_zone
       from (${shownIn(':id')}) g join posts p on p.id = g.post_id
      order by p.scheduled_at is null, p.scheduled_at, p.id limit 50`,
    { id },
  );
  const asset = assetView(raw);
  return { ...asset, uses: asset.uses + (usesInParts(read, asset.brand_id).get(id) ?? 0), posts };
}

/** Posts still to go out that show these files: planned for later, planned and not settled, or with dates to come. */
export function assetsPlanned(read: Reader, ids: readonly string[], now: Date): QueryResult<'assetsPlanned'> {
  const posts = read.all<Omit<QueryResult<'assetsPlanned'>[number], 'repeats'>>(
    `select g.asset_id, p.id as post_id, p.title, substr(p.caption, 1, 200) as caption
       from (${shownIn('select value from json_each(:ids)')}) g join posts p on p.id = g.post_id
      where p.status = 'scheduled' and (p.scheduled_at > :now or exists (
              select 1 from targets t join undecided u on u.subject = 'target' and u.id = t.id where t.post_id = p.id))
      order by p.scheduled_at, p.id, g.asset_id`,
    { ids: JSON.stringify(ids), now: now.toISOString() },
  );
  const series = rowsOf(
    read,
    'series',
    `select s.* from series s where exists (
       select 1 from json_each(:ids) i where instr(s.media, i.value) > 0 or instr(s.parts, i.value) > 0) order by s.id`,
    { ids: JSON.stringify(ids) },
  );
  const wanted = new Set(ids);
  const repeated = series
    .filter((one) => nextOccurrences(one, now.toISOString(), 1).length > 0)
    .flatMap(({ id, title, caption, media, parts }) => {
      const shown = [
        ...media.flatMap(({ asset_id, cover }) => [asset_id, cover?.asset_id ?? []].flat()),
        ...parts.flatMap(({ asset_ids }) => asset_ids),
      ].filter((one) => wanted.has(one));
      return [...new Set(shown)].map((asset_id) => ({
        ...{ asset_id, post_id: id, title, caption: caption.slice(0, 200), repeats: true },
      }));
    });
  return [...posts.map((post) => ({ ...post, repeats: false })), ...repeated];
}
