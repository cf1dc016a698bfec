/** A publisher of its own process, as a server has it; killed without warning by the load bench. */

import { createSafeFetch } from '../server/connectors/safe-fetch.ts';
import { createDb } from '../server/db/db.ts';
import { createLog } from '../server/log.ts';
import { createSessions } from '../server/modules/connections/sessions.ts';
import { createPublisher, type PublisherOptions } from '../server/publisher/publisher.ts';
import { createMastodonConnector } from '../shared/connectors/mastodon/index.ts';

export type WorkerJob = {
  databaseUrl: string;
  platformUrl: string;
  vaultKey: string;
  settleMs: number;
  options: PublisherOptions;
};

process.on('disconnect', () => process.exit(0));
process.once('message', (job: WorkerJob) => void start(job));

async function start({ databaseUrl, platformUrl, vaultKey, settleMs, options }: WorkerJob): Promise<void> {
  const db = createDb(databaseUrl);
  const log = createLog({ level: process.env.LOG_LEVEL ?? 'silent' });
  const now = () => new Date();
  const { fetch } = createSafeFetch({ allowPrivate: true });
  const readMedia = () => Promise.reject(new Error('There are no files in this bench.'));
  const connectors = new Map([
    ['mastodon', { ...createMastodonConnector({ fetch, now, baseUrl: platformUrl, readMedia }), settleMs }],
  ]);
  const vaultKeys = [{ id: 'bench', key: Buffer.from(vaultKey, 'base64') }] as const;
  const sessions = createSessions({ db, log, connectors, vaultKeys, now });
  await createPublisher({ db, log, connectors, sessions }, options).start();
  process.send?.({ kind: 'ready', value: null });
}
