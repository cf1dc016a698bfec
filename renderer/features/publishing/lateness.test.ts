import { expect, it } from 'vitest';
import { lateness } from './lateness.ts';

const minute = 60_000;

it('calls anything under a minute on time, early included', () => {
  expect(lateness(null)).toEqual({ unit: 'none' });
  expect(lateness(-5000)).toEqual({ unit: 'none' });
  expect(lateness(59_999)).toEqual({ unit: 'none' });
});

it('says minutes, hours and days in the unit a person would', () => {
  expect(lateness(minute)).toEqual({ unit: 'minutes', count: 1 });
  expect(lateness(89 * minute)).toEqual({ unit: 'minutes', count: 89 });
  expect(lateness(90 * minute)).toEqual({ unit: 'hours', count: 2 });
  expect(lateness(35 * 60 * minute)).toEqual({ unit: 'hours', count: 35 });
  expect(lateness(50 * 60 * minute)).toEqual({ unit: 'days', count: 2 });
});
