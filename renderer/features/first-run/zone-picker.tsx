import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useMemo } from 'react';
import { zones } from '../../../shared/time/zones.ts';
import { nowIso } from '../../app/clock.ts';
import { Combobox } from '../../ui/combobox.tsx';

type ZonePickerProps = { value: string; onChange(zone: string): void; hint?: ReactNode; label?: string };

/** Time zones by city, found by typing. */
export function ZonePicker({ value, onChange, hint, label }: ZonePickerProps) {
  const { t } = useLingui();
  const items = useMemo(() => zoneItems(value), [value]);
  return (
    <Combobox
      label={label ?? t`Time zone`}
      items={items}
      value={value}
      onChange={onChange}
      empty={t`No zone matches. Try the nearest large city.`}
      openLabel={t`Show all time zones`}
      hint={hint}
    />
  );
}

/** The present one first, then by city. */
function zoneItems(current: string) {
  const rest = zones(nowIso())
    .map(({ id, offset }) => ({ value: id, label: zoneLabel(id), hint: offset }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  // The machine may name its zone by an alias that the list leaves out.
  const chosen = rest.find((item) => item.value === current) ?? {
    value: current,
    label: zoneLabel(current),
    hint: '',
  };
  return [chosen, ...rest.filter((item) => item !== chosen)];
}

/** `America/Argentina/Buenos_Aires` as `Buenos Aires, America/Argentina`, so that typing a city finds it. */
export function zoneLabel(id: string): string {
  const parts = id.replaceAll('_', ' ').split('/');
  const city = parts.pop() ?? id;
  return parts.length > 0 ? `${city}, ${parts.join('/')}` : city;
}
