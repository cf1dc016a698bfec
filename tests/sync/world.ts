import { createLog } from '../../main/log.ts';
import type { Replica } from '../../main/replica/replica.ts';
import { decodeRow } from '../../main/replica/rows.ts';
import { createBench } from '../../main/replica/testing.ts';
import { createSync, type Sync, type SyncDeps } from '../../main/sync/sync.ts';
import { buildApp } from '../../server/app.ts';
import { syncModule } from '../../server/sync/index.ts';
import { rowsOf } from '../../server/sync/testing.ts';
import type { SyncVersions } from '../../server/sync/versions.ts';
import { kindNames, kinds } from '../../shared/kinds/index.ts';
import type { Registry } from '../../shared/mutators/registry.ts';
import { engagementScope, personScope, planningScope } from '../../shared/scopes.ts';
import { testDatabase } from '../support/database.ts';
import { testDeps } from '../support/deps.ts';

/** The real server on a free port, and desktops (real replicas, the real sync engine) that talk to it. */
export async function createWorld(versions: SyncVersions & { chunkBytes?: number } = {}) {
  const database = await testDatabase();
  const built = await buildApp({
    ...testDeps(database.db),
    modules: [(app, deps) => syncModule(app, deps, { pollMs: 1000, ...versions })],
  });
  const serverUrl = await built.app.listen({ host: '127.0.0.1', port: 0 });
  const bench = createBench();
  const running = new Set<Sync>();
  const open = new Set<Replica>();

  return {
    database,
    serverUrl,
    bench,
    desktop(
      name: string,
      personId: string,
      fetchThrough: typeof fetch = fetch,
      { registry, ...rest }: { registry?: Registry } & Partial<SyncDeps> = {},
    ): Desktop {
      const replica = bench.open(name, {
        now: rest.now ?? (() => new Date()),
        ...(registry ? { registry } : {}),
      });
      open.add(replica);
      const sync = createSync({
        replica,
        serverUrl,
        personId,
        accessToken: async () => personId,
        refreshToken: async () => personId,
        log: createLog({ level: process.env.LOG_LEVEL ?? 'silent' }),
        fetch: fetchThrough,
        timing: { backoff: { baseMs: 10, maxMs: 100 }, slowMs: 100, tickMs: 50 },
        ...rest,
      });
      running.add(sync);
      return {
        name,
        personId,
        replica,
        sync,
        write: (mutation, args) => replica.mutate([{ name: mutation, args }], personId)[0] ?? '',
        async stop() {
          running.delete(sync);
          await sync.stop();
          open.delete(replica);
          replica.close();
        },
      };
    },
    /** What a desktop should hold: the projection of the person's scopes without acknowledgements and tombstones. */
    async projected(personId: string, brands: string[]): Promise<Record<string, unknown>> {
      const scopes = [
        personScope(personId),
        ...brands.flatMap((id) => [planningScope(id), engagementScope(id)]),
      ];
      const rows = (await Promise.all(scopes.map((scope) => rowsOf(database.db, scope)))).flat();
      return Object.fromEntries(
        rows
          .filter(({ kind }) => kind !== 'client' && kind !== 'gone')
          .map(({ kind, id, data }) => [`${kind}/${id}`, data]),
      );
    },
    async close() {
      await Promise.all([...running].map((sync) => sync.stop()));
      for (const replica of open) replica.close();
      await built.close();
      await database.drop();
      bench.clean();
    },
  };
}
export type World = Awaited<ReturnType<typeof createWorld>>;

export type Desktop = {
  name: string;
  personId: string;
  replica: Replica;
  sync: Sync;
  /** @returns the write's uuid */
  write(mutation: string, args: unknown): string;
  stop(): Promise<void>;
};

/** Every row a replica holds. */
export function held(replica: Replica): Record<string, unknown> {
  const rows: [string, unknown][] = kindNames.flatMap((kind) =>
    replica.read
      .all<Record<string, unknown>>(`select * from ${kinds[kind].table}`)
      .map((raw): [string, unknown] => [`${kind}/${raw.id}`, decodeRow(kind, raw)]),
  );
  return Object.fromEntries(rows);
}

/**
 * What a write was folded into is another write from then on; only a copy of the file may still send the shorter one.
 * @returns what `write` returned, and the uuids that waited before and are no more
 */
export function folding<T>(replica: Pick<Replica, 'read'>, write: () => T): { result: T; gone: string[] } {
  const waiting = () => replica.read.all<{ uuid: string }>('select uuid from outbox').map(({ uuid }) => uuid);
  const before = waiting();
  const result = write();
  const after = new Set(waiting());
  return { result, gone: before.filter((uuid) => !after.has(uuid)) };
}

/** A line that loses requests, loses, cuts and delays answers and sends twice, as often as its rate says. */
export function createBadLine(seed: number, rate: number) {
  const random = randomFrom(seed);
  let bad = true;
  const line: typeof fetch = async (input, init) => {
    const luck = bad ? random() / rate : 1;
    if (luck < 0.2) throw new TypeError('fetch failed');
    if (luck < 0.3 && init?.method === 'POST') await (await fetch(input, init)).arrayBuffer();
    const answer = await fetch(input, init);
    if (luck < 0.5) {
      await answer.arrayBuffer();
      throw new TypeError('fetch failed');
    }
    if (luck < 0.65) await new Promise((resolve) => setTimeout(resolve, random() * 60));
    if (luck < 0.8) return cut(answer);
    if (luck < 0.9) return new Response('Come back later', { status: random() < 0.5 ? 503 : 429 });
    return answer;
  };
  const heal = () => {
    bad = false;
  };
  return { fetch: line, heal };
}

/** The connection breaks in the middle of the body. */
async function cut(answer: Response): Promise<Response> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, Math.floor(bytes.length / 2)));
      controller.error(new TypeError('terminated'));
    },
  });
  const headers = new Headers(answer.headers);
  headers.delete('content-encoding');
  headers.delete('content-length');
  return new Response(body, { status: answer.status, headers });
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
