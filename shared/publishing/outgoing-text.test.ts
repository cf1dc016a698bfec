import { expect, it } from 'vitest';
import { plainly, spokenOn } from '../mentions/tokens.ts';
import { outgoingText } from './outgoing-text.ts';

const post = {
  caption: 'Fresh bread. #Bakery ',
  hashtags: ['bakery', '#Sourdough'],
  link: 'https://bread.example',
};

it('a channel without its own words gets the caption, the link and the hashtags it does not carry yet', () => {
  expect(outgoingText(post, null, plainly)).toBe(
    'Fresh bread. #Bakery\n\nhttps://bread.example\n\n#Sourdough',
  );
  expect(outgoingText({ ...post, caption: 'See https://bread.example', hashtags: [] }, null, plainly)).toBe(
    'See https://bread.example',
  );
  expect(outgoingText({ caption: '', hashtags: [], link: null }, null, plainly)).toBe('');
});

it('own words stand as they were typed', () => {
  expect(outgoingText(post, 'Only this', plainly)).toBe('Only this');
  expect(outgoingText(post, '', plainly)).toBe('');
});

it('people are called what the channel calls them, in shared and in own words', () => {
  const spoken = spokenOn('x', [{ name: 'Anna', handles: { x: 'annab' } }]);
  const thanks = { caption: 'Thanks, @[Anna]', hashtags: [], link: null };
  expect(outgoingText(thanks, null, spoken)).toBe('Thanks, @annab');
  expect(outgoingText(thanks, 'Hi @[Anna]', spoken)).toBe('Hi @annab');
});
