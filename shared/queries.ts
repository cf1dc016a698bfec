import { z } from 'zod';
import type { Match } from './feeds/rank.ts';
import { wallTimeSchema } from './kinds/define.ts';
import type { Platform, Row, Topic } from './kinds/index.ts';
import { type OlderState, olderFilterSchema } from './older-comments.ts';
import { planFilterSchema } from './planning/filter.ts';

import type { ReviewedContent } from './review/content.ts';
import type { ReviewState } from './review/state.ts';
import { isZone } from './time/zones.ts';

/**
 * Live queries: what screens read from the replica. Each is a plain indexed SQL read in main/queries; it runs again
 * when a commit touches one of its kinds.
 */
const brand = z.object({ brandId: z.uuid() });
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Orders of a library. */
export const LIBRARY_SORTS = ['newest', 'oldest', 'name', 'largest', 'rating'] as const;

export const queryArgs = {
  /** Every brand on this device with what this person may do in it. */
  brands: z.object({}),
  organizations: z.object({}),
  pillars: brand,
  schedules: brand,
  holidays: brand,
  /** Posts in slots from an instant on, in order of time, with everything shown beside them. */
  queue: brand.extend({ from: z.string() }),
  series: brand,
  /** Dates of series that nobody touched yet, on these days in the given zone, both inclusive. */
  occurrences: z.object({
    brandIds: z.array(z.uuid()).min(1).max(50),
    from: date,
    to: date,
    timeZone: z.string(),
  }),
  /** The series a post belongs to, with its date in it; null for none. */
  seriesOfPost: z.object({ postId: z.uuid() }),
  /** Dates of a series that is being written: the next ones after a moment, and how many come before a wall time. */
  seriesDates: z.object({
    starts_at: wallTimeSchema,
    time_zone: z.string().refine(isZone),
    rule: z.string().max(500),
    ends_before: wallTimeSchema.nullable(),
    from: z.iso.datetime({ precision: 3 }),
    count: z.int().min(1).max(100),
    before: wallTimeSchema.nullable(),
  }),
  /** A channel's grid, as its profile shows it, newest first; at most `limit` tiles. */
  feed: brand.extend({ connectionId: z.uuid(), limit: z.int().min(1).max(5000) }),
  /** What a channel's profile says; null where nobody said so. */
  feedProfile: z.object({ connectionId: z.uuid() }),
  /** Newest first. */
  bios: brand,
  /** In their order, by channel. */
  highlights: brand,
  /** Newest first. */
  carousels: brand,
  /** In their order, by carousel. */
  slides: brand.extend({ carouselId: z.uuid().optional() }),
  /** By title. */
  strategyDocuments: brand,
  /** Newest first. */
  documentVersions: z.object({ documentId: z.uuid() }),
  connections: brand,
  members: brand,
  /** Everybody in the brands of this device, for finding them by name. */
  people: z.object({}),
  notices: brand,
  /** Posts whose instant falls on these days in the given zone, both inclusive, with their targets and publications. */
  calendar: brand.extend({ from: date, to: date, timeZone: z.string() }),
  /**
   * What is planned for these days, on the clock of the zone given, in order of time: of each day the first `perDay`
   * (null: all), and how many there are. Several brands are one plan.
   */
  plan: z.object({
    brandIds: z.array(z.uuid()).min(1).max(50),
    from: date,
    to: date,
    timeZone: z.string(),
    perDay: z.int().min(1).max(1000).nullable(),
    filter: planFilterSchema,
  }),
  /** How posts begin on a channel; null where nobody has said. */
  channelDefault: z.object({ connectionId: z.uuid() }),
  /** Evergreen posts with the times at which they were said, or will be. */
  evergreens: brand,
  /** Posts of a plan from four weeks ago on that say nearly the same, put together. */
  alikePosts: brand,
  /**
   * Posts of these days that are not out and will be stopped by something, are worth a look, say nearly what another says,
   * or go out within an hour of it on a channel.
   */
  planWarnings: z.object({
    brandIds: z.array(z.uuid()).min(1).max(50),
    from: date,
    to: date,
    timeZone: z.string(),
  }),
  /** Posts by id, whole; those that are gone are left out. */
  posts: z.object({ ids: z.array(z.uuid()).max(20_000) }),
  /** Pillars, channels and schedules of several brands. */
  planParts: z.object({ brandIds: z.array(z.uuid()).min(1).max(50) }),
  /** Views somebody saved in a brand, in their order; `personId` null: before an account. */
  savedViews: brand.extend({ personId: z.string().max(80).nullable() }),
  /** What a brand is and how it speaks; null where nobody said so. */
  brandProfile: brand,
  /** In their order. */
  styleRules: brand,
  /** Newest first, with how often posts used each. */
  hooks: brand,
  /** By name. */
  offers: brand,
  captionTemplates: brand,
  hashtagSets: brand,
  /** People a brand mentions, by name. */
  contacts: brand,
  /** Who wrote comments lately and is not saved yet. */
  peopleMet: brand,
  /** By name, with how many posts that still stand each made. */
  contentCalendars: brand,
  /** Ids of the posts a content calendar made that still stand. */
  calendarPosts: z.object({ calendarId: z.uuid() }),
  /** What a post was made from; null for one that somebody began. */
  origin: z.object({ id: z.uuid() }),
  /** What a brand looks for in its feeds, and its sources with how reading them went, by name. */
  feeds: brand,
  /**
   * Articles of feeds: new ones (not dismissed, no post made), those that became posts, or dismissed ones. Those that
   * fit the brand's topics come first, best first, then the others, newest first.
   */
  feedItems: brand.extend({
    show: z.enum(['new', 'made', 'dismissed']),
    sourceId: z.uuid().nullable(),
    limit: z.int().min(1).max(2000),
  }),
  /** Posts without a date with their places on the board: the highest rank first, then the newest. */
  ideas: brand,
  /** Notes of these days, both included, oldest first, and what was said of their weeks. */
  journal: brand.extend({ from: date, to: date }),
  /** Posts without a date, newest first. */
  drafts: brand,
  /** One post with everything the composer shows; null when it is gone. */
  post: z.object({ id: z.uuid() }),
  /** What a post is meant to be; null where nobody has said. */
  brief: z.object({ id: z.uuid() }),
  /**
   * Files of a brand's library, at most `limit`: those that meet every condition that is set. `text` is looked for in
   * names, descriptions and tags; `folder` is the whole name of one, '' those in none; `used`: a post shows it, or none.
   */
  library: brand.extend({
    text: z.string().max(200),
    folder: z.string().max(300).nullable(),
    tag: z.string().max(100).nullable(),
    type: z.enum(['image', 'video', 'document']).nullable(),
    minRating: z.int().min(0).max(5),
    used: z.boolean().nullable(),
    sort: z.enum(LIBRARY_SORTS),
    limit: z.int().min(1).max(20_000),
  }),
  /** Folders and tags of a brand's library with how many files each has. */
  libraryFacets: brand,
  /** One file with the posts that show it; null when it is gone. */
  asset: z.object({ id: z.uuid() }),
  /** Posts still to go out that show any of these files, which therefore cannot be deleted. */
  assetsPlanned: z.object({ ids: z.array(z.uuid()).max(20_000) }),
  /** Versions of a post and of its channels' own words that this device holds, oldest first. */
  history: z.object({ postId: z.uuid() }),
  /** Where a post stands and how it came there; null when it is gone. */
  review: z.object({ postId: z.uuid() }),
  /** Posts that wait for a decision or were sent back, the next one due first. */
  reviewQueue: brand,
  /** Whether a brand asks for approval. */
  approvalRule: brand,
  /** What the team says about a post, oldest first. */
  postComments: z.object({ postId: z.uuid() }),
  /** Open notes that mention a person and that they have not answered, newest first. */
  mentions: brand.extend({ personId: z.uuid() }),
  /** Slots already taken by standing posts from an instant on (keys as in post.slot_key). */
  takenSlots: brand.extend({ from: z.string() }),
  /** Publications of a brand, newest due first, at most `limit`. */
  publications: brand.extend({ limit: z.int().min(1).max(500) }),
  /** What comes due before an instant and nobody has taken, as far as this device knows; what was due first first. */
  untaken: brand.extend({ until: z.iso.datetime({ precision: 3 }) }),
  /** How an account did lately: what last went out, what last failed, and what did not go out while it was signed out, oldest first. */
  channel: z.object({ connectionId: z.uuid() }),
  /** Names of the other brands here that hold the same account. */
  sharedWith: z.object({ connectionId: z.uuid() }),
  /** What is out and has a time to come down, the next first. */
  comingDown: brand.extend({ limit: z.int().min(1).max(500) }),
  /** Comments, open first, then newest first, with their replies. */
  comments: brand.extend({ status: z.enum(['open', 'done', 'all']), limit: z.int().min(1).max(500) }),
  /** Comments kept here that nothing happened to for long, newest first, and whether there are more. */
  olderComments: brand.extend({ ...olderFilterSchema.shape, limit: z.int().min(1).max(2000) }),
  /** One comment with its replies, also an older one; null when it is gone. */
  comment: z.object({ id: z.uuid() }),
  /** Posts and comments of a brand with all these words or words that begin so, best first, at most `limit` of each. */
  search: brand.extend({ text: z.string().max(200), limit: z.int().min(1).max(50) }),
  /** Counts for the first week's guide and Today. */
  overview: brand,
} as const;

