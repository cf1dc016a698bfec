/** A small world for tests of what goes out: a brand, accounts on the Sandbox network, posts, and workers on purpose-made times. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import type { Connector } from '../../shared/connectors/contract.ts';
import { createSandboxConnector } from '../../shared/connectors/sandbox/index.ts';
import type { PartRole } from '../../shared/kinds/index.ts';
import {
  type MutationArgs,
  type MutationName,
  mutationNamed,
  registry,
} from '../../shared/mutators/index.ts';
import { firstCommentId } from '../../shared/mutators/part.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import type { StoredOutcome } from '../../shared/sync-protocol.ts';
import { ranksAfter } from '../../shared/threads/order.ts';
import { type Engine, type TestDatabase, testDatabase } from '../../tests/support/database.ts';
import { testDeps } from '../../tests/support/deps.ts';
import { buildApp } from '../app.ts';
import { createLocalFetch } from '../connectors/local-fetch.ts';
import type { ServerModule } from '../deps.ts';
import { createLog, type Log } from '../log.ts';
import { commentsModule } from '../modules/comments/index.ts';
import { connectionsModule } from '../modules/connections/index.ts';
import { createSessions } from '../modules/connections/sessions.ts';
import { createMediaStore } from '../modules/media/store.ts';
import { sandboxModule } from '../modules/sandbox/index.ts';
import { processMutation } from '../sync/push/process.ts';
import { createCaretaker } from './caretaker.ts';
import { publisherModule } from './index.ts';
import { createPublisher, type PublisherOptions } from './publisher.ts';

/** For worlds whose posts have no files. */
export const noMedia = () => Promise.reject(new Error('There are no files in this test.'));

export type Fetch = typeof globalThis.fetch;
/** Decides about one request: pass it on, lose it, lose its answer, answer something else. */
export type Fault = (
  request: {
    url: string;
    method: string;
    headers: Headers /** Of its body, where that is bytes or text. */;
    bytes: number;
  },
  pass: () => Promise<Response>,
) => Promise<Response>;

export const faulty =
  (fetch: Fetch, fault: Fault): Fetch =>
  (input, init) =>
    fault(
      {
        url: String(input),
        method: (init?.method ?? 'GET').toUpperCase(),
        headers: new Headers(init?.headers),
        bytes: lengthOf(init?.body),
      },
      () => fetch(input, init),
    );

const lengthOf = (body: unknown): number =>
  body instanceof Uint8Array ? body.byteLength : typeof body === 'string' ? Buffer.byteLength(body) : 0;

export const cut = (): TypeError =>
  new TypeError('fetch failed', {
    cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  });

export type PublicationRow = {
  id: string;
  state: string;
  error_code: string | null;
  error_class: string;
  tries: number;
  late_ms: number | null;
  published_at: string | null;
  next_try_at: string | null;
  remote_id: string | null;
  url: string | null;
  due_at: string;
  deleted_at: string | null;
};

