import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../tests/support/database.ts';
import { type AuthServer, GOOD_PASSWORD as password, startAuthServer } from './test-server.ts';

const TABLES = ['users', 'sessions', 'refresh_tokens', 'flow_states', 'signing_keys'];

describe.each(engines)('accounts on %s', (engine) => {
  let server: AuthServer;
  beforeAll(async () => {
    server = await startAuthServer({ engine });
  });
  afterAll(() => server.close());

  it('sign up, in, refresh and out', async () => {
    const auth = server.client();
    const { data } = await auth.signUp({ email: 'ada@example.com', password });
    expect(data.user).not.toBeNull();
    expect((await auth.refreshSession()).error).toBeNull();
    expect((await auth.signOut()).error).toBeNull();
    expect((await auth.signInWithPassword({ email: 'ada@example.com', password })).error).toBeNull();
  });

  it.each(TABLES)('keep %s from everybody but the system', async (table) => {
    const count = sql([`select count(*) from identity.${table}`]);
    const { db } = server.database;
    for (const identity of [{ as: 'person', personId: randomUUID() }, { as: 'sync' }] as const) {
      await expect(db.tx(identity, (tx) => tx.one(count))).rejects.toMatchObject({ code: '42501' });
    }
    await expect(db.tx({ as: 'system' }, (tx) => tx.one(count))).resolves.toBeDefined();
  });

  it('are behind forced row-level security', async () => {
    const open = await server.database.owner(sql`
      select relname from pg_class
       where relnamespace = 'identity'::regnamespace and relkind = 'r'
         and not (relrowsecurity and relforcerowsecurity)`);
    expect(open).toEqual([]);
  });
});
