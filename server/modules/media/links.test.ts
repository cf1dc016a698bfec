import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createMediaLinks } from './links.ts';

const key = (id: string) => ({ id, key: randomBytes(32) });
const [first, second] = [key('a'), key('b')];
const item = {
  sha256: 'ab'.repeat(32),
  mime: 'image/png',
  bytes: 10,
  width: 3,
  height: 4,
  duration_ms: null,
  codec: null,
  alt: '',
  crop: { x: 0.123456789012345, y: 0.333333333333333, width: 0.333333333333333, height: 0.512345678901234 },
};
const tokenOf = (path: string) => path.split('/').at(-1) ?? '';

it('an address leads to one picture, cut as it was, for a day, also after the keys were changed', () => {
  let at = Date.parse('2026-11-21T09:00:00.000Z');
  const now = () => new Date(at);
  const path = createMediaLinks({ vaultKeys: [first], now }).make(item);
  expect(path).toMatch(/^\/media\/out\/[\w-]+\.[\w-]+$/);
  expect(tokenOf(path).length).toBeLessThan(500);
  const later = createMediaLinks({ vaultKeys: [second, first], now });
  expect(later.read(tokenOf(path))).toMatchObject({
    sha256: item.sha256,
    crop: item.crop,
    mime: 'image/png',
  });
  at += 86_400_000;
  expect(later.read(tokenOf(path))).toBeUndefined();
});

it('nobody makes one up, or changes one', () => {
  const now = () => new Date('2026-11-21T09:00:00.000Z');
  const links = createMediaLinks({ vaultKeys: [first], now });
  const token = tokenOf(links.make(item));
  const [payload = '', signature = ''] = token.split('.');
  const other = Buffer.from(JSON.stringify({ ...item, crop: null, ends: 9e15 })).toString('base64url');
  for (const forged of [
    '',
    '.',
    'x.y',
    payload,
    `${payload}.`,
    `${other}.${signature}`,
    `${payload}.${signature}x`,
  ])
    expect(links.read(forged), forged).toBeUndefined();
  expect(createMediaLinks({ vaultKeys: [second], now }).read(token)).toBeUndefined();
});
