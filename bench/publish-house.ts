import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { createDb, type Db } from '../server/db/db.ts';
import { startEmbeddedPostgres } from '../server/db/embedded.ts';
import { migrate } from '../server/db/migrate.ts';
import { createLog } from '../server/log.ts';
import { storeSecret } from '../server/modules/connections/secrets.ts';
import { createVault } from '../server/modules/connections/vault.ts';
import { targetId } from '../shared/mutators/target.ts';
import { answer, atEnd, makeFolder } from './harness.ts';
import type { WorkerJob } from './publish-worker.ts';

/** What the publisher's benches share: a database with its usual durability, a platform, accounts, posts, workers. */

export type House = Awaited<ReturnType<typeof openHouse>>;
export type Channel = { id: string; brand: string; remoteId: string };
export type Seen = { account: string; text: string; at: string };

export async function openHouse() {
  const log = createLog({ level: process.env.LOG_LEVEL ?? 'error' });
  const dataHome = makeFolder();
  const postgres = await startEmbeddedPostgres({ dataHome, log });
  atEnd(async () => {
    await postgres.stop();
    await postgres.remove();
  });
  await migrate({ url: postgres.url, log });
  const db: Db = createDb(postgres.url);
  atEnd(() => db.close());
  const key = randomBytes(32);
  const vaultKeys = [{ id: 'bench', key }] as const;
  const vault = createVault(vaultKeys);
  const platform = await child('publish-platform.ts');
  await answer(platform, 'ready');
  const system = <T>(work: Parameters<typeof db.tx<T>>[1]) => db.tx({ as: 'system' }, work);
  let platformUrl = '';

  return {
    db,
    log,
    vaultKeys,
    databaseUrl: postgres.url,
    system,
    platformUrl: () => platformUrl,
    platform: (ask: object) => void platform.send(ask),
    async posts(): Promise<Seen[]> {
      platform.send({ kind: 'posts' });
      return answer<Seen[]>(platform, 'posts');
    },

    /** Accounts on the platform, each connected to one brand. */
    async channels(count: number): Promise<Channel[]> {
      platform.send({ kind: 'accounts', count });
      const made = await answer<{ url: string; accounts: { id: string; token: string }[] }>(
        platform,
        'accounts',
      );
      platformUrl = made.url;
      const brand = uuidv7();
      const person = uuidv7();
      return system(async (tx) => {
        await tx.run(
          sql`insert into app.people (id, email, name) values (${person}, ${`${person}@example.test`}, 'Ada')`,
        );
        await tx.run(sql`
          insert into app.brands (id, organization_id, name, time_zone, created_at, updated_at, version)
          select ${brand}, id, 'Bakery', 'UTC', now(), now(), 1 from app.organizations where created_by = ${person} limit 1`);
        const channels: Channel[] = [];
        for (const { id: remoteId, token } of made.accounts) {
          const id = uuidv7();
          await tx.run(sql`
            insert into app.connections (id, brand_id, platform, holder, device_id, handle, display_name, remote_account_id,
                                         service_url, status, status_code, created_at, updated_at, version)
            values (${id}, ${brand}, 'mastodon', 'server', null, ${`shop${remoteId}`}, 'Shop', ${remoteId}, ${made.url},
                    'connected', null, now(), now(), 1)`);
          await storeSecret(tx, vault, id, JSON.stringify({ service: made.url, accessToken: token }));
          channels.push({ id, brand, remoteId });
        }
        return channels;
      });
    },

    /** A scheduled post of its own for each. @returns how many */
    async schedule(plan: readonly { channel: Channel; text: string; at: Date }[]): Promise<number> {
      for (let from = 0; from < plan.length; from += 500) {
        const rows = plan.slice(from, from + 500).map(({ channel, text, at }) => {
          const id = uuidv7();
          const brand_id = channel.brand;
          return { id, brand_id, text, at, target: targetId(id, channel.id), connection_id: channel.id };
        });
        await system(async (tx) => {
          await tx.run(sql`
            insert into app.posts (id, brand_id, title, caption, notes, hashtags, status, scheduled_at, wall_time, time_zone,
                                   created_at, updated_at, version)
            select id, brand_id, '', text, '', '[]', 'scheduled', at, '2026-01-01T00:00', 'UTC', now(), now(), 1
              from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, brand_id uuid, text text, at timestamptz)`);
          await tx.run(sql`
            insert into app.targets (id, brand_id, post_id, connection_id, created_at, updated_at, version)
            select target, brand_id, id, connection_id, now(), now(), 1
              from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
                as r(id uuid, brand_id uuid, target uuid, connection_id uuid)`);
        });
      }
      return plan.length;
    },

    async worker(job: Pick<WorkerJob, 'options' | 'settleMs'>): Promise<ChildProcess> {
      const worker = await child('publish-worker.ts');
      worker.send({
        ...job,
        databaseUrl: postgres.url,
        platformUrl,
        vaultKey: key.toString('base64'),
      } satisfies WorkerJob);
      await answer(worker, 'ready');
      return worker;
    },

    /** How many publications are in each state; `work` is what is left to do. */
    async states(): Promise<Record<string, number>> {
      const rows = await system((tx) =>
        tx.many<{ state: string; n: number }>(sql`
          select state, count(*) as n from app.publications where deleted_at is null group by state
          union all select 'work', count(*) from app.publication_work`),
      );
      return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
    },
  };
}

async function child(file: string): Promise<ChildProcess> {
  const started = fork(join(import.meta.dirname, file), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  atEnd(() => void started.kill('SIGKILL'));
  return started;
}
