import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceleratorOf, capsOf, clash, isReserved, keysText, nameOfKeys, worksWhileTyping } from './keys.ts';

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

test('whatever is pressed is one stroke that reads back as its parts', () => {
  const pressed = fc.record({
    key: fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      fc.constantFrom('Enter', 'F5'),
    ),
    ctrlKey: fc.boolean(),
    metaKey: fc.boolean(),
    altKey: fc.boolean(),
    shiftKey: fc.boolean(),
  });
  fc.assert(
    fc.property(pressed, (event) => {
      const keys = nameOfKeys(event);
      fc.pre((!/[\s]/.test(keys.trim()) && event.key.trim() !== '') || event.key === ' ');
      expect(capsOf(keys, false)).toHaveLength(1);
      expect(keys.split('+').every((part) => part !== '')).toBe(true);
      expect(keys.startsWith('mod+')).toBe(event.ctrlKey || event.metaKey);
    }),
    { numRuns: 300 },
  );
});

test('one stroke that begins another sequence is in its way', () => {
  expect(clash('g', 'g c')).toBe(true);
  expect(clash('g c', 'g c')).toBe(true);
  expect(clash('g c', 'g d')).toBe(false);
  expect(clash('g', 'mod+g')).toBe(false);
  expect(clash('', '')).toBe(false);
  const keys = fc.constantFrom('g', 'g c', 'g d', 'n', 'mod+k', '');
  fc.assert(fc.property(keys, keys, (a, b) => clash(a, b) === clash(b, a)));
});

test('keycaps follow the machine', () => {
  expect(keysText('mod+alt+delete', false)).toBe('Ctrl Alt Del');
  expect(keysText('mod+alt+delete', true)).toBe('⌘ ⌥ ⌦');
  expect(keysText('g c', true)).toBe('G, C');
  expect(keysText('mod+plus', false)).toBe('Ctrl +');
});

test('a menu takes what does not steal letters from a text', () => {
  expect(acceleratorOf('mod+shift+z')).toBe('CommandOrControl+Shift+Z');
  expect(acceleratorOf('alt+arrowup')).toBe('Alt+Up');
  expect(acceleratorOf('f2')).toBe('F2');
  for (const keys of ['n', 'shift+n', 'g c', '?', 'mod+é', '']) expect(acceleratorOf(keys)).toBeNull();
});

test('what the system and text fields need is not given away', () => {
  expect(isReserved('mod+c')).toBe(true);
  expect(isReserved('g enter')).toBe(true);
  expect(isReserved('mod+enter')).toBe(false);
  expect(worksWhileTyping('mod+k')).toBe(true);
  expect(worksWhileTyping('shift+k')).toBe(false);
});
