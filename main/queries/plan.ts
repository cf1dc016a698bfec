import type { Row } from '../../shared/kinds/index.ts';
import { BY_HAND } from '../../shared/mutators/publication.ts';
import type { PlanFilter, PlanState } from '../../shared/planning/filter.ts';
import type { PostCard, QueryArgs, QueryResult } from '../../shared/queries.ts';
import { addDays } from '../../shared/time/calendar.ts';
import { wallToInstant } from '../../shared/time/wall.ts';
import type { Reader } from '../replica/reader.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { stepsOfTargets } from './parts.ts';
import { byId, pendingIn } from './read-rows.ts';
import { reviewsOfCards } from './review.ts';

/** What a chip or a line needs of a post; its words only as far as they are shown, and the rest as far as they tell that there are none. */
const COLUMNS = `p.id, p.brand_id, p.pillar_id, p.title, substr(p.caption, 1, 160) as caption,
  iif(p.caption = '', p.hashtags, '[]') as hashtags, iif(p.caption = '', p.link, null) as link,
  p.status, p.scheduled_at, p.wall_time, p.time_zone, p.schedule_id, p.slot_key`;

/** The most that is searched for in one filter. */
const MOST_WORDS = 10;

/**
 * What is planned for some days. Each day is read by itself, no further than it is drawn, so that a month of ten
 * thousand posts costs what a month of two hundred does.
 */
export function plan(replica: ReplicaView, args: QueryArgs<'plan'>): QueryResult<'plan'> {
  const { read } = replica;
  const condition = conditionOf(args.filter);
  const days: QueryResult<'plan'>['days'] = [];
  const byPillar = new Map<string | null, number>();
  const found: RawPost[] = [];
  for (const { date, window } of windowsOf(args.from, args.to, args.timeZone)) {
    let count = 0;
    for (const brandId of args.brandIds) {
      const bound = [brandId, ...window, ...condition.values];
      const counts = read.all<{ pillar_id: string | null; count: number }>(
        `select p.pillar_id, count(*) as count from posts p
          where p.brand_id = ? and p.scheduled_at >= ? and p.scheduled_at < ? ${condition.sql} group by p.pillar_id`,
        ...bound,
      );
      for (const one of counts) {
        count += one.count;
        byPillar.set(one.pillar_id, (byPillar.get(one.pillar_id) ?? 0) + one.count);
      }
      if (counts.length === 0) continue;
      found.push(
        ...read.all<RawPost>(
          `select ${COLUMNS} from posts p
            where p.brand_id = ? and p.scheduled_at >= ? and p.scheduled_at < ? ${condition.sql}
            order by p.scheduled_at, p.id limit ?`,
          ...bound,
          args.perDay ?? -1,
        ),
      );
    }
    days.push({ date, count });
  }
  if (args.brandIds.length > 1) found.sort(byTime);
  const own = ownDates(replica, args, condition);
  const known = new Set(found.map(({ id }) => id));
  const cards = cardsOf(replica, [...found, ...own.posts.filter(({ id }) => !known.has(id))]);
  const cardOf = new Map(cards.map((card) => [card.id, card]));
  return {
    posts: cards.slice(0, found.length),
    own: own.dates.flatMap(({ post_id, at, channels }) => {
      const post = cardOf.get(post_id);
      return post ? [{ at, post, channels: JSON.parse(channels) as string[] }] : [];
    }),
    days,
    pillars: [...byPillar].map(([pillar_id, count]) => ({ pillar_id, count })),
  };
}

/** Channels that go out on these days at a date of their own, put together by post and moment. Few do. */
function ownDates(
  { read }: ReplicaView,
  { brandIds, from, to, timeZone }: QueryArgs<'plan'>,
  condition: Condition,
): { posts: RawPost[]; dates: { post_id: string; at: string; channels: string }[] } {
  const window = [
    wallToInstant(`${from}T00:00`, timeZone),
    wallToInstant(`${addDays(to, 1)}T00:00`, timeZone),
  ];
  const dates = brandIds.flatMap((brandId) =>
    read.all<{ post_id: string; at: string; channels: string }>(
      `select t.post_id, t.scheduled_at as at, json_group_array(t.connection_id) as channels
         from targets t join posts p on p.id = t.post_id
        where t.brand_id = ? and t.scheduled_at >= ? and t.scheduled_at < ? and p.scheduled_at is not null
              ${condition.sql}
        group by t.post_id, t.scheduled_at order by t.scheduled_at, t.post_id`,
      brandId,
      ...window,
      ...condition.values,
    ),
  );
  if (dates.length === 0) return { posts: [], dates };
  const posts = read.all<RawPost>(
    `select ${COLUMNS} from posts p where p.id in (select value from json_each(?))`,
    JSON.stringify(dates.map(({ post_id }) => post_id)),
  );
  return { posts, dates };
}

type Window = { date: string; window: [from: string, to: string] };
const known = new Map<string, Window[]>();
const MOST_KNOWN = 20;

/** Days and the instants they begin and end. Kept: a zone's midnights take longer to find than the posts between them. */
function windowsOf(from: string, to: string, zone: string): Window[] {
  const key = `${from} ${to} ${zone}`;
  const kept = known.get(key);
  if (kept) return kept;
  const windows: Window[] = [];
  let begin = wallToInstant(`${from}T00:00`, zone);
  for (let date = from; date <= to; ) {
    const next = addDays(date, 1);
    const end = wallToInstant(`${next}T00:00`, zone);
    windows.push({ date, window: [begin, end] });
    [date, begin] = [next, end];
  }
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, windows);
  return windows;
}

