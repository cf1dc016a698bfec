import { expect, it } from 'vitest';
import { mentionParts, mentionQuery, mentionsIn } from './mentions.ts';

const members = [
  { person_id: '1', name: 'Ada' },
  { person_id: '2', name: 'Ada Lovelace' },
  { person_id: '3', name: 'Grüße Ünal' },
];

it('finds members by their whole name, the longer one first, each once', () => {
  expect(mentionsIn('@Ada Lovelace and @ada, @Ada again', members)).toEqual(['2', '1']);
  expect(mentionsIn('(@grüße ünal)!', members)).toEqual(['3']);
});

it('takes neither addresses nor longer words for members', () => {
  expect(mentionsIn('me@Ada.example @Adam @', members)).toEqual([]);
});

it('gives the text back whole', () => {
  const text = 'Hello @Ada Lovelace, see @x';
  expect(mentionParts(text, members)).toEqual([
    { text: 'Hello ', person: null },
    { text: '@Ada Lovelace', person: '2' },
    { text: ', see @x', person: null },
  ]);
});

it('says what is being typed after an @', () => {
  expect(mentionQuery('Hello @', 7)).toEqual({ from: 6, query: '' });
  expect(mentionQuery('Hello @Ada L', 12)).toEqual({ from: 6, query: 'Ada L' });
  expect(mentionQuery('me@Ada', 6)).toBeNull();
  expect(mentionQuery('Hello @Ada', 5)).toBeNull();
});
