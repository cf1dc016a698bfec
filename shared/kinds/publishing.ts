import { z } from 'zod';
import { PLATFORMS, type Platform } from '../connectors/facts.ts';
import { c, defineKind } from './define.ts';
import { stamps } from './fields.ts';

export { PLATFORMS, type Platform };

/** The `service_url` of Instagram accounts that are connected by signing in with Facebook, through their page. */
export const BY_FACEBOOK = 'https://www.facebook.com';

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

/** How a published thing stands on its platform; `gone`: somebody took it down there. */
export const STANDING_STATES = ['there', 'gone', 'retrying', 'waiting', 'failed', 'removed'] as const;

/** What one account allows instead of its platform's usual (shared/rules). A server that is older tells none. */
export const accountLimitsSchema = z
  .object({
    text: z.int().min(1).max(1_000_000).optional(),
    link: z.int().min(1).max(1000).optional(),
    /** Whether an app may delete what it published there. */
    deletes: z.boolean().optional(),
  })
  .nullable()
  .default(null);

/** Kinds: accounts, and what went out by them. */
export const publishingKinds = {
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
    subject: c.oneOf(['target', 'reply', 'part']), // `part`: a follow-up of a post, once what it follows is out
    subject_id: c.uuid(),
    post_id: c.uuidOrNull(),
    part_id: { ...c.uuidOrNull(), schema: z.uuid().nullable().default(null) },
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
   * When a post is to be taken down from one channel. id is the target's; a row of its own, so that apps and servers that
   * do not know it lose nothing of the target.
   */
  takedown: defineKind('takedown', 'takedowns', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    connection_id: c.uuid(),
    remove_at: c.instantOrNull(), // null: it stays
    set_by: c.textOrNull(80), // person id; null before an account
    ...stamps,
  }),
  /**
   * What has become of a published post on its platform, and of taking it down. id is the publication's. Written by
   * whoever holds the account; `removed` and `gone` are final.
   */
  standing: defineKind('standing', 'standings', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    post_id: c.uuid(),
    connection_id: c.uuid(),
    state: c.oneOf(STANDING_STATES),
    checked_at: c.instantOrNull(), // when somebody last looked there
    removed_at: c.instantOrNull(),
    removed_by: c.textOrNull(80), // person id of whoever said so
    tries: c.integer(),
    next_try_at: c.instantOrNull(),
    error_code: c.textOrNull(80),
    error_class: c.oneOf([...FAILURE_CLASSES, 'none']),
    error_message: c.textOrNull(2000), // the platform's words, redacted
    ...stamps,
  }),
} as const;
