import { z } from 'zod';
import type { ConnectionHealth } from './connection-health.ts';
import { isPlanField, type PlanField } from './csv/fields.ts';
import type { ErrorBody } from './errors.ts';
import type { CalendarFeedView } from './exchange/feeds.ts';
import { CONNECTABLE, type KindName, type Platform, ROLES, type Role } from './kinds/index.ts';
import type { MailWishes } from './mail-wishes.ts';
import { isMutationName, type MutationArgs, type MutationName } from './mutators/index.ts';
import { menuItemSchema } from './native-menu.ts';
import type { Outside } from './notices.ts';
import { olderCursorSchema, olderFilterSchema } from './older-comments.ts';
import type { OlderVersionsPage } from './older-versions.ts';
import { MIN_PASSPHRASE } from './passphrase.ts';
import type { Timeline } from './publishing/timeline.ts';
import { type QueryArgs, type QueryName, type QueryResult, queryArgs } from './queries.ts';
import type { ReviewLinkView } from './review/links.ts';
import type { FlowState } from './sign-in-flow.ts';
import { isZone } from './time/zones.ts';

/**
 * The one contract between the renderer and the desktop core, carried by Electron's IPC or the browser host's
 * WebSocket. `handle()` (main/ipc/handle.ts) checks the sender, then the arguments against these schemas, then wraps
 * the result as ok or error. Nothing secret ever comes back through it.
 */

const mutationName = z.custom<MutationName>((name) => typeof name === 'string' && isMutationName(name));
const credentials = z.object({ email: z.email().max(320), password: z.string().min(1).max(1000) });

/** How a file is to be read; what is not said is found out. */
const importOptions = z.object({
  dateOrder: z.enum(['auto', 'dmy', 'mdy', 'ymd']).optional(),
  /** Zone of times that name none; the brand's unless said. */
  zone: z.string().max(64).refine(isZone, 'Not a time zone this app knows.').nullable().optional(),
  /** What the columns are, by number from 1. */
  mapping: z.record(z.string().max(5), z.string().refine(isPlanField).nullable()).nullable().optional(),
  /** Take what was chosen for the last file with these headers. */
  recall: z.boolean().optional(),
});
export type ImportOptions = z.infer<typeof importOptions>;

const exportRange = z.object({
  brandIds: z.array(z.uuid()).min(1).max(500),
  /** Days of each brand's clock, both included; null: all. */
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  ideas: z.boolean(),
});

