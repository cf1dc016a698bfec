import sql, { join, raw } from 'sql-template-tag';
import type { Platform, Row } from '../../../shared/kinds/index.ts';
import { type Mentioned, mentionsShown } from '../../../shared/mentions/tokens.ts';
import {
  contentHash,
  REVIEWED_POST_COLUMNS,
  REVIEWED_TARGET_COLUMNS,
  type ReviewedContent,
  type ReviewedPost,
  type ReviewedTarget,
  reviewedContent,
  reviewedMedia,
  reviewedParts,
  titleShown,
} from '../../../shared/review/content.ts';
import { mayGoOut, type Review, reviewOf } from '../../../shared/review/state.ts';
import type { Tx } from '../../db/db.ts';
import { contactsOf } from '../contacts/contacts.ts';

/** A post's review as the rows have it in this transaction. */
export type FoundReview = {
  content: ReviewedContent;
  /** What follows it, on all its channels and on each. */
  parts: Row<'part'>[];
  /** Whom its brand mentions. */
  people: Mentioned[];
  hash: string;
  required: boolean;
  review: Review<Row<'decision'>>;
  /** All of them, oldest first. */
  decisions: Row<'decision'>[];
};

const columns = (of: string, names: readonly string[]) =>
  join(names.map((name) => sql`${raw(`${of}."${name}"`)}`));

/**
 * Reads where a post stands. Whoever freezes or decides holds the post already, which edits, files and decisions wait
 * for; `hold` keeps its channels and what is said about its files as they are, too, in the order mutations lock them.
 */
export async function findReview(
  tx: Tx,
  { postId, hold = false }: { postId: string; hold?: boolean },
): Promise<FoundReview | undefined> {
  if (hold) await holdReviewed(tx, [postId]);
  return (await findReviews(tx, [{ postId }])).get(postId);
}

/** Keeps the channels of posts and what is said about their files as they are until the transaction ends. */
export async function holdReviewed(tx: Tx, postIds: readonly string[]): Promise<void> {
  await tx.run(
    sql`select from app.targets where post_id = any(${postIds}::uuid[]) and deleted_at is null order by id for share`,
  );
  await tx.run(sql`
    select from app.assets a where a.id in (
      select g.asset_id from app.attachments g where g.post_id = any(${postIds}::uuid[]) and g.deleted_at is null
      union all
      select (g.cover ->> 'asset_id')::uuid from app.attachments g
       where g.post_id = any(${postIds}::uuid[]) and g.deleted_at is null
      union all
      select j.value::uuid from app.post_parts r cross join jsonb_array_elements_text(r.asset_ids) j
       where r.post_id = any(${postIds}::uuid[]) and r.deleted_at is null)
     order by a.id for share`);
}

/**
 * The same of many posts, in as many statements as of one.
 * @param asked `people`: whom its brand mentions, where that was read already and is to be the same
 */
