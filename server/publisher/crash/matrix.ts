import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import type { Connector } from '../../../shared/connectors/contract.ts';
import { assetId } from '../../../shared/mutators/asset.ts';
import { film } from '../../../tests/support/films.ts';
import { noise, sha256 } from '../../../tests/support/pictures.ts';
import { storeSecret } from '../../modules/connections/secrets.ts';
import { createWorld } from '../testing.ts';
import { makeConnector } from './connectors.ts';
import { loseFirst } from './points.ts';
import { STAGES } from './stages.ts';
import type { Job } from './worker.ts';

const NODE = resolve(import.meta.dirname, '../../../node_modules/.bin/node');
const SCRIPT = resolve(import.meta.dirname, 'worker.ts');
const CACHE = resolve(import.meta.dirname, '../../../node_modules/.cache/crash-workers');
const TIMES = { intervalMs: 500, writeMs: 1500, leaseMs: 20_000 };
/** On a machine so busy that a deadline passes by itself a flow goes another way, and the point is not on it. */
const TRIES = 4;
const PATIENCE_MS = 60_000;

/** Where a worker is lost, how, and what else happens. */
export type Cell = {
  label: string;
  nth: number;
  signal: Job['signal'];
  /** The answer to the first call that posts is lost, for the one that is lost and for those who come after. */
  lost: boolean;
  /** How many go on with its work. */
  workers: 1 | 3;
};

export type Matrix = Awaited<ReturnType<typeof createMatrix>>;

/**
 * One platform, one account, and workers that are lost while they publish a post with a file and what follows it.
 * @param options.ahead a worker is on its way up while the one before it is at work
 */
