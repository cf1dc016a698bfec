import type { Row } from '../../shared/kinds/index.ts';
import type { Mentioned } from '../../shared/mentions/tokens.ts';
import { type Finding, findings } from '../../shared/publishing/readiness.ts';
import type { PlanWarning } from '../../shared/queries.ts';
import type { Reader } from '../replica/reader.ts';
import { contactsOf } from './contacts.ts';
import { mediaOfPosts } from './media.ts';
import { partsOfPosts } from './parts.ts';
import { byId, rowsOf } from './read-rows.ts';

/** Codes of what stands in a post's way (shared/publishing/readiness.ts), each once. */
export type Standing = Pick<PlanWarning, 'errors' | 'warnings'>;

/** Posts whose instant lies in this window are looked at. */
type Window = [from: string, end: string];
type Known = { stamp: string; standing: Standing | null };

/** What was found of each replica's posts, by post: a plan is looked at after every commit, and of it a post or two has changed. */
const kept = new WeakMap<Reader, Map<string, Known>>();
const MOST_KEPT = 30_000;

/** What stands in the way of a brand's posts of some days, by post; those that nothing stops are left out. */
export function standingOf(read: Reader, brandId: string, [from, end]: Window): Map<string, Standing> {
  const known = kept.get(read) ?? new Map<string, Known>();
  kept.set(read, known);
  if (known.size > MOST_KEPT) known.clear();
  const connections = byId(
    rowsOf(read, 'connection', 'select * from connections where brand_id = ?', brandId),
  );
  const stamps = stampsOf(read, brandId, [from, end]);
  const accounts = [...connections.values()].map(
    ({ id, version, updated_at }) => `${id} ${version} ${updated_at}`,
  );
  const people = contactsOf(read, brandId);
  const around = [
    ...accounts,
    ...people.map(({ id, version, updated_at }) => `${id} ${version} ${updated_at}`),
  ].join();
  const found = new Map<string, Standing>();
  const fresh: string[] = [];
  for (const [id, stamp] of stamps) {
    const one = known.get(id);
    if (one?.stamp !== stamp + around) fresh.push(id);
    else if (one.standing) found.set(id, one.standing);
  }
  for (const [id, standing] of lookedAt(read, fresh, connections, people)) {
    known.set(id, { stamp: (stamps.get(id) ?? '') + around, standing });
    if (standing) found.set(id, standing);
  }
  return found;
}

/** Of each post what changes whenever something of it does that goes out. */
function stampsOf(read: Reader, brandId: string, [from, end]: Window): Map<string, string> {
  const stamps = new Map<string, string>();
  const rows = read.all<{ post_id: string; stamp: string }>(
    `with w as (select id, version, updated_at from posts
                 where brand_id = :brandId and scheduled_at >= :from and scheduled_at < :end)
     select id as post_id, version || updated_at as stamp from w
     union all select t.post_id, t.id || t.version || t.updated_at from w join targets t on t.post_id = w.id
     union all select g.post_id, g.id || g.version || g.updated_at || coalesce(a.id || a.version || a.updated_at, '') || coalesce(k.id, '')
                 from w join attachments g on g.post_id = w.id left join assets a on a.id = g.asset_id
                   left join assets k on k.id = g.cover ->> '$.asset_id'
     union all select s.post_id, s.id || s.version || s.updated_at || coalesce(
                 (select group_concat(a.id || a.version || a.updated_at)
                    from json_each(s.asset_ids) j join assets a on a.id = j.value), '')
                 from w join post_parts s on s.post_id = w.id`,
    { brandId, from, end },
  );
  for (const { post_id, stamp } of rows) stamps.set(post_id, `${stamps.get(post_id) ?? ''}${stamp};`);
  return stamps;
}

function* lookedAt(
  read: Reader,
  ids: readonly string[],
  connections: ReadonlyMap<string, Row<'connection'>>,
  people: readonly Mentioned[],
): Iterable<[string, Standing | null]> {
  if (ids.length === 0) return;
  const bound = JSON.stringify(ids);
  const targets = Map.groupBy(
    read.all<{
      post_id: string;
      connection_id: string;
      text: string | null;
      format: Row<'target'>['format'];
      by_hand: number;
    }>(
      `select t.post_id, t.connection_id, t.text, t.format, t.by_hand from json_each(?) j join targets t on t.post_id = j.value
        order by t.created_at, t.id`,
      bound,
    ),
    ({ post_id }) => post_id,
  );
  const media = mediaOfPosts(read, ids);
  const parts = partsOfPosts(read, ids);
  const posts = read.all<{
    id: string;
    title: string;
    caption: string;
    hashtags: string;
    link: string | null;
  }>(
    'select id, title, caption, hashtags, link from posts where id in (select value from json_each(?))',
    bound,
  );
  for (const { id, hashtags, ...words } of posts) {
    const found = findings({
      ...words,
      people,
      hashtags: hashtags === '[]' ? [] : (JSON.parse(hashtags) as string[]),
      targets: (targets.get(id) ?? []).map((target) => ({
        ...target,
        by_hand: target.by_hand === 1,
        connection: connections.get(target.connection_id) ?? null,
      })),
      media: media.get(id) ?? [],
      parts: parts.get(id) ?? [],
    });
    const codes = (severity: Finding['severity']) => [
      ...new Set(found.filter((one) => one.severity === severity).map(({ code }) => code)),
    ];
    yield [id, found.length === 0 ? null : { errors: codes('error'), warnings: codes('warning') }];
  }
}
