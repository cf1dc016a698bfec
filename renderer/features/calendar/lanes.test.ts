import { expect, test } from 'vitest';
import type { OccurrenceView, PostCard } from '../../../shared/queries.ts';
import type { OpenSlot } from '../post/slots.ts';
import type { DayItem } from './day-items.ts';
import { inLanes, lanesOf, NO_LANE } from './lanes.ts';

const post = (id: string, channels: string[], pillar: string | null = null) =>
  ({
    id,
    brand_id: 'brand',
    pillar: pillar && { id: pillar },
    targets: channels.map((connection_id) => ({ connection_id })),
  }) as PostCard;
const item = (one: PostCard, time: string): DayItem => ({
  type: 'post',
  key: one.id,
  wall: `2026-11-23T${time}`,
  post: one,
});
const lane = (id: string) => ({ id, name: id, color: null });

test('a post lies in the lane of its brand, its pillar, and each of its channels', () => {
  expect(lanesOf(post('a', ['x', 'y'], 'p'), 'channel')).toEqual(['x', 'y']);
  expect(lanesOf(post('a', ['x'], 'p'), 'pillar')).toEqual(['p']);
  expect(lanesOf(post('a', ['x']), 'brand')).toEqual(['brand']);
  expect([lanesOf(post('a', []), 'channel'), lanesOf(post('a', []), 'pillar')]).toEqual([
    [NO_LANE],
    [NO_LANE],
  ]);
});

test('a day goes lane by lane, and what is in two lanes is there twice', () => {
  const items = [
    item(post('a', ['y', 'x']), '09:00'),
    item(post('b', ['x']), '10:00'),
    item(post('c', []), '11:00'),
  ];
  const day = inLanes(new Map([['2026-11-23', items]]), ['x', 'y', NO_LANE].map(lane), 'channel').get(
    '2026-11-23',
  );
  expect(day?.map(({ key }) => key)).toEqual(['x a', 'x b', 'y a', 'none c']);
});

test('a date of a series lies in its lanes; an empty slot in none', () => {
  const slot = { instant: '2026-11-23T09:00:00.000Z', when: {} as OpenSlot['when'] };
  const wall = '2026-11-23T09:00';
  const occurrence = { ...post('o', ['x']), pillar: null } as unknown as OccurrenceView;
  const items: DayItem[] = [
    { type: 'slot', key: 'free', wall, slot },
    { type: 'slot', key: 'friday', wall, slot: { ...slot, occurrence } },
  ];
  const day = inLanes(new Map([['2026-11-23', items]]), [lane('x')], 'channel').get('2026-11-23');
  expect(day?.map(({ key }) => key)).toEqual(['x friday']);
});
