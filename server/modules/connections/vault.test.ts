import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createVault } from './vault.ts';

const [a, b] = [
  { id: 'a', key: randomBytes(32) },
  { id: 'b', key: randomBytes(32) },
];
const id = '0190f5a0-0000-7000-8000-000000000001';

it('opens what it sealed, under the key the row names', () => {
  const sealed = createVault([a]).seal('a secret', id);
  expect(sealed.key_id).toBe('a');
  expect(createVault([b, a]).open(sealed, id)).toBe('a secret');
  expect(createVault([b, a]).seal('x', id).key_id).toBe('b');
  expect(createVault([a]).seal('a secret', id).nonce).not.toEqual(sealed.nonce);
});

it('does not open a changed row, a row of another connection, or one whose key is gone', () => {
  const vault = createVault([a]);
  const sealed = vault.seal('a secret', id);
  const changed = Buffer.from(sealed.ciphertext);
  changed[0] = (changed[0] ?? 0) ^ 1;
  const code = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(code(() => vault.open({ ...sealed, ciphertext: changed }, id))).toBe('vault_unreadable');
  expect(code(() => vault.open(sealed, id.replace(/1$/, '2')))).toBe('vault_unreadable');
  expect(code(() => createVault([b]).open(sealed, id))).toBe('vault_key_missing');
  expect(code(() => createVault([{ ...b, id: 'a' }]).open(sealed, id))).toBe('vault_unreadable');
});
