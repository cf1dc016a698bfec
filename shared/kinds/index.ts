import { z } from 'zod';
import { c, defineKind } from './define.ts';

export const ROLES = ['owner', 'admin', 'manager', 'member'] as const;
export type Role = (typeof ROLES)[number];

export const PLATFORMS = [
  'bluesky',
  'mastodon',
  'instagram',
  'facebook',
  'threads',
  'x',
  'linkedin',
  'youtube',
  'tiktok',
  'sandbox',
] as const;
export type Platform = (typeof PLATFORMS)[number];

/** Platforms an account can be connected on; the others are planned for and posted to by hand. */
export const CONNECTABLE = ['bluesky', 'sandbox'] as const satisfies readonly Platform[];

/** Life of one publication; server-owned. `published` and `by_hand` are final and immutable. */
export const PUBLICATION_STATES = [
  'waiting', // due, but something is missing; error_code says what
  'publishing',
  'retrying', // a failed try that will be made again by itself
  'published',
  'failed', // needs a person
  'unknown', // the answer was lost and the platform has not been asked yet, or cannot be
  'cancelled',
  'missed', // due longer ago than the brand's grace allows
  'by_hand',
] as const;
export type PublicationState = (typeof PUBLICATION_STATES)[number];

/** What a person, or nobody, can do about a failure. */
export const FAILURE_CLASSES = ['retry', 'reconnect', 'fix_content', 'wait', 'give_up'] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** Columns of the ideas board, in order. */
export const IDEA_STAGES = ['idea', 'drafting', 'ready'] as const;
export type IdeaStage = (typeof IDEA_STAGES)[number];

/** How pressing a hook makes its words. */
export const HOOK_URGENCIES = ['calm', 'soon', 'now'] as const;

/** Steps of a review. `withdrawn` takes back what was asked for, or an approval. */
export const DECISIONS = ['asked', 'approved', 'changes_requested', 'withdrawn'] as const;

/** What a post is to be made as; empty where nobody has said. */
export const POST_TYPES = [
  '',
  'text',
  'photo',
  'carousel',
  'video',
  'short',
  'story',
  'article',
  'poll',
] as const;
/** How much its time matters; empty where nobody has said. */
export const URGENCIES = ['', 'evergreen', 'timely', 'urgent'] as const;

/** A weekly slot: ISO weekday (1 is Monday) and wall time `HH:MM` in the schedule's zone. */
export const slotSchema = z.object({
  weekday: z.int().min(1).max(7),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
});
export type Slot = z.infer<typeof slotSchema>;

const post = {
  pillar_id: c.uuidOrNull(),
  title: c.text(500),
  caption: c.text(100_000),
  notes: c.text(100_000),
  hashtags: c.json(z.array(z.string().max(200)).max(100)),
  link: c.textOrNull(2000),
  wall_time: c.wallTimeOrNull(),
  time_zone: c.timeZoneOrNull(),
  schedule_id: c.uuidOrNull(), // the schedule whose slot this fills, if any
  slot_key: c.textOrNull(120), // `<schedule>@<slot wall time>`; unique in a brand while the post stands
};
/** What a channel of a post says instead of the caption; null follows it. */
const channelText = c.textOrNull(100_000);

/** A channel that occurrences of a series go to, with its own words where it has any. */
export const seriesTargetSchema = z.object({ connection_id: z.uuid(), text: channelText.schema });

