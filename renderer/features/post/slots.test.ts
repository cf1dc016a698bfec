import { expect, test } from 'vitest';
import type { Row } from '../../../shared/kinds/index.ts';
import { nextOpenSlot, openSlots, whenAt } from './slots.ts';

const schedule = (id: string, over: Partial<Row<'schedule'>> = {}) =>
  ({
    id,
    time_zone: 'Europe/Berlin',
    paused: false,
    slots: [
      { weekday: 1, time: '09:00' },
      { weekday: 3, time: '09:00' },
    ],
    ...over,
  }) as Row<'schedule'>;

const from = '2026-11-22T00:00:00.000Z';
const to = '2026-11-29T00:00:00.000Z';

test('slots of all schedules are open until a post takes them', () => {
  const schedules = [schedule('a'), schedule('b', { slots: [{ weekday: 2, time: '12:00' }] })];
  const open = (taken: string[]) =>
    openSlots(schedules, new Set(taken), from, to).map((one) => one.when.slot_key);
  expect(open([])).toEqual(['a@2026-11-23T09:00', 'b@2026-11-24T12:00', 'a@2026-11-25T09:00']);
  expect(open(['b@2026-11-24T12:00'])).toEqual(['a@2026-11-23T09:00', 'a@2026-11-25T09:00']);
});

test('a paused schedule offers nothing', () => {
  expect(openSlots([schedule('a', { paused: true })], new Set(), from, to)).toEqual([]);
  expect(nextOpenSlot([schedule('a', { paused: true })], new Set(), from)).toBeNull();
});

test('the next open slot is the earliest of all schedules, taken ones left out', () => {
  const schedules = [schedule('a'), schedule('b', { slots: [{ weekday: 2, time: '12:00' }] })];
  expect(nextOpenSlot(schedules, new Set(['a@2026-11-23T09:00']), from)?.when).toEqual({
    wall_time: '2026-11-24T12:00',
    time_zone: 'Europe/Berlin',
    schedule_id: 'b',
    slot_key: 'b@2026-11-24T12:00',
  });
  expect(nextOpenSlot([], new Set(), from)).toBeNull();
});

test('a time that is an open slot’s moment fills it, whatever zone it was said in', () => {
  const open = openSlots([schedule('a')], new Set(), from, to);
  expect(whenAt('2026-11-23T08:00', 'Europe/London', open).slot_key).toBe('a@2026-11-23T09:00');
  expect(whenAt('2026-11-23T09:15', 'Europe/London', open)).toEqual({
    wall_time: '2026-11-23T09:15',
    time_zone: 'Europe/London',
    schedule_id: null,
    slot_key: null,
  });
});
