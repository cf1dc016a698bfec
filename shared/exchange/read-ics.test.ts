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
