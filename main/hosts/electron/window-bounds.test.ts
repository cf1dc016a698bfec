import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeWindow, SMALLEST } from './window-bounds.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const beside = { x: 1440, y: 0, width: 2560, height: 1440 };
const state = { x: 1600, y: 100, width: 1200, height: 900, maximized: false };

test('a window comes back where it was', () => {
  expect(placeWindow(state, [laptop, beside])).toEqual(state);
  expect(placeWindow({ ...state, maximized: true }, [laptop, beside]).maximized).toBe(true);
});

test('on a display that is gone it is as large as it can be, where the system puts it', () => {
  expect(placeWindow(state, [laptop])).toEqual({ width: 1200, height: 875, maximized: false });
});

test('the first time, and after anything unreadable, it has its usual size', () => {
  for (const saved of [
    undefined,
    null,
    'x',
    { x: 'far' },
    { ...state, width: -3 },
    { ...state, x: Number.NaN },
  ])
    expect(placeWindow(saved, [laptop])).toEqual({ width: 1320, height: 860, maximized: false });
  expect(placeWindow(undefined, [])).toEqual({ width: 1320, height: 860, maximized: false });
});

test('whatever was kept and whatever displays there are, a hand can get hold of it', () => {
  const area = fc.record({
    x: fc.integer({ min: -4000, max: 4000 }),
    y: fc.integer({ min: -3000, max: 3000 }),
    width: fc.integer({ min: 800, max: 5000 }),
    height: fc.integer({ min: 600, max: 3000 }),
  });
  const saved = fc.record({
    x: fc.integer({ min: -9000, max: 9000 }),
    y: fc.integer({ min: -9000, max: 9000 }),
    width: fc.integer({ min: 1, max: 9000 }),
    height: fc.integer({ min: 1, max: 9000 }),
    maximized: fc.boolean(),
  });
  fc.assert(
    fc.property(saved, fc.array(area, { minLength: 1, maxLength: 3 }), (kept, areas) => {
      const { x, y, width, height } = placeWindow(kept, areas);
      expect(width).toBeGreaterThanOrEqual(SMALLEST.width);
      expect(height).toBeGreaterThanOrEqual(SMALLEST.height);
      if (x === undefined || y === undefined) return;
      expect(
        areas.some(
          (one) =>
            x >= one.x &&
            y >= one.y &&
            x + Math.min(width, one.width) <= one.x + one.width &&
            y < one.y + one.height,
        ),
      ).toBe(true);
    }),
    { numRuns: 300 },
  );
});
