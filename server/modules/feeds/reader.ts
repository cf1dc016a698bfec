import sql from 'sql-template-tag';
import { v5 as uuidv5 } from 'uuid';
import type { Db, Tx } from '../../db/db.ts';
import type { Log } from '../../log.ts';
import { FeedError } from './feed-error.ts';
import { type FeedAnswer, fetchFeed } from './fetch-feed.ts';
import { afterFailure, FIRST_INTERVAL_MS, jittered, nextInterval } from './pace.ts';
import { type FeedItem, type ParsedFeed, readFeed } from './parse.ts';

/** Items stay for so long, and the newest of a feed always. */
export const KEEP_DAYS = 60;
export const KEEP_ALWAYS = 10;
const LEASE_MS = 2 * 60_000;
const AT_ONCE = 4;
const DAY_MS = 86_400_000;
const NAMESPACE = '61f2b7d0-5c9e-4a83-b0d4-2f8e7a1c3d95';

/** The one id of what a feed says, however often it is read. */
export const feedItemId = (sourceId: string, key: string) => uuidv5(`${sourceId}/${key}`, NAMESPACE);

type Work = {
  id: string;
  brand_id: string;
  feed_url: string;
  etag: string | null;
  last_modified: string | null;
  interval_ms: string;
  failures: number;
};

export type ReaderDeps = {
  db: Db;
  log: Log;
  /** Guarded; leaves redirects to its caller. */
  fetch: typeof globalThis.fetch;
  now: () => Date;
  random?: () => number;
};

/** Reads feeds that are due. Any number of servers may: each source is leased to one at a time. */
export function createReader({ db, log, fetch, now, random = Math.random }: ReaderDeps) {
  /** @returns how many sources were asked */
  async function readDue(brandId: string | null = null): Promise<number> {
    await forgetRemoved(db);
    let asked = 0;
    for (;;) {
      const claimed = await db.tx({ as: 'system' }, (tx) => claim(tx, now(), brandId));
      await Promise.all(claimed.map(readOne));
      asked += claimed.length;
      if (claimed.length < AT_ONCE) return asked;
    }
  }

  async function readOne(work: Work): Promise<void> {
    try {
      const read = await readThrough(fetch, work, now());
      await db.tx({ as: 'system' }, (tx) => keep(tx, work, read, now(), random()));
    } catch (error) {
      if (!(error instanceof FeedError)) log.error({ err: error, source: work.id }, 'a feed was not kept');
      const failure =
        error instanceof FeedError ? error : new FeedError('feed_unreadable', 'It could not be kept.');
      await db
        .tx({ as: 'system' }, (tx) => keepFailure(tx, work, failure, now(), random()))
        .catch((thrown: unknown) => log.error({ err: thrown, source: work.id }, 'a feed has no state'));
    }
  }

  return {
    readDue,
    /** Makes a brand's sources due, but for those that were asked within the last half minute. */
    hurry: (brandId: string) =>
      db.tx({ as: 'system' }, (tx) =>
        tx.run(sql`
          update app.feed_work w set due_at = ${now().toISOString()}
           where w.brand_id = ${brandId} and not exists (
             select from app.feed_states s
              where s.id = w.id and s.read_at > ${new Date(now().getTime() - 30_000).toISOString()})`),
      ),
  };
}

