import { createHmac, timingSafeEqual } from 'node:crypto';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import type { PartRole, Platform, Row } from '../../../shared/kinds/index.ts';
import { spokenOn } from '../../../shared/mentions/tokens.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import { titleShown } from '../../../shared/review/content.ts';
import { stepsOf } from '../../../shared/threads/steps.ts';
import { addDays } from '../../../shared/time/calendar.ts';
import { wallToInstant } from '../../../shared/time/wall.ts';
import type { Db, Tx } from '../../db/db.ts';
import { hashToken } from './links.ts';
import { type FoundReview, findReview } from './state.ts';

/** A link that works now. */
export type OpenLink = {
  id: string;
  brand_id: string;
  brand: string;
  time_zone: string;
  post_id: string | null;
  from_day: string | null;
  to_day: string | null;
  label: string;
  password_hash: string | null;
};

/** A post as a client sees it. */
export type ClientPost = {
  id: string;
  /** Null: no time yet. */
  scheduledAt: string | null;
  zone: string;
  channels: {
    platform: Platform;
    name: string;
    /** Set: not with the post, but then. */
    ownDate: string | null;
    title: string | null;
    text: string;
    /** Shown as a story: the first file, without words. */
    story: boolean;
    /** What follows it there, in order. */
    parts: { role: PartRole; text: string }[];
  }[];
  /** `here`: the server has its bytes. */
  /** `cover`: the picture that stands for a film, where the server has it. */
  media: { sha256: string; alt: string; picture: boolean; here: boolean; cover: string | null }[];
  review: FoundReview;
  /** On its way, or out: there is nothing left to decide. */
  out: boolean;
};

/** More in one range than anybody reviews at a sitting; the page says that there are more. */
export const MAX_POSTS = 100;

const OUT = ['publishing', 'published', 'unknown', 'by_hand'];

/** What a client may see and do by a link: its posts and no others, of a brand that still stands. */
export function createClientReviews({ db, now }: { db: Db; now: () => Date }) {
  const system = <T>(work: (tx: Tx) => Promise<T>) => db.tx({ as: 'system' }, work);

  const openLink = (tx: Tx, token: string) =>
    tx.one<OpenLink>(sql`
      select l.id, l.brand_id, b.name as brand, b.time_zone, l.post_id, l.from_day::text, l.to_day::text, l.label,
             l.password_hash
        from app.review_links l join app.brands b on b.id = l.brand_id
       where l.token_hash = ${hashToken(token)} and l.revoked_at is null and l.expires_at > ${now()}
         and b.deleted_at is null`);

  return {
    find: (token: string): Promise<OpenLink | undefined> => system((tx) => openLink(tx, token)),

    /** What the link shows, in order of time, and how many more there would be. */
    posts: (link: OpenLink): Promise<{ posts: ClientPost[]; more: number }> =>
      system(async (tx) => {
        await tx.run(sql`update app.review_links set opened_at = ${now()} where id = ${link.id}`);
        const found = await tx.many<{ id: string }>(sql`
          select id from app.posts where ${scopeOf(link)} order by scheduled_at, id`);
        const posts: ClientPost[] = [];
        for (const { id } of found.slice(0, MAX_POSTS)) {
          const post = await clientPost(tx, link, id);
          if (post) posts.push(post);
        }
        return { posts, more: Math.max(0, found.length - MAX_POSTS) };
      }),

    /** Whether a picture goes with a post that the link shows. */
    shows: (link: OpenLink, sha256: string): Promise<boolean> =>
      system(async (tx) => {
        const found = await tx.one(sql`
          select from app.assets a
            join app.attachments g on (g.asset_id = a.id or g.cover ->> 'asset_id' = a.id::text) and g.deleted_at is null
           where a.sha256 = ${sha256} and a.brand_id = ${link.brand_id} and a.deleted_at is null
             and a.uploaded_at is not null and a.mime like 'image/%'
             and g.post_id in (select id from app.posts where ${scopeOf(link)}) limit 1`);
        return found !== undefined;
      }),

    /**
     * A client's decision about what they saw.
     * @param saw the content's hash and the decisions that were on the page
     * @returns `gone`: the link shows it no more. `changed`: it says something else by now. `out`: it is on its way.
     */
    decide: (
      token: string,
      postId: string,
      what: {
        decision: 'approved' | 'changes_requested';
        name: string;
        note: string;
        saw: { hash: string; seen: string[] };
      },
    ): Promise<'done' | 'gone' | 'changed' | 'out'> =>
      system(async (tx) => {
        const link = await openLink(tx, token);
        if (!link) return 'gone';
        // Held from here to the end: an edit, and a publisher that freezes the post, come before or after.
        const held = await tx.one(
          sql`select from app.posts where id = ${postId} and ${scopeOf(link)} for no key update`,
        );
        const post = held && (await clientPost(tx, link, postId, true));
        if (!post) return 'gone';
        if (post.out) return 'out';
        const { content, hash, decisions } = post.review;
        if (hash !== what.saw.hash) return 'changed';
        const known = new Set(decisions.map(({ id }) => id));
        const seen = what.saw.seen.filter((id) => known.has(id));
        await tx.run(sql`
          insert into app.decisions (id, brand_id, post_id, decision, content_hash, content, seen, note, made_by,
                                     link_id, name, made_at)
          values (${uuidv7()}, ${link.brand_id}, ${postId}, ${what.decision}, ${hash}, ${JSON.stringify(content)},
                  ${JSON.stringify(seen)}, ${what.note}, null, ${link.id}, ${what.name}, ${now()})`);
        return 'done';
      }),
  };
}
export type ClientReviews = ReturnType<typeof createClientReviews>;

