import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Engine, testDatabase } from '../../../../tests/support/database.ts';
import { testDeps } from '../../../../tests/support/deps.ts';
import { type BuiltApp, buildApp } from '../../../app.ts';
import { createOwnerDb } from '../../../db/db.ts';
import { tableShapes } from './index.ts';

export type Line = {
  key?: string;
  value?: Record<string, string | null>;
  old_value?: Record<string, string | null>;
  headers: Record<string, unknown>;
};

/** An answer as a test looks at it. */
export type Answer = { status: number; headers: Headers; handle: string; offset: string; body: Line[] };

/**
 * A listening server in test mode on a database of its own, with a connection as a test of a client has one.
 * @param options.pollMs how long a live poll is held
 */
export async function startTables(
  engine: Engine,
  options: { pollMs?: number; chunkBytes?: number; allowDelete?: boolean } = {},
) {
  const database = await testDatabase(engine);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('create schema if not exists electric_test; set search_path = electric_test');
  const env = {
    PILLARBOX_SHAPE_TEST_SCHEMAS: 'electric_test, public',
    PILLARBOX_SHAPE_TEST_ALLOW_DELETE: options.allowDelete === false ? 'off' : 'on',
    ...(options.chunkBytes && { PILLARBOX_SHAPE_TEST_CHUNK_BYTES: String(options.chunkBytes) }),
  };
  let owner = createOwnerDb(database.url);
  let built: BuiltApp | undefined;
  let url = '';
  const start = async () => {
    built = await buildApp({
      ...testDeps(database.db, { env }),
      modules: [tableShapes(owner, { pollMs: options.pollMs ?? 1500 })],
    });
    url = await built.app.listen({ host: '127.0.0.1', port: url ? Number(new URL(url).port) : 0 });
  };
  await start();

  const get = async (query: Record<string, string>, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`${url}/v1/shape?${new URLSearchParams(query)}`, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      handle: response.headers.get('electric-handle') ?? '',
      offset: response.headers.get('electric-offset') ?? '',
      body: text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : [],
    };
  };

  return {
    url: () => url,
    client,
    get,
    /** Another connection of that kind; whoever asks for it ends it. */
    async connect() {
      const other = new pg.Client({ connectionString: database.url });
      await other.connect();
      return other;
    },
    /** Resolves when all that was committed has its place in the log. */
    async numbered() {
      for (;;) {
        const { rowCount } = await client.query('select from shape_test.log where position is null limit 1');
        if (rowCount === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    /** Runs statements as somebody who knows nothing of the server. */
    run: (text: string, values?: unknown[]) => client.query(text, values),
    /** A table of a name that needs quotes; `name` is as SQL and the query have it. */
    async table(columns: string) {
      const name = `electric_test."t ${randomBytes(4).toString('hex')}"`;
      await client.query(`create table ${name} (${columns})`);
      return name;
    },
    /** The log from a place on until up-to-date, once it holds so many changes. */
    async log(query: Record<string, string>, changes: number): Promise<Line[]> {
      for (const end = Date.now() + 8000; ; ) {
        const { body, status } = await get(query);
        const found = body.filter(({ key }) => key !== undefined);
        if (status !== 200 || found.length >= changes || Date.now() > end) return found;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async restart() {
      await built?.close();
      await owner.close();
      owner = createOwnerDb(database.url);
      await start();
    },
    async close() {
      await built?.close();
      await owner.close();
      await client.end();
      await database.drop();
    },
  };
}
export type Tables = Awaited<ReturnType<typeof startTables>>;