export async function createWorld(
  options: {
    engine?: Engine;
    env?: Record<string, string>;
    log?: Log;
    modules?: readonly ServerModule[];
  } = {},
) {
  const database: TestDatabase = await testDatabase(options.engine);
  const { db } = database;
  const log = options.log ?? createLog({ level: process.env.LOG_LEVEL ?? 'silent' });
  const dataHome = mkdtempSync(join(tmpdir(), 'publisher-'));
  const media = createMediaStore(dataHome);
  const deps = {
    ...testDeps(db, {
      env: {
        PUBLIC_URL: 'http://pillarbox.test',
        PRIVATE_HOSTS: 'on',
        PUBLISHER: 'off',
        PILLARBOX_DATA: dataHome,
        ...options.env,
      },
    }),
    log,
  };
  const built = await buildApp({
    ...deps,
    modules: [connectionsModule, sandboxModule, publisherModule, commentsModule, ...(options.modules ?? [])],
  });
  const { app } = built;
  await app.ready();
  const stops: (() => Promise<void>)[] = [];

  const system = <T>(work: Parameters<typeof db.tx<T>>[1]) => db.tx({ as: 'system' }, work);
  const sandboxConnector = (fault?: Fault): Connector => ({
    ...createSandboxConnector({
      fetch: fault ? faulty(createLocalFetch(app), fault) : createLocalFetch(app),
      now: () => new Date(),
      baseUrl: 'http://sandbox.invalid',
      readMedia: ({ sha256 }) => media.read(sha256),
    }),
    settleMs: 50,
  });

  const world = {
    database,
    db,
    app,
    log,
    system,
    dataHome,
    media,
    sandboxConnector,

    async person(): Promise<string> {
      const id = uuidv7();
      await system((tx) =>
        tx.run(
          sql`insert into app.people (id, email, name) values (${id}, ${`${id}@example.test`}, 'Someone')`,
        ),
      );
      return id;
    },

    /** A brand of this person's own organization. */
    async brand(personId: string, graceMinutes = 60): Promise<string> {
      const id = uuidv7();
      await system((tx) =>
        tx.run(sql`
          insert into app.brands (id, organization_id, name, time_zone, grace_minutes, created_at, updated_at, version)
          select ${id}, o.id, 'Bakery', 'Europe/Paris', ${graceMinutes}, now(), now(), 1
            from app.organizations o where o.created_by = ${personId} and o.personal`),
      );
      return id;
    },

    request: (personId: string, method: 'POST' | 'GET', url: string, payload?: object) =>
      app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${personId}` },
        ...(payload ? { payload } : {}),
      }),

    async connect(
      personId: string,
      brandId: string,
      handle = `h${uuidv7().slice(-12)}`,
      /** So that the same account can be connected anew. */
      secret = '',
    ): Promise<string> {
      const id = uuidv7();
      const answer = await world.request(personId, 'POST', '/api/connections', {
        id,
        brand_id: brandId,
        platform: 'sandbox',
        handle,
        secret,
        service_url: null,
      });
      if (answer.statusCode !== 200) throw new Error(answer.body);
      return id;
    },

    /** A post on some connections, due in `inMs` (null: a draft). */
    async post(
      brandId: string,
      connections: string[],
      inMs: number | null,
      caption = 'Fresh bread',
    ): Promise<string> {
      const id = uuidv7();
      const at = inMs === null ? null : new Date(Date.now() + inMs);
      await system(async (tx) => {
        await tx.run(sql`
          insert into app.posts (id, brand_id, title, caption, notes, hashtags, status, scheduled_at, wall_time, time_zone,
                                 created_at, updated_at, version)
          values (${id}, ${brandId}, '', ${caption}, '', '[]', ${at ? 'scheduled' : 'draft'}, ${at},
                  ${at && '2026-01-01T00:00'}, ${at && 'UTC'}, now(), now(), 1)`);
        for (const connectionId of connections) {
          await tx.run(sql`
            insert into app.targets (id, brand_id, post_id, connection_id, created_at, updated_at, version)
            values (${targetId(id, connectionId)}, ${brandId}, ${id}, ${connectionId}, now(), now(), 1)`);
        }
      });
      return id;
    },

    /** Something that follows a post, behind what follows it already. */
    async part(
      brandId: string,
      postId: string,
      text: string,
      rest: { role?: PartRole; connectionId?: string } = {},
    ): Promise<string> {
      const { role = 'thread', connectionId = null } = rest;
      const id = role === 'thread' ? uuidv7() : firstCommentId(postId, connectionId);
      await system(async (tx) => {
        const last = await tx.one<{ rank: string | null }>(
          sql`select max(rank collate "C") as rank from app.post_parts where post_id = ${postId} and role = ${role}`,
        );
        await tx.run(sql`
          insert into app.post_parts (id, brand_id, post_id, connection_id, role, rank, text, asset_ids, created_at,
                                      updated_at, version)
          values (${id}, ${brandId}, ${postId}, ${connectionId}, ${role}, ${ranksAfter(last?.rank ?? null, 1)[0] ?? ''},
                  ${text}, '[]', now(), now(), 1)`);
      });
      return id;
    },

    /** A draft gets a time. */
    schedule: (postId: string, inMs: number) =>
      system((tx) =>
        tx.run(sql`
          update app.posts set status = 'scheduled', scheduled_at = ${new Date(Date.now() + inMs)},
                 wall_time = '2026-01-01T00:00', time_zone = 'UTC' where id = ${postId}`),
      ),

    /** What became of a post on a channel and of what follows it, in the order it was due. */
    steps: (postId: string, connectionId: string) =>
      system((tx) =>
        tx.many<PublicationRow & { part_id: string | null; error_message: string | null }>(sql`
          select * from app.publications where post_id = ${postId} and connection_id = ${connectionId}
             and deleted_at is null order by part_id is not null, due_at, id`),
      ),

    /** A post on the Sandbox and, below it, what its own account said, in order. */
    async thread(connectionId: string, postId: string): Promise<string[]> {
      const { remote_id } = (await world.publication(postId, connectionId)) ?? {};
      const rows = await system((tx) =>
        tx.many<{ text: string }>(sql`
          select text from (
            select text, 0 as seq from sandbox.posts where id = ${remote_id}
            union all select c.text, c.seq from sandbox.comments c join sandbox.posts p on p.id = c.post_id
             where p.id = ${remote_id} and c.account_id = p.account_id) t order by seq`),
      );
      return rows.map(({ text }) => text);
    },

    async publication(postId: string, connectionId: string): Promise<PublicationRow | undefined> {
      const id = publicationId(targetId(postId, connectionId), 'once');
      return system((tx) => tx.one<PublicationRow>(sql`select * from app.publications where id = ${id}`));
    },

    attempts: (publication: string) =>
      system((tx) =>
        tx.many<{
          n: number;
          state: string;
          key: string;
          error_code: string | null;
          settled_by: string | null;
          content: unknown;
        }>(sql`select * from app.publish_attempts where publication_id = ${publication} order by n`),
      ),

    /** What the network shows for an account of this world's brand. */
    posted: (connectionId: string) =>
      system((tx) =>
        tx.many<{ text: string; id: string }>(sql`
          select p.text, p.id from sandbox.posts p join app.connections c on c.remote_account_id = p.account_id::text
           where c.id = ${connectionId} order by p.created_at`),
      ),

    /** One mutation of one person, through the server's own apply; every call is another device. */
    mutate: <N extends MutationName>(
      personId: string,
      name: N,
      args: MutationArgs<N>,
    ): Promise<StoredOutcome> =>
      processMutation(
        { db, log, now: () => new Date() },
        { id: uuidv7(), personId },
        {
          ...{ id: 1, uuid: uuidv7(), name, args, made_at: new Date().toISOString() },
          version: registry.versionOf(mutationNamed(name)),
        },
      ),

    /** What waits for its time or its next try is looked at now. */
    hurry: () =>
      system((tx) =>
        tx.run(sql`update app.publication_work set look_at = clock_timestamp() where phase = 'due'`),
      ),

    async work(): Promise<number> {
      const row = await system((tx) =>
        tx.one<{ n: number }>(sql`select count(*) as n from app.publication_work`),
      );
      return row?.n ?? 0;
    },

    sessions: (connectors: ReadonlyMap<string, Connector>, now = () => new Date(), to = log) =>
      createSessions({ db, log: to, connectors, vaultKeys: deps.vaultKeys, now }),

    /** A worker of its own; several of them race. Stopped with the world. */
    async worker(fault?: Fault, times: Partial<PublisherOptions> = {}, connector = sandboxConnector(fault)) {
      const connectors = new Map([[connector.platform as string, connector]]);
      const publisher = createPublisher(
        { db, log, connectors, sessions: world.sessions(connectors) },
        { intervalMs: 100, writeMs: 400, leaseMs: 3000, ...times },
      );
      await publisher.start();
      stops.push(() => publisher.stop());
      return publisher;
    },

    /** One that looks after what is out, on a server that has the platform or does not. Stopped with the world. */
    async caretaker(fault?: Fault, leaseMs = 2000, platform: 'on' | 'off' = 'on') {
      const connector = sandboxConnector(fault);
      const connectors = new Map(platform === 'on' ? [[connector.platform as string, connector]] : []);
      const deps = { db, log, connectors, sessions: world.sessions(connectors) };
      const caretaker = createCaretaker(deps, { leaseMs, scanMs: 100 });
      await caretaker.start();
      stops.push(() => caretaker.stop());
      return caretaker;
    },

    async close() {
      await Promise.all(stops.map((stop) => stop()));
      await built.close();
      await database.drop();
      rmSync(dataHome, { recursive: true, force: true });
    },
  };
  return world;
}
export type World = Awaited<ReturnType<typeof createWorld>>;

/** Waits for something to become true; says what it last saw when it does not within ten seconds (`within`: milliseconds). */
export async function until<T>(
  look: () => Promise<T>,
  holds: (seen: T) => boolean,
  within = 10_000,
): Promise<T> {
  // By the clock that never jumps: some tests move the other one.
  for (const end = performance.now() + within; ; ) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (performance.now() > end) throw new Error(`It did not happen; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