const scopeOf = (link: OpenLink) => {
  if (link.post_id !== null || link.from_day === null || link.to_day === null)
    return sql`id = ${link.post_id} and brand_id = ${link.brand_id} and deleted_at is null`;
  const start = (day: string) => wallToInstant(`${day}T00:00`, link.time_zone);
  return sql`brand_id = ${link.brand_id} and deleted_at is null and status = 'scheduled'
    and scheduled_at >= ${start(link.from_day)} and scheduled_at < ${start(addDays(link.to_day, 1))}`;
};

async function clientPost(tx: Tx, link: OpenLink, id: string, hold = false): Promise<ClientPost | undefined> {
  const review = await findReview(tx, { postId: id, hold });
  const post = await tx.one<{
    title: string;
    caption: string;
    hashtags: string[];
    link: string | null;
    scheduled_at: string | null;
    time_zone: string | null;
  }>(sql`select title, caption, hashtags, link, scheduled_at, time_zone from app.posts where id = ${id}`);
  if (!review || !post) return undefined;
  const channels = await tx.many<{
    id: string;
    platform: Platform;
    name: string;
    text: string | null;
    format: Row<'target'>['format'];
    scheduled_at: string | null;
    state: string | null;
  }>(sql`
    select c.id, c.platform, c.handle as name, t.text, t.format, t.scheduled_at, p.state
      from app.targets t join app.connections c on c.id = t.connection_id
      left join app.publications p on p.subject = 'target' and p.subject_id = t.id and p.deleted_at is null
     where t.post_id = ${id} and t.deleted_at is null order by t.created_at, t.id`);
  const media = await tx.many<ClientPost['media'][number]>(sql`
    select a.sha256, coalesce(g.alt_text, a.alt_text) as alt, a.mime like 'image/%' as picture,
           a.uploaded_at is not null as here, k.sha256 as cover
      from app.attachments g join app.assets a on a.id = g.asset_id and a.deleted_at is null
      left join app.assets k on k.id = (g.cover ->> 'asset_id')::uuid and k.brand_id = g.brand_id
       and k.deleted_at is null and k.uploaded_at is not null
     where g.post_id = ${id} and g.deleted_at is null order by g.position, g.id`);
  return {
    id,
    media,
    scheduledAt: post.scheduled_at,
    zone: post.time_zone ?? link.time_zone,
    channels: channels.map(({ id: connectionId, platform, name, text, format, scheduled_at }) => ({
      ownDate: post.scheduled_at && scheduled_at,
      story: format === 'story',
      platform,
      name,
      // Elsewhere a title is the team's own.
      title: titleShown(post.title, [platform]),
      text: outgoingText(post, text, spokenOn(platform, review.people)),
      parts: (format === 'story' ? [] : stepsOf(review.parts, { id: connectionId, platform })).map(
        (part) => ({
          role: part.role,
          text: spokenOn(platform, review.people)(part.text.trim()),
        }),
      ),
    })),
    review,
    out: channels.some(({ state }) => state !== null && OUT.includes(state)),
  };
}

/**
 * What a browser shows to say that it gave the password: known only to who has both the link and the stored hash, so
 * nothing is kept for it, and a link with another password asks anew.
 */
export const proofOf = (token: string, passwordHash: string) =>
  createHmac('sha256', passwordHash).update(`review:${token}`).digest('base64url');

export function isProof(given: string | undefined, token: string, passwordHash: string): boolean {
  const expected = Buffer.from(proofOf(token, passwordHash));
  const found = Buffer.from(given ?? '');
  return found.length === expected.length && timingSafeEqual(found, expected);
}
