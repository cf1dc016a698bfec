import { expect, it } from 'vitest';
import { sameAnswer, sameWords } from './same-words.ts';

const post = (text: string, whole?: string) => ({
  id: '1',
  text,
  ...(whole ? { note_tweet: { text: whole } } : {}),
});

it.each([
  ['Fresh bread', 'Fresh bread', true],
  ['Fresh  bread\n', 'Fresh bread', true],
  ['Rye &amp; &lt;wheat&gt;', 'Rye & <wheat>', true],
  ['See https://t.co/abc123 today', 'See https://example.com/rye?a=1 today', true],
  ['See https://t.co/abc123 today', 'See example.com today', true],
  ['With a picture https://t.co/pic1', 'With a picture', true],
  ['https://t.co/a https://t.co/b', 'https://example.com https://example.org', true],
  ['See https://t.co/abc123 today', 'See https://example.com tomorrow', false],
  ['Fresh bread', 'Fresh bread and butter', false],
  ['1 + 1 (two)', '1 + 1 (two)', true],
  ['Fr\u00e4sch', 'Fra\u0308sch', true],
])('%j on X was sent as %j: %s', (there, sent, same) => {
  expect(sameWords(post(there), sent)).toBe(same);
});

it('reads the whole of a long post', () => {
  const long = 'bread '.repeat(100).trim();
  expect(sameWords(post(`${long.slice(0, 200)}… https://t.co/x`, long), long)).toBe(true);
});

it.each([
  ['@visitor It is.', 'It is.', true],
  ['@visitor @anna_b It is.', 'It is.', true],
  ['@visitor @anna_b It is.', '@anna_b It is.', true],
  ['It is.', 'It is.', true],
  ['@visitor It is not.', 'It is.', false],
  ['@bob It is.', '@anna It is.', false],
])('below a post %j on X was sent as %j: %s', (there, sent, same) => {
  expect(sameAnswer(post(there), sent)).toBe(same);
});

it('takes no names away from a post that answers nobody', () => {
  expect(sameWords(post('@visitor It is.'), 'It is.')).toBe(false);
});
