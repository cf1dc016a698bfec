import { Temporal } from 'temporal-polyfill';
import { monthsAndWeekdays } from './names.ts';
import { plain } from './plain.ts';
import { fractionOfDay, readTime } from './times.ts';

/** Dates as people and spreadsheets write them, and the order of day and month, which only a whole column can tell. */

export type DateOrder = 'dmy' | 'mdy' | 'ymd';

/** Three numbers whose order is not known yet: `03/04/2026`. */
export type DateNumbers = {
  numbers: readonly [number, number, number];
  /** The orders its shape allows. */
  orders: readonly DateOrder[];
};

export type DateFault = 'date_invalid' | 'date_without_year' | 'date_out_of_range';

/** What a cell says. `date` is `YYYY-MM-DD`. */
export type DateReading = { date: string } | DateNumbers | { fault: DateFault };

/** A date and perhaps a time, or one point in time where the cell names its distance from UTC. */
export type MomentReading = { on: DateReading; time: string | null } | { instant: string };

/** Plans are for a time near us; anything else is a slip, or a number that is no date. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;
/** Longer than any date in words; the patterns here are not made for whole paragraphs. */
const LONGEST = 100;

/** Reads a date with or without a time: `31.12.2026`, `31 Dec 2026, 9:30 PM`, `2026-12-31T09:00:00+01:00`, `46387.375`. */
export function readMoment(cell: string): MomentReading {
  if (cell.length > LONGEST) return { on: { fault: 'date_invalid' }, time: null };
  const text = cell.replace(/\s+/gu, ' ').trim();
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|[+-]\d{2}:?\d{2})$/i.test(text)) {
    const at = Date.parse(
      text
        .replace(' ', 'T')
        .replaceAll(' ', '')
        .replace(/([+-]\d{2})(\d{2})$/, '$1:$2'),
    );
    if (Number.isNaN(at)) return { on: { fault: 'date_invalid' }, time: null };
    return { instant: new Date(at).toISOString() };
  }
  const serial = /^(\d{5})(?:[.,](\d+))?$/.exec(text);
  if (serial) {
    const time = serial[2] ? fractionOfDay(Number(`0.${serial[2]}`)) : null;
    return { on: fromSerial(Number(serial[1])), time };
  }
  const whole = readDate(text);
  if (!('fault' in whole)) return { on: whole, time: null };
  // A time at the end, set off by a space, a comma, a T or a word ("um", "at", "à", "a las").
  for (const match of text.matchAll(/(?:,? | ?T)(?=\d)/g)) {
    const time = readTime(text.slice(match.index + match[0].length));
    if (time === null) continue;
    const before = text.slice(0, match.index).replace(/[,\s-]+$/, '');
    const on = readDate(before.replace(/ (at|um|à|a las|a|gegen|@)$/i, ''));
    if (!('fault' in on) || on.fault !== 'date_invalid') return { on, time };
  }
  return { on: whole, time: null };
}

export function readDate(cell: string): DateReading {
  const text = cell.trim();
  // `Mo., 15.03.2027`: a weekday says nothing that three numbers do not.
  const digits = /^(?:(\p{L}+)\.?,? ?)?(\d{1,4})( ?[./-] ?)(\d{1,2})\3(\d{1,4})\.?$/u.exec(text);
  if (digits?.[1] !== undefined && !monthsAndWeekdays.get(plain(digits[1]))?.weekday) return fromWords(text);
  if (digits)
    return fromNumbers([digits[2] ?? '', digits[4] ?? '', digits[5] ?? ''], (digits[3] ?? '').trim());
  const compact = /^(20\d\d)(\d\d)(\d\d)$/.exec(text);
  if (compact) return real(Number(compact[1]), Number(compact[2]), Number(compact[3]));
  return fromWords(text);
}

/** The date that three numbers mean in an order, or the reason why they mean none. */
export function inOrder(
  { numbers: [a, b, c] }: DateNumbers,
  order: DateOrder,
): { date: string } | { fault: DateFault } {
  if (order === 'ymd') return real(fullYear(a), b, c);
  return order === 'dmy' ? real(fullYear(c), b, a) : real(fullYear(c), a, b);
}

/**
 * Decides between day first, month first and year first from all the dates of a file.
 * @param nowIso years around now are likelier than others, where years have two digits
 * @returns the order; `null` where no date needs one; or the orders it may be, with the first date that differs
 */
