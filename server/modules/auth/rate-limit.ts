import { isIPv6 } from 'node:net';
import { AppError } from '../../../shared/errors.ts';
import { tooManyRequests } from './errors.ts';

/** How many tries fit at once, and how many seconds bring one back. */
export type Rate = { burst: number; secondsEach: number };

export type RateLimit = {
  /**
   * Takes one try for a key.
   * @returns a function that gives it back, for tries that turned out to be honest
   * @throws AppError `over_request_rate_limit` with `retry_after` seconds
   */
  take(key: string): () => void;
};

/**
 * A token bucket per key, in memory: a restart forgets, and each server process counts for itself, which is
 * enough to make guessing hopeless.
 * @param options.keys how many keys are remembered; the one idle longest is forgotten first
 */
export function createRateLimit(rate: Rate, options: { now?: () => number; keys?: number } = {}): RateLimit {
  const now = options.now ?? (() => performance.now());
  const maxKeys = options.keys ?? 50_000;
  // Insertion order is order of use, because a used key is moved to the end.
  const buckets = new Map<string, { left: number; at: number }>();

  const current = (key: string) => {
    const bucket = buckets.get(key) ?? { left: rate.burst, at: now() };
    const gained = (now() - bucket.at) / (rate.secondsEach * 1000);
    buckets.delete(key);
    return { left: Math.min(rate.burst, bucket.left + gained), at: now() };
  };

  return {
    take(key) {
      const bucket = current(key);
      buckets.set(key, bucket);
      const oldest = buckets.size > maxKeys ? buckets.keys().next().value : undefined;
      if (oldest !== undefined) buckets.delete(oldest);
      if (bucket.left < 1) {
        throw tooManyRequests(Math.max(1, Math.ceil((1 - bucket.left) * rate.secondsEach)));
      }
      bucket.left -= 1;
      return () => {
        const held = buckets.get(key);
        if (held) held.left = Math.min(rate.burst, held.left + 1);
      };
    },
  };
}

/**
 * What counts as one address: an IPv4 address, or the /64 an IPv6 address lies in (one household or machine has
 * all of it, so counting single addresses would count nothing).
 */
export function addressKey(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped?.[1]) return mapped[1];
  if (!isIPv6(ip)) return ip;
  const [head = '', tail = ''] = (ip.split('%')[0] ?? '').split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const groups = ip.includes('::')
    ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
    : left;
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

export type Limits = {
  /** New accounts per address. */
  signUp: Rate;
  /** Wrong passwords per address. */
  address: Rate;
  /** Wrong passwords per account, from anywhere. */
  email: Rate;
};

/** An office behind one address signs in on a Monday morning; a guesser gets some 1,500 tries a day per account. */
export const DEFAULT_LIMITS: Limits = {
  signUp: { burst: 30, secondsEach: 20 },
  address: { burst: 40, secondsEach: 10 },
  email: { burst: 10, secondsEach: 60 },
};

/** Counts guesses. All doors that check a password share one guard. */
export type Guard = {
  /** Runs a check of a password; only a wrong one counts. Taken before the check, so that parallel guesses count. */
  password<T>(who: { email: string; ip: string }, check: () => Promise<T>): Promise<T>;
  /** Counts one new account. */
  signUp(ip: string): void;
};

export function createGuard(limits: Limits = DEFAULT_LIMITS): Guard {
  const signUps = createRateLimit(limits.signUp);
  const addresses = createRateLimit(limits.address);
  const emails = createRateLimit(limits.email);
  return {
    async password({ email, ip }, check) {
      const giveAddressBack = addresses.take(addressKey(ip));
      const giveEmailBack = emails.take(email);
      try {
        const result = await check();
        giveAddressBack();
        giveEmailBack();
        return result;
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'invalid_credentials')) {
          giveAddressBack();
          giveEmailBack();
        }
        throw error;
      }
    },
    signUp: (ip) => void signUps.take(addressKey(ip)),
  };
}
