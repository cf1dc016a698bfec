import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { formatWall, zoneShortName } from '../../../shared/time/format.ts';
import { instantToWall, isWallTime, wallToInstant } from '../../../shared/time/wall.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { useSetting } from '../../app/settings.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useNow } from '../../app/use-now.ts';
import { MomentInput } from '../../ui/moment-input.tsx';
import styles from './composer.module.css';

/** Typing a date or time is taken when it has stood still this long, or on leaving the field. */
const SETTLE_MS = 700;

type MomentFieldsProps = {
  /** Null where nothing is chosen yet. */
  instant: string | null;
  /** What the fields are called for somebody who does not see where they stand. */
  label?: string;
  locked: boolean;
  /** A wall time of the brand's clock that lies ahead, and its instant. */
  onTake(wall: string, instant: string): void;
  /** What stands beside the fields. */
  children?: ReactNode;
};

/** Day and time on the brand's clock. */
export function MomentFields({ instant, label, locked, onTake, children }: MomentFieldsProps) {
  const { t } = useLingui();
  const zone = useBrand().time_zone;
  const now = useNow();
  const wall = instant ? instantToWall(instant, zone) : null;
  const [typed, setTyped] = useState<{ date: string; time: string } | null>(null);
  const date = typed?.date ?? wall?.slice(0, 10) ?? '';
  const time = typed?.time ?? wall?.slice(11) ?? '';

  const [usual, setUsual] = useSetting('lastTime');
  const wanted = `${date}T${time || usual}`;
  const complete = typed !== null && isWallTime(wanted);
  const past = complete && wallToInstant(wanted, zone) <= now;
  const own = ownZone();

  const settle = useRef(() => {});
  settle.current = () => {
    if (!complete || past) return;
    setTyped(null);
    if (wanted === wall) return;
    if (wanted.slice(11) !== usual) setUsual(wanted.slice(11));
    onTake(wanted, wallToInstant(wanted, zone));
  };
  // Every change of what is typed starts the wait again.
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => settle.current(), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    <>
      <div className={styles.when}>
        <MomentInput
          type="date"
          aria-label={label ? t`${label}: day` : t`Day`}
          disabled={locked}
          value={date}
          onChange={(event) => setTyped({ date: event.target.value, time })}
          onBlur={() => settle.current()}
        />
        <MomentInput
          type="time"
          aria-label={label ? t`${label}: time` : t`Time`}
          disabled={locked}
          value={time}
          onChange={(event) => setTyped({ date, time: event.target.value })}
          onBlur={() => settle.current()}
        />
        <span className={styles.zone}>{zoneShortName(instant ?? now, zone, displayLocale())}</span>
        {children}
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
    </>
  );
}
