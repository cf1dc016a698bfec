import {
  type Frequency,
  formatRule,
  PLAIN_RULE,
  parseRule,
  type RuleDay,
} from '../../../shared/recurrence/rule.ts';
import { addDays, weekdayOf } from '../../../shared/time/calendar.ts';

/** How often a post comes again, as the form has it. */
export type RuleForm = {
  freq: Frequency;
  interval: number;
  /** ISO weekdays; of weekly rules. */
  days: number[];
  /** Of monthly rules: on this day of the month, on the same weekday of it, on its last one, or on its last day. */
  monthly: 'day' | 'nth' | 'last' | 'lastDay';
  end: 'never' | 'date' | 'count';
  /** The last day, where it ends on a date. */
  until: string;
  count: number;
  /** A rule that the form cannot say; kept as it is until something is changed. */
  other: string | null;
};

/** A weekly rule on the day it begins. @param start a date */
export const freshForm = (start: string): RuleForm => ({
  freq: 'WEEKLY',
  interval: 1,
  days: [weekdayOf(start)],
  monthly: 'day',
  end: 'never',
  until: addDays(start, 90),
  count: 10,
  other: null,
});

/** The rule a form says. @param start the first date: what "the same day of the month" means */
export function ruleOfForm(form: RuleForm, start: string): string {
  const { freq, interval, days, monthly, end, count, other } = form;
  if (other !== null) return other;
  const weekday = weekdayOf(start);
  const on = (nth: number): RuleDay[] => [{ weekday, nth }];
  return formatRule({
    freq,
    ...PLAIN_RULE,
    interval,
    count: end === 'count' ? count : null,
    byDay:
      freq === 'WEEKLY'
        ? [...days].sort((a, b) => a - b).map((day) => ({ weekday: day, nth: null }))
        : freq === 'MONTHLY' && monthly === 'nth'
          ? on(nthOf(start))
          : freq === 'MONTHLY' && monthly === 'last'
            ? on(-1)
            : [],
    byMonthDay:
      freq !== 'MONTHLY'
        ? []
        : monthly === 'day'
          ? [Number(start.slice(8))]
          : monthly === 'lastDay'
            ? [-1]
            : [],
  });
}

/** Which weekday of its month a date is: 1 to 5. */
export const nthOf = (date: string): number => Math.ceil(Number(date.slice(8)) / 7);

/** No occurrence at or after this wall time; null without end. */
export const endOfForm = ({ end, until }: RuleForm): string | null =>
  end === 'date' ? `${addDays(until, 1)}T00:00` : null;

/** A series as the form shows it. */
export function formOf({
  rule: text,
  starts_at,
  ends_before,
}: {
  rule: string;
  starts_at: string;
  ends_before: string | null;
}): RuleForm {
  const start = starts_at.slice(0, 10);
  const fresh = freshForm(start);
  const rule = parseRule(text);
  if (!rule) return { ...fresh, other: text };
  const [day] = rule.byDay;
  const form: RuleForm = {
    ...fresh,
    freq: rule.freq,
    interval: rule.interval,
    days:
      rule.freq === 'WEEKLY' && rule.byDay.length > 0 ? rule.byDay.map(({ weekday }) => weekday) : fresh.days,
    monthly: day?.nth === -1 ? 'last' : day ? 'nth' : rule.byMonthDay[0] === -1 ? 'lastDay' : 'day',
    end: rule.count !== null ? 'count' : ends_before !== null ? 'date' : 'never',
    until: ends_before === null ? fresh.until : lastDay(ends_before),
    count: rule.count ?? fresh.count,
  };
  // What the form would make of it, but for what is usual and need not be said.
  const same =
    (rule.byDay.length + rule.byMonthDay.length === 0 && rule.freq !== 'WEEKLY') ||
    ruleOfForm(form, start) === formatRule(rule);
  return same || (rule.freq === 'WEEKLY' && rule.byDay.length === 0) ? form : { ...form, other: text };
}

/** The last day before a wall time on which something may be. */
const lastDay = (wall: string) =>
  wall.endsWith('T00:00') ? addDays(wall.slice(0, 10), -1) : wall.slice(0, 10);
