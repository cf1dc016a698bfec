import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { today as todayIn } from '../../../shared/time/calendar.ts';
import { formatDay } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { offerUndo } from '../../app/undo.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './brand.module.css';

const EVERY = 'every';

/** Days without slots: holidays of the brand, and pauses of one schedule from a day until another. */
export function Holidays({
  schedules,
  allowed,
}: {
  schedules: readonly Row<'schedule'>[];
  allowed: boolean;
}) {
  const { t } = useLingui();
  const brand = useBrand();
  const today = todayIn(brand.time_zone, useNow());
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const [name, setName] = useState('');
  const [of, setOf] = useState(EVERY);
  const all = useLiveQuery('holidays', { brandId: brand.id }).data ?? [];
  const coming = all.filter(({ last_day }) => last_day >= today);
  const until = last === '' ? first : last;
  const complete = /^\d{4}-\d{2}-\d{2}$/.test(first) && until >= first;

  async function add(event: FormEvent) {
    event.preventDefault();
    if (!complete) return;
    const made = await mutate('holiday.create', {
      ...{ id: newId(), brand_id: brand.id, name: name.trim(), first_day: first, last_day: until },
      schedule_id: schedules.some(({ id }) => id === of) ? of : null,
    });
    if (!made) return;
    setFirst('');
    setLast('');
    setName('');
  }
  async function remove({ id, brand_id, schedule_id, name: title, first_day, last_day }: Row<'holiday'>) {
    const args = { id, brand_id, schedule_id, name: title, first_day, last_day };
    if (!(await mutate('holiday.delete', { id, brand_id }))) return;
    offerUndo(
      t`Its days have slots again.`,
      () => mutate('holiday.create', args),
      () => mutate('holiday.delete', { id, brand_id }),
    );
  }

  return (
    <Section
      title={<Trans>Holidays and pauses</Trans>}
      lead={<Trans>No slots on these days. Posts already planned on them keep their times.</Trans>}
    >
      <ul className={styles.holidays}>
        {coming.map((holiday) => {
          const days = daysOf(holiday);
          const schedule = schedules.find(({ id }) => id === holiday.schedule_id);
          return (
            <li key={holiday.id} className={styles.holiday}>
              <span>
                <span className={styles.strong}>{holiday.name || days}</span>{' '}
                <span className={styles.quiet}>
                  {holiday.name && days} {schedule ? schedule.name : t`All schedules`}
                </span>
              </span>
              {allowed && (
                <IconButton
                  size="small"
                  label={t`Remove ${holiday.name || days}`}
                  onClick={() => void remove(holiday)}
                >
                  <Trash2 size={16} aria-hidden="true" />
                </IconButton>
              )}
            </li>
          );
        })}
      </ul>
      {allowed && (
        <form className={styles.holidayForm} onSubmit={(event) => void add(event)}>
          <TextField label={t`First day without slots`} type="date" value={first} onChange={setFirst} />
          <TextField
            label={t`Last day`}
            type="date"
            value={last}
            onChange={setLast}
            error={last !== '' && last < first ? t`It ends before it begins. Choose a later day.` : null}
          />
          <TextField
            label={t`What it is`}
            value={name}
            maxLength={200}
            autoComplete="off"
            onChange={setName}
          />
          {schedules.length > 1 && (
            <Select
              label={t`For`}
              value={of}
              options={[
                { value: EVERY, label: t`All schedules` },
                ...schedules.map(({ id, name: label }) => ({ value: id, label })),
              ]}
              onChange={setOf}
            />
          )}
          <Button type="submit" icon={<Plus size={16} aria-hidden="true" />} disabled={!complete}>
            <Trans>Add days</Trans>
          </Button>
        </form>
      )}
    </Section>
  );
}

function daysOf({ first_day, last_day }: Row<'holiday'>): string {
  const locale = displayLocale();
  const first = formatDay(first_day, locale);
  return first_day === last_day ? first : `${first} – ${formatDay(last_day, locale)}`;
}
