import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { zoneShortName } from '../../../shared/time/format.ts';
import { instantToWall, isWallTime, wallToInstant } from '../../../shared/time/wall.ts';
import { displayLocale } from '../../app/i18n.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './publishing.module.css';

const DAY_MS = 86_400_000;
const later = (iso: string, days: number) => new Date(Date.parse(iso) + days * DAY_MS).toISOString();

type TakeDownFormProps = {
  /** When it comes down so far. */
  at: string | null;
  /** When it goes out; null: not planned. */
  after: string | null;
  onSet(at: string): void;
  onClose(): void;
};

/** Day and time on the brand's clock. */
export function TakeDownForm({ at, after, onSet, onClose }: TakeDownFormProps) {
  const { t } = useLingui();
  const zone = useBrand().time_zone;
  const now = useNow();
  const from = after !== null && after > now ? after : now;
  const [[date = '', time = ''], setTyped] = useState(() =>
    instantToWall(at !== null && at > now ? at : later(from, 7), zone).split('T'),
  );
  const [checked, setChecked] = useState(false);
  const wall = `${date}T${time}`;
  const instant = isWallTime(wall) ? wallToInstant(wall, zone) : null;
  const fault =
    instant === null
      ? t`Choose a day and a time.`
      : instant <= now
        ? t`That time has passed. Choose a later one.`
        : instant <= from
          ? t`It goes out later than that. Choose a later time.`
          : null;

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (instant !== null && !fault) onSet(instant);
  }
  const quick = (days: number, label: string) => (
    <Button size="small" onClick={() => setTyped(instantToWall(later(from, days), zone).split('T'))}>
      {label}
    </Button>
  );

  return (
    <form onSubmit={submit} noValidate className={styles.takeDown}>
      <div className={styles.takeDownWhen}>
        <TextField label={t`Day`} type="date" value={date} onChange={(day) => setTyped([day, time])} />
        <TextField label={t`Time`} type="time" value={time} onChange={(hour) => setTyped([date, hour])} />
        <span className={styles.next}>{zoneShortName(instant ?? now, zone, displayLocale())}</span>
      </div>
      <div className={styles.takeDownQuick}>
        {quick(1, t`A day later`)}
        {quick(7, t`A week later`)}
        {quick(30, t`30 days later`)}
      </div>
      {checked && fault && (
        <p role="alert" className={styles.takeDownFault}>
          {fault}
        </p>
      )}
      <div className={styles.takeDownEnd}>
        <Button look="quiet" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button look="primary" type="submit">
          <Trans>Take it down then</Trans>
        </Button>
      </div>
    </form>
  );
}
