import { expect, test } from 'vitest';
import { nameOfKeys } from './key-names.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const name = (key: string, over: Partial<typeof none> = {}) => nameOfKeys({ key, ...none, ...over });

test('Ctrl and Cmd are the same key', () => {
  expect(name('k', { ctrlKey: true })).toBe('mod+k');
  expect(name('K', { metaKey: true, shiftKey: true })).toBe('mod+shift+k');
});

test('a sign that needs Shift is named by itself', () => {
  expect(name('?', { shiftKey: true })).toBe('?');
  expect(name('N', { shiftKey: true })).toBe('shift+n');
  expect(name('ArrowUp', { altKey: true })).toBe('alt+arrowup');
});
