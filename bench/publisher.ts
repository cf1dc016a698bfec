import pg from 'pg';
import sql from 'sql-template-tag';
import { createSafeFetch } from '../server/connectors/safe-fetch.ts';
import { createSessions } from '../server/modules/connections/sessions.ts';
import { claim } from '../server/publisher/claim.ts';
import type { Head } from '../server/publisher/claim-rows.ts';
import { createMastodonConnector } from '../shared/connectors/mastodon/index.ts';
import { bench, judge, ms, pause, percentile, print, ratio, readOptions, spread, timed } from './harness.ts';
import { openHouse } from './publish-house.ts';

/**
 * The publisher against its own floor, in one run: how soon a due post reaches the platform at a thousand a minute, what a
 * post costs beside the bare call of its connector, and claims a second beside a bare `for update skip locked` that leases
 * the same rows of the same table, as many at a time and by as many claimers.
 */
const options = readOptions({
  due: 1000,
  seconds: 60,
  accounts: 200,
  alone: 300,
  claims: 2000,
  concurrency: 16,
  /** Workers that claim at the same time, and how much each claims at once. */
  claimers: 4,
  batch: 16,
});
const TIMES = { intervalMs: 1000, writeMs: 20_000, leaseMs: 60_000 };

await bench(async () => {
  const house = await openHouse();
  const { fetch, close } = createSafeFetch({ allowPrivate: true });
  const channels = await house.channels(options.accounts);
  house.platform({ kind: 'limit', limit: 1_000_000, windowMs: 3_600_000 });
  const channelOf = (n: number) => channels[n % channels.length] as (typeof channels)[number];
  const connector = createMastodonConnector({
    fetch,
    now: () => new Date(),
    baseUrl: house.platformUrl(),
    readMedia: () => Promise.reject(new Error('There are no files in this bench.')),
  });
  const connectors = new Map([['mastodon', connector]]);
  const sessions = createSessions({ ...house, connectors, now: () => new Date() });

  // Due until the platform has the call.
  const worker = await house.worker({
    settleMs: 10_000,
    options: { ...TIMES, concurrency: options.concurrency },
  });
  const from = Date.now() + 5000;
  const due = new Map<string, number>();
  const plan = Array.from({ length: options.due }, (_, n) => {
    const at = from + Math.floor((n / options.due) * options.seconds * 1000);
    due.set(`Due ${n}`, at);
    return { channel: channelOf(n), text: `Due ${n}`, at: new Date(at) };
  });
  await house.schedule(plan);
  await pause(from + options.seconds * 1000 - Date.now());
  await allOut(options.due);
  const delays = (await house.posts()).map(({ text, at }) => Date.parse(at) - (due.get(text) ?? Number.NaN));
  worker.kill();
  print(`${options.due} posts due within ${options.seconds} s, until the platform is called`, [
    { posts: delays.length, ...spread(delays), p99: ms(percentile(delays, 0.99)) },
  ]);

  // One after the other on one account: through the ledger, and bare.
  const only = channelOf(0);
  const session = await sessions.open({
    id: only.id,
    platform: 'mastodon',
    remote_account_id: only.remoteId,
    service_url: house.platformUrl(),
  });
  const bare: number[] = [];
  for (let n = 0; n < options.alone; n += 1) {
    const content = { kind: 'post', text: `Bare ${n}` } as const;
    const signal = AbortSignal.timeout(20_000);
    const [took] = await timed(async () => {
      const prepared = (await connector.prepare?.(session, content, signal)) ?? null;
      return connector.publish(session, { content, prepared, key: `bare-${n}`, signal });
    });
    bare.push(took);
  }
  await house.schedule(
    Array.from({ length: options.alone }, (_, n) => ({ channel: only, text: `Alone ${n}`, at: new Date() })),
  );
  const [ledgered] = await timed(async () => {
    const one = await house.worker({ settleMs: 10_000, options: { ...TIMES, concurrency: 1 } });
    await allOut(options.due + options.alone);
    one.kill();
  });
  const rows = await house.system((tx) =>
    tx.many<{ spent: number }>(sql`
      select extract(epoch from a.settled_at - a.claimed_at)::float8 * 1000 as spent
        from app.publish_attempts a join app.publications u on u.id = a.publication_id
        join app.posts p on p.id = u.post_id where p.caption like 'Alone %'`),
  );
  const spent = rows.map((row) => row.spent);
  const p50 = percentile(bare, 0.5);
  print(`${options.alone} posts, one after the other`, [
    { way: 'the bare connector', ...spread(bare) },
    { way: 'claimed to settled', ...spread(spent), 'of the bare call': ratio(percentile(spent, 0.5), p50) },
    {
      way: 'a post, all in',
      p50: ms(ledgered / options.alone),
      'of the bare call': ratio(ledgered / options.alone, p50),
    },
  ]);

  // Claims a second, and what the same database does where a claim is a lease and nothing else.
  await house.system((tx) => tx.run(sql`delete from app.publication_work`));
  const many = await house.channels(options.claims);
  await house.schedule(many.map((channel, n) => ({ channel, text: `Claim ${n}`, at: new Date() })));
  const owner = new pg.Client({ connectionString: house.databaseUrl });
  await owner.connect();
  const raw = await claims(() => leaseOnly(options.batch));
  const rawAlone = await claims(() => leaseOnly(1));
  const rawLedger = await claims(() => leaseAndLedger(options.batch));
  await owner.query(`delete from app.publications where state = 'publishing'`);
  const heads = await house.system((tx) =>
    tx.many<Head>(
      sql`select subject, subject_id, occurrence, connection_id, post_id, part_id from app.publication_work`,
    ),
  );
  const ours = await claims(async () => {
    const batch = heads.splice(0, options.batch);
    const { begun } = await claim(
      { db: house.db, connectors, sessions, worker: 'bench', leaseMs: 600_000 },
      batch,
    );
    return begun.length;
  });
  await owner.end();
  const share = (value: number) => `${((value / raw) * 100).toFixed(0)} %`;
  print(`Claims a second, ${options.claimers} claimers`, [
    { way: `bare skip locked, ${options.batch} at once`, 'a second': raw.toFixed(0), share: share(raw) },
    {
      way: `bare skip locked, ${options.batch} at once, with their ledger rows`,
      'a second': rawLedger.toFixed(0),
      share: share(rawLedger),
    },
    { way: 'bare skip locked, one at once', 'a second': rawAlone.toFixed(0), share: share(rawAlone) },
    { way: `ours, ${options.batch} at once`, 'a second': ours.toFixed(0), share: share(ours) },
  ]);
  console.log('');
  judge('due until the platform is called, p99', percentile(delays, 0.99), 1000);
  judge(
    'bare claims with their ledger rows for one of ours',
    rawLedger / ours,
    1 / 0.7,
    (value) => `${value.toFixed(1)}x`,
  );
  await close();

  async function allOut(count: number): Promise<void> {
    while (((await house.states()).published ?? 0) < count) await pause(50);
  }

  /** Everything is claimed once, from the same start. @param claimSome returns how many it got @returns claims a second */
  async function claims(claimSome: () => Promise<number>): Promise<number> {
    await house.system((tx) =>
      tx.run(sql`update app.publication_work set phase = 'due', worker = null, look_at = clock_timestamp()`),
    );
    // What the run before left behind is not this one's.
    await owner.query('vacuum analyze app.publication_work');
    let claimed = 0;
    const [took] = await timed(() =>
      Promise.all(
        Array.from({ length: options.claimers }, async () => {
          for (let got = 1; got > 0; claimed += got) got = await claimSome();
        }),
      ),
    );
    if (claimed !== options.claims) throw new Error(`${claimed} of ${options.claims} were claimed.`);
    return claimed / (took / 1000);
  }

  /** What a claim has to leave behind, and nothing is read, frozen or decided. */
  function leaseAndLedger(batch: number): Promise<number> {
    return house.system((tx) =>
      tx.run(sql`
        with next as (
          select subject, subject_id, occurrence, brand_id, connection_id, post_id, due_at from app.publication_work
           where phase = 'due' and look_at <= clock_timestamp() order by look_at limit ${batch} for update skip locked),
        said as (
          insert into app.publications (id, brand_id, subject, subject_id, post_id, connection_id, occurrence, state, due_at,
                                        tries, error_class, updated_at)
          select gen_random_uuid(), brand_id, subject, subject_id, post_id, connection_id, occurrence, 'publishing', due_at, 1,
                 'none', clock_timestamp() from next returning id, subject_id),
        begun as (
          insert into app.publish_attempts (publication_id, n, brand_id, connection_id, state, worker, due_at, content,
                                            content_hash, key, claimed_at)
          select said.id, 1, brand_id, connection_id, 'claimed', 'bare', due_at, '{}', '', '', clock_timestamp()
            from next join said using (subject_id))
        update app.publication_work w set phase = 'leased', worker = 'bench', look_at = clock_timestamp() + interval '600 seconds'
          from next n where (w.subject, w.subject_id, w.occurrence) = (n.subject, n.subject_id, n.occurrence)`),
    );
  }

  function leaseOnly(batch: number): Promise<number> {
    return house.system((tx) =>
      tx.run(sql`
        with next as (
          select subject, subject_id, occurrence from app.publication_work
           where phase = 'due' and look_at <= clock_timestamp() order by look_at limit ${batch} for update skip locked)
        update app.publication_work w set phase = 'leased', worker = 'bench', look_at = clock_timestamp() + interval '600 seconds'
          from next n where (w.subject, w.subject_id, w.occurrence) = (n.subject, n.subject_id, n.occurrence)`),
    );
  }
});
