import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { weekdayName } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { MomentInput } from '../../ui/moment-input.tsx';
import { ToggleChips } from '../../ui/toggle-chips.tsx';
import styles from './first-week.module.css';

/** A weekly rhythm: days, and one or two times on each. */
export function SlotsStep() {
  const { t } = useLingui();
  const brand = useBrand();
  const [days, setDays] = useState<string[]>(['1', '3', '5']);
  const [times, setTimes] = useState(['09:00', '']);
  const kept = [...new Set(times.filter((time) => time !== ''))];
  const slots = days.flatMap((day) => kept.map((time) => ({ weekday: Number(day), time })));
  const week = Array.from({ length: 7 }, (_, index) => ((brand.week_starts_on - 1 + index) % 7) + 1);

  async function make(event: FormEvent) {
    event.preventDefault();
    const name = t`Weekly rhythm`;
    await mutate('schedule.create', {
      id: newId(),
      brand_id: brand.id,
      name,
      time_zone: brand.time_zone,
      slots,
      paused: false,
      connection_ids: [],
    });
  }

  return (
    <form onSubmit={make} className={styles.form}>
      <p className={styles.lead}>
        <Trans>Choose when posts usually go out. The calendar shows these as empty slots to fill.</Trans>
      </p>
      <div className={styles.fields}>
        <ToggleChips
          label={t`Days`}
          options={week.map((day) => ({
            value: String(day),
            label: weekdayName(day, displayLocale()),
            name: weekdayName(day, displayLocale(), 'long'),
          }))}
          values={days}
          onChange={setDays}
        />
        {times.map((time, index) => (
          <MomentInput
            // biome-ignore lint/suspicious/noArrayIndexKey: two fixed places
            key={index}
            type="time"
            aria-label={index === 0 ? t`Time` : t`Second time`}
            value={time}
            onChange={(event) => setTimes(times.with(index, event.target.value))}
          />
        ))}
        <Button look="primary" type="submit" disabled={slots.length === 0}>
          {slots.length === 0
            ? t`Choose a day and a time`
            : t`Keep ${plural(slots.length, { one: '# slot a week', other: '# slots a week' })}`}
        </Button>
      </div>
    </form>
  );
}