export type QueryName = keyof typeof queryArgs;
export type QueryArgs<N extends QueryName> = z.infer<(typeof queryArgs)[N]>;

export type TargetView = Row<'target'> & {
  connection: Row<'connection'> | null;
  publication: Row<'publication'> | null;
  /** What became of its thread and first comment, each once it was due. */
  steps: Row<'publication'>[];
  takedown: Row<'takedown'> | null;
  standing: Row<'standing'> | null;
};
/** One outgoing thing; of a post on a channel also when it comes down and how it stands there. */
export type PublicationView = Row<'publication'> & {
  post_title: string | null;
  connection: Row<'connection'> | null;
  takedown: Row<'takedown'> | null;
  standing: Row<'standing'> | null;
};
/** A post on a channel that nobody has taken yet. `id` is the target's. */
export type UntakenView = {
  id: string;
  due_at: string;
  post_id: string;
  /** What to call it; `caption` may be only how it begins. */
  name: Pick<Row<'post'>, 'title' | 'caption'>;
  by_hand: boolean;
  review: PostReview;
  /** True while an edit of the post waits to be accepted by the server. */
  pending: boolean;
  /** Some of its files have not reached the server. */
  filesHere: boolean;
  connection: Row<'connection'>;
};
/** A part of a post with its files; null for one that the library no longer has. */
export type PartView = Row<'part'> & { assets: (Row<'asset'> | null)[] };
/** A file on a post; `asset` is null when the library no longer has it. */
export type MediaView = Row<'attachment'> & {
  asset: Row<'asset'> | null;
  /** The picture that its cover names, if it is in the library. */
  cover_asset: Row<'asset'> | null;
};
export type AssetView = Row<'asset'> & {
  /** Posts that show it. */
  uses: number;
};
export type PostView = Row<'post'> & {
  /** In the order they are shown: those of all channels, and each channel's own (`connection_id`). */
  media: MediaView[];
  /** What follows it, shared and of each channel, in order (shared/threads/steps.ts says what goes out where). */
  parts: PartView[];
  pillar: Row<'pillar'> | null;
  targets: TargetView[];
  review: PostReview;
  /** True while an edit of this post waits to be accepted by the server. */
  pending: boolean;
};
/** A post as a calendar draws it: every PostView is one. `caption` may be only how it begins, `link` and `hashtags` may be left out. */
export type PostCard = Pick<
  Row<'post'>,
  | 'id'
  | 'brand_id'
  | 'pillar_id'
  | 'title'
  | 'caption'
  | 'hashtags'
  | 'link'
  | 'status'
  | 'scheduled_at'
  | 'wall_time'
  | 'time_zone'
  | 'schedule_id'
  | 'slot_key'
