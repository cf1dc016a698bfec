import { expect, it } from 'vitest';
import type { RevisionView } from '../../../shared/queries.ts';
import { differences, sittings, toldDifferently, withOlder } from './versions.ts';

const words = {
  title: 'T',
  caption: 'C',
  notes: '',
  hashtags: ['a'],
  link: null,
  pillar_id: null,
  wall_time: null,
  time_zone: null,
  schedule_id: null,
  slot_key: null,
};
const version = (
  n: number,
  made_by: string,
  minute: number,
  conflict: string | null = null,
): RevisionView => ({
  id: `${n}${conflict ?? ''}`,
  brand_id: 'b',
  post_id: 'p',
  connection_id: null,
  part_id: null,
  of_brief: false,
  version: n,
  cause: 'post.edit',
  made_by,
  author: made_by,
  made_at: new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString(),
  conflict,
  words,
  pending: false,
});

it('a sitting is one person’s changes within ten minutes of each other, newest first', () => {
  const all = [
    version(1, 'Ada', 0),
    version(2, 'Ada', 9),
    version(3, 'Ada', 18),
    version(4, 'Ben', 19),
    version(5, 'Ada', 40),
  ];
  expect(sittings(all).map(({ author, versions }) => [author, versions.map((one) => one.version)])).toEqual([
    ['Ada', [5]],
    ['Ben', [4]],
    ['Ada', [3, 2, 1]],
  ]);
});

it('a long pause begins another sitting', () => {
  expect(sittings([version(1, 'Ada', 0), version(2, 'Ada', 11)])).toHaveLength(2);
});

it('versions of long ago stand before those that are here, each once, and say whose words lost', () => {
  const say = (one: RevisionView, caption: string) => ({ ...one, words: { ...words, caption } });
  const lost = { ...say(version(4, 'Ben', 30, 'caption'), 'Ann’s'), made_by: null, author: null };
  const present = [say(version(4, 'Ben', 30), 'Ben’s'), lost];
  const { author: _, pending: __, ...third } = say(version(3, 'Ann', 20), 'Ann’s');
  const { author: ___, pending: ____, ...again } = say(version(4, 'Ben', 30), 'Ben’s');
  const all = withOlder(present, [again, third], new Map([['Ann', 'Ann A.']]));
  expect(all.map(({ version, conflict, author }) => [version, conflict, author])).toEqual([
    [3, null, 'Ann A.'],
    [4, null, null],
    [4, 'caption', 'Ann A.'],
  ]);
  expect(withOlder(present, [], new Map())).toBe(present);
});

it('names the words that are not as they are now', () => {
  expect(differences(words, words)).toEqual([]);
  expect(differences({ ...words, hashtags: ['b'], caption: 'D' }, words)).toEqual(['caption', 'hashtags']);
});

it('a version says what a channel was told otherwise; one of long ago says nothing of it', () => {
  const now = { text: null, format: null, by_hand: false, options: null };
  expect(toldDifferently({ ...now, options: { quiet: true }, by_hand: true }, now)).toEqual([
    'by_hand',
    'options',
  ]);
  expect(toldDifferently({ text: 'Other words' }, { ...now, format: 'story' })).toEqual([]);
});
