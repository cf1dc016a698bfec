import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarClock } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { formatWall, zoneShortName } from '../../../shared/time/format.ts';
import { instantToWall, isWallTime, wallToInstant } from '../../../shared/time/wall.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { type When, whenAt } from '../post/slots.ts';
import { useSlots } from '../post/use-slots.ts';
import styles from './composer.module.css';

type WhenEditorProps = {
  /** Null for an idea. */
  when: When | null;
  locked: boolean;
  onChange(when: When | null): void;
};

/** Typing a date or time is taken when it has stood still this long, or on leaving the field. */
const SETTLE_MS = 700;

/** Day and time on the brand's clock; the next free slot is a press away. */
export function WhenEditor({ when, locked, onChange }: WhenEditorProps) {
  const { t } = useLingui();
  const zone = useBrand().time_zone;
  const now = useNow();
  const slots = useSlots();
  const instant = when && wallToInstant(when.wall_time, when.time_zone);
  const wall = instant ? instantToWall(instant, zone) : null;
  const [typed, setTyped] = useState<{ date: string; time: string } | null>(null);
  const date = typed?.date ?? wall?.slice(0, 10) ?? '';
  const time = typed?.time ?? wall?.slice(11) ?? '';

  const wanted = `${date}T${time || '09:00'}`;
  const complete = typed !== null && isWallTime(wanted);
  const past = complete && wallToInstant(wanted, zone) <= now;
  const own = ownZone();
  // Standing in it already, the one after it is next.
  const next = instant && slots.next?.instant === instant ? slots.after(instant) : slots.next;
  const nextWall = next && instantToWall(next.instant, zone);
  const nextLabel = nextWall && formatWall(nextWall, displayLocale());

  const settle = useRef(() => {});
  settle.current = () => {
    if (!complete || past) return;
    setTyped(null);
    if (wanted === wall) return;
    const at = wallToInstant(wanted, zone);
    onChange(whenAt(wanted, zone, slots.between(at, new Date(Date.parse(at) + 1).toISOString())));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of what is typed starts the wait again
  useEffect(() => {
    const timer = setTimeout(() => settle.current(), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    <div className={styles.section}>
      <h3 className={styles.sectionTitle}>
        <Trans>When</Trans>
      </h3>
      <div className={styles.when}>
        <input
          type="date"
          className={styles.input}
          aria-label={t`Day`}
          disabled={locked}
          value={date}
          onChange={(event) => setTyped({ date: event.target.value, time })}
          onBlur={() => settle.current()}
        />
        <input
          type="time"
          className={styles.input}
          aria-label={t`Time`}
          disabled={locked}
          value={time}
          onChange={(event) => setTyped({ date, time: event.target.value })}
          onBlur={() => settle.current()}
        />
        <span className={styles.zone}>{zoneShortName(instant ?? now, zone, displayLocale())}</span>
        {when && !locked && (
          <Button size="small" look="quiet" onClick={() => onChange(null)}>
            <Trans>No date</Trans>
          </Button>
        )}
      </div>
      {past && (
        <p className={styles.problem} role="alert">
          <Trans>That time has passed. Choose a later one.</Trans>
        </p>
      )}
      {instant && zone !== own && (
        <p
          className={styles.hint}
        >{t`For you: ${formatWall(instantToWall(instant, own), displayLocale())}`}</p>
      )}
      {!locked && next && nextLabel && (
        <Button
          size="small"
          icon={<CalendarClock size={14} aria-hidden="true" />}
          onClick={() => onChange(next.when)}
        >
          {t`Next free slot: ${nextLabel}`}
        </Button>
      )}
    </div>
  );
}
