import { expect, test } from 'vitest';
import { endOfForm, formOf, freshForm, ruleOfForm } from './rule-form.ts';

const start = '2026-11-24'; // the fourth and last Tuesday
const form = freshForm(start);

test('a form says a rule', () => {
  expect(ruleOfForm(form, start)).toBe('FREQ=WEEKLY;BYDAY=TU');
  expect(ruleOfForm({ ...form, interval: 2, days: [4, 2] }, start)).toBe(
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH',
  );
  const monthly = { ...form, freq: 'MONTHLY' } as const;
  expect(ruleOfForm(monthly, start)).toBe('FREQ=MONTHLY;BYMONTHDAY=24');
  expect(ruleOfForm({ ...monthly, monthly: 'nth' }, start)).toBe('FREQ=MONTHLY;BYDAY=4TU');
  expect(ruleOfForm({ ...monthly, monthly: 'last' }, start)).toBe('FREQ=MONTHLY;BYDAY=-1TU');
  expect(ruleOfForm({ ...monthly, monthly: 'lastDay' }, start)).toBe('FREQ=MONTHLY;BYMONTHDAY=-1');
  expect(ruleOfForm({ ...form, freq: 'DAILY', end: 'count', count: 5 }, start)).toBe('FREQ=DAILY;COUNT=5');
  expect(ruleOfForm({ ...form, freq: 'YEARLY' }, start)).toBe('FREQ=YEARLY');
  expect(endOfForm({ ...form, end: 'date', until: '2027-03-03' })).toBe('2027-03-04T00:00');
});

test('a series is shown as the form that says it, and a rule beyond the form is kept', () => {
  for (const rule of [
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH',
    'FREQ=MONTHLY;BYMONTHDAY=24',
    'FREQ=MONTHLY;BYDAY=-1TU',
    'FREQ=DAILY;COUNT=5',
    'FREQ=YEARLY',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=MONTHLY;BYDAY=2WE',
    'FREQ=YEARLY;BYMONTH=3;BYDAY=1SU',
  ])
    expect(ruleOfForm(formOf({ rule, starts_at: `${start}T09:00`, ends_before: null }), start)).toBe(rule);
  expect(
    formOf({ rule: 'FREQ=DAILY', starts_at: `${start}T09:00`, ends_before: '2027-03-04T00:00' }),
  ).toMatchObject({
    end: 'date',
    until: '2027-03-03',
  });
});
