import { Trans, useLingui } from '@lingui/react/macro';
import { Check, Plus, X } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { Slot } from '../../../shared/kinds/index.ts';
import { formatWallTime, weekdayName } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './brand.module.css';
import { daysAt, EVERY_DAY, timesOf, toggle, WORKDAYS, weekFrom, withDays } from './slots.ts';

type SlotMatrixProps = { slots: Slot[]; disabled: boolean; onChange(slots: Slot[]): void };

/** Days across, times down: a press on a cell turns a slot on or off; arrow keys walk. */
export function SlotMatrix({ slots, disabled, onChange }: SlotMatrixProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const locale = displayLocale();
  // Rows whose last day was turned off stay until the screen is left.
  const [emptied, setEmptied] = useState<string[]>([]);
  const times = timesOf(slots, emptied);
  const week = weekFrom(brand.week_starts_on);

  function change(next: Slot[], time: string) {
    if (!emptied.includes(time)) setEmptied([...emptied, time]);
    onChange(next);
  }

  return (
    <div className={styles.matrixFrame}>
      {times.length > 0 && (
        <table className={styles.matrix} onKeyDown={walk}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Time</Trans>
              </th>
              {week.map((weekday) => (
                <th key={weekday} scope="col">
                  <abbr title={weekdayName(weekday, locale, 'long')}>{weekdayName(weekday, locale)}</abbr>
                </th>
              ))}
              {!disabled && <td />}
            </tr>
          </thead>
          <tbody>
            {times.map((time) => {
              const days = daysAt(slots, time);
              const clock = formatWallTime(time, locale);
              return (
                <tr key={time}>
                  <th scope="row">{clock}</th>
                  {week.map((weekday) => {
                    const on = days.includes(weekday);
                    return (
                      <td key={weekday}>
                        <button
                          type="button"
                          className={styles.cell}
                          aria-pressed={on}
                          aria-label={`${weekdayName(weekday, locale, 'long')} ${clock}`}
                          disabled={disabled}
                          onClick={() => change(toggle(slots, { weekday, time }), time)}
                        >
                          {on && <Check size={16} aria-hidden="true" />}
                        </button>
                      </td>
                    );
                  })}
                  {!disabled && (
                    <td className={styles.rowActions}>
                      <Button
                        size="small"
                        look="quiet"
                        onClick={() => change(withDays(slots, time, WORKDAYS), time)}
                        aria-label={t`Workdays at ${clock}`}
                      >
                        <Trans>Workdays</Trans>
                      </Button>
                      <Button
                        size="small"
                        look="quiet"
                        onClick={() => change(withDays(slots, time, EVERY_DAY), time)}
                        aria-label={t`Every day at ${clock}`}
                      >
                        <Trans>Every day</Trans>
                      </Button>
                      <IconButton
                        size="small"
                        label={t`Remove ${clock}`}
                        onClick={() => {
                          setEmptied(emptied.filter((one) => one !== time));
                          onChange(withDays(slots, time, []));
                        }}
                      >
                        <X size={16} aria-hidden="true" />
                      </IconButton>
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {!disabled && (
        <AddTime
          times={times}
          onAdd={(time) => {
            // A new time takes the days of the one before it, or workdays.
            const before = times.at(-1);
            const days = before ? daysAt(slots, before) : WORKDAYS;
            change(withDays(slots, time, days.length > 0 ? days : WORKDAYS), time);
          }}
        />
      )}
    </div>
  );
}

function AddTime({ times, onAdd }: { times: string[]; onAdd(time: string): void }) {
  const { t } = useLingui();
  const [time, setTime] = useState('');
  function submit(event: FormEvent) {
    event.preventDefault();
    if (time === '' || times.includes(time)) return;
    onAdd(time);
    setTime('');
  }
  return (
    <form className={styles.addTime} onSubmit={submit}>
      <TextField label={t`New time`} hideLabel type="time" value={time} onChange={setTime} />
      <Button
        type="submit"
        icon={<Plus size={16} aria-hidden="true" />}
        disabled={time === '' || times.includes(time)}
      >
        <Trans>Add time</Trans>
      </Button>
    </form>
  );
}

function walk(event: KeyboardEvent<HTMLTableElement>) {
  const steps: Record<string, [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const step = steps[event.key];
  const cell = event.target instanceof Element ? event.target.closest('td') : null;
  const row = cell?.closest('tr');
  if (!step || !cell || !row || !(row.parentElement instanceof HTMLTableSectionElement)) return;
  const across = getComputedStyle(event.currentTarget).direction === 'rtl' ? -step[1] : step[1];
  const target = row.parentElement.rows[row.sectionRowIndex + step[0]]?.cells[cell.cellIndex + across];
  const button = target?.querySelector('button');
  if (!button) return;
  event.preventDefault();
  button.focus();
}
