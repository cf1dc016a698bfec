import { Temporal } from 'temporal-polyfill';

/** For property tests: every clock change of every zone from 2024 to 2030, from the machine's own IANA data. */

export type ClockChange = {
  /** Epoch milliseconds. */
  at: number;
  /** Minutes ahead of UTC before and after it. */
  before: number;
  after: number;
};

const FROM = Temporal.Instant.from('2024-01-01T00:00:00Z');
const TO = Temporal.Instant.from('2031-01-01T00:00:00Z');

export function clockChanges(zone: string): ClockChange[] {
  const changes: ClockChange[] = [];
  let here: Temporal.ZonedDateTime | null = FROM.toZonedDateTimeISO(zone);
  for (;;) {
    here = here.getTimeZoneTransition('next');
    if (!here || Temporal.Instant.compare(here.toInstant(), TO) >= 0) return changes;
    const before = here.subtract({ nanoseconds: 1 });
    if (before.offsetNanoseconds === here.offsetNanoseconds) continue;
    changes.push({
      at: here.epochMilliseconds,
      before: before.offsetNanoseconds / 60e9,
      after: here.offsetNanoseconds / 60e9,
    });
  }
}

export const zonesWithChanges = Intl.supportedValuesOf('timeZone').filter(
  (zone) => clockChanges(zone).length > 0,
);
