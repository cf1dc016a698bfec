import { expect, test } from 'vitest';
import { formatRule, parseRule } from './rule.ts';

test('a rule is read and written the same', () => {
  for (const text of [
    'FREQ=DAILY',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH',
    'FREQ=MONTHLY;COUNT=10;BYDAY=-1FR',
    'FREQ=MONTHLY;BYMONTHDAY=-1,15',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=YEARLY;BYMONTH=3;BYDAY=1SU;WKST=SU',
  ]) {
    const rule = parseRule(text);
    expect(rule && formatRule(rule), text).toBe(text);
  }
  expect(formatRule(parseRule('byday=tu;freq=weekly;interval=1') ?? expect.unreachable())).toBe(
    'FREQ=WEEKLY;BYDAY=TU',
  );
});

test('what is no rule for posts is not one', () => {
  for (const text of [
    '',
    'WEEKLY',
    'FREQ=HOURLY',
    'FREQ=WEEKLY;BYDAY=1TU',
    'FREQ=WEEKLY;BYMONTHDAY=3',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;COUNT=1,2',
    'FREQ=DAILY;UNTIL=20270303T000000Z',
    'FREQ=DAILY;FREQ=WEEKLY',
    'FREQ=MONTHLY;BYSETPOS=1',
    'FREQ=MONTHLY;BYMONTHDAY=32',
    'FREQ=WEEKLY;BYDAY=XX',
    'FREQ=DAILY;BYHOUR=9',
  ])
    expect(parseRule(text), text).toBeNull();
});
