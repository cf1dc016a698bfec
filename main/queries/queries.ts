import { AppError } from '../../shared/errors.ts';
import { type KindName, kinds, type Row } from '../../shared/kinds/index.ts';
import { type QueryArgs, type QueryName, type QueryResult, queryArgs } from '../../shared/queries.ts';
import { wallToInstant } from '../../shared/time/wall.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { decodeRow } from '../replica/rows.ts';
import { alikePosts } from './alike-posts.ts';
import { calendarPosts, contentCalendars } from './calendars.ts';
import { channel, sharedWith } from './channel.ts';
import { comments, olderCommentViews, oneComment } from './comments.ts';
import { contactsOf, peopleMet } from './contacts.ts';
import { evergreens } from './evergreens.ts';
import { documentVersions, feedTiles, highlightViews, slideViews } from './feed.ts';
import { feedItems, feeds } from './feeds.ts';
import { assetsPlanned, library, libraryFacets, oneAsset } from './media.ts';
import { overview } from './overview.ts';
import { plan } from './plan.ts';
import { planWarnings } from './plan-warnings.ts';
import { publicationViews } from './publications.ts';
import { rowById, rowsOf, whole } from './read-rows.ts';
import { occurrences, seriesDates, seriesOfPost } from './recurrence.ts';
import { mentionsOf, postComments, reviewQueue, reviewView } from './review.ts';
import { searchBrand } from './search.ts';
import { hookViews, ideaViews, journal } from './strategy.ts';
import { untaken } from './untaken.ts';
import { postViews, revisionViews } from './views.ts';

type Query<N extends QueryName> = {
  /** A commit that touches one of these may change the result. */
  kinds: readonly KindName[];
  /** Nothing a person waits for: it runs a moment after a commit, once for all commits of that moment. */
  later?: true;
  run(replica: ReplicaView, args: QueryArgs<N>): QueryResult<N>;
};

const POST_KINDS = [
  'post',
  'pillar',
  'target',
  'connection',
  'publication',
  'attachment',
  'part',
  'asset',
  'decision',
  'approval_rule',
  'takedown',
  'standing',
] as const;

const PUBLICATION_KINDS = ['publication', 'post', 'connection', 'takedown', 'standing'] as const;

const COMMENT_KINDS = ['comment', 'reply', 'connection', 'post', 'publication'] as const;

/** A brand's rows of one kind. @param order SQL of what they are ordered by */
const ofBrand = <K extends KindName>(kind: K, order: string) => ({
  kinds: [kind],
  run: ({ read }: ReplicaView, { brandId }: { brandId: string }) =>
    rowsOf(read, kind, `select * from ${kinds[kind].table} where brand_id = ? order by ${order}`, brandId),
});

