import { Trans, useLingui } from '@lingui/react/macro';
import type { Frequency } from '../../../shared/recurrence/rule.ts';
import { weekdayOf } from '../../../shared/time/calendar.ts';
import { weekdayName } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ToggleChips } from '../../ui/toggle-chips.tsx';
import { weekFrom } from '../brand/slots.ts';
import styles from './recurrence.module.css';
import type { RuleForm } from './rule-form.ts';
import { nthOf } from './rule-form.ts';

type RuleFieldsProps = {
  form: RuleForm;
  /** The first date. */
  start: string;
  onChange(form: RuleForm): void;
};

/** How often, on which days, and until when. */
export function RuleFields({ form, start, onChange }: RuleFieldsProps) {
  const { t } = useLingui();
  const locale = displayLocale();
  const { week_starts_on } = useBrand();
  // What is changed is said by the form from then on.
  const set = (fields: Partial<RuleForm>) => onChange({ ...form, other: null, ...fields });
  const whole = (text: string, max: number) => Math.min(max, Math.max(1, Number.parseInt(text, 10) || 1));
  const weekday = weekdayName(weekdayOf(start), locale, 'long');
  const nth = nthOf(start);
  const day = Number(start.slice(8));
  return (
    <div className={styles.form}>
      <div className={styles.line}>
        <Select<Frequency>
          label={t`Repeats`}
          value={form.freq}
          options={[
            { value: 'DAILY', label: t`By day` },
            { value: 'WEEKLY', label: t`By week` },
            { value: 'MONTHLY', label: t`By month` },
            { value: 'YEARLY', label: t`By year` },
          ]}
          onChange={(freq) => set({ freq })}
        />
        <div className={styles.number}>
          <TextField
            label={t`Every how many`}
            inputMode="numeric"
            maxLength={3}
            value={String(form.interval)}
            onChange={(text) => set({ interval: whole(text, 999) })}
          />
        </div>
      </div>
      {form.freq === 'WEEKLY' && (
        <ToggleChips
          label={t`Weekdays`}
          values={form.days.map(String)}
          options={weekFrom(week_starts_on).map((one) => ({
            value: String(one),
            label: weekdayName(one, locale),
            name: weekdayName(one, locale, 'long'),
          }))}
          onChange={(days) => days.length > 0 && set({ days: days.map(Number) })}
        />
      )}
      {form.freq === 'MONTHLY' && (
        <Select<RuleForm['monthly']>
          label={t`On`}
          value={form.monthly}
          options={[
            { value: 'day', label: t`Day ${day} of the month` },
            { value: 'nth', label: t`The ${weekday} of week ${nth} of the month` },
            { value: 'last', label: t`The last ${weekday} of the month` },
            { value: 'lastDay', label: t`The last day of the month` },
          ]}
          onChange={(monthly) => set({ monthly })}
        />
      )}
      {form.freq === 'MONTHLY' && form.monthly === 'day' && day > 28 && (
        <p className={styles.quiet}>
          <Trans>Months without a day {day} are left out.</Trans>
        </p>
      )}
      <div className={styles.line}>
        <Select<RuleForm['end']>
          label={t`Ends`}
          value={form.end}
          options={[
            { value: 'never', label: t`Never` },
            { value: 'date', label: t`On a day` },
            { value: 'count', label: t`After a number of times` },
          ]}
          onChange={(end) => set({ end })}
        />
        {form.end === 'date' && (
          <TextField
            label={t`Last day`}
            type="date"
            value={form.until}
            onChange={(until) => /^\d{4}-\d{2}-\d{2}$/.test(until) && until >= start && set({ until })}
          />
        )}
        {form.end === 'count' && (
          <div className={styles.number}>
            <TextField
              label={t`Times`}
              inputMode="numeric"
              maxLength={3}
              value={String(form.count)}
              onChange={(text) => set({ count: whole(text, 999) })}
            />
          </div>
        )}
      </div>
    </div>
  );
}
