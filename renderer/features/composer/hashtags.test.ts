import { expect, test } from 'vitest';
import { readHashtags, showHashtags } from './hashtags.ts';

test('tags are read with or without signs, commas and repeats', () => {
  expect(readHashtags('#bread, harbour #Bread;rye')).toEqual(['bread', 'harbour', 'rye']);
  expect(readHashtags('  ')).toEqual([]);
  expect(readHashtags('#a#b')).toEqual(['a', 'b']);
});

test('tags are shown with one sign each', () => {
  expect(showHashtags(['bread', '#harbour'])).toBe('#bread #harbour');
});
