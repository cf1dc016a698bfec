import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';

const VERSION = Buffer.from('pillarbox-secrets-1\n');
const IV_BYTES = 12;
const TAG_BYTES = 16;

const itemsSchema = z.record(z.string(), z.string());

/** Secrets as the bytes of a file: version line, IV, tag, AES-256-GCM of their JSON. */
export function seal(key: Buffer, items: Map<string, string>): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(VERSION);
  const body = Buffer.concat([cipher.update(JSON.stringify(Object.fromEntries(items))), cipher.final()]);
  return Buffer.concat([VERSION, iv, cipher.getAuthTag(), body]);
}

/** @throws when the bytes were altered, cut, or sealed by another key */
export function open(key: Buffer, file: Buffer): Map<string, string> {
  if (!file.subarray(0, VERSION.length).equals(VERSION)) throw new Error('Not a file of sealed secrets.');
  const iv = file.subarray(VERSION.length, VERSION.length + IV_BYTES);
  const tag = file.subarray(VERSION.length + IV_BYTES, VERSION.length + IV_BYTES + TAG_BYTES);
  const body = file.subarray(VERSION.length + IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
    .setAAD(VERSION)
    .setAuthTag(tag);
  const json = Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  return new Map(Object.entries(itemsSchema.parse(JSON.parse(json))));
}
