import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { writeCalendar } from '../../../shared/exchange/ics.ts';
import type { ExportChannel, ExportPost } from '../../../shared/exchange/post.ts';
import type { Platform } from '../../../shared/kinds/index.ts';
import type { Tx } from '../../db/db.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { hashToken } from './feeds.ts';

const DAY_MS = 86_400_000;
/** What a calendar shows: a season back, and as far ahead as anybody plans. */
const BACK_DAYS = 90;
const AHEAD_DAYS = 800;
const MAX_EVENTS = 5000;
/** Asking is written down no more often than this, so that reading stays reading. */
const NOTED_EVERY_MS = 10 * 60_000;

type Feed = {
  id: string;
  brand_id: string;
  brand: string;
  time_zone: string;
  pillar_ids: string[];
  connection_ids: string[];
  fetched_at: string | null;
};

/**
 * The calendar behind a secret address, for programs that send nothing but that address. It is served while whoever
 * made it may still open the brand; unknown, taken back and lost are one answer.
 */
export function feedPage(app: App, deps: Pick<ServerDeps, 'db' | 'now'>): void {
  app.get(
    '/calendar/:file',
    {
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: { hide: true, params: z.object({ file: z.string().max(100) }) },
    },
    async (request, reply) => {
      const token = /^([\w-]{32})\.ics$/.exec(request.params.file)?.[1];
      const text = token && (await deps.db.tx({ as: 'system' }, (tx) => readFeed(tx, token, deps.now())));
      if (!text) throw new AppError('not_found', 'There is no such calendar.', { status: 404 });
      const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
      reply.headers({ etag, 'cache-control': 'private, max-age=300', 'x-robots-tag': 'noindex' });
      const known = String(request.headers['if-none-match'] ?? '').split(/\s*,\s*/);
      if (known.some((one) => one.replace(/^W\//, '') === etag)) return reply.code(304).send();
      return reply
        .type('text/calendar; charset=utf-8')
        .header('content-disposition', 'inline; filename="pillarbox.ics"')
        .send(text);
    },
  );
}

async function readFeed(tx: Tx, token: string, now: Date): Promise<string | null> {
  const feed = await tx.one<Feed>(sql`
    select f.id, f.brand_id, b.name as brand, b.time_zone, f.pillar_ids, f.connection_ids, f.fetched_at
      from app.calendar_feeds f join app.brands b on b.id = f.brand_id and b.deleted_at is null
     where f.token_hash = ${hashToken(token)} and f.revoked_at is null
       and app.role_of(f.created_by, f.brand_id) is not null`);
  if (!feed) return null;
  if (feed.fetched_at === null || now.getTime() - Date.parse(feed.fetched_at) > NOTED_EVERY_MS)
    await tx.run(sql`update app.calendar_feeds set fetched_at = ${now} where id = ${feed.id}`);
  return writeCalendar({ name: feed.brand, timeZone: feed.time_zone, posts: await postsOf(tx, feed, now) });
}

async function postsOf(tx: Tx, feed: Feed, now: Date): Promise<ExportPost[]> {
  const at = (days: number) => new Date(now.getTime() + days * DAY_MS);
  const pillars = JSON.stringify(feed.pillar_ids);
  const connections = JSON.stringify(feed.connection_ids);
  const posts = await tx.many<
    Pick<
      ExportPost,
      'id' | 'title' | 'caption' | 'hashtags' | 'link' | 'pillar' | 'time_zone' | 'scheduled_at' | 'version'
    > & {
      updated_at: string;
      channels: { id: string; platform: Platform; handle: string; own: ExportChannel['own'] }[];
    }
  >(sql`
    select p.id, p.title, p.caption, p.hashtags, p.link, i.name as pillar, p.time_zone, p.scheduled_at, p.updated_at,
           p.version,
           coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'platform', c.platform, 'handle', c.handle,
                                      'own', case when t.scheduled_at is not null then jsonb_build_object(
                                        'scheduled_at', app.iso(t.scheduled_at), 'wall_time', t.wall_time,
                                        'time_zone', t.time_zone) end)
                                      order by t.created_at, t.id)
                       from app.targets t join app.connections c on c.id = t.connection_id
                      where t.post_id = p.id and t.deleted_at is null), '[]') as channels
      from app.posts p left join app.pillars i on i.id = p.pillar_id and i.deleted_at is null
     where p.brand_id = ${feed.brand_id} and p.deleted_at is null and p.status = 'scheduled'
       and p.scheduled_at >= ${at(-BACK_DAYS)} and p.scheduled_at < ${at(AHEAD_DAYS)}
       and (${pillars}::jsonb = '[]'::jsonb or ${pillars}::jsonb ? p.pillar_id::text)
       and (${connections}::jsonb = '[]'::jsonb or exists (
              select from app.targets t where t.post_id = p.id and t.deleted_at is null
                 and ${connections}::jsonb ? t.connection_id::text))
     order by p.scheduled_at, p.id limit ${MAX_EVENTS}`);
  return posts.map(({ channels, ...post }) => ({
    ...post,
    brand: feed.brand,
    notes: '',
    wall_time: null,
    media: [],
    review: 'draft',
    updated_at: new Date(post.updated_at).toISOString(),
    scheduled_at: post.scheduled_at && new Date(post.scheduled_at).toISOString(),
    channels: channels.map(({ id, platform, handle, own }) => ({
      connection_id: id,
      platform,
      handle,
      text: null,
      own,
      out: false,
    })),
  }));
}
