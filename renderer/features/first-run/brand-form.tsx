import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, type ReactNode, useState } from 'react';
import { firstDayOfWeek } from '../../../shared/time/calendar.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { saveSetting } from '../../app/settings.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './first-run.module.css';
import { WeekStartSelect } from './week-start-select.tsx';
import { ZonePicker } from './zone-picker.tsx';

type BrandFormProps = {
  /** Draws the submit button; `busy` while it writes. */
  footer(busy: boolean): ReactNode;
  onMade(): void;
};

/** Name, time zone and the day a week starts: all a brand needs. */
export function BrandForm({ footer, onMade }: BrandFormProps) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const [timeZone, setTimeZone] = useState(ownZone);
  const [weekStart, setWeekStart] = useState(() => firstDayOfWeek(displayLocale()));
  const [organization, setOrganization] = useOrganization();
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === '') return setMissing(true);
    setBusy(true);
    const id = newId();
    const made = await mutate('brand.create', {
      id,
      organization_id: organization.chosen,
      name: name.trim(),
      time_zone: timeZone,
      week_starts_on: weekStart,
    });
    setBusy(false);
    if (!made) return;
    saveSetting('brand', id);
    onMade();
  }

  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <TextField
        label={t`Brand`}
        hint={<Trans>The name your readers know: a shop, a person, a project.</Trans>}
        value={name}
        onChange={(value) => {
          setName(value);
          setMissing(false);
        }}
        error={missing ? t`A brand needs a name. You can change it later.` : null}
        maxLength={200}
        size="large"
        autoFocus
      />
      <ZonePicker
        value={timeZone}
        onChange={setTimeZone}
        hint={<Trans>Posts are planned on this clock.</Trans>}
      />
      <WeekStartSelect value={weekStart} onChange={setWeekStart} />
      {organization.all.length > 1 && organization.chosen && (
        <Select
          label={t`Organization`}
          options={organization.all.map(({ id, name: label }) => ({ value: id, label }))}
          value={organization.chosen}
          onChange={setOrganization}
        />
      )}
      {footer(busy)}
    </form>
  );
}

/** Where a new brand belongs: nowhere before an account, else the personal organization unless another is chosen. */
function useOrganization() {
  const signedIn = useAppState((state) => state.session.state !== 'none');
  const [wanted, setWanted] = useState<string | null>(null);
  const rows = useLiveQuery('organizations', {}).data ?? [];
  const all = signedIn ? rows.filter((row) => row.role === 'owner' || row.role === 'admin') : [];
  const chosen = all.find((row) => row.id === wanted) ?? all.find((row) => row.personal) ?? all[0];
  return [{ all, chosen: chosen?.id ?? null }, setWanted] as const;
}
