import sql, { raw, type Sql } from 'sql-template-tag';
import { AppError } from '../shared/errors.ts';
import type { Db, Tx } from './db/db.ts';
import { createSealer } from './modules/auth/sealer.ts';
import { aboutSigningKey } from './modules/auth/signing-keys.ts';
import { createVault, type Sealed } from './modules/connections/vault.ts';
import type { VaultKeys } from './vault-keys.ts';

/** Tables of sealed texts, and what each row's text is bound to. */
const TABLES = [
  { table: 'secrets.connection_secrets', bound: 'connection_id::text' },
  { table: 'secrets.sign_in_flows', bound: 'connection_id::text' },
  { table: 'secrets.platform_clients', bound: "platform || ' ' || service_url || ' ' || redirect_uri" },
] as const;

export type Rotated = { resealed: number; unreadable: number };

/**
 * Seals everything anew under the first key, a row at a time, while servers run: each row is locked as where a refreshed
 * token is stored, so that one is not overwritten by an older one. Interrupted, it is simply run again.
 * Every server must know the new key already, and the old ones until this is done.
 * @returns how many texts were sealed anew, and how many no key opens (they stay as they are)
 */
export async function rotateVault(db: Db, keys: VaultKeys): Promise<Rotated> {
  const vault = createVault(keys);
  const sealer = createSealer(keys);
  const [{ id: newest }] = keys;
  const counts: Rotated = { resealed: 0, unreadable: 0 };
  const system = <T>(work: (tx: Tx) => Promise<T>) => db.tx({ as: 'system' }, work);
  /** @param work says how many rows it sealed anew: none where somebody else did meanwhile */
  const attempt = async (work: () => Promise<number>) => {
    try {
      counts.resealed += await work();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      counts.unreadable += 1;
    }
  };

  for (const { table, bound } of TABLES) {
    const from: Sql = sql`from ${raw(table)}`;
    const old = await system((tx) =>
      tx.many<{ bound: string }>(sql`select ${raw(bound)} as bound ${from} where key_id <> ${newest}`),
    );
    for (const { bound: about } of old) {
      await attempt(() =>
        system(async (tx) => {
          const row = await tx.one<Sealed>(sql`
            select key_id, nonce, ciphertext, tag ${from} where ${raw(bound)} = ${about} and key_id <> ${newest} for update`);
          if (!row) return 0;
          const { key_id, nonce, ciphertext, tag } = vault.seal(vault.open(row, about), about);
          return tx.run(sql`
            update ${raw(table)} set key_id = ${key_id}, nonce = ${nonce}, ciphertext = ${ciphertext}, tag = ${tag}
             where ${raw(bound)} = ${about}`);
        }),
      );
    }
  }

  const signing = await system((tx) =>
    tx.many<{ kid: string; private_sealed: Buffer }>(
      sql`select kid, private_sealed from identity.signing_keys`,
    ),
  );
  for (const { kid, private_sealed: sealed } of signing) {
    if (sealer.keyOf(sealed) === newest) continue;
    await attempt(() =>
      system(async (tx) => {
        const about = aboutSigningKey(kid);
        const next = await sealer.seal(await sealer.open(sealed, about), about);
        return tx.run(sql`
          update identity.signing_keys set private_sealed = ${next} where kid = ${kid} and private_sealed = ${sealed}`);
      }),
    );
  }
  return counts;
}
