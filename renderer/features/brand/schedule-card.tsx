import { Trans, useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Row, Slot } from '../../../shared/kinds/index.ts';
import { mutate } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo, rememberEdit } from '../../app/undo.ts';
import { applyEdit } from '../../app/undo-edit.ts';
import { useDraftText } from '../../app/use-draft-text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Switch } from '../../ui/checkbox.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ZonePicker } from '../first-run/zone-picker.tsx';
import styles from './brand.module.css';
import { NextSlots } from './next-slots.tsx';
import { ScheduleChannels } from './schedule-channels.tsx';
import { SlotMatrix } from './slot-matrix.tsx';

/** One schedule: its name, its week, its zone, and when it comes next. */
export function ScheduleCard({ schedule, allowed }: { schedule: Row<'schedule'>; allowed: boolean }) {
  const { t } = useLingui();
  const { id, brand_id } = schedule;
  // What was just pressed, until the row has it: presses in quick succession build on each other.
  const [pressed, setPressed] = useState<{ from: Row<'schedule'>; slots: Slot[] } | null>(null);
  const slots = pressed?.from === schedule ? pressed.slots : schedule.slots;

  async function edit(
    fields: Partial<Pick<Row<'schedule'>, 'name' | 'time_zone' | 'slots' | 'paused' | 'connection_ids'>>,
  ) {
    const write = (next: Record<string, unknown>) => mutate('schedule.edit', { id, brand_id, fields: next });
    const shown = { ...schedule, slots };
    const before = Object.fromEntries(
      Object.keys(fields).map((key) => [key, shown[key as keyof typeof fields]]),
    );
    if (!(await write(fields))) return;
    rememberEdit(
      t`Schedule “${schedule.name}” edited.`,
      { key: `schedule/${id}`, before, after: fields },
      async (to, from) => {
        const schedules = await readOnce('schedules', { brandId: brand_id });
        return applyEdit(
          schedules.find((one) => one.id === id),
          to,
          from,
          write,
        );
      },
    );
  }
  const name = useDraftText(
    schedule.name,
    (text) => edit({ name: text.trim() }),
    (text) => text.trim() !== '',
  );

  async function remove() {
    if (!(await mutate('schedule.delete', { id, brand_id }))) return;
    const { created_at: _made, updated_at: _changed, version: _version, ...fields } = schedule;
    offerUndo(
      t`Schedule “${schedule.name}” deleted. Planned posts keep their times.`,
      () => mutate('schedule.create', fields),
      () => mutate('schedule.delete', { id, brand_id }),
    );
  }

  return (
    <article className={styles.schedule} aria-label={schedule.name}>
      <header className={styles.scheduleHead}>
        <TextField
          {...name}
          label={t`Name of the schedule`}
          hideLabel
          look="quiet"
          size="large"
          maxLength={200}
          autoComplete="off"
          readOnly={!allowed}
        />
        <Switch
          label={t`Paused`}
          checked={schedule.paused}
          disabled={!allowed}
          onChange={(paused) => edit({ paused })}
        />
        {allowed && (
          <IconButton size="small" label={t`Delete ${schedule.name}`} onClick={remove}>
            <Trash2 size={16} aria-hidden="true" />
          </IconButton>
        )}
      </header>
      <SlotMatrix
        slots={slots}
        disabled={!allowed}
        onChange={(next) => {
          setPressed({ from: schedule, slots: next });
          edit({ slots: next });
        }}
      />
      <ScheduleChannels
        brandId={brand_id}
        chosen={schedule.connection_ids}
        disabled={!allowed}
        onChange={(connection_ids) => void edit({ connection_ids })}
      />
      <div className={styles.scheduleFoot}>
        {allowed ? (
          <ZonePicker value={schedule.time_zone} onChange={(time_zone) => edit({ time_zone })} />
        ) : (
          <p className={styles.quiet}>{schedule.time_zone.replaceAll('_', ' ')}</p>
        )}
        {schedule.paused ? (
          <p className={styles.quiet}>
            <Trans>Paused. Its slots are not offered; posts already planned keep their times.</Trans>
          </p>
        ) : (
          <NextSlots schedule={schedule} slots={slots} />
        )}
      </div>
    </article>
  );
}