/** Arguments of every method. */
export const methods = {
  /** Writes one or several mutations in one local transaction: all or none. */
  mutate: z.object({
    mutations: z
      .array(z.object({ name: mutationName, args: z.unknown() }))
      .min(1)
      .max(50_000),
  }),

  'session.signUp': credentials.extend({ name: z.string().max(200) }),
  'session.signIn': credentials,
  /** Signs in through the system's browser (PKCE, loopback redirect). */
  'session.signInWithBrowser': z.object({}),
  'session.signOut': z.object({}),
  /** Gives each local brand made before the account to an organization; null keeps it local for now. */
  'session.adopt': z.object({
    brands: z.array(z.object({ brandId: z.uuid(), organizationId: z.uuid().nullable() })),
  }),
  /** Points this desktop at another server, before signing in. */
  'session.setServer': z.object({ url: z.url() }),

  'invitations.create': z.object({
    brandId: z.uuid(),
    email: z.email().nullable(),
    role: z.enum(ROLES),
  }),
  'invitations.list': z.object({ brandId: z.uuid() }),
  'invitations.revoke': z.object({ id: z.uuid() }),
  /** Accepts an invitation by its link or token. */
  'invitations.accept': z.object({ link: z.string().min(1).max(2000) }),
  /** Makes a link by which a client reviews one post, or what is planned on some days (`from`, `to`). */
  'reviewLinks.create': z.object({
    brandId: z.uuid(),
    postId: z.uuid().nullable(),
    from: z.iso.date().nullable(),
    to: z.iso.date().nullable(),
    label: z.string().min(1).max(200),
    password: z.string().min(8).max(256).nullable(),
    days: z.int().min(1).max(90),
  }),
  'reviewLinks.list': z.object({ brandId: z.uuid() }),
  'reviewLinks.revoke': z.object({ id: z.uuid() }),
  /** Makes an address by which other calendars follow a brand's plan; empty lists ask nothing. */
  'calendarFeeds.create': z.object({
    brandId: z.uuid(),
    label: z.string().min(1).max(200),
    pillarIds: z.array(z.uuid()).max(100),
    connectionIds: z.array(z.uuid()).max(100),
  }),
  'calendarFeeds.list': z.object({ brandId: z.uuid() }),
  'calendarFeeds.revoke': z.object({ id: z.uuid() }),
  'members.setRole': z.object({ brandId: z.uuid(), personId: z.uuid(), role: z.enum(ROLES) }),
  /** Takes somebody's access to a brand away, or leaves it oneself. */
  'members.remove': z.object({ brandId: z.uuid(), personId: z.uuid() }),

  /** Connects an account. `holder` decides who keeps the secret: this device's keychain or the server. */
  'connections.connect': z.object({
    brandId: z.uuid(),
    platform: z.enum(CONNECTABLE),
    holder: z.enum(['device', 'server']),
    handle: z.string().min(1).max(300),
    secret: z.string().max(1000), // an app password; sandbox takes none
    serviceUrl: z.url().nullable(),
  }),
  /**
   * Opens the platform's own sign-in page in the browser; `holder` keeps the account then. With `connectionId` an
   * account that was signed out is signed in to again.
   */
  'connections.signIn': z.object({
    brandId: z.uuid(),
    platform: z.enum(CONNECTABLE),
    holder: z.enum(['device', 'server']).default('server'),
    serviceUrl: z.url().nullable(),
    connectionId: z.uuid().nullable(),
  }),
  /** What became of it so far. */
  'connections.signInState': z.object({ connectionId: z.uuid() }),
  /** Gives a device-held account to the server, so that posts go out with the lid closed; the device forgets its copy. */
  'connections.handOver': z.object({ connectionId: z.uuid() }),
  /** New secret for an account that was signed out; the holder stays. */
  'connections.reconnect': z.object({ connectionId: z.uuid(), secret: z.string().max(1000) }),

  /** How a connection stands, asked of its holder: permissions, expiry, last use. */
  'connections.health': z.object({ connectionId: z.uuid() }),

  /** Where there is no keychain: keeps the secrets in a file that this passphrase opens after the next start. */
  'secrets.protect': z.object({ passphrase: z.string().min(MIN_PASSPHRASE).max(1000) }),
  /** Opens that file. */
  'secrets.unlock': z.object({ passphrase: z.string().max(1000) }),
  /** Deletes that file, opened or not. */
  'secrets.forget': z.object({}),

  /** What mail the person gets from the server. */
  'mail.wishes': z.object({}),
  'mail.choose': z.object({ failures: z.boolean() }),

  /** Sends one post to one connection now: by this device where it holds the account, else by the server. */
  'publish.now': z.object({ postId: z.uuid(), connectionId: z.uuid() }),
  /** Puts the files of a post, as they go out on a channel, where a person can take them from. */
  'publish.handOut': z.object({ postId: z.uuid(), connectionId: z.uuid() }),
  /** Settles a publication whose outcome nobody could find out, or that was missed. */
  'publish.resolve': z.object({
    publicationId: z.uuid(),
    answer: z.enum(['published', 'not_published', 'send_now', 'cancel']),
  }),
  /** Sends several again that did not go out, in this order; what cannot be sent now is told one by one. */
  'publish.sendAgain': z.object({ publicationIds: z.array(z.uuid()).min(1).max(500) }),
  /** Asks the platform whether a published post still stands there. */
  'publish.check': z.object({ publicationId: z.uuid() }),
  /** Every try of a publication, asked of whoever held its account: this device, else the server. */
  'publish.timeline': z.object({ publicationId: z.uuid() }),
  /** Asks the platforms for new comments now. */
  'comments.refresh': z.object({ brandId: z.uuid() }),
  /** The server reads the brand's feeds that were not just read. */
  'feeds.read': z.object({ brandId: z.uuid() }),
  /** A list of the brand's feeds as OPML, saved where the person wants it. */
  'feeds.export': z.object({ brandId: z.uuid() }),
  /** Asks the server for the next page of a list of older comments; the query `olderComments` then shows it. */
  'comments.loadOlder': olderFilterSchema.extend({ brandId: z.uuid() }),
  /** Asks the server for versions of a post that are older than what desktops hold. `cursor`: the end of the page before. */
  'history.older': z.object({ brandId: z.uuid(), postId: z.uuid(), cursor: olderCursorSchema.nullable() }),

  /** Reads a file that was handed over (`use: 'import'`) and says what would be made of it; writes nothing. */
  'import.preview': importOptions.extend({ token: z.uuid(), brandId: z.uuid() }),
  /** Makes what was shown last of it. `files`: assets that were added for it, by the name the file has for them. */
  'import.run': z.object({
    token: z.uuid(),
    /** Without the lines that cannot be read; else such a file is refused whole. */
    leaveOut: z.boolean(),
    /** Also what is there already. */
    again: z.boolean(),
    files: z.record(z.string().max(1000), z.uuid()),
  }),
  /** Takes a whole import back; what somebody has changed since stays. */
  'import.undo': z.object({ token: z.uuid() }),
  'import.redo': z.object({ token: z.uuid() }),
  /** What an export of Pillarbox holds; null for any other file. */
  'archive.look': z.object({ token: z.uuid() }),
  /** Makes what is not here yet; `copy`: all of it, under new ids. */
  'archive.run': z.object({ token: z.uuid(), copy: z.boolean() }),
  'export.count': exportRange,
  /** Writes posts of these days (`sheet`, `calendar`, `page`, `print`), or all there is (`archive`), to a file. */
  'export.save': exportRange.extend({
    what: z.enum(['sheet', 'calendar', 'page', 'print', 'archive']),
    /** `archive`: with the files of the libraries. */
    media: z.boolean(),
    /** `page`, `print`: where each post stands in its review. */
    reviews: z.boolean(),
    /** BCP 47, for the words and dates of `page` and `print`. */
    language: z.string().max(40),
  }),

  /** Writes files of the library to where a person wants them: one as it is, several as a zip in this order. */
  'export.files': z.object({
    /** What a zip of them is called. */
    name: z.string().max(300),
    /** `name`: instead of the library's own. `original`: what the file was before it was made into a JPEG. */
    files: z
      .array(
        z.object({
          assetId: z.uuid(),
          name: z.string().max(300).optional(),
          original: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(2000),
  }),

  /** Whether the original of a picture that came as something else is on this device. */
  'media.original': z.object({ assetId: z.uuid() }),
  /** Stops sending a file to the server, or fetching it from there, until it is resumed. */
  'media.pause': z.object({ assetId: z.uuid() }),
  /** Sends or fetches a file that was paused, or refused, again. */
  'media.resume': z.object({ assetId: z.uuid() }),
  /** A small picture of a film, which only a page can draw: WebP. */
  'media.keepThumb': z.object({ assetId: z.uuid(), bytes: z.base64().max(400_000) }),

  'sync.retry': z.object({ uuid: z.uuid() }),
  'sync.discard': z.object({ uuid: z.uuid() }),
  /** Sends and fetches now instead of waiting. */
  'sync.now': z.object({}),
  /** What waits, what is kept apart, and each stream. */
  'sync.report': z.object({}),
  /** Removes a write kept apart for good. */
  'sync.discardKept': z.object({ uuid: z.uuid() }),
  /** Sends writes that were kept apart, in the order they were made; their brands are back. */
  'sync.resendKept': z.object({ uuids: z.array(z.uuid()).min(1).max(10_000) }),
  /** Saves writes that have not reached the server as a JSON file; null: all of them. */
  'sync.export': z.object({ uuids: z.array(z.uuid()).min(1).max(1000).nullable() }),

  /** What is kept on this device, and copies of it. */
  'storage.report': z.object({}),
  /** Puts a copy in the place of the present file, which is itself kept apart first. */
  'storage.restore': z.object({ name: z.string().min(1).max(300) }),
  'storage.removeCopy': z.object({ name: z.string().min(1).max(300) }),
  /** Saves what helps to find a fault: versions, states and counts, no words and no secrets. */
  'diagnostics.save': z.object({}),

  /** Opens a web address in the system's browser; https, and http on this machine, only. */
  'host.openExternal': z.object({ url: z.url() }),
  /** What the system's menu bar is to hold: every command, the whole list anew whenever it changes. */
  'menu.show': z.object({ items: z.array(menuItemSchema).max(400) }),
  /** UI state that survives a restart (last view, last brand, theme); small JSON. */
  'settings.set': z.object({ key: z.string().max(80), value: z.json() }),
} as const;

export type MethodName = keyof typeof methods;

export type InvitationView = {
  id: string;
  brand_id: string;
  email: string | null;
  role: Role;
  created_at: string;
  expires_at: string;
  accepted_at: string | null;
};

/** What a file would become, and what is wrong with it. Lines and columns count from 1. */
export type ImportPreview = {
  token: string;
  source: 'sheet' | 'calendar' | 'list';
  /** The tool that wrote it. */
  preset: { id: string; name: string } | null;
  /** Events of a calendar that come again: how many dates they are, and the wall time of the last where more would follow. */
  repeating: { events: number; dates: number; until: string | null } | null;
  columns: { name: string; number: number; field: PlanField | null; samples: string[] }[];
  /** The first of them, as the screen shows. */
  rows: {
    line: number;
    title: string;
    caption: string;
    wallTime: string | null;
    timeZone: string;
    pillar: string | null;
    /** Its time has passed already: it becomes a draft without a date. */
    past: boolean;
    scheduled: boolean;
    /** The brand has it, or the file has it further up. */
    duplicate: boolean;
    channels: { platform: Platform; handle: string }[];
    files: number;
    /** Where it goes, if not into the brand one is in. */
    brand: string | null;
  }[];
  /** Other brands that rows name: on this device, and not. Rows of the latter are left out. */
  brands: { name: string; rows: number }[];
  unknownBrands: { name: string; rows: number }[];
  /** Of all of them. `scheduled` and `ideas` are without the duplicates. */
  count: { rows: number; scheduled: number; ideas: number; duplicates: number; brokenLines: number };
  issues: {
    line: number;
    column: number | null;
    columnName: string | null;
    code: string;
    message: string;
    value: string | null;
  }[];
  issueCount: number;
  /** New pillars that importing would make. */
  newPillars: string[];
  /** Channels that the file names and the brand does not have. */
  unknownChannels: string[];
  /** `wanted`: names of files that are not in the library. `addresses`: files on the web, which are not fetched. */
  media: { addresses: number; wanted: string[] };
  /** The order bare numbers were read in; null where no date needed one. */
  dateOrder: 'dmy' | 'mdy' | 'ymd' | null;
  dateOrderChosen: 'auto' | 'dmy' | 'mdy' | 'ymd';
  delimiter: string | null;
  zone: string;
  /** It was read as the last one like it. */
  remembered: boolean;
};

/** What an export of Pillarbox would bring. `record`: kept in the file only. `here`: there already, `differ` in other words. */
export type ArchivePreview = {
  token: string;
  exportedAt: string;
  brands: { id: string; name: string; here: boolean }[];
  counts: { kind: KindName; rows: number; here: number; differ: number; record: boolean }[];
  files: number;
  filesMissing: number;
  faults: { path: string; message: string }[];
  faultCount: number;
};

export type MethodResults = {
  mutate: { uuids: string[] };
  'session.signUp': null;
  'session.signIn': null;
  'session.signInWithBrowser': null;
  'session.signOut': { kept: number }; // writes that still wait and stay in this account's file
  'session.adopt': null;
  'session.setServer': null;
  'invitations.create': { invitation: InvitationView; link: string };
  'invitations.list': InvitationView[];
  'invitations.revoke': null;
  'invitations.accept': { brandId: string };
  'reviewLinks.create': { link: ReviewLinkView; url: string };
  'reviewLinks.list': ReviewLinkView[];
  'reviewLinks.revoke': null;
  'calendarFeeds.create': { feed: CalendarFeedView; url: string };
  'calendarFeeds.list': CalendarFeedView[];
  'calendarFeeds.revoke': null;
  'members.setRole': null;
  'members.remove': null;
  'connections.connect': { connectionId: string };
  'connections.signIn': { connectionId: string };
  'connections.signInState': FlowState;
  'connections.handOver': null;
  'connections.reconnect': null;
  'connections.health': ConnectionHealth;
  'secrets.protect': null;
  'secrets.unlock': null;
  'secrets.forget': null;
  'mail.wishes': MailWishes;
  'mail.choose': MailWishes;
  'publish.now': null;
  'publish.handOut': { files: number };
  'publish.resolve': null;
  'publish.sendAgain': {
    sent: number;
    refused: { publicationId: string; code: string; message: string }[];
  };
  'publish.check': { there: boolean };
  'publish.timeline': Timeline;
  'comments.refresh': null;
  'feeds.read': null;
  'feeds.export': { saved: boolean };
  'comments.loadOlder': null;
  'history.older': OlderVersionsPage;
  'import.preview': ImportPreview;
  'import.run': { made: number; firstDay: string | null };
  'import.undo': null;
  'import.redo': null;
  'archive.look': ArchivePreview | null;
  'archive.run': { brandId: string | null; made: number; files: number; left: number; filesLost: number };
  'export.count': { posts: number };
  /** `opened`: shown to be printed. `files` went into an archive, `elsewhere` are only on other devices. */
  'export.files': { saved: boolean; name: string };
  'media.original': { here: boolean };
  'export.save': { saved: boolean; opened?: boolean; name: string; files: number; elsewhere: number };
  'media.pause': null;
  'media.resume': null;
  'media.keepThumb': null;
  'sync.retry': null;
  'sync.discard': null;
  'sync.now': null;
  'sync.report': SyncReport;
  'sync.discardKept': null;
  'sync.resendKept': null;
  'sync.export': { saved: boolean };
  'storage.report': StorageReport;
  'storage.restore': { carried: number };
  'storage.removeCopy': null;
  'diagnostics.save': { saved: boolean };
  'host.openExternal': null;
  'menu.show': null;
  'settings.set': null;
};

/** What is always on screen: who, where, and whether everything is safe. Pushed whole when it changes. */
export type AppState = {
  host: 'electron' | 'browser';
  serverUrl: string;
  deviceId: string;
  /** Platforms the server says it connects; empty before it was reached once. */
  platforms: string[];
  session:
    | { state: 'none' }
    /** `expired`: signed in here before, the server wants the password again; everything stays usable. */
    | { state: 'signed_in' | 'expired'; personId: string; email: string; name: string };
  /** Local brands that wait to be given to an organization, after signing in. */
  toAdopt: { id: string; name: string }[];
  /**
   * Where secrets live: the OS keychain; this session's memory only because there is none; a file that the person's
   * passphrase opens, and opened (`passphrase`) or has not yet (`locked`).
   */
  keychain: 'keychain' | 'session_only' | 'passphrase' | 'locked';
  sync: SyncState;
  /**
   * May the lid be closed? `yes`: everything is on a server that is another machine. `this_computer`: the server runs
   * here. `waiting`: writes have not arrived yet. `media_waiting`: nor have files of posts that are planned.
   * `no_account`/`device_held`: nobody else could publish.
   */
  lid: {
    answer:
      | 'yes'
      | 'this_computer'
      | 'waiting'
      | 'media_waiting'
      | 'no_account'
      | 'device_held'
      | 'nothing_planned';
    waiting: number;
  };
  media: {
    /** Where the page finds files: `<base>/thumb/<asset>` (small, WebP) and `<base>/file/<asset>`. */
    base: string;
    /** Files that are on this device and not on the server, oldest first, at most 200. */
    uploads: UploadState[];
    /** Files that come from the server, or will: those somebody looks at, and those of posts to come; at most 200. */
    downloads: DownloadState[];
  };
  /** Where the clock stands still, for tests and screenshots (shared/time/clock.ts); null: it runs. */
  clockStandsAt: string | null;
  settings: Record<string, unknown>;
};

/** A file on its way to the server. `local`: there is no account. `failed`: a person has to do something (`code`). */
export type UploadState = {
  assetId: string;
  name: string;
  bytes: number;
  sent: number;
  state: 'local' | 'waiting' | 'sending' | 'paused' | 'failed';
  code: string | null;
};

/** A file on its way to this device. `failed`: it needs somebody (`code`); the others come by themselves. */
export type DownloadState = {
  assetId: string;
  name: string;
  bytes: number;
  received: number;
  state: 'waiting' | 'fetching' | 'paused' | 'failed';
  code: string | null;
};

export type SyncState = {
  /** `local`: no account. The rest is what the indicator says. */
  status:
    | 'local'
    | 'offline'
    | 'syncing'
    | 'waiting'
    | 'failed'
    | 'up_to_date'
    | 'paused_sign_in'
    | 'must_update';
  waiting: number;
  failed: FailedWrite[];
  lastSyncedAt: string | null;
  /** Rows this version could not read; kept aside. */
  setAside: number;
  /** Writes kept apart when their brand was lost. */
  kept: number;
  /** Why the server cannot be reached or refuses, when it does. */
  problem: ErrorBody | null;
};

/** A write the server refused; the person's words are kept in `args`. */
export type FailedWrite = {
  uuid: string;
  name: string;
  args: unknown;
  code: string;
  message: string;
  madeAt: string;
};

/** A write that waits to arrive. `waiting`: never left. `sent`: may have arrived. `accepted`: has, and is on its way back. */
export type WaitingWrite = {
  uuid: string;
  name: string;
  args: unknown;
  home: string;
  madeAt: string;
  state: 'waiting' | 'sent' | 'accepted';
  tries: number;
};

/** A write for a scope this person may no longer open: theirs to export, never sent. */
export type KeptWrite = {
  uuid: string;
  name: string;
  args: unknown;
  home: string;
  madeAt: string;
  reason: string;
  keptAt: string;
  /** Its brand is back: it can be sent after all. */
  sendable: boolean;
};

/** One scope and how level it is with the server. */
export type StreamReport = {
  scope: string;
  /** Null for the person's own. */
  brandName: string | null;
  /** `live` is followed all the time, `resting` looked at now and then, `off` not at all now. */
  mode: 'live' | 'resting' | 'off';
  /** When something last came by it, and when the server was last heard. */
  syncedAt: string | null;
  heardAt: string | null;
};

export type SyncReport = {
  /** Oldest first, at most 200. */
  waiting: WaitingWrite[];
  waitingCount: number;
  kept: KeptWrite[];
  streams: StreamReport[];
  /** Rows this version could not read, by kind and reason. */
  setAside: { kind: string; reason: string; count: number }[];
};

/** A copy of the replica's file: made before an upgrade, before something was restored, or of a damaged file. */
export type FileCopy = {
  name: string;
  kind: 'upgrade' | 'replaced' | 'damaged';
  /** Of the file's tables; null where nobody knows. */
  version: number | null;
  at: string;
  bytes: number;
};

export type StorageReport = {
  /** The file and what SQLite keeps beside it. */
  bytes: number;
  rows: { kind: string; count: number }[];
  copies: FileCopy[];
};

/** Told once after a damaged file was rebuilt, until it is put away: setting `rebuilt`. */
export const rebuiltSchema = z.object({ at: z.string(), writes: z.int(), failed: z.int() });
export type Rebuilt = z.infer<typeof rebuiltSchema>;

/** Subscriptions: a live query, the app's state, or small events. */
export const subscriptions = {
  query: z.discriminatedUnion(
    'name',
    (Object.keys(queryArgs) as QueryName[]).map((name) =>
      z.object({ name: z.literal(name), args: queryArgs[name] }),
    ) as unknown as [z.ZodObject<{ name: z.ZodLiteral<QueryName>; args: z.ZodType }>],
  ),
  state: z.object({}),
  /** Ids of commands that were chosen outside the page: in the native menu, the tray, by a key the system listens for. */
  commands: z.object({}),
  /** What comes from outside the page: an address to show (a deep link, a notification), something to tell. */
  outside: z.object({}),
} as const;
export type SubscriptionName = keyof typeof subscriptions;

/**
 * What the preload bridge (or the browser host's) puts on `window.pillarbox`. Both carriers move JSON values only.
 * A subscription first delivers the present value, then every change, and goes on by itself after a reconnect. What
 * comes of a live query is a `LiveMessage`: its result whole, then patches.
 */
export type DesktopApi = {
  invoke(method: string, args: unknown): Promise<Answer>;
  subscribe(name: string, args: unknown, onMessage: (message: Answer) => void): () => void;
  /**
   * Brings a file a person chose or dropped into a brand's library. The file itself says where it is; no page names paths.
   * @param args `{ brandId, folder? }` @returns `{ assetId, known }`: `known` when the library had these bytes; or
   *   `{ use: 'import' }` @returns `{ token }`: the file is there to be looked into
   */
  addFile(args: unknown, file: File): Promise<Answer>;
};
export type Answer = { ok: true; value: unknown } | { ok: false; error: ErrorBody };

/** The typed face of DesktopApi that the renderer uses (renderer/app/desktop.ts). */
export type Desktop = {
  invoke<M extends MethodName>(method: M, args: z.infer<(typeof methods)[M]>): Promise<MethodResults[M]>;
  mutate<N extends MutationName>(name: N, args: MutationArgs<N>): Promise<void>;
  query<N extends QueryName>(
    name: N,
    args: QueryArgs<N>,
    onResult: (result: QueryResult<N>) => void,
    /** The core could not answer; it tries again by itself and `onResult` follows when it can. */
    onError?: (error: ErrorBody) => void,
  ): () => void;
  state(onState: (state: AppState) => void): () => void;
  commands(onCommand: (id: string) => void): () => void;
  outside(onMessage: (message: Outside) => void): () => void;
  /** @throws AppError why it was not taken */
  addFile(
    args: { brandId: string; folder?: string },
    file: File,
  ): Promise<{ assetId: string; known: boolean }>;
  /** Hands a file over to be looked into. @throws AppError why it could not be read */
  openFile(file: File): Promise<{ token: string }>;
};
