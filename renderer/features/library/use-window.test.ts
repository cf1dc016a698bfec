import { expect, test } from 'vitest';
import { gridWindow } from './use-window.ts';

const grid = { count: 10_000, cell: 8.75, gap: 12, extra: 2.5 };
const rem = 16;

test('only what is in sight is drawn, however many there are', () => {
  const seen = gridWindow({ width: 900, height: 600, top: 100_000, rem }, grid);
  expect(seen.columns).toBe(6);
  expect(seen.rows).toBe(1667);
  expect(seen.last - seen.first).toBeLessThan(12);
  // What is drawn covers what is seen.
  expect(seen.first * seen.rowHeight).toBeLessThanOrEqual(100_000);
  expect(seen.last * seen.rowHeight).toBeGreaterThanOrEqual(100_600);
});

test('the ends of the list, a narrow window and an empty library', () => {
  expect(gridWindow({ width: 900, height: 600, top: 0, rem }, grid).first).toBe(0);
  expect(gridWindow({ width: 900, height: 600, top: 9_999_999, rem }, grid).last).toBeLessThanOrEqual(
    1667 + 99_999,
  );
  expect(gridWindow({ width: 100, height: 600, top: 0, rem }, grid).columns).toBe(1);
  expect(gridWindow({ width: 900, height: 600, top: 0, rem }, { ...grid, count: 0 })).toMatchObject({
    rows: 0,
    last: 0,
  });
});

test('the words below a file grow with the text: nothing of them is cut off at twice its size', () => {
  const seen = (size: number) => gridWindow({ width: 900, height: 600, top: 0, rem: size }, grid);
  const below = (size: number) => {
    const { columns, rowHeight } = seen(size);
    return rowHeight - grid.gap - (900 - grid.gap * (columns - 1)) / columns;
  };
  expect(below(32)).toBeCloseTo(2 * below(16));
  expect(seen(32).columns).toBe(3);
});