> & {
  pillar: Pick<Row<'pillar'>, 'id' | 'name' | 'color'> | null;
  targets: (Pick<Row<'target'>, 'id' | 'connection_id' | 'text' | 'scheduled_at' | 'created_at'> & {
    connection: Pick<Row<'connection'>, 'id' | 'platform'> | null;
    publication: Pick<Row<'publication'>, 'state' | 'error_code'> | null;
    /** What became of what follows it there; absent where nothing does. */
    steps?: Pick<Row<'publication'>, 'state' | 'error_code'>[];
  })[];
  review: PostReview;
  pending: boolean;
};
/** A post that may be said again, with its times and those of the posts made from it, in order. */
export type EvergreenView = { post: PostView; times: string[] };
/** Channels of a post that go out at another time than it does. */
export type OwnDate = { at: string; post: PostCard; channels: string[] };
/** A date of a series. `shown` is later than `wall` where a clock change skips that time. */
export type SeriesDate = { wall: string; shown: string; instant: string };
/** A date of a series that is not a post yet; `id` is the one its post will have. */
export type OccurrenceView = SeriesDate &
  Pick<Row<'series'>, 'brand_id' | 'pillar_id' | 'title' | 'caption' | 'notes' | 'time_zone' | 'targets'> & {
    id: string;
    series_id: string;
    pillar: Pick<Row<'pillar'>, 'id' | 'name' | 'color'> | null;
  };
