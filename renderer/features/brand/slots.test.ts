import { expect, it } from 'vitest';
import { daysAt, retime, tidy, timesOf, toggle, WORKDAYS, weekFrom, withDays } from './slots.ts';

const nine = withDays([], '09:00', WORKDAYS);

it('keeps slots in order of the week, each once', () => {
  expect(
    tidy([
      { weekday: 2, time: '10:00' },
      { weekday: 1, time: '18:00' },
      { weekday: 1, time: '08:00' },
      { weekday: 2, time: '10:00' },
    ]),
  ).toEqual([
    { weekday: 1, time: '08:00' },
    { weekday: 1, time: '18:00' },
    { weekday: 2, time: '10:00' },
  ]);
});

it('a cell turns on and off', () => {
  const off = toggle(nine, { weekday: 3, time: '09:00' });
  expect(daysAt(off, '09:00')).toEqual([1, 2, 4, 5]);
  expect(toggle(off, { weekday: 3, time: '09:00' })).toEqual(nine);
});

it('a row moves to another time and merges with what is there', () => {
  const both = withDays(nine, '18:00', [5, 6]);
  expect(daysAt(retime(both, '18:00', '09:00'), '09:00')).toEqual([1, 2, 3, 4, 5, 6]);
  expect(timesOf(retime(both, '18:00', '19:30'))).toEqual(['09:00', '19:30']);
});

it('times being set up stand among the others', () => {
  expect(timesOf(nine, ['07:15', '09:00'])).toEqual(['07:15', '09:00']);
});

it('the week starts where the brand says', () => {
  expect(weekFrom(1)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(weekFrom(7)).toEqual([7, 1, 2, 3, 4, 5, 6]);
  expect(weekFrom(6)).toEqual([6, 7, 1, 2, 3, 4, 5]);
});
