import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { VaultKeys } from '../../vault-keys.ts';
import type { Sealer } from './signing-keys.ts';

/**
 * Seals with AES-256-GCM under the first vault key; opens with whichever key the bytes name.
 * Form: length of the key's id (1 byte), id, nonce (12 bytes), tag (16 bytes), ciphertext.
 */
export function createSealer(keys: VaultKeys): Sealer & { keyOf(sealed: Buffer): string } {
  return {
    /** The id of the key that sealed it. */
    keyOf: (sealed) => sealed.subarray(1, 1 + (sealed[0] ?? 0)).toString(),
    seal(plain, about) {
      const [{ id, key }] = keys;
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([id.length]), Buffer.from(id), nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, about) {
      const nonceAt = 1 + (sealed[0] ?? 0);
      const id = sealed.subarray(1, nonceAt).toString();
      const used = keys.find((known) => known.id === id);
      if (!used) throw new AppError('vault_key_missing', `There is no vault key "${id}".`, { status: 500 });
      const decipher = createDecipheriv('aes-256-gcm', used.key, sealed.subarray(nonceAt, nonceAt + 12), {
        authTagLength: 16,
      });
      decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(nonceAt + 12, nonceAt + 28));
      return decipher.update(sealed.subarray(nonceAt + 28), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
