import sql, { join as list } from 'sql-template-tag';
import { buildApp } from '../../../server/app.ts';
import { createDb, type Db } from '../../../server/db/db.ts';
import { keepHouse } from '../../../server/sync/housekeeping.ts';
import { syncModule } from '../../../server/sync/index.ts';
import { raiseEpoch } from '../../../server/sync/log/identity.ts';
import { pushResponseSchema } from '../../../shared/sync-protocol.ts';
import { testDatabase } from '../../support/database.ts';
import { testDeps } from '../../support/deps.ts';
import type { Request } from './line.ts';

/**
 * The real server, all of its sync, on a database of its own; many runs use one after another, each with people and
 * brands of its own. Requests come without sockets, so that a run decides when each is served.
 */
export async function createTown() {
  const database = await testDatabase();
  let chunkBytes = 0;
  let running = await start();
  /** The server's word about each write, as it left the server, and those that it took back. */
  let said = new Map<string, string>();
  let broken: string[] = [];

  async function start() {
    const db = createDb(database.url, { max: 4 });
    // Polls are not held: a run decides when they are answered.
    const options = { pollMs: 0, ...(chunkBytes > 0 ? { chunkBytes } : {}) };
    const built = await buildApp({
      ...testDeps(db),
      modules: [(app, deps) => syncModule(app, deps, options)],
    });
    return { db, built };
  }

  const ask = async ({ url, method, headers, body }: Request, { built } = running): Promise<Response> => {
    const answer = await built.app.inject({
      method: method as 'GET',
      url: `${url.pathname}${url.search}`,
      headers: Object.fromEntries(headers),
      ...(body === undefined ? {} : { payload: body }),
    });
    if (method === 'POST' && answer.statusCode === 200) note(answer.json());
    const plain = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) plain.set(name, String(value));
    return new Response(answer.statusCode === 304 ? null : answer.body, {
      status: answer.statusCode,
      headers: plain,
    });
  };
  const note = (body: unknown) => {
    for (const { uuid, outcome } of pushResponseSchema.parse(body).outcomes) {
      const before = said.get(uuid);
      if (before !== undefined && before !== outcome.status)
        broken.push(`${uuid} was ${before} and became ${outcome.status}`);
      said.set(uuid, outcome.status);
    }
  };

  const town = {
    database,
    db: (): Db => running.db,
    said: () => said,
    broken: () => broken,
    /** Before each run. */
    async begin(bytes: number): Promise<void> {
      said = new Map();
      broken = [];
      if (bytes === chunkBytes) return;
      chunkBytes = bytes;
      await town.restart();
    },

    async serve(request: Request): Promise<Response> {
      const answer = await ask(request);
      if (request.method === 'POST') await town.numbered();
      return answer;
    },

    /** Whoever reads next finds what was written before: the log's owner numbers it a moment after the commit. */
    async numbered(): Promise<void> {
      for (let tries = 0; tries < 3000; tries += 1) {
        const found = await running.db.tx({ as: 'sync' }, (tx) =>
          tx.one<{ waits: boolean }>(
            sql`select exists (select from sync.log where position is null) as waits`,
          ),
        );
        if (!found?.waits) return;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      throw new Error('The log is not numbered.');
    },

    async restart(): Promise<void> {
      const old = running;
      await old.built.close();
      await old.db.close();
      running = await start();
    },

    /** kill -9 while it serves: its connections break wherever they are, nothing is cleaned up, another one starts. */
    async killUnder(request: Request): Promise<never> {
      const old = running;
      const under = ask(request, old).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, request.method === 'POST' ? Math.random() * 8 : 0));
      await database.owner(sql`
        select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`);
      await under;
      await old.built.close().catch(() => undefined);
      await old.db.close();
      running = await start();
      await town.numbered();
      throw new TypeError('fetch failed');
    },

    newEpoch: () => raiseEpoch(running.db),
    forgetLog: () => keepHouse(running.db, { logBytes: 0 }),

    /** The newest position of each of these scopes in the log. */
    async heads(scopes: string[]): Promise<Map<string, number>> {
      const rows = await running.db.tx({ as: 'sync' }, (tx) =>
        tx.many<{ scope: string; head: number }>(sql`
          select scope, max(position) as head from sync.log where scope in (${list(scopes)}) group by scope`),
      );
      return new Map(rows.map(({ scope, head }) => [scope, head]));
    },
    async close(): Promise<void> {
      await running.built.close();
      await running.db.close();
      await database.drop();
    },
  };
  return town;
}
export type Town = Awaited<ReturnType<typeof createTown>>;