export type HookView = Row<'hook'> & {
  /** Posts made with it that still stand. */
  uses: number;
  /** When the last of those goes or went out, else when it was made; null for a hook that is new. */
  last_used_at: string | null;
};
/** A post as a channel's grid shows it. `id` is the post's. */
export type FeedTile = Pick<
  Row<'post'>,
  | 'id'
  | 'title'
  | 'caption' // only how it begins
  | 'status'
  | 'scheduled_at'
  | 'wall_time'
  | 'time_zone'
  | 'schedule_id'
  | 'slot_key'
> & {
  /** Where it stands among those without a date. */
  position: number;
  state: 'live' | 'planned' | 'draft';
  /** Out, on its way or perhaps out, or there at a date of the channel's own: it stays where it is. */
  fixed: boolean;
  /** Files that go out on this channel. */
  files: number;
  /** The first of them. */
  cover: MediaView | null;
  /** Its colours, once a device has found them out. */
  look: Row<'asset_look'> | null;
  /** The cover was made here from a slide: there are words on it. */
  words: boolean;
};
export type HighlightView = Row<'highlight'> & { cover: Row<'asset'> | null };
export type SlideView = Row<'slide'> & {
  asset: Row<'asset'> | null;
  /** The picture that was made of it last; its id is the asset's. */
  rendered: Row<'rendering'> | null;
};
export type DocumentVersionView = Row<'document_version'> & {
  /** Null for one who is no longer in the brand, and before an account. */
  author: string | null;
};

/** A post without a date, and its place on the board: null for a fresh idea. */
export type IdeaView = { id: string; post: PostView; place: Row<'idea'> | null };

export type ContentCalendarView = Row<'content_calendar'> & {
  /** Posts made with it that still stand. */
  made: number;
};
export type FeedSourceView = Row<'feed_source'> & {
  /** Null until the server has asked it. */
  state: Row<'feed_state'> | null;
  /** What it is called: by somebody, by itself, or its address. */
  shown: string;
  items: number;
};
export type FeedItemView = Row<'feed_item'> & {
  source: string;
  mark: Row<'feed_mark'> | null;
  /** Why it is where it is: what was found of the brand's topics; empty for the rest. */
  matches: Match[];
};

/** Somebody who commented: who they are on which platform. */
export type MetPerson = { platform: Platform; handle: string; name: string };

/** Another post that a warning names. */
export type NearPost = Pick<Row<'post'>, 'id' | 'title' | 'caption' | 'scheduled_at'>;
export type PlanWarning = {
  /** The post's. */
  id: string;
  /** What will stop it from going out, and what is worth a look (shared/publishing/readiness.ts), each once. */
  errors: string[];
  warnings: string[];
  alike: NearPost[];
  close: NearPost[];
};

/** Where a post stands, as chips and lists show it. */
export type PostReview = {
  /** Its brand lets nothing out that is not approved. */
  required: boolean;
  state: ReviewState;
  /** It was approved, or sent back, with other words than it has now. */
  edited: boolean;
};
export type DecisionView = Row<'decision'> & {
  /** Null for one who is no longer in the brand, and before an account. */
  author: string | null;
  pending: boolean;
};
export type ReviewView = PostReview & {
  /** What would go out now, and its hash: what a decision is made about. */
  content: ReviewedContent;
  hash: string;
  /** Decisions nobody has answered yet; the next one has seen them. */
  heads: string[];
  /** Oldest first. */
  decisions: DecisionView[];
  lastApproved: DecisionView | null;
};
export type PostCommentView = Row<'post_comment'> & { author: string | null; pending: boolean };
export type CommentView = Row<'comment'> & {
  connection: Row<'connection'> | null;
  post_title: string | null;
  replies: (Row<'reply'> & { publication: Row<'publication'> | null; pending: boolean })[];
  pending: boolean;
};

export type RevisionView = Row<'revision'> & {
  /** Null for one who is no longer in the brand, and before an account. */
  author: string | null;
  /** True until the server has it. */
  pending: boolean;
};

/** A piece of a text that was searched: `hit` where it is what was looked for. */
export type SearchPart = { text: string; hit: boolean };

