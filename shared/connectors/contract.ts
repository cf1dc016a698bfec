import type { PermissionsFound } from '../connection-check.ts';
import type { FailureClass, PartRole, Platform } from '../kinds/index.ts';
import type { FilmOptions } from '../publishing/film-options.ts';
import type { OutgoingMedia, OutgoingPicture } from '../publishing/outgoing-media.ts';
import type { Answered, Limit } from './limits.ts';

/**
 * What every platform must answer. A connector knows one platform's protocol and nothing of our database: it gets
 * `ConnectorDeps` once and an opened secret per call, and it never logs. Each call that goes out takes a signal.
 */
export type ConnectorDeps = {
  /** Every request goes through this one, so tests can lose an answer and a guard can refuse an address. */
  fetch: typeof globalThis.fetch;
  now: () => Date;
  /** Where the platform lives when the person names no address; no trailing slash. */
  baseUrl: string;
  /** The bytes of a file that goes out, all of them or `part` of them. @throws ConnectorError `media_not_here` */
  readMedia(item: OutgoingMedia, part?: { from: number; bytes: number }): Promise<Uint8Array>;
  /** An address at which the platform can fetch a picture that goes out, cut and made to fit, for a day. */
  mediaUrl?(item: OutgoingPicture): string;
};

/** What a person types in. */
export type Credentials = { handle: string; secret: string; serviceUrl: string | null };

export type Account = {
  /** The platform's own id of the account (a DID, a number). */
  remoteId: string;
  handle: string;
  displayName: string;
  /** Where the account lives; null where the platform has one host. */
  serviceUrl: string | null;
  /** What it allows where that is not its platform's usual (shared/rules). */
  limits?: { text?: number; link?: number; deletes?: boolean } | null;
};

/** What comes of signing in: an account, and the connector's own JSON to act for it. */
export type SignedIn = { account: Account; secret: string };

/**
 * Signing in on the platform's own pages: OAuth 2 authorization code (RFC 6749, 4.1) with PKCE (RFC 7636). Texts
 * called `client` and `kept` are the connector's own JSON and hold secrets: whoever calls seals them.
 */
export type BrowserSignIn = {
  /**
   * Makes this server known to the place where the account lives. Kept and used for everybody who signs in there. Missing
   * where a platform knows the server by what it was configured with; `client` is then empty.
   */
  register?(at: { serviceUrl: string | null; redirectUri: string }, signal: AbortSignal): Promise<string>;
  /** Where the person signs in, and what `finish` needs to know then. */
  begin(at: {
    client: string;
    serviceUrl: string | null;
    redirectUri: string;
    state: string;
  }): Promise<{ url: string; kept: string }>;
  /**
   * Exchanges the code that came back.
   * @returns `others`: further accounts that the same sign-in reaches, of which a person chooses one
   * @throws anything `classify` understands
   */
  finish(
    at: { kept: string; redirectUri: string; code: string },
    signal: AbortSignal,
  ): Promise<SignedIn & { others?: SignedIn[] }>;
};

/** An account as a call needs it. `secret` is the connector's own JSON, opened from the vault for this call. */
export type Session = { remoteId: string; serviceUrl: string | null; secret: string };

export type Permissions = {
  /** What it takes to do all that we do. */
  needed: readonly string[];
  /** What was given; null where the platform did not say. */
  granted: readonly string[] | null;
  /** What the platform calls this sort of account. */
  accountType?: string | null;
};

/** An account as its platform shows it now. */
export type Examined = {
  remoteId: string;
  /** Empty where there is none to show. */
  handle: string;
  /** What the platform calls this sort of account; null where there is one sort. */
  accountType: string | null;
  /** Why it takes no posts from apps, as the code of a `Failure`; null: it does. */
  unfit: string | null;
};

