import { v5 as uuidv5 } from 'uuid';

const NAMESPACE = '6a0f5f53-98f3-4f0e-9a4e-0d0c2a7c9d55';
const ALPHABET = '234567abcdefghijklmnopqrstuvwxyz';
const JITTER_MICROSECONDS = 1_000_000n;

/**
 * The record key a publication has on Bluesky: a TID (https://atproto.com/specs/tid), 13 characters, the same for
 * whoever sends this publication for this time. Sending it again therefore cannot make a second post, and asking for
 * it says for sure whether it is there. It lies within the second before the due time, so records stay in order.
 * @param dueAt ISO instant; another plan of the same post has another key
 */
export function recordKey(publicationId: string, dueAt: string): string {
  const hash = BigInt(`0x${uuidv5(`${publicationId}/${dueAt}`, NAMESPACE).replaceAll('-', '').slice(0, 12)}`);
  const microseconds = BigInt(Date.parse(dueAt)) * 1000n - (hash % JITTER_MICROSECONDS);
  const clockId = (hash / JITTER_MICROSECONDS) % 1024n;
  let rest = (microseconds << 10n) | clockId;
  let key = '';
  for (let index = 0; index < 13; index += 1) {
    key = (ALPHABET[Number(rest % 32n)] ?? '') + key;
    rest /= 32n;
  }
  return key;
}
