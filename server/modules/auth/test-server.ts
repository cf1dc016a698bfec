import { randomBytes } from 'node:crypto';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { type Engine, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { buildApp } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { createLog } from '../../log.ts';
import { createAuth } from './index.ts';
import type { Limits } from './rate-limit.ts';
import { requirePerson } from './require-person.ts';

export const GOOD_PASSWORD = 'correct horse battery';

export type AuthServer = {
  url: string;
  app: App;
  deps: ServerDeps;
  database: TestDatabase;
  /** A client of its own, like another device. */
  client(): SupabaseClient['auth'];
  close(): Promise<void>;
};

/** A listening server with sign-in and one route behind it (`GET /who`), on a fresh database. For tests. */
export async function startAuthServer(
  options: {
    engine?: Engine;
    env?: Record<string, string>;
    limits?: Limits;
    now?: () => Date;
    database?: TestDatabase;
    vaultKeys?: ServerDeps['vaultKeys'];
  } = {},
): Promise<AuthServer> {
  const database = options.database ?? (await testDatabase(options.engine));
  const given = {
    config: readConfig({ PORT: '0', LOG_LEVEL: 'fatal', ...options.env }),
    db: database.db,
    migration: 0,
    log: createLog({ level: 'fatal' }),
    now: options.now ?? (() => new Date()),
    vaultKeys: options.vaultKeys ?? ([{ id: 'test', key: randomBytes(32) }] as const),
  };
  const auth = createAuth({ ...given, ...(options.limits ? { limits: options.limits } : {}) });
  const { app, deps, close } = await buildApp({
    ...given,
    verifyAccessToken: auth.verifyAccessToken,
    modules: [
      auth.module,
      (root, moduleDeps) => {
        root.get('/who', { preHandler: requirePerson(moduleDeps) }, async (request) => request.person);
      },
    ],
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    app,
    deps,
    database,
    client: () => newClient(url),
    async close() {
      await close();
      await database.drop();
    },
  };
}

let clients = 0;

export function newClient(url: string): SupabaseClient['auth'] {
  clients += 1;
  return createClient(url, 'any key', {
    auth: {
      autoRefreshToken: false,
      persistSession: true,
      detectSessionInUrl: false,
      flowType: 'pkce',
      // Clients with one key would share their storage and their cached keys, as tabs of one browser do.
      storageKey: `client-${clients}`,
      storage: memoryStorage(),
    },
  }).auth;
}

function memoryStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

/** What a request to `GET /who` with this token answers. */
export async function who(url: string, token: string | undefined) {
  const response = await fetch(`${url}/who`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
