/** Times of day as people and spreadsheets write them. */

/**
 * Reads `9:00`, `09:00:00`, `9am`, `9:30 PM`, `9.30`, `21h30`, `21 Uhr`, `0900` and a spreadsheet's fraction of a
 * day (`0.375`). Seconds are dropped: posts go out at whole minutes.
 * @returns `HH:MM`, or null where it is none of these
 */
export function readTime(cell: string): string | null {
  if (cell.length > 40) return null;
  const text = cell.replace(/\s+/gu, ' ').trim().toLowerCase();
  const fraction = /^0?[.,]\d+$/.test(text) ? Number(text.replace(',', '.')) : null;
  if (fraction !== null) return fractionOfDay(fraction);

  const military = /^([01]\d|2[0-3])([0-5]\d)$/.exec(text);
  if (military) return `${military[1]}:${military[2]}`;

  const match =
    /^(\d{1,2})(?:([:.h])(\d{2})(?:[:.](\d{2})(?:\.\d+)?)?)? ?(h|uhr|hrs?|hours?|heures?|horas?|a\.? ?m\.?|p\.? ?m\.?)?$/.exec(
      text,
    );
  if (!match) return null;
  const [, hours, separator, minutes, , word] = match;
  if (!separator && !word) return null; // a bare number is no time
  const half = word?.startsWith('a') ? 'am' : word?.startsWith('p') ? 'pm' : null;
  return clock(Number(hours), Number(minutes ?? 0), half);
}

/** A spreadsheet keeps times as fractions of a day. */
export function fractionOfDay(fraction: number): string | null {
  const minutes = Math.round(fraction * 1440);
  return clock(Math.floor(minutes / 60), minutes % 60, null);
}

function clock(hours: number, minutes: number, half: 'am' | 'pm' | null): string | null {
  if (minutes > 59) return null;
  if (half !== null && (hours < 1 || hours > 12)) return null;
  const hour = half === null ? hours : (hours % 12) + (half === 'pm' ? 12 : 0);
  if (hour > 23) return null;
  return `${String(hour).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
