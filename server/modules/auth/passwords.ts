import { hash, parseOptions, verify } from '@node-rs/argon2';
import { authError } from './errors.ts';

// OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. The algorithm is the library's default.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** In characters. */
export const MIN_LENGTH = 8;
export const MAX_LENGTH = 256;

export type WeakReason = 'length' | 'characters' | 'pwned';

export type Passwords = {
  /** @returns the PHC string to store */
  hash(password: string): Promise<string>;
  /**
   * @param stored a PHC string, or undefined when no such person exists: the work is done all the same, so the
   *   time of an answer does not tell which addresses have an account
   */
  matches(stored: string | undefined, password: string): Promise<boolean>;
  /** True when a stored hash was made with a lower cost than today's. */
  isOutdated(stored: string): boolean;
};

/**
 * Hashing with bounded memory: at most `parallel` hashes (19 MiB each) run at once. They run on libuv's pool of
 * four threads, so two leave room for file and DNS work.
 * @param options.waiting how many more may wait; beyond it callers get a 503, which clients retry
 */
export function createPasswords(options: { parallel?: number; waiting?: number } = {}): Passwords {
  const limit = createLimit(options.parallel ?? 2, options.waiting ?? 100);
  let nobody: Promise<string> | undefined;

  return {
    hash: (password) => limit(() => hash(normalize(password), COST)),

    async matches(stored, password) {
      nobody ??= limit(() => hash('nobody has this password', COST));
      nobody.catch(() => {
        nobody = undefined;
      });
      const against = stored ?? (await nobody);
      const same = await limit(() => verify(against, normalize(password)));
      return same && stored !== undefined;
    },

    isOutdated(stored) {
      const { memoryCost, timeCost } = parseOptions(stored);
      return memoryCost < COST.memoryCost || timeCost < COST.timeCost;
    },
  };
}

/**
 * Refuses passwords that a guesser tries first. Length is what protects; there are no rules about character kinds.
 * @param email the account's address; a password must not be it
 * @throws AppError `weak_password` with `weak_password.reasons` (auth-js `AuthWeakPasswordError`), or
 *   `validation_failed` over 256 characters
 */
export function assertAcceptablePassword(password: string, email: string): void {
  const length = [...password].length;
  if (length > MAX_LENGTH) {
    throw authError(400, 'validation_failed', `A password has at most ${MAX_LENGTH} characters.`);
  }
  if (length < MIN_LENGTH) {
    throw weak(['length'], `A password needs at least ${MIN_LENGTH} characters.`);
  }
  const plain = normalize(password).toLowerCase();
  if (new Set(plain).size < 4) {
    throw weak(['characters'], 'This password repeats the same few characters. Choose another.');
  }
  const [local] = email.split('@');
  // "password1!" is "password" to a guesser.
  const word = plain.replace(/[^\p{L}]+$/u, '');
  if (COMMON.has(plain) || COMMON.has(word) || plain === email || plain === local) {
    throw weak(['pwned'], 'This password is one of the first anybody would guess. Choose another.');
  }
}

function weak(reasons: WeakReason[], message: string) {
  return authError(422, 'weak_password', message, { weak_password: { reasons, message } });
}

/** The same password typed on another system may arrive in another Unicode form (NIST SP 800-63B, 5.1.1.2). */
function normalize(password: string): string {
  return password.normalize('NFKC');
}

/** Runs at most `parallel` jobs at once and lets `waiting` more queue in order. */
function createLimit(parallel: number, waiting: number) {
  let running = 0;
  const queue: (() => void)[] = [];
  return async <T>(job: () => Promise<T>): Promise<T> => {
    if (running >= parallel) {
      if (queue.length >= waiting) {
        throw authError(503, 'over_request_rate_limit', 'The server is busy. Try again in a moment.');
      }
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running++;
    }
    try {
      return await job();
    } finally {
      // The place goes straight to the next in line, so nobody can slip in between.
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}

// The most used passwords of eight characters and more in public breach statistics, and our own name.
const COMMON = new Set(
  `password passw0rd p@ssword p@ssw0rd motdepasse passwort contraseña 12345678 123456789 1234567890 0123456789
  0987654321 87654321 987654321 123123123 1234512345 11223344 12344321 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2
  zaq12wsx qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 asdfghjk asdfghjkl zxcvbnm1 qazwsxedc q1w2e3r4
  abcd1234 abc12345 abcdefgh abcdefg1 a1b2c3d4 iloveyou iloveyou1 letmein1 letmein123 welcome1 welcome123 sunshine
  princess football baseball basketball superman batman123 starwars whatever trustno1 computer internet michelle
  jennifer charlie1 dragon123 monkey123 shadow123 master123 admin123 admin1234 administrator changeme changeme1
  test1234 testtest default1 secret123 samsung1 google123 facebook liverpool chelsea1 arsenal1 juventus pokemon1
  pillarbox pillarbox1 socialmedia`.split(/\s+/),
);
