import { beforeEach, expect, test } from 'vitest';
import { selection, useSelection } from './selection.ts';

const chosen = () => [...useSelection.getState().ids].sort().join('');
const order = ['a', 'b', 'c', 'd', 'e'];
beforeEach(() => selection.clear());

test('Shift reaches from the anchor, again and again', () => {
  selection.anchorAt('b');
  expect(chosen()).toBe('');
  selection.extendTo('d', order);
  expect(chosen()).toBe('bcd');
  selection.extendTo('a', order);
  expect(chosen()).toBe('ab');
});

test('Ctrl adds and takes away, and begins with the post that was opened', () => {
  selection.anchorAt('a');
  selection.toggle('c');
  expect(chosen()).toBe('ac');
  selection.toggle('a');
  expect(chosen()).toBe('c');
  selection.extendTo('b', order);
  expect(chosen()).toBe('ab');
});
