import { z } from 'zod';
import type { Connector } from './connectors/contract.ts';

const instantOrNull = z.string().max(40).nullable();

/** How a connection stands, as its holder knows it: the server, or the device that keeps the secret. Nothing of the secret. */
export const connectionHealthSchema = z.object({
  /** Permissions it takes to do all that Pillarbox does there; empty where a platform knows none. */
  needed: z.array(z.string().max(200)).max(100),
  /** Permissions that were given; null where the platform does not say. */
  granted: z.array(z.string().max(200)).max(100).nullable(),
  /** What the platform calls this sort of account; null where there is one sort. */
  account_type: z.string().max(100).nullable(),
  /** When the present token ends; null for one that does not. */
  expires_at: instantOrNull,
  /** It is replaced before then, without anybody doing anything. */
  renews: z.boolean(),
  /** When it was last signed in or renewed. */
  renewed_at: instantOrNull,
  /** When it was last used for a request; to the minute. */
  used_at: instantOrNull,
  /** What the platform last said is left: told by whom it counts, and for what. */
  limits: z
    .array(
      z.object({
        of: z.enum(['account', 'app']),
        bucket: z.enum(['all', 'post', 'media']),
        remaining: z.int(),
        /** How many a window allows, where that is known. */
        most: z.int().nullable().default(null),
        resets_at: z.string().max(40),
        heard_at: instantOrNull.default(null),
      }),
    )
    .max(20)
    .default([]),
  /** Since when comments could not be read, and why; null where they are, or nothing is to be read. */
  comments: z
    .object({
      failing_since: z.string().max(40),
      code: z.string().max(80),
      message: z.string().max(2000).nullable().default(null),
    })
    .nullable()
    .default(null),
});
export type ConnectionHealth = z.infer<typeof connectionHealthSchema>;

/**
 * @param secret what is kept to sign in with, opened
 * @param kept instants the holder wrote down
 */
export function healthOf(
  connector: Pick<Connector, 'expiresAt' | 'permissions'>,
  secret: string,
  kept: Pick<ConnectionHealth, 'renewed_at' | 'used_at'> &
    Partial<Pick<ConnectionHealth, 'limits' | 'comments'>>,
): ConnectionHealth {
  const ends = connector.expiresAt(secret);
  const { needed = [], granted = null, accountType = null } = connector.permissions?.(secret) ?? {};
  return {
    needed: [...needed],
    granted: granted && [...granted],
    account_type: accountType,
    expires_at: ends === null ? null : new Date(ends).toISOString(),
    renews: ends !== null,
    limits: [],
    comments: null,
    ...kept,
  };
}
