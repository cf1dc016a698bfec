import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCalendar } from './read-ics.ts';

const options = { zone: 'Europe/Berlin', now: '2026-11-21T12:00:00.000Z' };
const parse = (lines: string[]) =>
  parseCalendar(
    new TextEncoder().encode(`BEGIN:VCALENDAR\r\n${lines.join('\r\n')}\r\nEND:VCALENDAR\r\n`),
    options,
  );
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT'];

describe('calendars as other programs write them', () => {
  test('times in UTC, in a known zone, in one of the file’s own, floating, and whole days', () => {
    const outlook = [
      'BEGIN:VTIMEZONE',
      'TZID:Bakery Time',
      'BEGIN:STANDARD',
      'DTSTART:16010101T000000',
      'TZOFFSETFROM:-0500',
      'TZOFFSETTO:-0500',
      'END:STANDARD',
      'END:VTIMEZONE',
    ];
    const plan = parse([
      ...outlook,
      ...event('DTSTART:20261224T080000Z', 'SUMMARY:UTC'),
      ...event('DTSTART;TZID=America/New_York:20261224T080000', 'SUMMARY:Zone'),
      ...event('DTSTART;TZID=Bakery Time:20261224T080000', 'SUMMARY:Own'),
      ...event('DTSTART:20261224T080000', 'SUMMARY:Floating'),
      ...event('DTSTART;VALUE=DATE:20261224', 'SUMMARY:Day'),
    ]);
    expect(plan.issues).toEqual([]);
    expect(plan.rows.map(({ title, wall, zone, timeAssumed }) => [title, wall, zone, timeAssumed])).toEqual([
      ['UTC', '2026-12-24T09:00', 'Europe/Berlin', false],
      ['Zone', '2026-12-24T08:00', 'America/New_York', false],
      ['Own', '2026-12-24T14:00', 'Europe/Berlin', false],
      ['Floating', '2026-12-24T08:00', 'Europe/Berlin', false],
      ['Day', '2026-12-24T09:00', 'Europe/Berlin', true],
    ]);
  });

  test('folded and escaped words; what was called off is no post', () => {
    const plan = parse([
      ...event(
        'DTSTART:20261224T080000Z',
        'SUMMARY:Rye\\, oats',
        'DESCRIPTION:One\\nTwo\\; a long',
        '  line',
        'URL:https://example.org',
      ),
      ...event('DTSTART:20261225T080000Z', 'SUMMARY:Off', 'STATUS:CANCELLED'),
    ]);
    expect(plan.rows).toMatchObject([
      { line: 2, title: 'Rye, oats', text: 'One\nTwo; a long line', link: 'https://example.org' },
    ]);
    expect(plan.rows).toHaveLength(1);
  });

  test('an event that repeats is its dates to come, without those left out, with what stands for single ones', () => {
    const plan = parse([
      ...event(
        'DTSTART;TZID=Europe/Berlin:20261005T090000',
        'RRULE:FREQ=WEEKLY;UNTIL=20261228T080000Z',
        'EXDATE;TZID=Europe/Berlin:20261130T090000',
        'RDATE;TZID=Europe/Berlin:20261202T120000',
        'SUMMARY:Market',
      ),
      ...event(
        'RECURRENCE-ID;TZID=Europe/Berlin:20261207T090000',
        'DTSTART:20261208T100000Z',
        'SUMMARY:Moved',
      ),
      ...event(
        'RECURRENCE-ID;TZID=Europe/Berlin:20261214T090000',
        'DTSTART:20261214T080000Z',
        'STATUS:CANCELLED',
      ),
    ]);
    expect(plan.issues).toEqual([]);
    expect(plan.rows.map(({ title, wall }) => `${wall} ${title}`)).toEqual([
      '2026-11-23T09:00 Market',
      '2026-12-02T12:00 Market',
      '2026-12-21T09:00 Market',
      '2026-12-28T09:00 Market',
      '2026-12-08T11:00 Moved',
    ]);
    expect(plan.repeating).toEqual({ events: 1, dates: 4, until: null });
  });

  test('a rule without end goes on for a year and says so; across clock changes it keeps its hour', () => {
    const plan = parse(
      event(
        'DTSTART;TZID=Europe/Berlin:20200101T090000',
        'RRULE:FREQ=MONTHLY;BYDAY=-1FR',
        'SUMMARY:Last Friday',
      ),
    );
    expect(plan.rows.map(({ wall }) => wall)).toHaveLength(12);
    expect(plan.rows.every(({ wall, past }) => wall?.endsWith('T09:00') && !past)).toBe(true);
    expect(plan.repeating).toMatchObject({ events: 1, dates: 12, until: plan.rows.at(-1)?.wall });
    const utc = parse(event('DTSTART:20261001T080000Z', 'RRULE:FREQ=MONTHLY;COUNT=7', 'SUMMARY:UTC'));
    expect(utc.rows.map(({ wall }) => wall?.slice(5))).toEqual([
      '12-01T09:00',
      '01-01T09:00',
      '02-01T09:00',
      '03-01T09:00',
      '04-01T10:00',
    ]);
  });

  test('one that has wholly passed is its last date; one that nobody can read is named', () => {
    const past = parse(event('DTSTART:20200106T080000Z', 'RRULE:FREQ=WEEKLY;COUNT=3', 'SUMMARY:Old'));
    expect(past.rows).toMatchObject([{ wall: '2020-01-20T09:00', past: true }]);
    for (const rule of ['FREQ=HOURLY', 'FREQ=YEARLY;BYWEEKNO=20', 'FREQ=WEEKLY;UNTIL=soon'])
      expect(parse(event('DTSTART:20261224T080000Z', `RRULE:${rule}`, 'SUMMARY:x')).issues).toMatchObject([
        { line: 2 },
      ]);
    expect(
      parse(event('DTSTART:20261224T080000Z', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'SUMMARY:x')).rows,
    ).toHaveLength(1);
  });

  test('a calendar of tens of thousands of lines answers, whatever they are', () => {
    const long = Array.from({ length: 1500 }, (_, n) =>
      event('DTSTART:20270101T080000Z', `SUMMARY:${n}`),
    ).flat();
    expect(parse(long).rows).toHaveLength(1500);
    const deep = ['BEGIN:VEVENT', ...Array.from({ length: 60_000 }, () => 'BEGIN:VALARM')];
    expect(parse(deep).issues).toMatchObject([{ code: 'event_broken' }]);
    expect(
      parse([...event(`SUMMARY:${'x'.repeat(2_000_000)}`, 'DTSTART:20270101T080000Z')]).issues,
    ).toMatchObject([{ code: 'cell_too_long' }]);
  });

  test('a broken event is named by its line, and harms no other', () => {
    const plan = parse([
      ...event('DTSTART:20261224T080000Z', 'SUMMARY:Good'),
      ...event('SUMMARY:No start'),
      ...event('DTSTART:2026-13-45', 'SUMMARY:No day'),
      ...event('DTSTART:20261224T080000Z'),
      'BEGIN:VEVENT',
      'SUMMARY:never closed',
      ...event('DTSTART:20261226T080000Z', 'SUMMARY:Good too'),
    ]);
    expect(plan.rows.map(({ title }) => title)).toEqual(['Good', 'Good too']);
    expect(plan.issues).toMatchObject([
      { line: 7, code: 'event_without_start', column: { name: 'DTSTART' } },
      { line: 11, code: 'date_invalid', column: { name: 'DTSTART' } },
      { line: 16, code: 'text_missing', column: { name: 'SUMMARY' } },
      { line: 20, code: 'event_broken' },
    ]);
  });

  test('what is no calendar, an empty one, and one too large are said to be that', () => {
    const of = (text: string) => parseCalendar(new TextEncoder().encode(text), options).issues[0]?.code;
    expect(of('')).toBe('file_empty');
    expect(of('Dear diary')).toBe('not_a_calendar');
    expect(of('BEGIN:VCALENDAR\nEND:VCALENDAR')).toBe('no_rows');
    expect(of('BEGIN:VCALENDAR\0')).toBe('not_text');
    expect(
      parse(Array.from({ length: 10_001 }, () => event('DTSTART:20261224T080000Z')).flat()).issues,
    ).toMatchObject([{ code: 'too_many_events', line: 40_002 }]);
  });

  test('whatever bytes come, an answer comes', () => {
    const soup = fc.array(
      fc.constantFrom(
        'BEGIN:VEVENT',
        'END:VEVENT',
        'DTSTART:',
        'DTSTART;TZID=X:99',
        ' folded',
        'BEGIN:VTIMEZONE',
        'RRULE:FREQ=',
        ':',
        ';=:',
        'SUMMARY;ALTREP="x:1',
        'END:VCALENDAR',
        'DTSTART:20261224T08',
        '🥨',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(soup, (lines) => {
        const { rows, issues } = parse(lines);
        expect(rows.length + issues.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
