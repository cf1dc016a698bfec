import { expect, test } from 'vitest';
import { rangeOf, readAddress, turn } from './range.ts';

test('a month is whole weeks, an ISO week seven days, from midnight to midnight on the brand’s clock', () => {
  const month = rangeOf('month', '2026-11-21', 1, 'Europe/Berlin');
  expect([month.from, month.to, month.weeks.length]).toEqual(['2026-10-26', '2026-12-06', 6]);
  const week = rangeOf('week', '2026-11-21', 7, 'Europe/Berlin');
  expect([week.from, week.to]).toEqual(['2026-11-15', '2026-11-21']);
  expect([week.fromInstant, week.toInstant]).toEqual([
    '2026-11-14T23:00:00.000Z',
    '2026-11-21T23:00:00.000Z',
  ]);
});

test('turning goes a month or a week at a time', () => {
  expect(turn({ view: 'month', date: '2026-01-31' }, 1)).toBe('2026-02-01');
  expect(turn({ view: 'month', date: '2026-01-31' }, -1)).toBe('2025-12-01');
  expect(turn({ view: 'week', date: '2026-01-01' }, -1)).toBe('2025-12-25');
});

test('an address that makes no sense shows today', () => {
  const read = (view?: string, date?: string) => readAddress({ view, date }, 'week', '2026-11-21');
  expect(read('month', '2026-12-01')).toEqual({ view: 'month', date: '2026-12-01' });
  expect(read()).toEqual({ view: 'week', date: '2026-11-21' });
  expect(read('year', '2026-02-31')).toEqual({ view: 'week', date: '2026-11-21' });
  expect(read('month', '9999-99-99')).toEqual({ view: 'month', date: '2026-11-21' });
});
