import { z } from 'zod';

const credentials = z.object({ email: z.email().max(320), password: z.string().min(1).max(1000) });

/** Who is signed in, and where. */
export const sessionMethods = {
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
} as const;

export type SessionResults = {
  'session.signUp': null;
  'session.signIn': null;
  'session.signInWithBrowser': null;
  'session.signOut': { kept: number }; // writes that still wait and stay in this account's file
  'session.adopt': null;
  'session.setServer': null;
};