/** What goes out, frozen when it was claimed. */
export type Content =
  /**
   * `title`: where the platform shows one. `options`: of a film, where something is not as usual. `format`: not there, a
   * plain post; a story is one file without words.
   */
  | {
      kind: 'post';
      text: string;
      title?: string;
      media?: OutgoingMedia[];
      options?: FilmOptions;
      format?: 'story';
    }
  /** `parentId` is the remote id of the comment that is answered. */
  | { kind: 'reply'; text: string; parentId: string }
  /** What follows a post. `rootId` is the post's remote id, `parentId` that of what it stands below: the post or the part before. */
  | {
      kind: 'part';
      role: PartRole;
      text: string;
      rootId: string;
      parentId: string;
      media?: OutgoingMedia[];
    };

/** What it stands below; undefined for a post of its own. */
export const parentOf = (content: Content): string | undefined =>
  content.kind === 'post' ? undefined : content.parentId;

export type Armed = {
  content: Content;
  /** What `prepare` returned for this attempt; null where the connector has none. */
  prepared: unknown;
  /** Deterministic for this publication and its due time. */
  key: string;
  /** Aborts at the deadline. Nothing that can post may start after it. */
  signal: AbortSignal;
};

/** How an upload that was cut off goes on, in this process or another. */
export type Resume = {
  /** What the last try of the very same content kept or traced; null where there is nothing to go on with. */
  earlier: string | null;
  /** Kept in the ledger while it uploads, up to 2000 characters, never a secret of the account. */
  keep(trace: string): Promise<void>;
};
export const startAfresh: Resume = { earlier: null, keep: async () => undefined };

/** What is asked about when an answer was lost. */
export type Asked = {
  content: Content;
  /** It cannot be there from before this instant (ISO). */
  since: string;
  /** What `trace` said when it was prepared; null where it says nothing. */
  trace: string | null;
  /** Remote ids that belong to other publications of this account: none of them is the one. */
  taken: readonly string[];
};

/**
 * `warning`: it is out, and something that was to go with it may be missing there; kept for people to read. A code of
 * ours, with words and a next step, and the platform's own words or ours.
 */
export type Published = {
  remoteId: string;
  url: string | null;
  warning?: { code: string; message: string };
};

export type Probe =
  | ({ outcome: 'published'; publishedAt: string | null } & Published)
  | { outcome: 'not_published' }
  /** The platform has no way to find out: a person is asked. */
  | { outcome: 'cannot_know' };

/** Something this account published. */
export type Thing = { remoteId: string; kind: Content['kind'] };

/** A thing as it stands on the platform now. */
export type Standing = {
  /** As the platform shows it: links may be shortened there. */
  text: string;
  url: string | null;
  /** ISO instant; null where the platform does not say. */
  publishedAt: string | null;
  /** The platform is still working on it, and may refuse it yet. */
  pending?: true;
  /** The platform keeps it and shows it to nobody. A code of ours, with words and a next step, and the platform's reason. */
  refused?: { code: string; message: string };
};

/** What is written down of a thing that was looked at. */
export const seenAs = (found: Standing | null): { state: 'there' | 'gone'; why: Standing['refused'] } =>
  found && !found.refused ? { state: 'there', why: undefined } : { state: 'gone', why: found?.refused };

export type RemoteComment = {
  remoteId: string;
  parentRemoteId: string | null;
  url: string | null;
  /** True when the connected account wrote it. */
  own: boolean;
  authorName: string;
  authorHandle: string;
  text: string;
  commentedAt: string;
};
/** A published post whose comments are wanted; `cursor` is what the last look returned. */
export type PolledPost = { remoteId: string; cursor: string | null };
export type PolledComments = PolledPost & { comments: RemoteComment[] };