async function claim(tx: Tx, now: Date, brandId: string | null): Promise<Work[]> {
  const at = now.toISOString();
  const lease = new Date(now.getTime() + LEASE_MS).toISOString();
  return tx.many<Work>(sql`
    insert into app.feed_work as w (id, brand_id, url, feed_url, due_at, lease_until, interval_ms, failures)
    select s.id, s.brand_id, s.url, s.url, ${at}::timestamptz, ${lease}::timestamptz, ${FIRST_INTERVAL_MS}::bigint, 0
      from app.feed_sources s
      join app.brands b on b.id = s.brand_id and b.deleted_at is null
      left join app.feed_work k on k.id = s.id
     where s.deleted_at is null and not s.paused
       and (${brandId}::uuid is null or s.brand_id = ${brandId})
       and (k.id is null or k.url <> s.url or k.due_at <= ${at})
       and (k.lease_until is null or k.lease_until <= ${at})
     order by k.due_at nulls first, s.id limit ${AT_ONCE}
    on conflict (id) do update set
      lease_until = excluded.lease_until,
      url = excluded.url,
      feed_url = case when w.url = excluded.url then w.feed_url else excluded.feed_url end,
      etag = case when w.url = excluded.url then w.etag end,
      last_modified = case when w.url = excluded.url then w.last_modified end
     where w.lease_until is null or w.lease_until <= ${at}
    returning w.id, w.brand_id, w.feed_url, w.etag, w.last_modified, w.interval_ms, w.failures`);
}

type Read = { answer: FeedAnswer; feed: ParsedFeed | null };

/** Reads a feed; from a page it goes on to the feed the page names. */
async function readThrough(fetch: ReaderDeps['fetch'], work: Work, now: Date): Promise<Read> {
  const first = { url: work.feed_url, etag: work.etag, lastModified: work.last_modified };
  const answer = await fetchFeed(fetch, first, now);
  if (!answer.body) return { answer, feed: null };
  const read = readFeed(answer.body, answer.url, now);
  if (read.kind === 'feed') return { answer, feed: read };
  const [named = ''] = read.feeds;
  const second = await fetchFeed(fetch, { url: named, etag: null, lastModified: null }, now);
  const feed = second.body && readFeed(second.body, second.url, now);
  if (feed?.kind !== 'feed') throw new FeedError('feed_not_in_page', 'The feed a page names is none.');
  return { answer: second, feed };
}

