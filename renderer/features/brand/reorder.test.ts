import { expect, it } from 'vitest';
import { freshColor } from './fresh-color.ts';
import { misplaced, moveTo } from './reorder.ts';

const abc = [
  { id: 'a', position: 0 },
  { id: 'b', position: 1 },
  { id: 'c', position: 2 },
];
const order = (items: { id: string }[]) => items.map(({ id }) => id).join('');

it('moves one to a place and holds at the ends', () => {
  expect(order(moveTo(abc, 'a', 2))).toBe('bca');
  expect(order(moveTo(abc, 'c', 0))).toBe('cab');
  expect(order(moveTo(abc, 'c', 9))).toBe('abc');
  expect(order(moveTo(abc, 'a', -1))).toBe('abc');
  expect(order(moveTo(abc, 'x', 1))).toBe('abc');
});

it('names only those whose place changed, gaps and doubles included', () => {
  expect(misplaced(moveTo(abc, 'b', 0)).map(({ item, position }) => [item.id, position])).toEqual([
    ['b', 0],
    ['a', 1],
  ]);
  expect(misplaced([{ position: 5 }, { position: 5 }]).map(({ position }) => position)).toEqual([0, 1]);
});

it('a new pillar takes a colour nobody has, then the one used least', () => {
  expect(freshColor([])).toBe(1);
  expect(freshColor([1, 2, 4])).toBe(3);
  expect(freshColor([1, 2, 3, 4, 5, 6, 7, 8, 1])).toBe(2);
});
