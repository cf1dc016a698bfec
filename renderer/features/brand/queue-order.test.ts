import { expect, test } from 'vitest';
import { moveInQueue, placesOf, type QueueSlot, shuffled } from './queue-order.ts';

const at = (hour: number, id: string | null): QueueSlot<{ id: string }> => ({
  instant: `2026-11-24T0${hour}:00:00.000Z`,
  when: { wall_time: `2026-11-24T0${hour}:00`, time_zone: 'UTC', schedule_id: 's', slot_key: `s@${hour}` },
  post: id === null ? null : { id },
});
const slots = [at(1, 'a'), at(2, 'b'), at(3, null), at(4, 'c'), at(5, null)];
const places = (found: { id: string; when: { slot_key: string | null } }[]) =>
  found.map(({ id, when }) => `${id}${when.slot_key}`);

test('a post that moves down lets those between go up, past empty slots', () => {
  expect(places(moveInQueue(slots, 0, 3))).toEqual(['bs@1', 'cs@2', 'as@4']);
});
test('a post that moves up lets those between go down', () => {
  expect(places(moveInQueue(slots, 3, 0))).toEqual(['cs@1', 'as@2', 'bs@4']);
});
test('into an empty slot only the one moves', () => {
  expect(places(moveInQueue(slots, 0, 2))).toEqual(['as@3']);
  expect(moveInQueue(slots, 2, 0)).toEqual([]);
  expect(moveInQueue(slots, 1, 1)).toEqual([]);
});
test('another order uses the slots that are filled, and leaves out whoever stays', () => {
  expect(places(placesOf(slots, [{ id: 'c' }, { id: 'b' }, { id: 'a' }]))).toEqual(['cs@1', 'as@4']);
});
test('chance keeps everyone', () => {
  expect(shuffled(['a', 'b', 'c'], () => 0).sort()).toEqual(['a', 'b', 'c']);
});
