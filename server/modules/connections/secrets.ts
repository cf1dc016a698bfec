import sql, { type Sql } from 'sql-template-tag';
import type { Tx } from '../../db/db.ts';
import type { Sealed, Vault } from './vault.ts';

/** Seals and keeps a connection's secret in the caller's transaction (identity system). Whoever refreshed it is done. */
export async function storeSecret(tx: Tx, vault: Vault, connectionId: string, plain: string): Promise<void> {
  const { key_id, nonce, ciphertext, tag } = vault.seal(plain, connectionId);
  await tx.run(sql`
    insert into secrets.connection_secrets (connection_id, key_id, nonce, ciphertext, tag)
    values (${connectionId}, ${key_id}, ${nonce}, ${ciphertext}, ${tag})
    on conflict (connection_id) do update set key_id = excluded.key_id, nonce = excluded.nonce,
      ciphertext = excluded.ciphertext, tag = excluded.tag, updated_at = now(), refresh_at = null,
      refreshing_by = null, refreshing_until = null`);
}

/**
 * Opens a connection's secret, or returns undefined where the server holds none.
 * @param options.lock holds the row until the transaction ends, so that what is stored then replaces just this
 */
export async function loadSecret(
  tx: Tx,
  vault: Vault,
  connectionId: string,
  options: { lock?: boolean } = {},
): Promise<string | undefined> {
  const sealed = await tx.one<Sealed>(sql`
    select key_id, nonce, ciphertext, tag from secrets.connection_secrets
     where connection_id = ${connectionId} ${options.lock ? sql`for update` : sql``}`);
  return sealed && vault.open(sealed, connectionId);
}

/**
 * As `loadSecret`, held with its connection until the transaction ends: the connection first, as where an account is
 * connected again.
 */
export async function holdSecret(tx: Tx, vault: Vault, connectionId: string): Promise<string | undefined> {
  await tx.run(sql`select from app.connections where id = ${connectionId} for no key update`);
  return loadSecret(tx, vault, connectionId, { lock: true });
}

/** Takes the mark of one that was signed out away. */
export function markConnected(tx: Tx, connectionId: string): Promise<number> {
  return tx.run(sql`
    update app.connections set status = 'connected', status_code = null, version = version + 1,
           updated_at = greatest(updated_at, now())
     where id = ${connectionId} and holder = 'server' and deleted_at is null and status = 'reconnect'`);
}

/**
 * Opens the secrets of several connections that are used now, in one statement.
 * @returns by connection; none for what the server does not hold or cannot open
 */
export async function useSecrets(
  tx: Tx,
  vault: Vault,
  connectionIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.many<Sealed & { connection_id: string }>(sql`
    with used as (${used(connectionIds)})
    select connection_id, key_id, nonce, ciphertext, tag from secrets.connection_secrets
     where connection_id = any(${connectionIds}::uuid[])`);
  const opened = new Map<string, string>();
  for (const { connection_id, ...sealed } of rows) {
    try {
      opened.set(connection_id, vault.open(sealed, connection_id));
    } catch {
      // Whoever opens this one alone is told why.
    }
  }
  return opened;
}

/** Writes down that a sign-in is used now: once a minute, and not while somebody else has its row. */
export function noteUse(tx: Tx, connectionId: string): Promise<number> {
  return tx.run(used([connectionId]));
}

const used = (connectionIds: readonly string[]): Sql => sql`
  update secrets.connection_secrets set used_at = now() where connection_id in (
    select connection_id from secrets.connection_secrets
     where connection_id = any(${connectionIds}::uuid[]) and (used_at is null or used_at < now() - interval '1 minute')
       for update skip locked)`;