/** A colour of a brand's palette. */
export const swatchSchema = z.object({
  name: z.string().max(100),
  hex: z.string().regex(/^#[0-9a-f]{6}$/),
});

/** A version of what a person wrote: of a post with its time, or of one channel's own words. */
export const revisionWordsSchema = z.union([
  z.object({
    title: post.title.schema,
    caption: post.caption.schema,
    notes: post.notes.schema,
    hashtags: post.hashtags.schema,
    link: post.link.schema,
    pillar_id: post.pillar_id.schema,
    wall_time: post.wall_time.schema,
    time_zone: post.time_zone.schema,
    schedule_id: post.schedule_id.schema,
    slot_key: post.slot_key.schema,
  }),
  z.object({ text: channelText.schema }),
]);

/** What one account allows instead of its platform's usual (shared/rules). A server that is older tells none. */
export const accountLimitsSchema = z
  .object({ text: z.int().min(1).max(1_000_000).optional(), link: z.int().min(1).max(1000).optional() })
  .nullable()
  .default(null);

/** Who and when; on every row a mutator writes. `version` grows by one with every accepted write. */
const stamps = { created_at: c.instant(), updated_at: c.instant(), version: c.integer() };

export const kinds = {
  // --- person:<id>: what this person may see -------------------------------------------------
  person: defineKind('person', 'people', 'person', { id: c.uuid(), email: c.text(320), name: c.text(200) }),
  organization: defineKind('organization', 'organizations', 'person', {
    id: c.uuid(),
    name: c.text(200),
    personal: c.boolean(),
    role: c.oneOf(ROLES),
  }),
  /** One per brand this person may open; id is the brand's. Its disappearance is what revokes a brand on a device. */
  access: defineKind('access', 'accesses', 'person', {
    id: c.uuid(),
    organization_id: c.uuid(),
    organization_name: c.text(200),
    brand_name: c.text(200),
    role: c.oneOf(ROLES),
  }),

  // --- brand:<id>:planning -----------------------------------------------------------------
  brand: defineKind('brand', 'brands', 'planning', {
    id: c.uuid(),
    organization_id: c.uuidOrNull(), // null only before an account
    name: c.text(200),
    time_zone: c.timeZone(),
    week_starts_on: c.integer(), // ISO weekday, 1 or 7 (or 6)
    grace_minutes: c.integer(), // later than this after its time, a post is missed instead of sent
    ...stamps,
  }),
  /** A person with access to this brand; id is `<brand>:<person>`. */
  member: defineKind('member', 'members', 'planning', {
    id: c.text(80),
    brand_id: c.uuid(),
    person_id: c.uuid(),
    name: c.text(200),
    email: c.text(320),
    role: c.oneOf(ROLES),
  }),
  pillar: defineKind('pillar', 'pillars', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    description: c.text(),
    color: c.integer(), // 1-8, an index into the pillar palette
    position: c.integer(),
    share: c.integerOrNull(), // wished share of the calendar, percent
    why_it_matters: { ...c.text(5000), schema: z.string().max(5000).default('') },
    subtopics: c.json(z.array(z.string().min(1).max(200)).max(50).default([])), // examples, in order
    ...stamps,
  }),
  /** What a brand is and how it speaks; one per brand, id is the brand's. */
  brand_profile: defineKind('brand_profile', 'brand_profiles', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    one_liner: c.text(500),
    audience: c.text(5000),
    differentiators: c.text(5000),
    pain_points: c.text(5000), // of its audience
    opportunities: c.text(5000),
    price: c.text(2000),
    voice: c.text(5000),
    personality: c.text(5000),
    brand_values: c.text(5000),
    topics: c.text(5000),
    competitors: c.text(5000),
    goal: c.text(2000),
    region: c.text(500),
    website: c.text(2000),
    palette: c.json(z.array(swatchSchema).max(24)),
    ...stamps,
  }),
  /** One rule of a brand's style guide. */
  style_rule: defineKind('style_rule', 'style_rules', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    stance: c.oneOf(['do', 'dont']),
    text: c.text(1000),
    example: c.text(2000),
    position: c.integer(),
    ...stamps,
  }),
  /** A first line that makes people stop. How often it was used is told by `idea.hook_id`. */
  hook: defineKind('hook', 'hooks', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    text: c.text(1000),
    type: c.text(100), // question, number, story: whatever the team calls it
    category: c.text(100),
    season: c.text(100), // empty: any time
    place: c.text(200), // empty: anywhere
    urgency: c.oneOf(HOOK_URGENCIES),
    score: c.integerOrNull(), // how posts with it did, 0-100; null until there are numbers
    ...stamps,
  }),
  offer: defineKind('offer', 'offers', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    description: c.text(10_000),
    benefits: c.json(z.array(z.string().min(1).max(500)).max(50)),
    features: c.json(z.array(z.string().min(1).max(500)).max(50)),
    audience: c.text(5000),
    value_proposition: c.text(5000),
    price: c.text(500),
    ...stamps,
  }),
  /** Words with variables (shared/text/template.ts) to begin a caption with. */
  caption_template: defineKind('caption_template', 'caption_templates', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    category: c.text(100),
    text: c.text(10_000),
    ...stamps,
  }),
  hashtag_set: defineKind('hashtag_set', 'hashtag_sets', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    hashtags: post.hashtags, // without the sign, as on posts
    ...stamps,
  }),
  /** What somebody noted on a day; gathered by week, and perhaps made into a post. */
  journal_entry: defineKind('journal_entry', 'journal_entries', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    day: c.date(),
    text: c.text(20_000),
    post_id: c.uuidOrNull(), // the post made of it
    created_by: c.textOrNull(80),
    ...stamps,
  }),
  /** What a week of the journal came to. id is uuid v5 of brand and first day. */
  journal_week: defineKind('journal_week', 'journal_weeks', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    first_day: c.date(),
    text: c.text(20_000),
    done: c.boolean(),
    ...stamps,
  }),
  schedule: defineKind('schedule', 'schedules', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    time_zone: c.timeZone(),
    slots: c.json(z.array(slotSchema).max(200)),
    paused: c.boolean(),
    connection_ids: c.json(z.array(z.uuid()).max(100).default([])), // where its posts go; none named: everywhere
    ...stamps,
  }),
  /** Days without slots, on the schedule's own clock: a holiday of the brand, or a pause of one schedule. */
  holiday: defineKind('holiday', 'holidays', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    schedule_id: c.uuidOrNull(), // null: all schedules of the brand
    name: c.text(200),
    first_day: c.date(),
    last_day: c.date(), // included
    ...stamps,
  }),
  /**
   * A post that comes again and again: what its occurrences say and when they go out. Occurrences are computed
   * (shared/recurrence) until one is made; from then on it is a post of its own.
   */
  series: defineKind('series', 'series', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    pillar_id: post.pillar_id,
    title: post.title,
    caption: post.caption,
    notes: post.notes,
    hashtags: post.hashtags,
    link: post.link,
    targets: c.json(z.array(seriesTargetSchema).max(100)),
    starts_at: c.wallTime(), // the first occurrence, and the time of day of all
    time_zone: c.timeZone(),
    rule: c.text(500), // an RRULE of RFC 5545 without UNTIL, which is `ends_before`
    ends_before: c.wallTimeOrNull(), // no occurrence at or after this wall time
    paused: c.boolean(),
    created_by: c.textOrNull(80),
    ...stamps,
  }),
  /**
   * What became of one date of a series: the post it was made into, or (no post) an exception. id is uuid v5 of series
   * and original wall time, so every device and the server mean the same one.
   */
  occurrence: defineKind('occurrence', 'occurrences', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    series_id: c.uuid(),
    wall_time: c.wallTime(), // as the rule has it, whatever its post was moved to
    post_id: c.uuidOrNull(), // null: left out
    post_version: c.integer(), // the post's as the series made it; a later one is somebody's own
    ...stamps,
  }),
  post: defineKind('post', 'posts', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    pillar_id: post.pillar_id,
    title: post.title,
    caption: post.caption,
    notes: post.notes,
    hashtags: post.hashtags,
    link: post.link,
    status: c.oneOf(['draft', 'scheduled']),
    scheduled_at: c.instantOrNull(), // the instant, derived from wall_time and time_zone
    wall_time: post.wall_time,
    time_zone: post.time_zone,
    schedule_id: post.schedule_id,
    slot_key: post.slot_key,
    created_by: c.textOrNull(80), // person id; null for one made before an account
    ...stamps,
  }),
  /**
   * What a post is meant to be, for whoever writes and films it; nothing of it goes out. id is the post's. Apart from
   * the post, so that a month of posts stays small.
   */
  brief: defineKind('brief', 'briefs', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    short_caption: c.text(5000), // for channels with little room: what a channel's own words begin with
    topic_angle: c.text(2000),
    visual_suggestion: c.text(5000),
    post_type: c.oneOf(POST_TYPES),
    urgency: c.oneOf(URGENCIES),
    ...stamps,
  }),
  /** Where a post stands while it is an idea, and what it is for. id is the post's; none: a fresh idea. */
  idea: defineKind('idea', 'ideas', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    stage: c.oneOf(IDEA_STAGES),
    rank: c.integerOrNull(), // greater is higher up; null: as when it was made (shared/ideas/rank.ts)
    hook_id: c.uuidOrNull(), // the hook it was made with
    release_month: c.monthOrNull(),
    visible_after: c.dateOrNull(), // until then the board shows it only to managers and its maker: an aid, no secret
    ...stamps,
  }),
  /** A post goes to this connection. id is uuid v5 of post and connection, so two devices mean the same one. */
  target: defineKind('target', 'targets', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    connection_id: c.uuid(),
    text: channelText, // this channel's own words; null follows the caption
    ...stamps,
  }),
  /** A file of a brand's library. id is uuid v5 of brand and hash: the same bytes twice are one asset. */
  asset: defineKind('asset', 'assets', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    sha256: c.sha256(),
    name: c.text(300),
    mime: c.text(100), // found out from the bytes, never from the name
    bytes: c.integer(),
    width: c.integerOrNull(), // in pixels, as shown (after rotation)
    height: c.integerOrNull(),
    duration_ms: c.integerOrNull(),
    codec: c.textOrNull(80),
    alt_text: c.text(2000), // what it shows, unless a post says it in other words
    folder: c.text(300),
    tags: c.json(z.array(z.string().min(1).max(100)).max(50)),
    rating: c.integer(), // 0 (none) to 5
    uploaded_at: c.instantOrNull(), // set by the server when it has the bytes
    ...stamps,
  }),
  /** A file goes with a post. id is uuid v5 of post, asset and connection. */
  attachment: defineKind('attachment', 'attachments', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    asset_id: c.uuid(),
    connection_id: c.uuidOrNull(), // set: media of that channel's own, instead of the post's
    position: c.integer(),
    alt_text: c.textOrNull(2000), // null takes the asset's
    ...stamps,
  }),
  connection: defineKind('connection', 'connections', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    platform: c.oneOf(PLATFORMS),
    /**
     * Exactly one holder of the account's secrets: a device's keychain or the server's vault. `person`: there are none,
     * and a person puts up by hand what is planned for it.
     */
    holder: c.oneOf(['device', 'server', 'person']),
    device_id: c.textOrNull(80), // which device, when a device holds it
    handle: c.text(300),
    display_name: c.text(300),
    remote_account_id: c.text(300), // the platform's id (a DID, a number)
    service_url: c.textOrNull(2000), // where the account lives (a PDS); null where the platform has one host
    status: c.oneOf(['connected', 'reconnect']),
    status_code: c.textOrNull(80),
    limits: c.json(accountLimitsSchema), // what this account allows; null: its platform's usual
    ...stamps,
  }),
  /** One outgoing thing: a post to one connection, or a reply. Written by the server, or by the device that holds the connection. */
  publication: defineKind('publication', 'publications', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    subject: c.oneOf(['target', 'reply']),
    subject_id: c.uuid(),
    post_id: c.uuidOrNull(),
    connection_id: c.uuid(),
    occurrence: c.text(40), // `once`, or a recurring post's original wall time
    state: c.oneOf(PUBLICATION_STATES),
    due_at: c.instant(),
    published_at: c.instantOrNull(),
    late_ms: c.integerOrNull(), // published_at minus due_at
    remote_id: c.textOrNull(2000),
    url: c.textOrNull(2000),
    tries: c.integer(),
    next_try_at: c.instantOrNull(),
    error_code: c.textOrNull(80),
    error_class: c.oneOf([...FAILURE_CLASSES, 'none']),
    error_message: c.textOrNull(2000), // the platform's words, redacted
    updated_at: c.instant(),
  }),
  /**
   * One version of a post, or of one channel's own words; made by shared/mutators/history.ts beside every write of
   * one, never changed. id is uuid v5 of subject, version and conflict.
   */
  revision: defineKind('revision', 'post_revisions', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    connection_id: c.uuidOrNull(), // set: that channel's own words
    version: c.integer(),
    cause: c.text(80), // the mutation that made it
    made_by: c.textOrNull(80), // person id; null before an account, and on words that lost
    made_at: c.instant(),
    conflict: c.textOrNull(40), // set: words that lost a merge to this version, in this field
    words: c.json(revisionWordsSchema),
  }),
  /** Whether a brand's posts need approval; id is the brand's. No row: they do not. */
  approval_rule: defineKind('approval_rule', 'approval_rules', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    required: c.boolean(),
    ...stamps,
  }),
  /**
   * One step of a post's review, never changed. It names what was looked at by its hash, and the decisions that its
   * maker saw: shared/review/state.ts derives everything else.
   */
  decision: defineKind('decision', 'decisions', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    decision: c.oneOf(DECISIONS),
    content_hash: c.text(64),
    /** What was looked at, as shared/review/content.ts puts it. */
    content: c.json(z.record(z.string().max(80), z.json())),
    seen: c.json(z.array(z.uuid()).max(100)),
    note: c.text(5000),
    made_by: c.textOrNull(80), // person id; null before an account, and for a client
    link_id: c.uuidOrNull(), // a client's review link
    name: c.textOrNull(200), // what that client said they are called
    made_at: c.instant(),
  }),
  /** What the team says about a post among themselves. */
  post_comment: defineKind('post_comment', 'post_comments', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    text: c.text(10_000),
    mentions: c.json(z.array(z.uuid()).max(100)), // persons
    resolved_at: c.instantOrNull(),
    resolved_by: c.textOrNull(80),
    edited_at: c.instantOrNull(),
    created_by: c.textOrNull(80),
    ...stamps,
  }),
  /** A screen as one person likes to find it again. */
  saved_view: defineKind('saved_view', 'saved_views', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    screen: c.text(40), // `calendar`
    name: c.text(100),
    filters: c.json(z.record(z.string().max(80), z.json())), // what the screen makes of it: shared/planning/filter.ts
    position: c.integer(),
    created_by: c.textOrNull(80), // whose it is; null before an account
    ...stamps,
  }),
  /** Something the server decided that a person should know: `edit_beat_delete`, `slot_moved`, ... */
  notice: defineKind('notice', 'notices', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    code: c.text(80),
    params: c.json(z.record(z.string(), z.string())),
    about_kind: c.text(40),
    about_id: c.uuid(),
    created_at: c.instant(),
  }),

  // --- brand:<id>:engagement ----------------------------------------------------------------
  /** id is uuid v5 of connection and remote id, so that whoever collects it first makes the same row. */
  comment: defineKind('comment', 'comments', 'engagement', {
    id: c.uuid(),
    brand_id: c.uuid(),
    connection_id: c.uuid(),
    post_id: c.uuidOrNull(),
    remote_id: c.text(2000),
    parent_remote_id: c.textOrNull(2000),
    url: c.textOrNull(2000),
    author_name: c.text(300),
    author_handle: c.text(300),
    text: c.text(100_000),
    commented_at: c.instant(),
    status: c.oneOf(['open', 'done']),
    assigned_to: c.uuidOrNull(), // a person
    ...stamps,
  }),
  reply: defineKind('reply', 'replies', 'engagement', {
    id: c.uuid(),
    brand_id: c.uuid(),
    comment_id: c.uuid(),
    connection_id: c.uuid(),
    text: c.text(100_000),
    created_by: c.textOrNull(80),
    ...stamps,
  }),
} as const;

export type Kinds = typeof kinds;
export type KindName = keyof Kinds;
export type Row<K extends KindName> = Kinds[K] extends { schema: z.ZodType<infer T> } ? T : never;

export const kindNames = Object.keys(kinds) as KindName[];
export const isKindName = (name: string): name is KindName => Object.hasOwn(kinds, name);
