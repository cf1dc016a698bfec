import { expect, test } from 'vitest';
import { NO_FILTER, type PlanFilter, passesFilter } from './filter.ts';

const bread = '01890000-0000-7000-8000-000000000001';
const bluesky = '01890000-0000-7000-8000-000000000002';
const date = {
  pillar: { id: bread },
  title: 'Rye on Fridays',
  caption: 'Out of the oven at seven',
  notes: 'Ask Lena for the photo',
  targets: [{ connection_id: bluesky, text: null }],
};
const passes = (filter: Partial<PlanFilter>, of = date) => passesFilter(of, { ...NO_FILTER, ...filter });

test('a date of a series is filtered as the post it will be', () => {
  expect(passes({})).toBe(true);
  expect([passes({ pillars: [bread] }), passes({ pillars: [null] })]).toEqual([true, false]);
  expect([passes({ channels: [bluesky] }), passes({ channels: [bread] })]).toEqual([true, false]);
  expect([passes({ text: 'OVEN rye photo' }), passes({ text: 'wheat' })]).toEqual([true, false]);
});

test('it is planned, or not ready; it is never out', () => {
  expect([passes({ states: ['planned'] }), passes({ states: ['out', 'attention'] })]).toEqual([true, false]);
  const empty = { ...date, caption: ' ' };
  expect([passes({ states: ['unready'] }, empty), passes({ states: ['planned'] }, empty)]).toEqual([
    true,
    false,
  ]);
});
