import { expect, test } from 'vitest';
import { withHashtags, withHook, withTemplate } from './insert.ts';

test('a hook becomes the first line, once', () => {
  expect(withHook('', 'Did you know?')).toBe('Did you know?');
  expect(withHook('We open at seven.', 'Did you know?')).toBe('Did you know?\n\nWe open at seven.');
  expect(withHook('Did you know?\n\nWe open.', 'Did you know?')).toBe('Did you know?\n\nWe open.');
});

test('a template is filled in and stands below what is there; what is not known stays to be seen', () => {
  const template = '{{Brand}} on {{ day }}: {{offer}}';
  expect(withTemplate('', template, { brand: 'Harbour Bakery', day: 'Monday' })).toBe(
    'Harbour Bakery on Monday: {{offer}}',
  );
  expect(withTemplate('First.', 'Second.', {})).toBe('First.\n\nSecond.');
});

test('a set of hashtags is added without those that are there', () => {
  expect(withHashtags(['Bread'], ['bread', 'rye', '#sour'])).toEqual(['Bread', 'rye', 'sour']);
});
