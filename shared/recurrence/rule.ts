import { z } from 'zod';

/** Recurrence rules as RFC 5545 3.3.10 writes them, as far as a day's post needs: nothing smaller than a day. */

export const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];
/** In order of ISO weekdays. */
export const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type RuleDay = {
  /** ISO weekday. */
  weekday: number;
  /** Which one of the month (or year): 1 the first, -1 the last; null for each. */
  nth: number | null;
};

export type Rule = {
  freq: Frequency;
  interval: number;
  /** How many there are in all, exceptions included; null without end. */
  count: number | null;
  byDay: RuleDay[];
  /** 1 to 31, or -31 to -1 from the month's end. */
  byMonthDay: number[];
  byMonth: number[];
  bySetPos: number[];
  /** ISO weekday that weeks begin with. */
  weekStart: number;
};

export const PLAIN_RULE: Omit<Rule, 'freq'> = {
  interval: 1,
  count: null,
  byDay: [],
  byMonthDay: [],
  byMonth: [],
  bySetPos: [],
  weekStart: 1,
};

/**
 * @param text `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU`
 * @returns null for text that is not such a rule; UNTIL is said by the series, so it is not one either
 */
export function parseRule(text: string): Rule | null {
  const parts = new Map<string, string>();
  for (const part of text.trim().toUpperCase().split(';')) {
    const [name, value, more] = part.split('=');
    if (!name || !value || more !== undefined || parts.has(name)) return null;
    parts.set(name, value);
  }
  const freq = FREQUENCIES.find((one) => one === parts.get('FREQ'));
  if (!freq) return null;
  const rule: Rule = { freq, ...PLAIN_RULE };
  for (const [name, value] of parts) {
    if (name === 'FREQ') continue;
    if (!read(rule, name, value)) return null;
  }
  const counted = rule.byDay.some(({ nth }) => nth !== null);
  // RFC 5545: numbered days only where there is a month or year to count in.
  if (counted && (freq === 'DAILY' || freq === 'WEEKLY')) return null;
  if (rule.byMonthDay.length > 0 && freq === 'WEEKLY') return null;
  if (rule.bySetPos.length > 0 && rule.byDay.length + rule.byMonthDay.length + rule.byMonth.length === 0)
    return null;
  return rule;
}

function read(rule: Rule, name: string, value: string): boolean {
  const [number] = numbers(value, 1, 1000, false) ?? [];
  const single = !value.includes(',');
  switch (name) {
    case 'INTERVAL':
      if (number === undefined || !single) return false;
      rule.interval = number;
      return true;
    case 'COUNT':
      if (number === undefined || !single) return false;
      rule.count = number;
      return true;
    case 'WKST':
      rule.weekStart = (DAYS as readonly string[]).indexOf(value) + 1;
      return rule.weekStart > 0;
    case 'BYDAY': {
      const days = value.split(',').map(dayOf);
      rule.byDay = days.filter((day) => day !== null);
      return days.every((day) => day !== null);
    }
    case 'BYMONTHDAY':
      return set(rule, 'byMonthDay', numbers(value, 1, 31, true));
    case 'BYMONTH':
      return set(rule, 'byMonth', numbers(value, 1, 12, false));
    case 'BYSETPOS':
      return set(rule, 'bySetPos', numbers(value, 1, 366, true));
    default:
      return false;
  }
}

function set(rule: Rule, name: 'byMonthDay' | 'byMonth' | 'bySetPos', values: number[] | null): boolean {
  if (values) rule[name] = values;
  return values !== null;
}

function numbers(text: string, min: number, max: number, signed: boolean): number[] | null {
  const found = text.split(',').map((one) => (/^[+-]?\d{1,4}$/.test(one) ? Number(one) : Number.NaN));
  const fits = (n: number) => {
    const size = signed ? Math.abs(n) : n;
    return size >= min && size <= max;
  };
  return found.every(fits) ? [...new Set(found)] : null;
}

function dayOf(text: string): RuleDay | null {
  const [, nth, day] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
  const weekday = (DAYS as readonly (string | undefined)[]).indexOf(day) + 1;
  const number = nth === undefined ? null : Number(nth);
  if (weekday === 0 || number === 0 || (number !== null && Math.abs(number) > 53)) return null;
  return { weekday, nth: number };
}

/** The same rule as text, in one fixed order of its parts; what is usual is left out. */
export function formatRule(rule: Rule): string {
  const parts = [`FREQ=${rule.freq}`];
  if (rule.interval !== 1) parts.push(`INTERVAL=${rule.interval}`);
  if (rule.count !== null) parts.push(`COUNT=${rule.count}`);
  if (rule.byMonth.length > 0) parts.push(`BYMONTH=${rule.byMonth.join(',')}`);
  if (rule.byMonthDay.length > 0) parts.push(`BYMONTHDAY=${rule.byMonthDay.join(',')}`);
  if (rule.byDay.length > 0)
    parts.push(`BYDAY=${rule.byDay.map(({ weekday, nth }) => `${nth ?? ''}${DAYS[weekday - 1]}`).join(',')}`);
  if (rule.bySetPos.length > 0) parts.push(`BYSETPOS=${rule.bySetPos.join(',')}`);
  if (rule.weekStart !== 1) parts.push(`WKST=${DAYS[rule.weekStart - 1]}`);
  return parts.join(';');
}

export const ruleSchema = z
  .string()
  .max(500)
  .refine((text) => parseRule(text) !== null, 'Not a recurrence rule this app knows.');
