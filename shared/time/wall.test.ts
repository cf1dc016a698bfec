import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { clockChanges, zonesWithChanges } from './testing.ts';
import { instantToWall, isWallTime, settle, wallToInstant } from './wall.ts';

test('wall time and zone give one instant', () => {
  expect(wallToInstant('2026-11-23T09:00', 'Europe/London')).toBe('2026-11-23T09:00:00.000Z');
  expect(wallToInstant('2026-07-23T09:00', 'Europe/London')).toBe('2026-07-23T08:00:00.000Z');
  expect(wallToInstant('2026-11-23T09:00', 'Asia/Kathmandu')).toBe('2026-11-23T03:15:00.000Z');
  expect(instantToWall('2026-11-23T03:15:59.999Z', 'Asia/Kathmandu')).toBe('2026-11-23T09:00');
});

test('a time that a clock change skips moves forward', () => {
  expect(wallToInstant('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  expect(settle('2026-03-29T02:30', 'Europe/Berlin').wall).toBe('2026-03-29T03:30');
  expect(settle('2026-03-29T04:30', 'Europe/Berlin').wall).toBe('2026-03-29T04:30');
});

test('a time that happens twice means the first', () => {
  expect(wallToInstant('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  expect(instantToWall('2026-10-25T01:30:00.000Z', 'Europe/Berlin')).toBe('2026-10-25T02:30');
});

test('impossible input is refused with a code', () => {
  expect(() => wallToInstant('2026-02-31T09:00', 'UTC')).toThrow(
    expect.objectContaining({ code: 'wall_time_invalid' }),
  );
  expect(() => wallToInstant('2026-02-01', 'UTC')).toThrow(
    expect.objectContaining({ code: 'wall_time_invalid' }),
  );
  expect(() => wallToInstant('2026-02-01T09:00', 'Mars/Olympus')).toThrow(
    expect.objectContaining({ code: 'time_zone_unknown' }),
  );
  expect(() => instantToWall('soon', 'UTC')).toThrow(expect.objectContaining({ code: 'instant_invalid' }));
  expect(isWallTime('2028-02-29T23:59')).toBe(true);
  expect(isWallTime('2026-02-29T23:59')).toBe(false);
  expect(isWallTime('2026-02-28T24:00')).toBe(false);
  expect(isWallTime(null)).toBe(false);
});

describe('in every zone that changes its clock between 2024 and 2030', () => {
  const minute = 60_000;

  test('around each change, a wall time is read back as itself, or skipped ones as a later one', () => {
    expect(zonesWithChanges.length).toBeGreaterThan(100);
    for (const zone of zonesWithChanges) {
      for (const change of clockChanges(zone)) {
        // Every quarter of an hour on the change's two days, by a clock that knows no changes.
        const start =
          Math.floor((change.at + change.before * minute) / (15 * minute)) * 15 * minute - 180 * minute;
        for (let step = 0; step < 24; step++) {
          const wall = new Date(start + step * 15 * minute).toISOString().slice(0, 16);
          const instant = wallToInstant(wall, zone);
          const back = instantToWall(instant, zone);
          const skipped = inGap(wall, change);
          expect({ zone, wall, back: skipped ? back > wall : back }).toEqual({
            zone,
            wall,
            back: skipped || wall,
          });
          if (!skipped) expect(earliest(instant, zone, change)).toBe(true);
        }
      }
    }
  });

  test('what a wall time shows agrees with the formatter of the platform', () => {
    const when = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom(...zonesWithChanges), when, (zone, date) => {
        const wall = instantToWall(date.toISOString(), zone);
        const shown = new Intl.DateTimeFormat('sv', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'short',
        });
        expect(wall.replace('T', ' ')).toBe(shown.format(date));
      }),
      { numRuns: 500 },
    );
  });

  test('instants move on with wall times, except across a skipped one', () => {
    const when = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 11) });
    fc.assert(
      fc.property(
        fc.constantFrom(...zonesWithChanges),
        when,
        fc.integer({ min: 1, max: 3 * 24 * 60 }),
        (zone, at, later) => {
          const wallOf = (ms: number) => new Date(ms).toISOString().slice(0, 16);
          const [first, second] = [wallOf(at), wallOf(at + later * minute)];
          if (settle(first, zone).wall !== first || settle(second, zone).wall !== second) return;
          expect(wallToInstant(second, zone) > wallToInstant(first, zone)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  type Change = ReturnType<typeof clockChanges>[number];

  function inGap(wall: string, { at, before, after }: Change): boolean {
    const local = Date.parse(`${wall}:00Z`);
    return local >= at + before * minute && local < at + after * minute;
  }

  /** No earlier instant shows the same wall time. */
  function earliest(instant: string, zone: string, { before, after }: Change): boolean {
    const wall = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();
    const sooner = Temporal.Instant.from(instant).subtract({ minutes: Math.abs(before - after) });
    return !sooner.toZonedDateTimeISO(zone).toPlainDateTime().equals(wall);
  }
});
