import type { ChildProcess } from 'node:child_process';
import sql from 'sql-template-tag';
import { atEnd, bench, judge, ms, pause, percentile, print, readOptions, spread } from './harness.ts';
import { openHouse } from './publish-house.ts';

/**
 * Ten thousand posts due within one minute on two hundred accounts. The platform limits each account, refuses, fails and
 * loses requests and answers; every five seconds one of the workers is killed without warning and another one starts.
 */
const options = readOptions({
  posts: 10_000,
  accounts: 200,
  workers: 3,
  killEverySeconds: 5,
  /** One of so many requests goes wrong. */
  troubleEvery: 25,
  /** What an account may post in so many seconds. */
  limit: 30,
  windowSeconds: 20,
  minutes: 20,
});

await bench(async () => {
  const house = await openHouse();
  const channels = await house.channels(options.accounts);
  house.platform({ kind: 'limit', limit: options.limit, windowMs: options.windowSeconds * 1000 });
  house.platform({ kind: 'trouble', every: options.troubleEvery });
  const from = Date.now() + options.posts * 2;
  const plan = Array.from({ length: options.posts }, (_, n) => ({
    channel: channels[n % channels.length] as (typeof channels)[number],
    text: `Post ${n} of a busy minute`,
    at: new Date(from + Math.floor((n / options.posts) * 60_000)),
  }));
  await house.schedule(plan);
  const job = {
    settleMs: 2000,
    options: { intervalMs: 1000, concurrency: 16, writeMs: 5000, leaseMs: 15_000 },
  };
  const workers: ChildProcess[] = [];
  for (let n = 0; n < options.workers; n += 1) workers.push(await house.worker(job));
  await pause(Math.max(0, from - Date.now()));

  let killed = 0;
  let going = true;
  const killing = (async () => {
    for (; going; killed += 1) {
      await pause(options.killEverySeconds * 1000);
      if (!going) return;
      workers.shift()?.kill('SIGKILL');
      workers.push(await house.worker(job));
    }
  })();
  atEnd(() => {
    going = false;
  });

  const halfway: Map<string, number>[] = [];
  for (const end = from + options.minutes * 60_000; Date.now() < end; await pause(1000)) {
    const states = await house.states();
    const { published = 0, failed = 0, missed = 0, work = 0 } = states;
    if (halfway.length === 0 && published >= options.posts / 2) halfway.push(await perAccount());
    if (Math.round((Date.now() - from) / 1000) % 15 === 0) console.log(JSON.stringify(states));
    if (published + failed + missed >= options.posts && work === 0) break;
  }
  const took = Date.now() - from;
  going = false;
  await killing;

  const states = await house.states();
  const seen = await house.posts();
  const copies = Map.groupBy(seen, ({ text }) => text);
  const rows = await house.system((tx) =>
    tx.many<{
      state: string;
      error_code: string | null;
      late_ms: number | null;
      caption: string;
      connection_id: string;
    }>(sql`
      select u.state, u.error_code, u.late_ms, u.connection_id, p.caption from app.publications u
        join app.posts p on p.id = u.post_id where u.deleted_at is null`),
  );
  const silent = rows.filter(({ state, caption }) => state === 'published' && !copies.has(caption)).length;
  const unsaid = rows.filter(({ state, caption }) => state !== 'published' && copies.has(caption)).length;
  const double = [...copies.values()].filter(({ length }) => length > 1).length;
  print(
    `${options.posts} posts, ${options.accounts} accounts, ${options.workers} workers, ${killed} of them killed, ${(took / 1000).toFixed(0)} s`,
    Object.entries(
      Object.groupBy(rows, ({ state, error_code }) => `${state}${error_code ? ` ${error_code}` : ''}`),
    ).map(([outcome, each]) => ({ outcome, posts: each?.length ?? 0 })),
  );
  const late = rows.flatMap(({ late_ms }) => late_ms ?? []);
  const byAccount = [...Map.groupBy(rows, ({ connection_id }) => connection_id).values()].map((each) =>
    percentile(
      each.flatMap(({ late_ms }) => late_ms ?? []),
      0.5,
    ),
  );
  print('Lateness', [
    { of: 'a post', ...spread(late) },
    { of: "an account's middle post", ...spread(byAccount), least: ms(percentile(byAccount, 0)) },
  ]);
  const counts = [...(halfway[0]?.values() ?? [])];
  console.log('');
  judge('posts that are there twice', double, 0, String);
  judge('posts said to be out that are not there', silent, 0, String);
  judge('posts that are there and not said to be', unsaid, 0, String);
  judge('posts with no outcome', options.posts - rows.length + (states.work ?? 0), 0, String);
  judge('unfairness between accounts when half was out (1 - Jain)', 1 - jain(counts), 0.05, (value) =>
    value.toFixed(3),
  );

  async function perAccount(): Promise<Map<string, number>> {
    const found = await house.system((tx) =>
      tx.many<{ id: string; n: number }>(sql`
        select c.id, count(u.id) filter (where u.state = 'published') as n
          from app.connections c left join app.publications u on u.connection_id = c.id group by c.id`),
    );
    return new Map(found.map(({ id, n }) => [id, n]));
  }
});

/** 1 where all got the same, 1/n where one got everything (Jain, Chiu and Hawe, 1984). */
function jain(counts: readonly number[]): number {
  const sum = counts.reduce((total, count) => total + count, 0);
  const squares = counts.reduce((total, count) => total + count * count, 0);
  return squares === 0 ? 0 : sum ** 2 / (counts.length * squares);
}
