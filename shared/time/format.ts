/** Dates and times as people read them. `locale` is a BCP 47 tag; the choice of 12 or 24 hours is the locale's. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format is a hundred times dearer than using one, and a calendar uses hundreds. */
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}

/** Whose clock is meant: the zone shown, and the reader's own. */
export type Clock = { zone: string; ownZone: string; locale: string };

/** `09:00`; with the zone's short name (`09:00 GMT+1`) where it is not the reader's own. */
export function formatTime(iso: string, clock: Clock): string {
  return format(clock.locale, timeParts(clock)).format(Date.parse(iso));
}

/** Date and time, for lists and sentences: `Mon, 23 Nov 2026, 09:00`. Zone named as in {@link formatTime}. */
export function formatMoment(iso: string, clock: Clock): string {
  const date = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  return format(clock.locale, { ...date, ...timeParts(clock) }).format(Date.parse(iso));
}

function timeParts({ zone, ownZone, locale }: Clock): Intl.DateTimeFormatOptions {
  return {
    timeZone: zone,
    hour: hourStyle(locale),
    minute: '2-digit',
    ...(zone === ownZone ? {} : { timeZoneName: 'short' }),
  };
}

/** `timeStyle: 'short'` knows where a language writes 09:00 and where 9:00, but takes neither weekday nor zone. */
function hourStyle(locale: string): 'numeric' | '2-digit' {
  const parts = format(locale, { timeZone: 'UTC', timeStyle: 'short' }).formatToParts(0);
  const hour = parts.find((part) => part.type === 'hour')?.value;
  return hour?.length === 2 && !parts.some((part) => part.type === 'dayPeriod') ? '2-digit' : 'numeric';
}

/** The zone's short name at a moment: `GMT+1`, `EST`. */
export function zoneShortName(iso: string, zone: string, locale: string): string {
  const parts = format(locale, { timeZone: zone, timeZoneName: 'short' }).formatToParts(Date.parse(iso));
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** A wall time as text, with no zone: `Mon, 23 Nov 2026, 09:00`. */
export function formatWall(wall: string, locale: string): string {
  return formatMoment(`${wall}:00Z`, { zone: 'UTC', ownZone: 'UTC', locale });
}

/** `09:00` or `9:00 AM`, of a wall time or of bare `HH:MM`. */
export function formatWallTime(wall: string, locale: string): string {
  return format(locale, { timeZone: 'UTC', timeStyle: 'short' }).format(
    Date.parse(`1970-01-01T${wall.slice(-5)}Z`),
  );
}

/** `Monday, 23 November 2026`: a date said in full, as a screen reader should hear it. */
export function formatDate(date: string, locale: string): string {
  return format(locale, { timeZone: 'UTC', dateStyle: 'full' }).format(Date.parse(date));
}

/** `23 Nov 2026`. */
export function formatShortDate(date: string, locale: string): string {
  return format(locale, { timeZone: 'UTC', dateStyle: 'medium' }).format(Date.parse(date));
}

/** `23 Nov`. */
export function formatDay(date: string, locale: string): string {
  return format(locale, { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(Date.parse(date));
}

/** `November 2026`. */
export function formatMonth(month: string, locale: string): string {
  return format(locale, { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(
    Date.parse(`${month}-01`),
  );
}

/** Name of an ISO weekday: `Mon`, `Monday`. */
export function weekdayName(
  weekday: number,
  locale: string,
  length: 'long' | 'short' | 'narrow' = 'short',
): string {
  // 5 January 1970 was a Monday.
  return format(locale, { timeZone: 'UTC', weekday: length }).format((weekday + 3) * 86_400_000);
}
