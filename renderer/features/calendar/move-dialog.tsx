import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './plan-bar.module.css';

export type Way = { kind: 'days'; days: number } | { kind: 'date'; date: string } | { kind: 'slots' };

type MoveDialogProps = { count: number; today: string; onMove(way: Way): void; onClose(): void };

/** Where several posts go: so many days on, to one day, or into free slots. */
export function MoveDialog({ count, today, onMove, onClose }: MoveDialogProps) {
  const { t } = useLingui();
  const [kind, setKind] = useState<Way['kind']>('days');
  const [days, setDays] = useState('7');
  const [date, setDate] = useState(today);
  const way: Way | null =
    kind === 'slots'
      ? { kind }
      : kind === 'date'
        ? /^\d{4}-\d{2}-\d{2}$/.test(date) && date >= today
          ? { kind, date }
          : null
        : /^-?\d{1,4}$/.test(days) && Number(days) !== 0
          ? { kind, days: Number(days) }
          : null;
  const move = () => way && onMove(way);
  return (
    <Dialog
      open
      onClose={onClose}
      title={plural(count, { one: 'Move # post', other: 'Move # posts' })}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" disabled={way === null} onClick={move}>
            <Trans>Move</Trans>
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <Select<Way['kind']>
          label={t`Where to`}
          value={kind}
          onChange={(next) => setKind(next)}
          options={[
            { value: 'days', label: t`By a number of days` },
            { value: 'date', label: t`To one day` },
            { value: 'slots', label: t`Into the next free slots` },
          ]}
        />
        {kind === 'days' && (
          <TextField
            label={t`Days`}
            type="number"
            value={days}
            hint={t`Each keeps its time of day. Fewer than zero goes back.`}
            onChange={setDays}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              move();
            }}
          />
        )}
        {kind === 'date' && (
          <TextField
            label={t`Day`}
            type="date"
            min={today}
            value={date}
            hint={t`Each keeps its time of day.`}
            onChange={setDate}
          />
        )}
      </div>
    </Dialog>
  );
}
