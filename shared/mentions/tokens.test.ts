import { expect, it } from 'vitest';
import { countText } from '../rules/index.ts';
import { asWritten, handleOf, mentionsShown, namesIn, plainly, spokenOn, tokenOf } from './tokens.ts';

const anna = { name: 'Anna Berg', handles: { bluesky: 'anna.bsky.social', x: 'annab', facebook: 'anna' } };
const text = `Thanks to ${tokenOf('Anna Berg')}, and @[Bo].`;

it('each platform gets the name it knows, and the plain one where it knows none', () => {
  expect(spokenOn('bluesky', [anna])(text)).toBe('Thanks to @anna.bsky.social, and Bo.');
  expect(spokenOn('x', [anna])(text)).toBe('Thanks to @annab, and Bo.');
  expect(spokenOn('mastodon', [anna])(text)).toBe('Thanks to Anna Berg, and Bo.');
  // Nothing in a text mentions anybody there.
  expect(spokenOn('facebook', [anna])(text)).toBe('Thanks to Anna Berg, and Bo.');
  expect(plainly(text)).toBe('Thanks to Anna Berg, and Bo.');
  expect(asWritten(text)).toBe(text);
});

it('finds people by name in any case and spacing, and leaves other brackets alone', () => {
  expect(handleOf(' anna  BERG', 'x', [anna, { ...anna, handles: { x: 'other' } }])).toBe('annab');
  expect(namesIn('@[Anna] [Bo] @[Anna] a@[b] @[]')).toEqual(['Anna', 'b']);
  expect(tokenOf('A [B]\nC')).toBe('@[A  B  C]');
  expect(spokenOn('x', [anna])('[link](b) @anna @[')).toBe('[link](b) @anna @[');
});

it('is counted as each platform counts what goes out', () => {
  const mastodon = { ...anna, handles: { mastodon: 'anna@long.example.social' } };
  const said = spokenOn('mastodon', [mastodon])('Hi @[Anna Berg]');
  expect(countText('mastodon', said).used).toBe('Hi @anna'.length);
  expect(countText('x', spokenOn('x', [anna])('Hi @[Anna Berg]')).used).toBe('Hi @annab'.length);
});

it('a reviewer answers for the handles of the channels, and of nobody else', () => {
  expect(mentionsShown([text, null], ['x', 'mastodon'], [anna])).toEqual({ 'Anna Berg': { x: 'annab' } });
  expect(mentionsShown([text], ['mastodon'], [anna])).toBeNull();
  expect(mentionsShown(['Nobody'], ['x'], [anna])).toBeNull();
});
