import sql from 'sql-template-tag';
import type { PublicationState, Row } from '../../shared/kinds/index.ts';
import type { Mentioned } from '../../shared/mentions/tokens.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { plannedOnce, type Tx } from '../db/db.ts';
import type { WorkKey } from './ledger.ts';

/** The first due thing of an account's queue. */
export type Head = WorkKey & { connection_id: string; post_id: string | null; part_id: string | null };

export type Work = Head & { brand_id: string; due_at: string; forced: boolean; publication_id: string };
export type Connection = Pick<
  Row<'connection'>,
  'id' | 'platform' | 'holder' | 'status' | 'status_code' | 'remote_account_id' | 'service_url' | 'limits'
> & { deleted_at: string | null };
export type Attached = Pick<Row<'attachment'>, 'connection_id' | 'alt_text' | 'crop' | 'cover'> & {
  post_id: string;
  asset: Asset;
  /** The picture that its cover names. */
  cover_asset: Asset | null;
};
export type Asset = Row<'asset'> & { deleted_at: string | null };
type Post = Pick<Row<'post'>, 'id' | 'brand_id' | 'title' | 'caption' | 'hashtags' | 'link' | 'status'> & {
  deleted_at: string | null;
};
type Target = Pick<Row<'target'>, 'id' | 'text' | 'format' | 'options' | 'by_hand' | 'created_at'> & {
  deleted_at: string | null;
};
export type Part = Row<'part'> & { deleted_at: string | null };

/** Everything that decides about some due things, as it stands while they are held. Instants are texts of any ISO form. */
export type Rows = {
  now: string;
  works: Work[];
  connections: Connection[];
  posts: Post[];
  targets: Target[];
  /** Those that were taken away too: one of them may be what is due. */
  parts: Part[];
  attachments: Attached[];
  /** Files of parts that are in the library. */
  assets: Asset[];
  replies: { id: string; text: string; parent: string; deleted_at: string | null }[];
  /** Whom each brand mentions, those saved first first. */
  contacts: (Mentioned & { brand_id: string })[];
  brands: { id: string; grace_minutes: number }[];
  /** Targets that are to be taken down by now. */
  down: string[];
  publications: { id: string; state: PublicationState; deleted_at: string | null }[];
  /** Where the posts are, and their parts, of which a part is due. */
  places: { id: string; remote_id: string | null }[];
  attempts: { publication_id: string; n: number }[];
  /** What earlier tries left to go on with, the last one first. */
  traces: { publication_id: string; connection_id: string; content_hash: string; trace: string }[];
};

/** What somebody edits at this moment is not waited for: no two transactions that hold several can then wait for each other. */
const HELD = sql`for share skip locked`;

/**
 * Holds what an edit of these would change: an edit locks the post and the target before it asks whether they are being
 * published, so one of the two sees the other's result. A statement of its own: what is read of them is read after.
 * @returns those of which everything is held; and which of their posts belong to a brand that asks for approval
 */
export async function holdSubjects(
  tx: Tx,
  heads: readonly Head[],
): Promise<{ held: Head[]; asking: string[] }> {
  const of = (subject: WorkKey['subject']) => heads.filter((head) => head.subject === subject);
  const ids = (given: readonly (string | null)[]) => [...new Set(given.flatMap((id) => id ?? []))];
  const rows = await tx.many<{ id: string; asks: boolean }>(
    plannedOnce(
      'claim_held',
      sql`
    with c as (select id from app.connections where id = any(${ids(heads.map((head) => head.connection_id))}) ${HELD}),
         p as (select id, brand_id from app.posts where id = any(${ids([...of('target'), ...of('part')].map((head) => head.post_id))}) ${HELD}),
         t as (select id from app.targets where id = any(${ids(of('target').map((head) => head.subject_id))}) ${HELD}),
         s as (select id from app.post_parts where id = any(${ids(of('part').map((head) => head.part_id))}) ${HELD}),
         r as (select id from app.replies where id = any(${ids(of('reply').map((head) => head.subject_id))}) ${HELD})
    select id, false as asks from c union all select id, false from t union all select id, false from s union all select id, false from r
    union all select p.id, coalesce(a.required, false)
      from p left join app.approval_rules a on a.id = p.brand_id and a.deleted_at is null`,
    ),
  );
  const found = new Set(rows.map(({ id }) => id));
  const held = heads.filter(({ subject, subject_id, connection_id, post_id, part_id }) => {
    if (!found.has(connection_id)) return false;
    if (subject === 'reply') return found.has(subject_id);
    return found.has(post_id ?? '') && found.has((subject === 'part' ? part_id : subject_id) ?? '');
  });
  const theirs = new Set(held.map(({ post_id }) => post_id));
  return { held, asking: rows.flatMap(({ id, asks }) => (asks && theirs.has(id) ? id : [])) };
}

