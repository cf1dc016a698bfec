import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSecret, storeSecret } from './modules/connections/secrets.ts';
import { createVault } from './modules/connections/vault.ts';
import { createWorld, type World } from './publisher/testing.ts';
import { addVaultKey, loadVaultKeys } from './vault-keys.ts';
import { rotateVault } from './vault-rotation.ts';

let world: World;
let brand: string;
let person: string;
beforeAll(async () => {
  world = await createWorld();
  person = await world.person();
  brand = await world.brand(person);
}, 60_000);
afterAll(() => world?.close());

const key = (id: string) => ({ id, key: randomBytes(32) });
const connections = async (count: number) => {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push(await world.connect(person, brand));
  return ids;
};
const keysInUse = async () =>
  (
    await world.system((tx) =>
      tx.many<{ key_id: string }>(sql`select distinct key_id from secrets.connection_secrets`),
    )
  ).map(({ key_id }) => key_id);

it('everything opens with the new key alone afterwards, and a token that is replaced meanwhile stays replaced', async () => {
  await world.system((tx) => tx.run(sql`delete from secrets.connection_secrets`));
  const [old, next] = [key('old'), key('next')];
  const ids = await connections(12);
  const seal = (id: string, text: string, by: Parameters<typeof createVault>[0]) =>
    world.system((tx) => storeSecret(tx, createVault(by), id, text));
  for (const id of ids) await seal(id, `token of ${id}`, [old]);
  const both = [next, old] as const;
  // Servers go on refreshing while it runs, some of them twice.
  const refreshed = ids.slice(0, 6);
  const [rotated] = await Promise.all([
    rotateVault(world.db, both),
    ...refreshed.map((id) => seal(id, `newer token of ${id}`, both)),
  ]);
  expect(rotated.unreadable).toBe(0);
  expect(await keysInUse()).toEqual(['next']);
  for (const id of ids) {
    const opened = await world.system((tx) => loadSecret(tx, createVault([next]), id));
    expect(opened).toBe(refreshed.includes(id) ? `newer token of ${id}` : `token of ${id}`);
  }
  // Run again there is nothing to do.
  expect(await rotateVault(world.db, both)).toEqual({ resealed: 0, unreadable: 0 });
});

it('what no key opens stays as it is and is counted', async () => {
  await world.system((tx) => tx.run(sql`delete from secrets.connection_secrets`));
  const [lost, next] = [key('lost'), key('next')];
  const [id = ''] = await connections(1);
  await world.system((tx) => storeSecret(tx, createVault([lost]), id, 'a token'));
  expect(await rotateVault(world.db, [next])).toEqual({ resealed: 0, unreadable: 1 });
  expect(await world.system((tx) => loadSecret(tx, createVault([lost]), id))).toBe('a token');
});

it('a way there and back that is under way survives it', async () => {
  const [old, next] = [key('old'), key('next')];
  const id = uuidv7();
  const { key_id, nonce, ciphertext, tag } = createVault([old]).seal('kept', id);
  await world.system((tx) =>
    tx.run(sql`
      insert into secrets.sign_in_flows (connection_id, state_hash, person_id, brand_id, platform, service_url, redirect_uri,
        again, key_id, nonce, ciphertext, tag, expires_at)
      values (${id}, ${randomBytes(32)}, ${person}, ${brand}, 'mastodon', 'https://a.example', 'https://b.example', false,
        ${key_id}, ${nonce}, ${ciphertext}, ${tag}, now() + interval '5 minutes')`),
  );
  await world.system((tx) => tx.run(sql`delete from secrets.connection_secrets`));
  expect(await rotateVault(world.db, [next, old])).toMatchObject({ resealed: 1 });
  const row = await world.system((tx) =>
    tx.one<Parameters<ReturnType<typeof createVault>['open']>[0]>(
      sql`select key_id, nonce, ciphertext, tag from secrets.sign_in_flows where connection_id = ${id}`,
    ),
  );
  expect(row && createVault([next]).open(row, id)).toBe('kept');
});

it('a new key goes to the head of the key file and the old one stays readable', async () => {
  const dataHome = mkdtempSync(join(tmpdir(), 'keys-'));
  try {
    const config = { dataHome, vaultKeys: undefined };
    const [before] = await loadVaultKeys(config);
    await addVaultKey(config);
    const after = await loadVaultKeys(config);
    expect(after).toHaveLength(2);
    expect(after[0].id).not.toBe(before.id);
    expect(after[1]).toEqual(before);
  } finally {
    rmSync(dataHome, { recursive: true, force: true });
  }
});
