import { expect, it } from 'vitest';
import { outgoingText } from './outgoing-text.ts';

const post = {
  caption: 'Fresh bread. #Bakery ',
  hashtags: ['bakery', '#Sourdough'],
  link: 'https://bread.example',
};

it('a channel without its own words gets the caption, the link and the hashtags it does not carry yet', () => {
  expect(outgoingText(post, null)).toBe('Fresh bread. #Bakery\n\nhttps://bread.example\n\n#Sourdough');
  expect(outgoingText({ ...post, caption: 'See https://bread.example', hashtags: [] }, null)).toBe(
    'See https://bread.example',
  );
  expect(outgoingText({ caption: '', hashtags: [], link: null }, null)).toBe('');
});

it('own words stand as they were typed', () => {
  expect(outgoingText(post, 'Only this')).toBe('Only this');
  expect(outgoingText(post, '')).toBe('');
});