/** Takes those of them whose turn it still is, and reads all that decides about them, as it is now that it is held. */
export async function takeWork(tx: Tx, heads: readonly Head[]): Promise<Rows | undefined> {
  const asked = heads.map((head) => ({
    ...head,
    publication_id: publicationId(head.subject_id, head.occurrence),
    target_id: head.post_id && targetId(head.post_id, head.connection_id),
    place_post_id: head.subject === 'part' ? head.post_id : null,
  }));
  const rows = await tx.one<Rows>(
    plannedOnce(
      'claim_rows',
      sql`
    with works as materialized (
      select w.subject, w.subject_id, w.occurrence, w.connection_id, w.post_id, w.part_id, w.brand_id, w.due_at, w.forced,
             h.publication_id, h.target_id, h.place_post_id
        from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
               as h(subject text, subject_id uuid, occurrence text, publication_id uuid, target_id uuid, place_post_id uuid)
        join app.publication_work w using (subject, subject_id, occurrence)
       -- Looked at here too: several workers know the same heads, and only one of them is the first.
       where w.phase = 'due' and w.look_at <= clock_timestamp()
         and not exists (select from app.publication_work o where o.connection_id = w.connection_id and o.phase = 'leased')
         for update of w skip locked),
    publications as materialized (
      select id, state, deleted_at from app.publications where id in (select publication_id from works) for update),
    connections as (
      select id, platform, holder, status, status_code, remote_account_id, service_url, limits, deleted_at
        from app.connections where id in (select connection_id from works)),
    posts as (
      select id, brand_id, title, caption, hashtags, link, status, deleted_at
        from app.posts where id in (select post_id from works where subject <> 'reply')),
    targets as (
      select id, text, format, options, by_hand, created_at, deleted_at
        from app.targets where id in (select target_id from works)),
    parts as materialized (select * from app.post_parts where post_id in (select id from posts)),
    attachments as (
      select g.id, g.position, g.created_at, g.post_id, g.connection_id, g.alt_text, g.crop, g.cover, to_jsonb(a) as asset,
             to_jsonb(k) as cover_asset
        from app.attachments g join app.assets a on a.id = g.asset_id
        left join app.assets k on k.id = (g.cover ->> 'asset_id')::uuid and k.brand_id = g.brand_id
       where g.post_id in (select post_id from works where subject = 'target') and g.deleted_at is null),
    assets as (
      select * from app.assets where deleted_at is null and id in (
        select j.value::uuid from parts cross join jsonb_array_elements_text(parts.asset_ids) j)),
    replies as (
      select r.id, r.text, r.deleted_at, c.remote_id as parent from app.replies r join app.comments c on c.id = r.comment_id
       where r.id in (select subject_id from works where subject = 'reply')),
    contacts as (
      select id, created_at, brand_id, name, handles from app.contacts
       where brand_id in (select brand_id from posts) and deleted_at is null),
    brands as (
      select id, grace_minutes from app.brands where id in (select brand_id from works)),
    places as (
      select id, remote_id from app.publications
       where post_id in (select place_post_id from works) and state = 'published' and deleted_at is null),
    attempts as (
      select publication_id, max(n) as n from app.publish_attempts
       where publication_id in (select publication_id from works) group by publication_id),
    traces as (
      select publication_id, n, connection_id, content_hash, trace from app.publish_attempts
       where publication_id in (select publication_id from works) and trace is not null),
    down as (
      select id from app.takedowns
       where id in (select target_id from works) and deleted_at is null and remove_at <= clock_timestamp())
    select clock_timestamp() as now,
           (select jsonb_agg(to_jsonb(works) - 'target_id' - 'place_post_id') from works) as works,
           (select coalesce(jsonb_agg(publications), '[]') from publications) as publications,
           (select coalesce(jsonb_agg(connections), '[]') from connections) as connections,
           (select coalesce(jsonb_agg(posts), '[]') from posts) as posts,
           (select coalesce(jsonb_agg(targets), '[]') from targets) as targets,
           (select coalesce(jsonb_agg(parts), '[]') from parts) as parts,
           (select coalesce(jsonb_agg(attachments order by position, created_at, id), '[]') from attachments) as attachments,
           (select coalesce(jsonb_agg(assets), '[]') from assets) as assets,
           (select coalesce(jsonb_agg(replies), '[]') from replies) as replies,
           (select coalesce(jsonb_agg(contacts order by created_at, id), '[]') from contacts) as contacts,
           (select coalesce(jsonb_agg(brands), '[]') from brands) as brands,
           (select coalesce(jsonb_agg(places), '[]') from places) as places,
           (select coalesce(jsonb_agg(attempts), '[]') from attempts) as attempts,
           (select coalesce(jsonb_agg(traces order by n desc), '[]') from traces) as traces,
           (select coalesce(jsonb_agg(down.id), '[]') from down) as down
     where exists (select from works)`,
    ),
  );
  if (!rows) return undefined;
  // As the driver writes instants: the platforms' keys are made of them.
  return {
    ...rows,
    works: rows.works.map((work) => ({ ...work, due_at: new Date(work.due_at).toISOString() })),
  };
}
