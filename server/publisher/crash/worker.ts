/**
 * A worker process of the crash matrix. It waits for a `Job` over its channel, publishes, and ends itself or falls asleep
 * at one point of the flow. It ends with the process that started it. Run by node.
 */
import { createSafeFetch } from '../../connectors/safe-fetch.ts';
import { createDb } from '../../db/db.ts';
import { createLog } from '../../log.ts';
import { createSessions } from '../../modules/connections/sessions.ts';
import { createMediaStore } from '../../modules/media/store.ts';
import { createPublisher, type PublisherOptions } from '../publisher.ts';
import { makeConnector, type Spec } from './connectors.ts';
import { loseFirst, watchDb, watchFetch } from './points.ts';

export type Job = {
  databaseUrl: string;
  dataHome: string;
  vaultKey: { id: string; base64: string };
  spec: Spec;
  times: PublisherOptions;
  /** What the calls that post match, where the answer to the first of them gets lost. */
  lose: string | null;
  /** The point at which it ends, the `nth` time it comes there; null: it tells every point and goes on. */
  at: { label: string; nth: number } | null;
  signal: 'SIGKILL' | 'SIGSTOP';
};

process.on('disconnect', () => process.exit(1));
process.on('message', (message: Job | 'finish') => void (message === 'finish' ? finish() : start(message)));

let finish = async () => process.exit(0);

async function start(job: Job): Promise<void> {
  let times = 0;
  const point = (label: string) => {
    if (job.at === null) process.send?.({ point: label });
    if (label !== job.at?.label) return;
    times += 1;
    if (times === job.at.nth) process.kill(process.pid, job.signal);
  };
  const { fetch } = createSafeFetch({ allowPrivate: true });
  const watched = watchFetch(fetch, point);
  const store = createMediaStore(job.dataHome);
  const connector = await makeConnector(job.spec, {
    fetch: job.lose === null ? watched : loseFirst(watched, job.lose),
    readMedia: ({ sha256 }) => store.read(sha256),
  });
  const db = watchDb(createDb(job.databaseUrl), point);
  const log = createLog({ level: process.env.LOG_LEVEL ?? 'silent' });
  const connectors = new Map([[job.spec.platform, connector]]);
  const vaultKeys = [{ id: job.vaultKey.id, key: Buffer.from(job.vaultKey.base64, 'base64') }] as const;
  const sessions = createSessions({ db, log, connectors, vaultKeys, now: () => new Date() });
  const publisher = createPublisher({ db, log, connectors, sessions }, job.times);
  finish = async () => {
    await publisher.stop();
    process.exit(0);
  };
  await publisher.start();
}
