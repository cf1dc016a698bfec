import { z } from 'zod';
import { CHECK_PARTS, type CheckStep } from '../connection-check.ts';
import type { ConnectionHealth } from '../connection-health.ts';
import { CONNECTABLE } from '../connectors/facts.ts';
import type { MailWishes } from '../mail-wishes.ts';
import { MIN_PASSPHRASE } from '../passphrase.ts';
import type { FlowState } from '../sign-in-flow.ts';

/** Accounts on platforms, where their secrets are kept, and mail about them. */
export const connectionsMethods = {
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
  /** Looks at an account step by step: its holder asks the platform. */
  'connections.check': z.object({ connectionId: z.uuid(), part: z.enum(CHECK_PARTS) }),
  /** Where there is no keychain: keeps the secrets in a file that this passphrase opens after the next start. */
  'secrets.protect': z.object({ passphrase: z.string().min(MIN_PASSPHRASE).max(1000) }),
  /** Opens that file. */
  'secrets.unlock': z.object({ passphrase: z.string().max(1000) }),
  /** Deletes that file, opened or not. */
  'secrets.forget': z.object({}),
  /** Puts another passphrase in place of the present one. */
  'secrets.change': z.object({
    passphrase: z.string().max(1000),
    next: z.string().min(MIN_PASSPHRASE).max(1000),
  }),
  /** What mail the person gets from the server. */
  'mail.wishes': z.object({}),
  'mail.choose': z.object({ failures: z.boolean() }),
} as const;

export type ConnectionsResults = {
  'connections.connect': { connectionId: string };
  'connections.signIn': { connectionId: string };
  'connections.signInState': FlowState;
  'connections.handOver': null;
  'connections.reconnect': null;
  'connections.health': ConnectionHealth;
  'connections.check': { steps: CheckStep[] };
  'secrets.protect': null;
  'secrets.unlock': null;
  'secrets.forget': null;
  'secrets.change': null;
  'mail.wishes': MailWishes;
  'mail.choose': MailWishes;
};