export function decideOrder(
  dates: readonly DateNumbers[],
  nowIso: string,
): { order: DateOrder | null } | { orders: DateOrder[]; example: DateNumbers } {
  const open = dates.filter((date) => date.orders.length > 1);
  if (open.length === 0) return { order: null };
  const orders: DateOrder[] = ['dmy', 'mdy', 'ymd'];
  const fits = (date: DateNumbers, order: DateOrder) =>
    date.orders.includes(order) && 'date' in inOrder(date, order);
  const year = Number(nowIso.slice(0, 4));
  const near = (date: DateNumbers, order: DateOrder) => {
    const meant = inOrder(date, order);
    const ahead = 'date' in meant ? Number(meant.date.slice(0, 4)) - year : Number.NaN;
    return ahead >= -1 && ahead <= 2;
  };

  const possible = orders.filter((order) => open.every((date) => fits(date, order)));
  const likely = possible.filter((order) => open.every((date) => near(date, order)));
  const left = likely.length > 0 ? likely : possible;
  const [first] = left;
  if (!first) {
    // Some dates are wrong in every order: the order with the fewest wrong ones, so that those are named.
    const count = (order: DateOrder) => open.filter((date) => fits(date, order)).length;
    return { order: orders.reduce((best, order) => (count(order) > count(best) ? order : best)) };
  }
  const example = open.find(
    (date) => new Set(left.map((order) => JSON.stringify(inOrder(date, order)))).size > 1,
  );
  return example ? { orders: left, example } : { order: first };
}

function fromNumbers(texts: readonly [string, string, string], separator: string): DateReading {
  const [first, , last] = texts;
  const numbers = [Number(texts[0]), Number(texts[1]), Number(texts[2])] as const;
  if (first.length === 4 && last.length <= 2) return real(...numbers);
  if (first.length > 2 || last.length === 1 || last.length === 3) return { fault: 'date_invalid' };
  // Nobody writes the month first with points.
  const dayOrMonth: DateOrder[] = separator === '.' ? ['dmy'] : ['dmy', 'mdy'];
  const yearFirst = first.length === 2 && last.length === 2;
  return { numbers, orders: yearFirst ? [...dayOrMonth, 'ymd'] : dayOrMonth };
}

/** `31 Dec 2026`, `Thursday, December 31st, 2026`, `31. Dezember 2026`, `1er janvier 2026`, `31 de diciembre de 2026`. */
function fromWords(text: string): DateReading {
  const numbers: string[] = [];
  const months: number[] = [];
  let maybe: number | undefined;
  for (const word of plain(text).split(' ')) {
    const number = /^(\d{1,4})(?:st|nd|rd|th|er|e|o|a)?$/.exec(word)?.[1];
    const name = monthsAndWeekdays.get(word);
    if (number) numbers.push(number);
    else if (name?.month && name.weekday) maybe = name.month;
    else if (name?.month) months.push(name.month);
    else if (!name && !FILLERS.has(word)) return { fault: 'date_invalid' };
  }
  const month = months[0] ?? maybe;
  const [first, second, third] = numbers;
  if (month === undefined)
    return { fault: /^\d{1,2}[./-] ?\d{1,2}\.?$/.test(text) ? 'date_without_year' : 'date_invalid' };
  if (months.length > 1 || !first || third !== undefined) return { fault: 'date_invalid' };
  if (second === undefined) return { fault: first.length <= 2 ? 'date_without_year' : 'date_invalid' };
  const [year, day] = first.length === 4 ? [first, second] : [second, first];
  return real(fullYear(Number(year)), month, Number(day));
}

const FILLERS = new Set(['of', 'the', 'on', 'de', 'del', 'den', 'der', 'am', 'le', 'la', 'el', 'il']);

/** Days since 30 December 1899, as Excel, LibreOffice and Google Sheets count. */
function fromSerial(days: number): DateReading {
  const date = Temporal.PlainDate.from('1899-12-30').add({ days });
  return real(date.year, date.month, date.day);
}

const fullYear = (year: number) => (year < 100 ? 2000 + year : year);

function real(year: number, month: number, day: number): { date: string } | { fault: DateFault } {
  try {
    const date = Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
    if (year < FIRST_YEAR || year > LAST_YEAR) return { fault: 'date_out_of_range' };
    return { date: date.toString() };
  } catch {
    return { fault: 'date_invalid' };
  }
}
