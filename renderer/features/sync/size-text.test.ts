import { expect, it } from 'vitest';
import { sizeText } from './size-text.ts';

it.each([
  [0, '0 kB'],
  [1234, '1.2 kB'],
  [45_600, '46 kB'],
  [1_250_000, '1.3 MB'],
  [987_000_000, '987 MB'],
  [2_000_000_000_000, '2,000 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes, 'en')).toBe(text);
});
