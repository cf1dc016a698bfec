import { occurrencesBetween } from '../recurrence/expand.ts';
import { parseRule } from '../recurrence/rule.ts';
import { instantToWall } from '../time/wall.ts';

/** How a calendar says that an event comes again. */
export type Repeating = {
  /** The first date: wall time on the clock of `zone`, and the instant. */
  wall: string;
  zone: string;
  instant: string;
  /** RRULE as it stands there; null where only dates are named. */
  rule: string | null;
  /** Instants of RDATE and EXDATE, and of events that stand for single dates of this one. */
  added: readonly string[];
  without: ReadonlySet<string>;
};

/** Dates of a rule without an end are looked for so far ahead of now, or of its beginning. */
const AHEAD_DAYS = 366;
const DAY_MS = 86_400_000;

/**
 * The dates of an event that are still to come, in order, for the next year; where all have passed, the last of that year.
 * @param now ISO instant
 * @returns instants, and whether the rule goes on behind them; null for a rule that cannot be read
 */
export function datesOf(event: Repeating, now: string): { instants: string[]; goesOn: boolean } | null {
  const from = event.instant > now ? event.instant : now;
  const end = new Date(Date.parse(from) + AHEAD_DAYS * DAY_MS).toISOString();
  const found = new Set([event.instant, ...event.added]);
  let goesOn = false;
  if (event.rule !== null) {
    const rule = readRule(event.rule, event.zone);
    if (!rule) return null;
    const series = { starts_at: event.wall, time_zone: event.zone, rule: rule.text, ends_before: rule.ends };
    const dates = (start: string, stop: string) =>
      occurrencesBetween(series, start, stop).map(({ instant }) => instant);
    const coming = dates(from, end);
    // Those before now are looked for only where no other is left.
    for (const instant of coming.length > 0 ? coming : dates(event.instant, from)) found.add(instant);
    const beyond = new Date(Date.parse(end) + AHEAD_DAYS * DAY_MS).toISOString();
    goesOn =
      coming.length > 0 &&
      ((rule.ends === null && !/COUNT=/i.test(rule.text)) || dates(end, beyond).length > 0);
  }
  const all = [...found].filter((instant) => !event.without.has(instant)).sort();
  const coming = all.filter((instant) => instant >= now && instant < end);
  return { instants: coming.length > 0 ? coming : all.slice(-1), goesOn };
}

/** A rule without its UNTIL, and the wall time it ends before. */
function readRule(text: string, zone: string): { text: string; ends: string | null } | null {
  const until = /(?:^|;)UNTIL=(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?(?=;|$)/i.exec(text);
  const rest = text
    .split(';')
    .filter((part) => !/^UNTIL=/i.test(part))
    .join(';');
  if (!parseRule(rest) || (!until && /(^|;)UNTIL=/i.test(text))) return null;
  if (!until) return { text: rest, ends: null };
  const [, year, month, day, hour, minute, utc] = until;
  const last = `${year}-${month}-${day}T${hour ?? '23'}:${minute ?? '59'}`;
  const at = Date.parse(`${last}:00.000Z`);
  if (Number.isNaN(at)) return null;
  const wall = utc ? instantToWall(new Date(at).toISOString(), zone) : last;
  // The last date itself still counts.
  return { text: rest, ends: new Date(Date.parse(`${wall}:00.000Z`) + 60_000).toISOString().slice(0, 16) };
}
