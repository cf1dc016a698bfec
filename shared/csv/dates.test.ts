import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DateNumbers, type DateOrder, decideOrder, inOrder, readDate, readMoment } from './dates.ts';

const now = '2026-11-21T12:00:00.000Z';

test.each([
  ['2026-12-31', '2026-12-31'],
  ['2026/12/31', '2026-12-31'],
  ['2026. 12. 31.', '2026-12-31'],
  ['20261231', '2026-12-31'],
  ['31 Dec 2026', '2026-12-31'],
  ['31-Dec-26', '2026-12-31'],
  ['Dec 31, 2026', '2026-12-31'],
  ['Thursday, December 31st, 2026', '2026-12-31'],
  ['31. Dezember 2026', '2026-12-31'],
  ['Do., 31. Dez. 2026', '2026-12-31'],
  ['1. März 2026', '2026-03-01'],
  ['1er janvier 2026', '2026-01-01'],
  ['31 août 2026', '2026-08-31'],
  ['31 de diciembre de 2026', '2026-12-31'],
  ['mar 31 mar 2026', '2026-03-31'],
  ['mar 31 2026', '2026-03-31'],
  ['Do 2026-12-31', '2026-12-31'],
])('%s is one date', (text, date) => {
  expect(readDate(text)).toEqual({ date });
});

test.each(['Do., 31.12.26', 'Do 31.12.26', 'Thursday, 31.12.26', 'jeu. 31.12.26', '31.12.26'])(
  '%s is three numbers, with or without a weekday',
  (text) => {
    expect(readDate(text)).toEqual({ numbers: [31, 12, 26], orders: ['dmy', 'ymd'] });
  },
);

test.each([
  ['31 Dec', 'date_without_year'],
  ['31.12.', 'date_without_year'],
  ['12/31', 'date_without_year'],
  ['2026-02-30', 'date_invalid'],
  ['31 Foo 2026', 'date_invalid'],
  ['Dec 2026', 'date_invalid'],
  ['Week 47', 'date_invalid'],
  ['Week 31.12.2026', 'date_invalid'],
  ['tomorrow', 'date_invalid'],
  ['1.2.3.4', 'date_invalid'],
  ['1/2/126', 'date_invalid'],
  ['1899-12-30', 'date_out_of_range'],
])('%s is refused as %s', (text, fault) => {
  expect(readDate(text)).toEqual({ fault });
});

test.each([
  ['2026-12-31T09:00', '2026-12-31', '09:00'],
  ['2026-12-31 09:00:00', '2026-12-31', '09:00'],
  ['31 Dec 2026, 9:30 PM', '2026-12-31', '21:30'],
  ['Dec 31, 2026 at 9am', '2026-12-31', '09:00'],
  ['31. Dezember 2026 um 9.30 Uhr', '2026-12-31', '09:30'],
  ['31 décembre 2026 à 21h30', '2026-12-31', '21:30'],
  ['46387', '2026-12-31', null],
  ['46387.375', '2026-12-31', '09:00'],
  ['46387,5', '2026-12-31', '12:00'],
])('%s is a date and a time', (text, date, time) => {
  expect(readMoment(text)).toEqual({ on: { date }, time });
});

test('a cell with an offset is one point in time', () => {
  expect(readMoment('2026-12-31T09:00:00+01:00')).toEqual({ instant: '2026-12-31T08:00:00.000Z' });
  expect(readMoment('2026-12-31 09:00 +0100')).toEqual({ instant: '2026-12-31T08:00:00.000Z' });
  expect(readMoment('2026-12-31T09:00:00.000Z')).toEqual({ instant: '2026-12-31T09:00:00.000Z' });
});

test('a time behind numbers is read too', () => {
  expect(readMoment('31.12.2026 9.30')).toEqual({
    on: { numbers: [31, 12, 2026], orders: ['dmy'] },
    time: '09:30',
  });
  expect(readMoment('12/31/2026 9:30 PM')).toMatchObject({ on: { numbers: [12, 31, 2026] }, time: '21:30' });
  expect(readMoment('1. 12. 26')).toMatchObject({ on: { numbers: [1, 12, 26] }, time: null });
});

describe('the order of day and month', () => {
  const numbers = (texts: string[]) =>
    texts.map(readDate).filter((reading): reading is DateNumbers => 'numbers' in reading);
  const decide = (...texts: string[]) => decideOrder(numbers(texts), now);

  test('is found from one date that only one order allows', () => {
    expect(decide('03/04/2026', '25/04/2026')).toEqual({ order: 'dmy' });
    expect(decide('03/04/2026', '04/25/2026')).toEqual({ order: 'mdy' });
  });

  test('is a question where every date allows both', () => {
    expect(decide('05/05/2026', '03/04/2026')).toMatchObject({
      orders: ['dmy', 'mdy'],
      example: { numbers: [3, 4, 2026] },
    });
  });

  test('does not matter where day and month are equal', () => {
    expect(decide('05/05/2026', '06/06/2026')).toEqual({ order: 'dmy' });
  });

  test('needs no answer for points, names or years in front', () => {
    expect(decide('03.04.2026', '2026-04-03', '3 Apr 2026')).toEqual({ order: null });
  });

  test('with two digits for the year, is the one that stays near today', () => {
    expect(decide('31-12-26')).toEqual({ order: 'dmy' });
    expect(decide('26-12-31')).toEqual({ order: 'ymd' });
    expect(decide('03/04/26')).toMatchObject({ orders: ['dmy', 'mdy'] });
  });

  test('where none fits all, is the one that fits most, so that the others are named as wrong', () => {
    expect(decide('25/04/2026', '26/04/2026', '04/25/2026')).toEqual({ order: 'dmy' });
  });

  test('is never guessed wrong: any column written in one order is read in it, or asked about', () => {
    const day = fc.date({ min: new Date('2025-01-01'), max: new Date('2028-12-31'), noInvalidDate: true });
    const orders = fc.constantFrom<DateOrder>('dmy', 'mdy', 'ymd');
    const write = (date: Date, order: DateOrder, short: boolean, sep: string) => {
      const [y = '', m = '', d = ''] = date.toISOString().slice(0, 10).split('-');
      const year = short ? y.slice(2) : y;
      return { dmy: [d, m, year], mdy: [m, d, year], ymd: [year, m, d] }[order].join(sep);
    };
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 1, maxLength: 12 }),
        orders,
        fc.boolean(),
        fc.constantFrom('/', '-'),
        (days, order, short, sep) => {
          const readings = days.map((date) => readDate(write(date, order, short, sep)));
          const decided = decideOrder(
            readings.filter((reading) => 'numbers' in reading),
            now,
          );
          if ('orders' in decided) {
            expect(decided.orders).toContain(order);
            return;
          }
          for (const [i, reading] of readings.entries()) {
            const date = days[i]?.toISOString().slice(0, 10);
            if ('numbers' in reading)
              expect(inOrder(reading, decided.order ?? reading.orders[0] ?? 'dmy')).toEqual({ date });
            else expect(reading).toEqual({ date });
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