export async function createMatrix(platform: string, options: { ahead: boolean }) {
  const start = STAGES[platform];
  if (!start) throw new Error(`There is no stage for ${platform}.`);
  const world = await createWorld();
  const picture = await noise(64, 48).jpeg(80);
  const stage = await start(world, picture);
  const file = stage.media === 'film' ? await film('mp4') : picture;
  const person = await world.person();
  const brand = await world.brand(person);
  const connection = await addConnection();
  const asset = await addFile();

  async function addConnection(): Promise<string> {
    const id = uuidv7();
    const { remoteId, serviceUrl, secret } = stage.account;
    const { vault } = world.sessions(new Map());
    await world.system(async (tx) => {
      await tx.run(sql`
        insert into app.connections (id, brand_id, platform, holder, device_id, handle, display_name, remote_account_id,
                                     service_url, status, status_code, created_at, updated_at, version)
        values (${id}, ${brand}, ${stage.spec.platform}, 'server', null, 'bakery', 'Bakery', ${remoteId}, ${serviceUrl},
                'connected', null, now(), now(), 1)`);
      await storeSecret(tx, vault, id, secret);
    });
    return id;
  }

  async function addFile(): Promise<string> {
    const hash = sha256(file);
    const at = join(world.media.uploads, uuidv7());
    mkdirSync(world.media.uploads, { recursive: true });
    writeFileSync(at, file);
    await world.media.keep(at, hash);
    const { status } = await world.mutate(person, 'asset.add', {
      brand_id: brand,
      sha256: hash,
      name: 'loaf',
      bytes: file.length,
      ...(stage.media === 'film'
        ? { mime: 'video/mp4', width: 320, height: 180, duration_ms: 2000, codec: 'vp09' }
        : { mime: 'image/jpeg', width: 64, height: 48, duration_ms: null, codec: null }),
      alt_text: 'A loaf of rye',
      folder: '',
      tags: [],
      rating: 0,
    });
    if (status !== 'applied') throw new Error('The file is not in the library.');
    await world.system((tx) =>
      tx.run(
        sql`insert into app.media_files (brand_id, sha256, bytes) values (${brand}, ${hash}, ${file.length})`,
      ),
    );
    return assetId(brand, hash);
  }

  /** A post with a file and one thing behind it, due now. @returns its id and its words in order */
  async function addPost(): Promise<{ post: string; words: string[] }> {
    const words = ['Rye', 'And how'].map((word) => `${word} ${uuidv7().slice(-12)}`);
    const post = await world.post(brand, [connection], null, words[0]);
    await world.mutate(person, 'attachment.add', {
      brand_id: brand,
      post_id: post,
      asset_id: asset,
      connection_id: null,
      position: 0,
      alt_text: null,
    });
    await world.part(brand, post, words[1] ?? '', { role: stage.follow });
    await world.system((tx) => tx.run(sql`update app.posts set title = 'Rye' where id = ${post}`));
    await world.schedule(post, -10);
    return { post, words };
  }

  const published = (post: string) =>
    patiently(async () => {
      const steps = await world.steps(post, connection);
      return steps.length === 2 && steps.every(({ state }) => state === 'published');
    });

  const job = (rest: Pick<Job, 'lose' | 'at' | 'signal'>): Job => ({
    ...rest,
    databaseUrl: world.database.url,
    dataHome: world.dataHome,
    vaultKey: { id: 'test', base64: Buffer.alloc(32, 7).toString('base64') },
    spec: stage.spec,
    times: TIMES,
  });

  let next: ChildProcess | undefined;
  const take = (): ChildProcess => {
    const taken = next ?? spawn();
    next = options.ahead ? spawn() : undefined;
    return taken;
  };

  return {
    world,

    /** @returns the points of an undisturbed flow, each with how often it came before */
    async points(lost: boolean): Promise<Pick<Cell, 'label' | 'nth'>[]> {
      for (let tries = 1; tries <= TRIES; tries += 1) {
        const seen = await flow(lost);
        const strays = seen.filter(({ label }) => label === 'rejected' || label === 'unknown').length;
        if (strays === (lost ? 1 : 0)) return seen;
      }
      throw new Error(`No flow on ${platform} went undisturbed.`);
    },

    /** Loses a worker there and lets others go on. @returns `once`, or what went wrong */
    async run(cell: Cell): Promise<string> {
      for (let tries = 1; ; tries += 1) {
        const seen = await lose(cell);
        if (seen !== null) return seen;
        await finish();
        if (tries === TRIES) return `never came to “${cell.label}”`;
      }
    },

    async close() {
      next?.kill('SIGKILL');
      await world.close();
      await stage.close();
    },
  };

  async function flow(lost: boolean): Promise<Pick<Cell, 'label' | 'nth'>[]> {
    const { post } = await addPost();
    const worker = take();
    const seen: { label: string; nth: number }[] = [];
    worker.on('message', ({ point: label }: { point: string }) => {
      seen.push({ label, nth: seen.filter((each) => each.label === label).length + 1 });
    });
    worker.send(job({ lose: lost ? stage.posting : null, at: null, signal: 'SIGKILL' }));
    const done = await published(post);
    worker.send('finish');
    await once(worker, 'exit');
    if (!done) throw new Error(`An undisturbed flow on ${platform} did not end.`);
    return seen;
  }

  /** What is left of a try that did not come to its point is brought to its end. */
  async function finish(): Promise<void> {
    await leasesEnd();
    const worker = await world.worker(
      undefined,
      TIMES,
      await makeConnector(stage.spec, { fetch, readMedia: ({ sha256: hash }) => world.media.read(hash) }),
    );
    const hurried = setInterval(() => void world.hurry(), 150);
    await patiently(async () => (await world.work()) === 0);
    clearInterval(hurried);
    await worker.stop();
  }

  /** @returns null where it never came there */
  async function lose({ label, nth, signal, lost, workers }: Cell): Promise<string | null> {
    const { post, words } = await addPost();
    const victim = take();
    const ended = once(victim, 'exit');
    const asleep = signal === 'SIGSTOP';
    victim.send(job({ lose: lost ? stage.posting : null, at: { label, nth }, signal }));
    const isLost = async () => (asleep ? await isStopped(victim.pid ?? 0) : victim.signalCode === 'SIGKILL');
    await patiently(async () => (await isLost()) || (await world.work()) === 0);
    // At the last of its points nothing is left to do either.
    const lostIt = await patiently(isLost, 1000);
    if (!lostIt) {
      victim.kill('SIGKILL');
      await ended;
      return null;
    }
    await leasesEnd();
    const rescuers = await Promise.all(
      Array.from({ length: workers }, async () => world.worker(undefined, TIMES, await rescue())),
    );
    const hurried = setInterval(() => void world.hurry(), 150);
    const settled = await published(post);
    if (asleep) {
      // It wakes up in the middle of what it did, long after others took over.
      victim.kill('SIGCONT');
      victim.send('finish');
      const over = setTimeout(() => victim.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(over);
    }
    clearInterval(hurried);
    await Promise.all(rescuers.map((each) => each.stop()));
    const seen = await verdict(post, words);
    return settled ? seen : `stuck: ${seen}`;

    async function rescue(): Promise<Connector> {
      return makeConnector(stage.spec, {
        fetch: lost ? loseFirst(fetch, stage.posting) : fetch,
        readMedia: ({ sha256: hash }) => world.media.read(hash),
      });
    }
  }

  /**
   * What a lease waits for in vain is let go now, as if its time had passed; never what may still be written to the
   * platform: that deadline is the sender's own.
   */
  function leasesEnd() {
    return world.system((tx) =>
      tx.run(sql`
        update app.publication_work set look_at = clock_timestamp()
         where phase <> 'due' and not exists (
           select from app.publish_attempts a
            where a.connection_id = publication_work.connection_id and a.state in ('armed', 'sent', 'unknown')
              and a.settle_until > clock_timestamp())`),
    );
  }

  async function verdict(post: string, words: string[]): Promise<string> {
    const said = (await stage.said()).filter(({ text }) => words.includes(text));
    for (const [index, word] of words.entries()) {
      const found = said.filter(({ text }) => text === word);
      if (found.length !== 1)
        return `${index === 0 ? 'the post' : 'what follows'} is there ${found.length} times`;
      const above = index === 0 ? null : (said.find(({ text }) => text === words[index - 1])?.id ?? null);
      if (found[0]?.parent !== above) return 'what follows is not below the post';
    }
    for (const { id, state } of await world.steps(post, connection)) {
      if (state !== 'published') return `it is there and said to be ${state}`;
      const attempts = await world.attempts(id);
      if (attempts.filter((attempt) => attempt.state === 'confirmed').length !== 1)
        return 'confirmed not once';
      if (attempts.some((attempt) => !['confirmed', 'rejected'].includes(attempt.state)))
        return 'an open attempt';
    }
    return (await world.work()) === 0 ? 'once' : 'work is left';
  }
}

/** A worker process that waits for its `Job`. */
export function spawn(): ChildProcess {
  return fork(SCRIPT, [], {
    execPath: NODE,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: CACHE },
  });
}

/** Whether it came true within the patience. Looked at seldom: hundreds of these run at a time. */
async function patiently(holds: () => Promise<boolean>, within = PATIENCE_MS): Promise<boolean> {
  for (const end = performance.now() + within; performance.now() < end; await pause(75))
    if (await holds()) return true;
  return holds();
}

/** Whether a process sleeps by signal. */
export const isStopped = async (pid: number) =>
  /\) T /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
