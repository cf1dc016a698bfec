import { expect, test } from 'vitest';
import { tileRows } from './use-tile-rows.ts';

const grid = { count: 300, columns: 3, ratio: 0.75, gap: 2 };

test('draws the rows in sight and a few around them', () => {
  // Tiles are 100 wide and 133 high, rows 135 and a third.
  const at = (top: number) => tileRows({ width: 304, top, height: 400 }, grid);
  expect(at(-200)).toMatchObject({ first: 0, last: 4, rows: 100 });
  expect(at(0)).toMatchObject({ first: 0, last: 5 });
  expect(at(6000)).toMatchObject({ first: 42, last: 50 });
  expect(at(90_000)).toMatchObject({ first: 100, last: 100 });
  expect(tileRows({ width: 0, top: 0, height: 0 }, { ...grid, count: 0 })).toMatchObject({
    rows: 0,
    last: 0,
  });
});
