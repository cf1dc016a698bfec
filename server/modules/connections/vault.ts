import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { VaultKeys } from '../../vault-keys.ts';

/** A row of secrets.connection_secrets without its id. */
export type Sealed = { key_id: string; nonce: Buffer; ciphertext: Buffer; tag: Buffer };

export type Vault = {
  seal(plain: string, connectionId: string): Sealed;
  /** @throws AppError vault_key_missing | vault_unreadable */
  open(sealed: Sealed, connectionId: string): string;
};

/**
 * Seals platform secrets with AES-256-GCM: the first key seals, the key a row names opens it. The connection's id is
 * authenticated with the text, so a row moved to another connection does not open.
 */
export function createVault(keys: VaultKeys): Vault {
  return {
    seal(plain, connectionId) {
      const [{ id, key }] = keys;
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(connectionId));
      const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return { key_id: id, nonce, ciphertext, tag: cipher.getAuthTag() };
    },
    open({ key_id: id, nonce, ciphertext, tag }, connectionId) {
      const known = keys.find((key) => key.id === id);
      if (!known) {
        throw new AppError(
          'vault_key_missing',
          `There is no vault key "${id}". Add it to PILLARBOX_VAULT_KEYS.`,
          {
            status: 500,
          },
        );
      }
      const decipher = createDecipheriv('aes-256-gcm', known.key, nonce, { authTagLength: 16 })
        .setAAD(Buffer.from(connectionId))
        .setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
      } catch {
        throw new AppError(
          'vault_unreadable',
          'A stored secret does not open with its key. Connect the account again.',
          {
            status: 500,
          },
        );
      }
    },
  };
}
