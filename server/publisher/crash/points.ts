import type { Db, Tx } from '../../db/db.ts';

type Fetch = typeof globalThis.fetch;

/** What a transaction is called by a statement of it; the rest of them are no steps of a publication. */
const STEPS: readonly (readonly [RegExp, string])[] = [
  [/insert into app\.publish_attempts/, 'claimed'],
  [/set state = 'armed'/, 'armed'],
  [/set state = 'confirmed'/, 'confirmed'],
  [/set state = 'rejected'/, 'rejected'],
  [/set state = 'unknown'/, 'unknown'],
];

/** Told of every commit that moves a publication on, right after it. */
export function watchDb(db: Db, point: (label: string) => void): Db {
  return {
    ...db,
    async tx(identity, work, options) {
      let step: string | undefined;
      const note = <Arguments extends unknown[], Result>(run: (...given: Arguments) => Result) => {
        return (...given: Arguments): Result => {
          const [statement] = given as unknown as [{ sql?: string }];
          step = STEPS.find(([pattern]) => pattern.test(statement.sql ?? ''))?.[1] ?? step;
          return run(...given);
        };
      };
      const result = await db.tx(
        identity,
        (tx) =>
          work({
            ...tx,
            run: note(tx.run),
            one: note(tx.one) as Tx['one'],
            many: note(tx.many) as Tx['many'],
          }),
        options,
      );
      if (step) point(step);
      return result;
    },
  };
}

/** Told right before a request leaves and right after its answer came; ids are left out of the names. */
export function watchFetch(fetch: Fetch, point: (label: string) => void): Fetch {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input));
    const path = pathname.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{5,}|(?<=by-key\/)\w+/g, '*');
    const label = `${(init?.method ?? 'GET').toUpperCase()} ${path.replace('/xrpc/', '').replace('/sandbox/api', '')}`;
    point(`before ${label}`);
    const answer = await fetch(input, init);
    point(`after ${label}`);
    return answer;
  };
}

/**
 * The answer to the first call that posts is lost: the platform has it, and nobody here hears so.
 * @param posting what “METHOD /path”, with the range of what is sent behind it, of such a call matches
 */
export function loseFirst(fetch: Fetch, posting: string): Fetch {
  const posts = new RegExp(posting);
  let lost = false;
  return async (input, init) => {
    const answer = await fetch(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : String(input));
    const range = new Headers(init?.headers).get('content-range') ?? '';
    if (lost || !posts.test(`${(init?.method ?? 'GET').toUpperCase()} ${pathname} ${range}`.trim()))
      return answer;
    lost = true;
    throw new TypeError('fetch failed', {
      cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    });
  };
}
