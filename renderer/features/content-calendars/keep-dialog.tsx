import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { addDays, today as todayIn } from '../../../shared/time/calendar.ts';
import { formatDay } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { offerUndo } from '../../app/undo.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { entriesFromPlan } from './actions.ts';
import styles from './content-calendars.module.css';

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);

type KeepDialogProps = { from?: string; to?: string; onClose(): void };

/** What is planned on some days, kept as a calendar to apply elsewhere. */
export function KeepDialog({ from, to, onClose }: KeepDialogProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const today = todayIn(brand.time_zone, useNow());
  const [first, setFirst] = useState(from ?? today);
  const [last, setLast] = useState(to ?? addDays(from ?? today, 13));
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const valid = isDay(first) && isDay(last) && last >= first && last < addDays(first, 366);
  const range = { brandId: brand.id, from: first, to: last, timeZone: brand.time_zone };
  const posts = useLiveQuery('calendar', valid ? range : null).data;
  const count = valid ? (posts?.length ?? 0) : 0;
  const called = name.trim() || t`From ${formatDay(isDay(first) ? first : today, displayLocale())}`;

  async function keep() {
    if (!valid || count === 0 || busy) return;
    setBusy(true);
    const id = newId();
    const made = await entriesFromPlan(brand, first, last);
    const args = { id, brand_id: brand.id, name: called, description: '', ...made };
    const create = () => mutate('contentCalendar.create', args);
    if (!(await create())) return setBusy(false);
    offerUndo(
      t`Kept as “${called}”.`,
      () => mutate('contentCalendar.delete', { id, brand_id: brand.id }),
      create,
    );
    onClose();
    go(`/templates/${id}`);
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={<Trans>Keep what is planned as a content calendar</Trans>}
      description={
        <Trans>
          Days, times, pillars, channels and words are kept. Files and results stay with their posts.
        </Trans>
      }
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" busy={busy} disabled={count === 0} onClick={() => void keep()}>
            {plural(count, { 0: 'Nothing to keep', one: 'Keep # post', other: 'Keep # posts' })}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <div className={styles.range}>
          <TextField label={t`First day`} type="date" value={first} onChange={setFirst} />
          <TextField
            label={t`Last day`}
            type="date"
            value={last}
            onChange={setLast}
            error={
              valid || !isDay(first) || !isDay(last)
                ? null
                : t`Choose a day from the first one to a year later.`
            }
          />
        </div>
        <TextField
          label={t`Name`}
          value={name}
          placeholder={called}
          maxLength={200}
          onChange={setName}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            void keep();
          }}
        />
      </div>
    </Dialog>
  );
}
