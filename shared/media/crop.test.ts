import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  COVER_EDGE,
  coverRect,
  cropPixels,
  croppedSize,
  hasRatio,
  largestRect,
  movedRect,
  rectSchema,
  SHAPES,
  scaledRect,
  tileRect,
  WHOLE,
} from './crop.ts';

const size = fc.record({
  width: fc.integer({ min: 1, max: 20_000 }),
  height: fc.integer({ min: 1, max: 20_000 }),
});
const share = fc.double({ min: -2, max: 2, noNaN: true });

test('the largest part of a shape fills one side and lies in the middle', () => {
  expect(largestRect(1, { width: 400, height: 200 })).toEqual({ x: 0.25, y: 0, width: 0.5, height: 1 });
  expect(largestRect(3 / 4, { width: 300, height: 400 })).toEqual(WHOLE);
  expect(
    croppedSize({ width: 1000, height: 1000 }, largestRect(4 / 5, { width: 1000, height: 1000 })),
  ).toEqual({ width: 800, height: 1000 });
});

test('whatever is moved, scaled and shaped stays inside the picture, as the schema and its pixels do', () => {
  fc.assert(
    fc.property(
      size,
      fc.constantFrom(...Object.values(SHAPES).map(({ ratio }) => ratio)),
      fc.array(fc.tuple(share, share, fc.double({ min: 0.1, max: 10, noNaN: true })), { maxLength: 5 }),
      (picture, ratio, steps) => {
        let rect = largestRect(ratio, picture);
        for (const [dx, dy, by] of steps) rect = scaledRect(movedRect(rect, dx, dy), by);
        expect(rectSchema.safeParse(rect).success).toBe(true);
        const pixels = cropPixels(rect, picture);
        expect(pixels.width).toBeGreaterThan(0);
        expect(pixels.height).toBeGreaterThan(0);
        expect(pixels.x + pixels.width).toBeLessThanOrEqual(picture.width);
        expect(pixels.y + pixels.height).toBeLessThanOrEqual(picture.height);
        // Of a picture that is no needle, the shape is kept through all of it.
        const slim = picture.width / picture.height;
        if (Math.min(picture.width, picture.height) > 200 && slim > 0.1 && slim < 10)
          expect(hasRatio(rect, picture, ratio)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('a tile shows what was chosen, else the middle of what goes out', () => {
  const picture = { width: 600, height: 400 };
  const crop = { x: 0.5, y: 0, width: 0.5, height: 1 };
  expect(tileRect({ crop: null, cover: null }, picture)).toEqual({ x: 0.25, y: 0, width: 0.5, height: 1 });
  expect(tileRect({ crop, cover: null }, picture)).toEqual(crop);
  const chosen = { x: 0, y: 0, width: 0.25, height: 0.5 };
  expect(tileRect({ crop, cover: { at_ms: null, rect: chosen } }, picture)).toEqual(chosen);
});

const usual = fc.integer({ min: 200, max: 4000 });

test('of a cover a grid shows the 3:4 in its middle, whatever was chosen', () => {
  fc.assert(
    fc.property(share, share, usual, usual, (x, y, width, height) => {
      const size = { width, height };
      const rect = movedRect({ x: 0.25, y: 0.25, width: 0.5, height: 0.5 }, x, y);
      const cover = coverRect({ rect }, size);
      const tile = tileRect({ crop: null, cover: { at_ms: null, rect: cover } }, size);
      expect((tile.y - cover.y) / cover.height).toBeCloseTo(COVER_EDGE, 2);
      expect(tile.height / cover.height).toBeCloseTo(1 - 2 * COVER_EDGE, 2);
      expect(tile.width).toBeCloseTo(cover.width, 3);
    }),
    { numRuns: 200 },
  );
});