export type QueryResults = {
  brands: (Row<'brand'> & { role: Row<'access'>['role']; organization_name: string | null })[];
  organizations: Row<'organization'>[];
  pillars: Row<'pillar'>[];
  schedules: Row<'schedule'>[];
  holidays: Row<'holiday'>[];
  queue: PostView[];
  series: Row<'series'>[];
  occurrences: OccurrenceView[];
  /** `own`: somebody changed the post on this date, so it does not follow its series. */
  seriesOfPost: { series: Row<'series'>; occurrence: Row<'occurrence'>; own: boolean } | null;
  seriesDates: { next: SeriesDate[]; before: number };
  feed: { tiles: FeedTile[]; total: number };
  feedProfile: Row<'feed'> | null;
  bios: Row<'bio'>[];
  highlights: HighlightView[];
  carousels: Row<'carousel'>[];
  slides: SlideView[];
  strategyDocuments: Row<'strategy_document'>[];
  documentVersions: DocumentVersionView[];
  connections: Row<'connection'>[];
  members: Row<'member'>[];
  people: Row<'member'>[];
  notices: Row<'notice'>[];
  calendar: PostView[];
  plan: {
    posts: PostCard[];
    /** Channels that go out on these days at a date of their own, in order of time, and their post. */
    own: OwnDate[];
    /** Every day asked for, those without a post, too. */
    days: { date: string; count: number }[];
    /** How many posts of these days each pillar has; `pillar_id` null: no pillar. */
    pillars: { pillar_id: string | null; count: number }[];
  };
  channelDefault: Row<'channel_default'> | null;
  evergreens: EvergreenView[];
  alikePosts: PostView[][];
  planWarnings: PlanWarning[];
  posts: PostView[];
  planParts: {
    pillars: Row<'pillar'>[];
    connections: Row<'connection'>[];
    schedules: Row<'schedule'>[];
  };
  savedViews: Row<'saved_view'>[];
  brief: Row<'brief'> | null;
  brandProfile: Row<'brand_profile'> | null;
  styleRules: Row<'style_rule'>[];
  hooks: HookView[];
  offers: Row<'offer'>[];
  captionTemplates: Row<'caption_template'>[];
  hashtagSets: Row<'hashtag_set'>[];
  contacts: Row<'contact'>[];
  peopleMet: MetPerson[];
  contentCalendars: ContentCalendarView[];
  calendarPosts: string[];
  origin: Row<'origin'> | null;
  feeds: { topics: Topic[]; sources: FeedSourceView[] };
  feedItems: {
    items: FeedItemView[];
    total: number;
    /** New ones nobody has read, of all sources. */
    unread: number;
  };
  ideas: IdeaView[];
  journal: { entries: Row<'journal_entry'>[]; weeks: Row<'journal_week'>[] };
  drafts: PostView[];
  post: PostView | null;
  library: { assets: AssetView[]; total: number };
  libraryFacets: {
    folders: { name: string; count: number }[];
    tags: { name: string; count: number }[];
    total: number;
    bytes: number;
  };
  asset:
    | (AssetView & {
        posts: Pick<Row<'post'>, 'id' | 'title' | 'caption' | 'status' | 'scheduled_at' | 'time_zone'>[];
      })
    | null;
  /** `repeats`: a recurring post with dates to come; `post_id` is then the series'. */
  assetsPlanned: { asset_id: string; post_id: string; title: string; caption: string; repeats: boolean }[];
  history: RevisionView[];
  review: ReviewView | null;
  reviewQueue: PostView[];
  approvalRule: { required: boolean };
  postComments: PostCommentView[];
  mentions: (Row<'post_comment'> & { author: string | null; post: { title: string; caption: string } })[];
  takenSlots: string[];
  publications: PublicationView[];
  sharedWith: string[];
  channel: {
    connection: Row<'connection'>;
    lastOut: PublicationView | null;
    lastProblem: PublicationView | null;
    unsent: PublicationView[];
  } | null;
  untaken: UntakenView[];
  comingDown: PublicationView[];
  comments: CommentView[];
  olderComments: { comments: CommentView[]; state: OlderState };
  comment: CommentView | null;
  search: {
    posts: (Pick<Row<'post'>, 'id' | 'title' | 'wall_time'> & { snippet: SearchPart[] })[];
    comments: (Pick<Row<'comment'>, 'id' | 'author_name' | 'author_handle' | 'commented_at'> & {
      snippet: SearchPart[];
    })[];
  };
  overview: {
    pillars: number;
    schedules: number;
    connections: number;
    drafts: number;
    scheduled: number;
    openComments: number;
    /** Articles of feeds that nobody has read or put away. */
    newArticles: number;
    failed: number;
    next: PostView | null;
  };
};
export type QueryResult<N extends QueryName> = QueryResults[N];
