import { Trans } from '@lingui/react/macro';
import { useMemo } from 'react';
import type { Row, Slot } from '../../../shared/kinds/index.ts';
import { slotsBetween } from '../../../shared/time/slots.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './brand.module.css';

const COUNT = 5;
const HORIZON_MS = 36 * 86_400_000;

/** The next five times of a schedule, on its own clock, and whether each is free. */
export function NextSlots({ schedule, slots }: { schedule: Row<'schedule'>; slots: Slot[] }) {
  const brand = useBrand();
  const now = useNow();
  const { id, time_zone } = schedule;
  const holidays = useLiveQuery('holidays', { brandId: brand.id }).data;
  const next = useMemo(() => {
    const until = new Date(Date.parse(now) + HORIZON_MS).toISOString();
    const closed = holidays?.filter(({ schedule_id }) => schedule_id === null || schedule_id === id) ?? [];
    return slotsBetween({ slots, time_zone, closed }, now, until).slice(0, COUNT);
  }, [slots, time_zone, now, holidays, id]);
  // By the day, so that the question does not change every minute.
  const taken = useLiveQuery('takenSlots', {
    brandId: brand.id,
    from: `${now.slice(0, 10)}T00:00:00.000Z`,
  }).data;
  const takenKeys = new Set(taken);

  if (next.length === 0) {
    return (
      <p className={styles.quiet}>
        <Trans>No times yet. Add one above.</Trans>
      </p>
    );
  }
  return (
    <div className={styles.next}>
      <h3>
        <Trans>Next five</Trans>
      </h3>
      <ol>
        {next.map((slot) => (
          <li key={slot.key}>
            <TimeText at={slot.instant} zone={time_zone} />
            <span className={styles.quiet}>
              {takenKeys.has(`${id}@${slot.key}`) ? <Trans>has a post</Trans> : <Trans>free</Trans>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
