import { randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import type { VaultKey, VaultKeys } from '../../vault-keys.ts';
import { createSealer } from './sealer.ts';
import { createSigningKeys } from './signing-keys.ts';
import { createTokens } from './tokens.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const vaultKey = (id = 'k1'): VaultKey => ({ id, key: randomBytes(32) });
const vaultKeys = (id?: string): VaultKeys => [vaultKey(id)];
const keysOf = (keys: VaultKeys, onLostKey?: (kid: string) => void) =>
  createSigningKeys({ db: database.db, sealer: createSealer(keys), ...(onLostKey ? { onLostKey } : {}) });
const user = {
  id: '01890000-0000-7000-8000-000000000001',
  email: 'a@example.com',
  user_metadata: {},
  app_metadata: {},
};
const session = {
  id: '01890000-0000-7000-8000-000000000002',
  generation: 0,
  aal: 'aal1',
  startedAt: '2026-11-21T09:00:00.000Z',
};
const tokensOf = (keys: ReturnType<typeof keysOf>) =>
  createTokens({ keys, issuer: 'pillarbox', now: () => new Date() });

it('makes one key, however many processes start at once, and keeps it', async () => {
  const vault = vaultKeys();
  const kids = await Promise.all(Array.from({ length: 5 }, async () => (await keysOf(vault).active()).kid));
  expect(new Set(kids).size).toBe(1);
  expect((await keysOf(vault).active()).kid).toBe(kids[0]);
});

it('stores the private half sealed', async () => {
  const vault = vaultKeys();
  await keysOf(vault).active();
  const [row] = await database.owner<{ private_sealed: Buffer; public_jwk: object }>(
    sql`select private_sealed, public_jwk from identity.signing_keys`,
  );
  expect(row?.private_sealed.toString('latin1')).not.toContain('"d"');
  expect(row?.public_jwk).not.toHaveProperty('d');
});

it('opens with an older vault key, and not under another name', () => {
  const old = vaultKey('old');
  const sealed = createSealer([old]).seal('secret', 'a');
  const both = createSealer([vaultKey('new'), old]);
  expect(both.open(sealed as Buffer, 'a')).toBe('secret');
  expect(() => both.open(sealed as Buffer, 'b')).toThrow();
  expect(() => createSealer(vaultKeys('new')).open(sealed as Buffer, 'a')).toThrow('no vault key "old"');
  expect(() => createSealer(vaultKeys('old')).open(sealed as Buffer, 'a')).toThrow();
});

it('starts a new key when the vault key is lost, and still knows tokens of the old one', async () => {
  const before = keysOf(vaultKeys());
  const { accessToken } = await tokensOf(before).sign(user, session);
  const lost: string[] = [];
  const after = keysOf(vaultKeys(), (kid) => lost.push(kid));
  const { kid } = await after.active();
  expect(lost).toEqual([(await before.active()).kid]);
  expect((await tokensOf(after).verify(accessToken)).sub).toBe(user.id);
  expect((await after.published()).map((key) => key.kid)).toEqual([kid, lost[0]]);

  await database.owner(sql`
    update identity.signing_keys set retired_at = now() - interval '3 hours' where retired_at is not null`);
  const later = keysOf([vaultKey('unused'), vaultKey()]);
  await expect(tokensOf(later).verify(accessToken)).rejects.toMatchObject({ code: 'bad_jwt' });
});