export type Failure = {
  /** `unknown`: the request may have been carried out although no answer says so. */
  outcome: 'not_published' | 'unknown';
  class: FailureClass;
  /** Ours, stable, for sentences and programs: `rate_limited`, `signed_out`, ... */
  code: string;
  /** The platform's words or ours, without secrets. */
  message: string;
  /** When the platform said it will take requests again. */
  retryAt: string | null;
  /** What the platform answered, for the ledger: status and codes, never content of headers with secrets. */
  answer: { status: number | null; code: string | null };
  /** What a sign-in that failed found out about permissions before it did. */
  permissions?: PermissionsFound;
};

export type Connector = {
  platform: Platform;
  /** How long after a deadline a write that did arrive may take to be visible, in milliseconds. */
  settleMs: number;
  /** Signs in once. @throws anything `classify` understands */
  connect(credentials: Credentials, signal: AbortSignal): Promise<{ account: Account; secret: string }>;
  /** Where an account is connected by signing in on the platform's pages. */
  browser?: BrowserSignIn;
  /** Takes over what a device held (its tokens or the words it signed in with), making the device's copy useless where the platform can. */
  takeOver(credentials: Credentials, signal: AbortSignal): Promise<{ account: Account; secret: string }>;
  /** When the secret stops working without a refresh, in milliseconds since 1970; null when it does not expire. */
  expiresAt(secret: string): number | null;
  /** What a secret may do, for the page that says how a connection stands; missing where a platform has nothing to tell. */
  permissions?(secret: string): Permissions;
  /** Asks whose account this is and of what sort. Reads only. @throws anything `classify` understands */
  examine(session: Session, signal: AbortSignal): Promise<Examined>;
  /**
   * The cheapest read of the kind that publishing needs; it changes nothing.
   * @returns what the answer itself says is left of limits, where not its headers (`limits`) say it
   * @throws anything `classify` understands
   */
  tryRead(session: Session, signal: AbortSignal): Promise<Limit[]>;
  /** From when on it should be replaced, where that is long before it ends; milliseconds since 1970, null for one that does not end. */
  refreshFrom?(secret: string): number | null;
  /** The next secret. Never loses a refresh token that the platform did not replace. */
  refresh(session: Session, signal: AbortSignal): Promise<string>;
  /** The key this publication has on the platform. */
  key(publicationId: string, dueAt: string): string;
  /** Reads and invisible uploads; may be repeated freely, and goes on where it was cut off. */
  prepare?(session: Session, content: Content, signal: AbortSignal, resume?: Resume): Promise<unknown>;
  /** What a later `probe`, or the next try, needs of what was prepared; kept in the ledger, so never a secret. */
  trace?(prepared: unknown): string | null;
  /** The one call that can post. Given the same key twice it makes one post. */
  publish(session: Session, armed: Armed): Promise<Published>;
  /** Asks whether the thing with this key is there. Reads only. */
  probe(session: Session, key: string, asked: Asked, signal: AbortSignal): Promise<Probe>;
  /**
   * Takes down what this account published. Resolves when it is not there any more, by this call or before, so it is
   * safe to repeat. Which accounts can is data: `deletesThere` (shared/publishing/take-down.ts).
   * @throws ConnectorError `cannot_delete` where the platform lets no app do it
   */
  remove(session: Session, thing: Thing, signal: AbortSignal): Promise<void>;
  /** What stands there now; null: it is gone. Reads only. */
  read(session: Session, thing: Thing, signal: AbortSignal): Promise<Standing | null>;
  listComments(session: Session, posts: PolledPost[], signal: AbortSignal): Promise<PolledComments[]>;
  /** What an answer's headers say is left, where the platform says so. */
  limits?(answer: Answered): Limit[];
  classify(error: unknown): Failure;
};

/** A failure a connector already knows everything about. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly failure: Failure;
  constructor(
    failure: Pick<Failure, 'class' | 'code' | 'message'> & Partial<Failure>,
    options?: ErrorOptions,
  ) {
    super(failure.message, options);
    this.failure = {
      outcome: 'not_published',
      retryAt: null,
      answer: { status: null, code: null },
      ...failure,
    };
  }
}