async function keep(tx: Tx, work: Work, { answer, feed }: Read, now: Date, random: number): Promise<void> {
  if (!(await stands(tx, work))) return;
  // One feed of a brand at a time: what two of them have is kept by whichever comes first, and seen by the other.
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`feeds of ${work.brand_id}`}, 0))`);
  const fresh = feed ? await keepItems(tx, work, feed.items, now) : 0;
  const dates = feed?.items.flatMap(({ published_at }) => published_at ?? []) ?? [];
  const interval = nextInterval(Number(work.interval_ms), {
    changed: fresh > 0,
    dates,
    maxAgeMs: answer.maxAgeMs,
  });
  const next = new Date(now.getTime() + jittered(interval, random)).toISOString();
  await tx.run(sql`
    update app.feed_work set due_at = ${next}, lease_until = null, failures = 0, interval_ms = ${Math.round(interval)},
           feed_url = ${answer.home}, etag = ${answer.etag}, last_modified = ${answer.lastModified}
     where id = ${work.id}`);
  const at = now.toISOString();
  await tx.run(sql`
    insert into app.feed_states as s (id, brand_id, state, error_code, error_status, feed_url, title, site_url,
                                      read_at, fresh_at, next_at, created_at, updated_at, version)
    values (${work.id}, ${work.brand_id}, 'ok', null, null, ${answer.home}, ${feed?.title ?? ''},
            ${feed?.siteUrl ?? null}, ${at}, ${fresh > 0 ? at : null}, ${next}, ${at}, ${at}, 1)
    on conflict (id) do update set state = 'ok', error_code = null, error_status = null,
      feed_url = excluded.feed_url, read_at = excluded.read_at, next_at = excluded.next_at,
      fresh_at = coalesce(excluded.fresh_at, s.fresh_at),
      title = case when ${feed !== null} then excluded.title else s.title end,
      site_url = case when ${feed !== null} then excluded.site_url else s.site_url end,
      updated_at = excluded.updated_at, version = s.version + 1, deleted_at = null`);
}

async function keepFailure(tx: Tx, work: Work, failure: FeedError, now: Date, random: number): Promise<void> {
  if (!(await stands(tx, work))) return;
  const failures = work.failures + 1;
  const gone = failure.code === 'feed_gone';
  const wait = jittered(afterFailure(failures, failure.waitMs), random);
  const next = gone ? null : new Date(now.getTime() + wait).toISOString();
  await tx.run(sql`
    update app.feed_work set due_at = coalesce(${next}, 'infinity'::timestamptz), lease_until = null,
           failures = ${failures}
     where id = ${work.id}`);
  const at = now.toISOString();
  await tx.run(sql`
    insert into app.feed_states as s (id, brand_id, state, error_code, error_status, feed_url, title, site_url,
                                      read_at, fresh_at, next_at, created_at, updated_at, version)
    values (${work.id}, ${work.brand_id}, ${gone ? 'gone' : 'failed'}, ${failure.code}, ${failure.status},
            ${work.feed_url}, '', null, ${at}, null, ${next}, ${at}, ${at}, 1)
    on conflict (id) do update set state = excluded.state, error_code = excluded.error_code,
      error_status = excluded.error_status, read_at = excluded.read_at, next_at = excluded.next_at,
      updated_at = excluded.updated_at, version = s.version + 1, deleted_at = null`);
}

/** Nobody took the source away while it was read. */
const stands = (tx: Tx, work: Work) =>
  tx.one(sql`select id from app.feed_sources where id = ${work.id} and deleted_at is null for share`);

/** @returns how many are new */
async function keepItems(tx: Tx, work: Work, items: readonly FeedItem[], now: Date): Promise<number> {
  const at = now.toISOString();
  const oldest = new Date(now.getTime() - KEEP_DAYS * DAY_MS).toISOString();
  let fresh = 0;
  for (const [index, item] of items.entries()) {
    const published = item.published_at ?? at;
    if (index >= KEEP_ALWAYS && published < oldest) continue;
    // The same article by another feed of the brand comes once.
    const written = await tx.one<{ made: boolean }>(sql`
      insert into app.feed_items as i (id, brand_id, source_id, title, text, url, author, published_at,
                                       created_at, updated_at, version)
      select ${feedItemId(work.id, item.key)}::uuid, ${work.brand_id}::uuid, ${work.id}::uuid, ${item.title}::text,
             ${item.text}::text, ${item.url}::text, ${item.author}::text, ${published}::timestamptz,
             ${at}::timestamptz, ${at}::timestamptz, 1
       where not exists (
         select from app.feed_items o
          where o.brand_id = ${work.brand_id} and o.url = ${item.url} and o.source_id <> ${work.id}
            and o.deleted_at is null)
      on conflict (id) do update set title = excluded.title, text = excluded.text, url = excluded.url,
        author = excluded.author, updated_at = excluded.updated_at, version = i.version + 1
       where i.deleted_at is null
         and (i.title, i.text, i.url, i.author)
             is distinct from (excluded.title, excluded.text, excluded.url, excluded.author)
      returning (i.version = 1) as made`);
    if (written?.made) fresh += 1;
  }
  await age(tx, work.id, oldest, at);
  return fresh;
}

/** Old items leave, but for the newest of the feed; their rows stay, so that they do not come back as news. */
async function age(tx: Tx, sourceId: string, oldest: string, at: string): Promise<void> {
  await tx.run(sql`
    with old as (
      update app.feed_items set deleted_at = ${at}
       where id in (select id from (
               select id, published_at, row_number() over (order by published_at desc, id) as place
                 from app.feed_items where source_id = ${sourceId} and deleted_at is null) ranked
              where place > ${KEEP_ALWAYS} and published_at < ${oldest})
      returning id)
    update app.feed_marks m set deleted_at = ${at} from old where m.id = old.id`);
}

/** What a source brought goes with it. */
async function forgetRemoved(db: Db): Promise<void> {
  await db.tx({ as: 'system' }, async (tx) => {
    const removed = await tx.many<{ id: string }>(sql`
      delete from app.feed_work w using app.feed_sources s
       where s.id = w.id and s.deleted_at is not null returning w.id`);
    for (const { id } of removed) {
      await tx.run(sql`delete from app.feed_items where source_id = ${id}`);
      await tx.run(sql`delete from app.feed_states where id = ${id}`);
    }
  });
}
