import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lightnessOf, lookOf } from './look.ts';

const pixels = (...parts: [count: number, red: number, green: number, blue: number, alpha?: number][]) =>
  Uint8ClampedArray.from(
    parts.flatMap(([count, red, green, blue, alpha = 255]) =>
      Array.from({ length: count }, () => [red, green, blue, alpha]).flat(),
    ),
  );

test('tells the colours a person would name, the largest first', () => {
  const { colors, lightness } = lookOf(
    pixels([60, 250, 248, 240], [30, 196, 22, 28], [8, 192, 26, 30], [2, 0, 0, 90]),
  );
  expect(colors.map(({ share }) => share)).toEqual([0.6, 0.38]);
  expect(colors[0]?.hex).toBe('#faf8f0');
  // Two reds that nobody would tell apart are one.
  expect(colors[1]?.hex).toMatch(/^#c3/);
  expect(lightness).toBeGreaterThan(70);
});

test('knows dark from light, and a picture with nothing in it', () => {
  expect(lookOf(pixels([10, 12, 14, 20])).lightness).toBeLessThan(20);
  expect(lookOf(pixels([10, 255, 255, 255])).lightness).toBe(100);
  expect(lookOf(pixels([10, 255, 255, 255, 0]))).toEqual({
    colors: [{ hex: '#000000', share: 1 }],
    lightness: 0,
  });
  expect(lightnessOf('#000000')).toBe(0);
  expect(Math.round(lightnessOf('#ffffff'))).toBe(100);
});

test('whatever the pixels, it says something that can be stored', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 400 }), (raw) => {
      const { colors, lightness } = lookOf(raw);
      expect(colors.length).toBeGreaterThan(0);
      expect(colors.length).toBeLessThanOrEqual(5);
      expect(colors.every(({ hex }) => /^#[0-9a-f]{6}$/.test(hex))).toBe(true);
      expect(colors.reduce((sum, { share }) => sum + share, 0)).toBeLessThan(1.01);
      expect(Number.isInteger(lightness) && lightness >= 0 && lightness <= 100).toBe(true);
    }),
    { numRuns: 200 },
  );
});
