import { expect, test } from 'vitest';
import type { PostView } from '../../../shared/queries.ts';
import type { OpenSlot } from '../post/slots.ts';
import { type DayItem, dayItems, minutesOf, placeInLanes, timeOfMinutes } from './day-items.ts';

const post = (id: string, scheduled_at: string) => ({ id, scheduled_at }) as PostView;
const slot = (instant: string): OpenSlot => ({
  instant,
  when: { wall_time: instant.slice(0, 16), time_zone: 'UTC', schedule_id: null, slot_key: `s@${instant}` },
});
const at = (wall: string): DayItem => ({ type: 'slot', key: wall, wall, slot: slot(`${wall}:00.000Z`) });

test('posts and slots lie on the day that the brand’s clock shows, in order of time', () => {
  const days = dayItems(
    [post('late', '2026-11-23T23:30:00.000Z'), post('early', '2026-11-23T06:00:00.000Z')],
    [slot('2026-11-23T08:00:00.000Z'), slot('2026-11-30T08:00:00.000Z')],
    ['2026-11-23', '2026-11-24'],
    'Europe/Berlin',
  );
  expect([...days].map(([date, items]) => [date, items.map((item) => item.wall.slice(11))])).toEqual([
    ['2026-11-23', ['07:00', '09:00']],
    ['2026-11-24', ['00:30']],
  ]);
});

test('a post comes before an empty slot of the same minute', () => {
  const days = dayItems(
    [post('a', '2026-11-23T09:00:00.000Z')],
    [slot('2026-11-23T09:00:00.000Z')],
    ['2026-11-23'],
    'UTC',
  );
  expect(days.get('2026-11-23')?.map((item) => item.type)).toEqual(['post', 'slot']);
});

test('things that would cover each other stand side by side, and a later one starts afresh', () => {
  const items = ['09:00', '09:30', '09:55', '12:00'].map((time) => at(`2026-11-23T${time}`));
  const placed = placeInLanes(items, 55).map(({ lane, lanes }) => `${lane}/${lanes}`);
  expect(placed).toEqual(['0/2', '1/2', '0/2', '0/1']);
  expect(placeInLanes([], 55)).toEqual([]);
});

test('minutes and times of day', () => {
  expect(minutesOf('2026-11-23T17:45')).toBe(17 * 60 + 45);
  expect(timeOfMinutes(17 * 60 + 45)).toBe('17:45');
  expect(timeOfMinutes(-5)).toBe('00:00');
  expect(timeOfMinutes(2000)).toBe('23:59');
});