const queries: { [N in QueryName]: Query<N> } = {
  brands: {
    kinds: ['brand', 'access', 'organization'],
    // A brand without an access row was made here and waits to be accepted: its maker owns it.
    run: ({ read }) =>
      read
        .all<Record<string, unknown>>(
          `select b.*, coalesce(a.role, 'owner') as role, coalesce(a.organization_name, o.name) as organization_name
             from brands b left join accesses a on a.id = b.id left join organizations o on o.id = b.organization_id
            where ${whole("'brand:' || b.id || ':planning'")}
            order by b.name collate nocase, b.id`,
        )
        .map((raw) => ({
          ...decodeRow('brand', raw),
          role: raw.role as Row<'access'>['role'],
          organization_name: raw.organization_name as string | null,
        })),
  },
  organizations: {
    kinds: ['organization'],
    run: ({ read }) =>
      rowsOf(
        read,
        'organization',
        'select * from organizations order by personal desc, name collate nocase, id',
      ),
  },
  pillars: ofBrand('pillar', 'position, created_at, id'),
  schedules: ofBrand('schedule', 'created_at, id'),
  holidays: ofBrand('holiday', 'first_day, id'),
  queue: {
    kinds: POST_KINDS,
    run: (replica, { brandId, from }) =>
      postViews(
        replica,
        `p.brand_id = ? and p.scheduled_at >= ? and p.slot_key is not null
          order by p.scheduled_at, p.id limit 200`,
        brandId,
        from,
      ),
  },
  series: ofBrand('series', 'created_at, id'),
  occurrences: {
    kinds: ['series', 'occurrence', 'pillar'],
    run: occurrences,
  },
  seriesOfPost: {
    kinds: ['series', 'occurrence', 'post', 'target', 'attachment', 'part'],
    run: seriesOfPost,
  },
  seriesDates: {
    kinds: [],
    run: (_replica, args) => seriesDates(args),
  },
  feed: { kinds: [...POST_KINDS, 'feed_tile', 'asset_look', 'rendering'], run: feedTiles },
  feedProfile: {
    kinds: ['feed'],
    run: ({ read }, { connectionId }) => rowById(read, 'feed', connectionId) ?? null,
  },
  bios: ofBrand('bio', 'created_at desc, id desc'),
  highlights: { kinds: ['highlight', 'asset'], run: highlightViews },
  carousels: ofBrand('carousel', 'created_at desc, id desc'),
  slides: { kinds: ['slide', 'asset', 'rendering'], run: slideViews },
  strategyDocuments: ofBrand('strategy_document', 'title collate nocase, id'),
  documentVersions: { kinds: ['document_version', 'member'], run: documentVersions },
  connections: ofBrand('connection', 'created_at, id'),
  members: ofBrand('member', 'name collate nocase, id'),
  people: {
    kinds: ['member'],
    run: ({ read }) =>
      rowsOf(read, 'member', 'select * from members order by name collate nocase, id limit 5000'),
  },
  notices: ofBrand('notice', 'created_at desc, id desc'),
  calendar: {
    kinds: POST_KINDS,
    run: (replica, { brandId, from, to, timeZone }) =>
      postViews(
        replica,
        `p.id in (select id from posts where brand_id = :brand and scheduled_at >= :from and scheduled_at < :end
                   union select post_id from targets
                          where brand_id = :brand and scheduled_at >= :from and scheduled_at < :end)
           and p.scheduled_at is not null order by p.scheduled_at, p.id`,
        {
          brand: brandId,
          from: wallToInstant(`${from}T00:00`, timeZone),
          end: wallToInstant(`${dayAfter(to)}T00:00`, timeZone),
        },
      ),
  },
  plan: {
    kinds: POST_KINDS,
    run: plan,
  },
  channelDefault: {
    kinds: ['channel_default'],
    run: ({ read }, { connectionId }) => rowById(read, 'channel_default', connectionId) ?? null,
  },
  evergreens: {
    kinds: ['brief', 'origin', ...POST_KINDS],
    run: evergreens,
  },
  alikePosts: {
    kinds: POST_KINDS,
    later: true,
    run: alikePosts,
  },
  planWarnings: {
    kinds: ['post', 'target', 'publication', 'connection', 'attachment', 'asset', 'part', 'contact'],
    later: true,
    run: planWarnings,
  },
  posts: {
    kinds: POST_KINDS,
    run: (replica, { ids }) =>
      postViews(
        replica,
        'p.id in (select value from json_each(?)) order by p.scheduled_at, p.id',
        JSON.stringify(ids),
      ),
  },
  planParts: {
    kinds: ['pillar', 'connection', 'schedule'],
    run({ read }, { brandIds }) {
      const of = <K extends 'pillar' | 'connection' | 'schedule'>(kind: K, table: string, order: string) =>
        rowsOf(
          read,
          kind,
          `select * from ${table} where brand_id in (select value from json_each(?)) order by ${order}, id`,
          JSON.stringify(brandIds),
        );
      return {
        pillars: of('pillar', 'pillars', 'brand_id, position, created_at'),
        connections: of('connection', 'connections', 'brand_id, created_at'),
        schedules: of('schedule', 'schedules', 'brand_id, created_at'),
      };
    },
  },
  savedViews: {
    kinds: ['saved_view'],
    // One made here before an account is its maker's, whoever that turns out to be.
    run: ({ read }, { brandId, personId }) =>
      rowsOf(
        read,
        'saved_view',
        `select * from saved_views where brand_id = ? and (created_by is ? or created_by is null)
          order by position, created_at, id`,
        brandId,
        personId,
      ),
  },
  brandProfile: {
    kinds: ['brand_profile'],
    run: ({ read }, { brandId }) => rowById(read, 'brand_profile', brandId) ?? null,
  },
  styleRules: ofBrand('style_rule', 'position, created_at, id'),
  hooks: { kinds: ['hook', 'idea', 'post'], run: hookViews },
  offers: ofBrand('offer', 'name collate nocase, id'),
  captionTemplates: ofBrand('caption_template', 'name collate nocase, id'),
  contacts: {
    kinds: ['contact'],
    run: ({ read }, { brandId }) =>
      contactsOf(read, brandId).sort(
        (a, b) => a.name.localeCompare(b.name) || (a.created_at < b.created_at ? -1 : 1),
      ),
  },
  peopleMet: {
    kinds: ['comment', 'connection', 'contact'],
    later: true,
    run: peopleMet,
  },
  hashtagSets: ofBrand('hashtag_set', 'name collate nocase, id'),
  contentCalendars: { kinds: ['content_calendar', 'origin', 'post'], run: contentCalendars },
  calendarPosts: { kinds: ['origin', 'post'], run: calendarPosts },
  origin: {
    kinds: ['origin'],
    run: ({ read }, { id }) => rowById(read, 'origin', id) ?? null,
  },
  feeds: { kinds: ['smart_feed', 'feed_source', 'feed_state', 'feed_item'], run: feeds },
  feedItems: { kinds: ['smart_feed', 'feed_source', 'feed_state', 'feed_item', 'feed_mark'], run: feedItems },
  ideas: { kinds: ['idea', ...POST_KINDS], run: ideaViews },
  journal: { kinds: ['journal_entry', 'journal_week'], run: journal },
  drafts: {
    kinds: POST_KINDS,
    run: (replica, { brandId }) =>
      postViews(
        replica,
        "p.brand_id = ? and p.status = 'draft' order by p.created_at desc, p.id desc",
        brandId,
      ),
  },
  post: {
    kinds: POST_KINDS,
    run: (replica, { id }) => postViews(replica, 'p.id = ?', id)[0] ?? null,
  },
  brief: {
    kinds: ['brief'],
    run: ({ read }, { id }) => rowById(read, 'brief', id) ?? null,
  },
  library: {
    kinds: ['asset', 'attachment', 'part'],
    run: ({ read }, args) => library(read, args),
  },
  libraryFacets: {
    kinds: ['asset'],
    run: ({ read }, { brandId }) => libraryFacets(read, brandId),
  },
  asset: {
    kinds: ['asset', 'attachment', 'part', 'post'],
    run: ({ read }, { id }) => oneAsset(read, id),
  },
  assetsPlanned: {
    kinds: ['attachment', 'part', 'post', 'target', 'publication', 'series'],
    run: (replica, { ids }) => assetsPlanned(replica.read, ids, replica.now()),
  },
  history: {
    kinds: ['revision', 'member'],
    run: (replica, { postId }) => revisionViews(replica, postId),
  },
  review: {
    kinds: [...POST_KINDS, 'member'],
    run: reviewView,
  },
  reviewQueue: {
    kinds: POST_KINDS,
    run: reviewQueue,
  },
  approvalRule: {
    kinds: ['approval_rule'],
    run: ({ read }, { brandId }) => ({
      required:
        read.get('select 1 from approval_rules where brand_id = ? and required = 1', brandId) !== undefined,
    }),
  },
  postComments: {
    kinds: ['post_comment', 'member'],
    run: postComments,
  },
  mentions: {
    kinds: ['post_comment', 'post', 'member'],
    run: mentionsOf,
  },
  takenSlots: {
    kinds: ['post'],
    run: ({ read }, { brandId, from }) =>
      read
        .all<{ slot_key: string }>(
          `select slot_key from posts where brand_id = ? and scheduled_at >= ? and slot_key is not null
            order by scheduled_at, id`,
          brandId,
          from,
        )
        .map((row) => row.slot_key),
  },
  publications: {
    kinds: PUBLICATION_KINDS,
    run: ({ read }, { brandId, limit }) =>
      publicationViews(read, 't.brand_id = ? order by t.due_at desc, t.id desc limit ?', brandId, limit),
  },
  untaken: { kinds: POST_KINDS, run: untaken },
  comingDown: {
    kinds: PUBLICATION_KINDS,
    run: ({ read }, { brandId, limit }) =>
      publicationViews(
        read,
        `t.subject_id in (select d.id from takedowns d where d.brand_id = ? and d.remove_at is not null)
           and t.state = 'published' and t.remote_id is not null and not exists (select 1 from standings s where s.id = t.id and s.state in ('removed', 'gone'))
          order by (select d.remove_at from takedowns d where d.id = t.subject_id), t.id limit ?`,
        brandId,
        limit,
      ),
  },
  channel: { kinds: PUBLICATION_KINDS, run: channel },
  sharedWith: { kinds: ['connection', 'brand'], run: sharedWith },
  comments: { kinds: COMMENT_KINDS, run: comments },
  olderComments: { kinds: COMMENT_KINDS, run: olderCommentViews },
  comment: { kinds: COMMENT_KINDS, run: oneComment },
  search: {
    kinds: ['post', 'comment'],
    run: searchBrand,
  },
  overview: {
    kinds: ['pillar', 'schedule', 'comment', 'feed_source', 'feed_item', 'feed_mark', ...POST_KINDS],
    run: overview,
  },
};

/** Kinds whose commits may change a query's result. */
export const kindsOf = (name: QueryName): readonly KindName[] => queries[name].kinds;

/** Whether a query waits a moment after a commit, so that what a person looks at comes first. */
export const runsLater = (name: QueryName): boolean => queries[name].later === true;

/**
 * Reads once.
 * @throws AppError `invalid_args`; `time_zone_unknown`
 */
export function runQuery<N extends QueryName>(
  replica: ReplicaView,
  name: N,
  args: QueryArgs<N>,
): QueryResult<N> {
  const read = queryArgs[name].safeParse(args);
  if (!read.success) {
    const issue = read.error.issues[0];
    throw new AppError('invalid_args', `${name}: ${issue?.path.join('.')}: ${issue?.message}`, {
      details: { path: issue?.path.join('.') ?? '' },
    });
  }
  return replica.read.atOnce(() => queries[name].run(replica, read.data as QueryArgs<N>));
}

function dayAfter(date: string): string {
  const day = new Date(`${date}T00:00:00.000Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}
