import { Temporal } from 'temporal-polyfill';
import { AppError } from '../errors.ts';

/**
 * Wall time is what a clock in a zone shows, to the minute: `2026-11-23T09:00`. An instant is ISO text in UTC with
 * milliseconds: `2026-11-23T08:00:00.000Z`. The policy everywhere: a wall time that a clock change skips moves
 * forward by the length of the change; one that happens twice means its first time.
 */

/**
 * @param wall `YYYY-MM-DDTHH:MM`
 * @param zone an IANA time zone
 * @returns the instant, ISO text with milliseconds
 * @throws AppError `wall_time_invalid` for a date or time that no calendar has, `time_zone_unknown` for a zone this
 * machine does not know
 */
export function wallToInstant(wall: string, zone: string): string {
  // RFC 5545 3.3.5 names the same policy; Temporal calls it "compatible".
  return instantText(inZone(plain(wall), zone).toInstant());
}

/**
 * @param iso an instant
 * @returns the wall time there, `YYYY-MM-DDTHH:MM`; seconds are cut off
 * @throws AppError `instant_invalid`, `time_zone_unknown`
 */
export function instantToWall(iso: string, zone: string): string {
  return wallText(zoned(iso, zone).toPlainDateTime());
}

/**
 * The moment when `wall` comes due, and what the clock shows then: `wall` itself, or a later time where a clock
 * change skips it.
 * @throws as {@link wallToInstant}
 */
export function settle(wall: string, zone: string): { wall: string; instant: string } {
  const due = inZone(plain(wall), zone);
  return { wall: wallText(due.toPlainDateTime()), instant: instantText(due.toInstant()) };
}

/** True for text `YYYY-MM-DDTHH:MM` that names a real date and time (not 31 February). */
export function isWallTime(text: unknown): text is string {
  if (typeof text !== 'string' || !WALL.test(text)) return false;
  try {
    Temporal.PlainDateTime.from(text);
    return true;
  } catch {
    return false;
  }
}

const WALL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

function plain(wall: string): Temporal.PlainDateTime {
  if (!isWallTime(wall)) throw new AppError('wall_time_invalid', `There is no such date and time: ${wall}`);
  return Temporal.PlainDateTime.from(wall);
}

function inZone(time: Temporal.PlainDateTime, zone: string): Temporal.ZonedDateTime {
  try {
    return time.toZonedDateTime(zone, { disambiguation: 'compatible' });
  } catch {
    throw unknownZone(zone);
  }
}

function zoned(iso: string, zone: string): Temporal.ZonedDateTime {
  let instant: Temporal.Instant;
  try {
    instant = Temporal.Instant.from(iso);
  } catch {
    throw new AppError('instant_invalid', `This is not a point in time: ${iso}`);
  }
  try {
    return instant.toZonedDateTimeISO(zone);
  } catch {
    throw unknownZone(zone);
  }
}

const unknownZone = (zone: string) =>
  new AppError('time_zone_unknown', `This computer does not know the time zone ${zone}.`, {
    details: { zone },
  });

const instantText = (instant: Temporal.Instant) => instant.toString({ fractionalSecondDigits: 3 });
const wallText = (time: Temporal.PlainDateTime) => time.toString({ smallestUnit: 'minute' });