type RawPost = Omit<PostCard, 'hashtags' | 'pillar' | 'targets' | 'review' | 'pending'> & {
  hashtags: string;
};

const byTime = (a: RawPost, b: RawPost) =>
  (a.scheduled_at ?? '') < (b.scheduled_at ?? '') ||
  ((a.scheduled_at ?? '') === (b.scheduled_at ?? '') && a.id < b.id)
    ? -1
    : 1;

/** Puts beside posts what is drawn with them. */
function cardsOf(replica: ReplicaView, posts: readonly RawPost[]): PostCard[] {
  const { read } = replica;
  const pillars = byId(
    read.all<Pick<Row<'pillar'>, 'id' | 'name' | 'color'>>('select id, name, color from pillars'),
  );
  const targetsOf = targetCards(read, posts);
  const stepsOf = stepsOfTargets(
    read,
    posts.map(({ id }) => id),
  );
  const pending = pendingIn(replica);
  const reviewOf = reviewsOfCards(replica, posts);
  return posts.map((post) => {
    const targets = targetsOf.get(post.id) ?? [];
    for (const target of targets) {
      const steps = stepsOf({ post_id: post.id, connection_id: target.connection_id });
      if (steps.length > 0) target.steps = steps.map(({ state, error_code }) => ({ state, error_code }));
    }
    return Object.assign(post, {
      hashtags: post.hashtags === '[]' ? NO_TAGS : (JSON.parse(post.hashtags) as string[]),
      pillar: (post.pillar_id !== null && pillars.get(post.pillar_id)) || null,
      targets,
      review: reviewOf(post),
      pending: pending('post', post.id) || targets.some((target) => pending('target', target.id)),
    });
  });
}

const NO_TAGS: string[] = [];
type TargetCard = PostCard['targets'][number];

function targetCards(read: Reader, posts: readonly { id: string }[]): Map<string, TargetCard[]> {
  // Of several publications of one target (occurrences) the one due last is told.
  const rows = read.all<{
    id: string;
    post_id: string;
    connection_id: string;
    text: string | null;
    scheduled_at: string | null;
    created_at: string;
    platform: Row<'connection'>['platform'] | null;
    state: Row<'publication'>['state'] | null;
    error_code: string | null;
  }>(
    `select t.id, t.post_id, t.connection_id, substr(trim(t.text), 1, 1) as text, t.scheduled_at, t.created_at, c.platform, u.state, u.error_code
       from json_each(?) j join targets t on t.post_id = j.value
       left join connections c on c.id = t.connection_id
       left join publications u on u.subject_id = t.id
      order by t.created_at, t.id, u.due_at, u.id`,
    JSON.stringify(posts.map(({ id }) => id)),
  );
  const byPost = new Map<string, TargetCard[]>();
  for (const { post_id, platform, state, error_code, ...target } of rows) {
    const card: TargetCard = {
      ...target,
      connection: platform && { id: target.connection_id, platform },
      publication: state && { state, error_code },
    };
    const before = byPost.get(post_id);
    if (!before) byPost.set(post_id, [card]);
    else if (before.at(-1)?.id === card.id) before[before.length - 1] = card;
    else before.push(card);
  }
  return byPost;
}

const published = (condition: string) =>
  `exists (select 1 from targets t join publications u on u.subject_id = t.id where t.post_id = p.id and ${condition})`;
const OUT = published("u.state in ('published', 'by_hand')");
const ATTENTION = `(${published(
  `(u.state in ('failed', 'unknown', 'missed') or (u.state = 'waiting' and u.error_code = '${BY_HAND}'))`,
)} or exists (select 1 from publications u
              where u.post_id = p.id and u.part_id is not null and u.state in ('failed', 'unknown', 'missed')))`;
const UNREADY = `(not exists (select 1 from targets t where t.post_id = p.id)
  or (trim(p.caption) = '' and p.link is null and p.hashtags = '[]'
      and exists (select 1 from targets t where t.post_id = p.id and coalesce(trim(t.text), '') = '')))`;
const STATES: Record<PlanState, string> = {
  out: OUT,
  attention: ATTENTION,
  unready: `(${UNREADY} and not ${OUT})`,
  planned: `(not ${OUT} and not ${ATTENTION} and not ${UNREADY})`,
};

type Condition = { sql: string; values: unknown[] };

/** A filter as SQL that follows a condition on posts `p`, with what it binds. */
function conditionOf({ pillars, channels, states, text }: PlanFilter): Condition {
  const parts: string[] = [];
  const values: unknown[] = [];
  if (pillars.length > 0) {
    // A pillar that is gone reads as none.
    const none = pillars.includes(null)
      ? 'or p.pillar_id is null or p.pillar_id not in (select id from pillars)'
      : '';
    parts.push(`(p.pillar_id in (select value from json_each(?)) ${none})`);
    values.push(JSON.stringify(pillars.filter((id) => id !== null)));
  }
  if (channels.length > 0) {
    parts.push(
      'exists (select 1 from targets t where t.post_id = p.id and t.connection_id in (select value from json_each(?)))',
    );
    values.push(JSON.stringify(channels));
  }
  if (states.length > 0) parts.push(`(${states.map((state) => STATES[state]).join(' or ')})`);
  for (const word of text.trim().split(/\s+/).filter(Boolean).slice(0, MOST_WORDS)) {
    const like = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    parts.push("(p.title like ? escape '\\' or p.caption like ? escape '\\' or p.notes like ? escape '\\')");
    values.push(like, like, like);
  }
  return { sql: parts.map((part) => `and ${part}`).join(' '), values };
}
