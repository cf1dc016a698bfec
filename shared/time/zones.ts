/** Zones for a picker, and whether a name is one. All names come from the machine's own IANA data. */

export type Zone = {
  /** IANA name: `Europe/London`. */
  id: string;
  /** Minutes ahead of UTC at the moment asked about. */
  offsetMinutes: number;
  /** `UTC+05:30`; plain `UTC` at zero. */
  offset: string;
};

/**
 * @param nowIso the moment whose offset is shown
 * @returns every zone this machine knows, UTC included, by offset and then by name
 */
export function zones(nowIso: string): Zone[] {
  const ids = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);
  return [...ids]
    .map((id) => {
      const offsetMinutes = offsetAt(id, nowIso);
      return { id, offsetMinutes, offset: offsetLabel(offsetMinutes) };
    })
    .sort((a, b) => a.offsetMinutes - b.offsetMinutes || (a.id < b.id ? -1 : 1));
}

/** Names found good: a formatter costs 40 µs, and every waiting write of a dated post asks at each replay. */
const known = new Set<string>();

/** True for an IANA name this machine knows, aliases such as `US/Eastern` included; false for offsets such as `+01:00`. */
export function isZone(name: unknown): name is string {
  if (typeof name !== 'string' || !/^[A-Za-z]/.test(name)) return false;
  if (known.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    known.add(name);
    return true;
  } catch {
    return false;
  }
}

/** Minutes ahead of UTC in a zone at a moment. */
export function offsetAt(zone: string, iso: string): number {
  const at = Math.floor(Date.parse(iso) / 60_000) * 60_000;
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((p) => p.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return (wall - at) / 60_000;
}

function offsetLabel(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const two = (n: number) => String(n).padStart(2, '0');
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
