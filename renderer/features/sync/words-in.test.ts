import { expect, it } from 'vitest';
import { wordsIn } from './words-in.ts';

it('finds the words of a write wherever they stand, headings first', () => {
  expect(wordsIn({ id: '1', caption: 'Body', title: 'Head', notes: '' })).toEqual(['Head', 'Body']);
  expect(wordsIn({ id: '1', fields: { caption: 'Edited' }, base: { caption: 'Old' } })).toEqual(['Edited']);
  expect(wordsIn({ row: { title: 'Back' } })).toEqual(['Back']);
});

it('a write without words has none, whatever it is', () => {
  for (const args of [null, 'x', 7, [], { id: '1' }, { fields: null }]) expect(wordsIn(args)).toEqual([]);
});
