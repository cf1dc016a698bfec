import { useLingui } from '@lingui/react/macro';
import { weekdayName } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { Select } from '../../ui/select.tsx';

const DAYS = [1, 7, 6];

/** The first day of the week on the calendar: Monday, Sunday or Saturday (ISO numbers). */
export function WeekStartSelect({ value, onChange }: { value: number; onChange(day: number): void }) {
  const { t } = useLingui();
  return (
    <Select
      label={t`Weeks start on`}
      options={DAYS.map((day) => ({ value: String(day), label: weekdayName(day, displayLocale(), 'long') }))}
      value={String(DAYS.includes(value) ? value : 1)}
      onChange={(day) => onChange(Number(day))}
    />
  );
}
