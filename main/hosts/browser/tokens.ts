import { randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Who may open the socket. The launch token stands in the address that is printed at the start and works once; it
 * buys a session token, which the page keeps for its tab, so that a reload works and a leaked address does not.
 */
export type Tokens = {
  launch: string;
  /** @returns the session token the page is to use from now on, or null when the token opens nothing */
  redeem(token: string): string | null;
};

/** @param fixed a launch token that stays good (development: an open page outlives the host) */
export function createTokens(fixed?: string): Tokens {
  const launch = fixed ?? newToken();
  const sessions = new Set<string>();
  let burnt = false;
  return {
    launch,
    redeem(token) {
      if (fixed !== undefined && same(token, fixed)) return fixed;
      for (const session of sessions) if (same(token, session)) return session;
      if (burnt || !same(token, launch)) return null;
      burnt = true;
      const session = newToken();
      sessions.add(session);
      return session;
    },
  };
}

const newToken = () => randomBytes(32).toString('base64url');

function same(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
