import { expect, test } from 'vitest';
import { type RhythmTile, rhythmHints, subjectOf, toneOf } from './rhythm.ts';

const tile = (letter: string): RhythmTile => ({
  tone: letter === 'd' || letter === 'W' ? 'dark' : 'light',
  subject: letter === 'w' || letter === 'W' ? 'words' : letter === 'p' ? 'people' : 'other',
});
const hints = (letters: string) =>
  rhythmHints([...letters].map(tile)).map(({ code, from, to }) => `${code} ${from}-${to}`);

test('three of a kind in a row are worth a word, two are not', () => {
  expect(hints('ldld')).toEqual([]);
  expect(hints('ddlddd')).toEqual(['dark_run 3-5']);
  expect(hints('ddddd')).toEqual(['dark_run 0-4']);
  expect(hints('pppwww')).toEqual(['people_run 0-2', 'words_run 3-5']);
  expect(hints('WWW')).toEqual(['dark_run 0-2', 'words_run 0-2']);
  expect(hints('')).toEqual([]);
});

test('tones and subjects come from what is known', () => {
  expect([10, 60, 90].map(toneOf)).toEqual(['dark', 'middle', 'light']);
  expect(subjectOf(['Bread'], false)).toBe('other');
  expect(subjectOf(['Bread', 'Team '], false)).toBe('people');
  expect(subjectOf(['team'], true)).toBe('words');
});