async function findReviews(
  tx: Tx,
  asked: readonly { postId: string; people?: Mentioned[] }[],
): Promise<Map<string, FoundReview>> {
  const ids = asked.map(({ postId }) => postId);
  type Of = { post_id: string };
  const posts = await tx.many<
    ReviewedPost & { id: string; brand_id: string; title: string; status: string; required: boolean }
  >(sql`
    select p.id, p.brand_id, p.title, p.status, ${columns('p', REVIEWED_POST_COLUMNS)}, coalesce(r.required, false) as required
      from app.posts p left join app.approval_rules r on r.id = p.brand_id and r.deleted_at is null
     where p.id = any(${ids}::uuid[])`);
  if (posts.length === 0) return new Map();
  const targets = await tx.many<ReviewedTarget & Of & { platform: Platform | null }>(sql`
    select t.post_id, ${columns('t', REVIEWED_TARGET_COLUMNS)}, c.platform
      from app.targets t left join app.connections c on c.id = t.connection_id and c.deleted_at is null
     where t.post_id = any(${ids}::uuid[]) and t.deleted_at is null order by t.id`);
  const attachments = await tx.many<Row<'attachment'>>(sql`
    select id, post_id, asset_id, connection_id, position, alt_text, crop, cover from app.attachments
     where post_id = any(${ids}::uuid[]) and deleted_at is null`);
  const parts = await tx.many<Row<'part'>>(
    sql`select * from app.post_parts where post_id = any(${ids}::uuid[]) and deleted_at is null`,
  );
  const files = [
    ...attachments.flatMap(({ asset_id, cover }) => [asset_id, cover?.asset_id ?? []].flat()),
    ...parts.flatMap(({ asset_ids }) => asset_ids),
  ];
  const assets = await tx.many<Row<'asset'>>(sql`
    select id, sha256, alt_text from app.assets
     where id = any(${files})
       and deleted_at is null`);
  const decisions = await tx.many<Row<'decision'>>(
    sql`select * from app.decisions where post_id = any(${ids}::uuid[]) order by made_at, id`,
  );
  const found = new Map<string, FoundReview>();
  for (const { id, title, required, status, brand_id, ...post } of posts) {
    const of = <T extends Of>(rows: readonly T[]) => rows.filter(({ post_id }) => post_id === id);
    const people = asked.find(({ postId }) => postId === id)?.people ?? (await contactsOf(tx, brand_id));
    found.set(
      id,
      reviewed({
        post,
        title,
        required,
        scheduled: status === 'scheduled',
        targets: of(targets).map(({ post_id: _, ...target }) => target),
        attachments: of(attachments),
        parts: of(parts),
        assets,
        decisions: of(decisions),
        people,
      }),
    );
  }
  return found;
}

function reviewed(rows: {
  post: ReviewedPost;
  title: string;
  required: boolean;
  scheduled: boolean;
  targets: (ReviewedTarget & { platform: Platform | null })[];
  attachments: Row<'attachment'>[];
  parts: Row<'part'>[];
  assets: Row<'asset'>[];
  decisions: Row<'decision'>[];
  people: Mentioned[];
}): FoundReview {
  const { post, title, required, scheduled, targets, attachments, parts, assets, decisions, people } = rows;
  const platforms = targets.flatMap(({ platform }) => platform ?? []);
  const content = reviewedContent(post, targets, {
    media: reviewedMedia(attachments, assets),
    parts: reviewedParts(parts, assets),
    title: titleShown(title, platforms),
    mentions: mentionsShown(
      [post.caption, ...targets.map(({ text }) => text), ...parts.map(({ text }) => text)].map((text) =>
        typeof text === 'string' ? text : null,
      ),
      platforms,
      people,
    ),
  });
  const review = reviewOf(content, decisions, { required, scheduled });
  return { content, parts, people, hash: contentHash(content), required, review, decisions };
}

/**
 * Which of these posts may be frozen as they are now, in the transaction that freezes them and holds them
 * (`holdReviewed`). Of brands that ask for approval only.
 * @param asked with whom each brand mentions: what was approved and what is frozen name the same
 */
export async function clearedPosts(
  tx: Tx,
  asked: readonly { postId: string; people: Mentioned[] }[],
): Promise<Set<string>> {
  if (asked.length === 0) return new Set();
  const found = await findReviews(tx, asked);
  return new Set([...found].filter(([, { review }]) => mayGoOut(review, true)).map(([id]) => id));
}

/**
 * Whether the words of a post may go out now.
 * @returns true where the brand asks for no approval
 */
export async function isCleared(
  tx: Tx,
  { brandId, postId }: { brandId: string; postId: string },
): Promise<boolean> {
  const rule = await tx.one<{ required: boolean }>(
    sql`select required from app.approval_rules where id = ${brandId} and deleted_at is null`,
  );
  if (!rule?.required) return true;
  const found = await findReview(tx, { postId, hold: true });
  return found !== undefined && mayGoOut(found.review, true);
}
