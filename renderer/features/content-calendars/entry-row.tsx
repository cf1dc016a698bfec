import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronDown, ChevronRight, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { CalendarEntry, Row } from '../../../shared/kinds/index.ts';
import { weekdayName } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { IconButton } from '../../ui/button.tsx';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ToggleChips } from '../../ui/toggle-chips.tsx';
import { usePostTypes } from '../post/use-post-types.ts';
import { WordsArea, WordsField } from '../strategy/words-field.tsx';
import { WEEK } from './actions.ts';
import styles from './content-calendars.module.css';

const NONE = 'none';
const ANY = 'any';
const FIXED = 'fixed';

type EntryRowProps = {
  entry: CalendarEntry;
  number: number;
  days: number;
  /** Shown with everything, and its title focused. */
  open: boolean;
  pillars: readonly Row<'pillar'>[];
  schedules: readonly Row<'schedule'>[];
  connections: readonly Row<'connection'>[];
  onChange(fields: Partial<CalendarEntry>): void;
  onRemove(): void;
};

/** One post of a calendar: its day and title in a line, the rest below when it is unfolded. */
export function EntryRow(props: EntryRowProps) {
  const { entry, number, days, open, pillars, onChange, onRemove } = props;
  const { t } = useLingui();
  const [unfolded, setUnfolded] = useState(open);
  const pillar = pillars.find(({ id }) => id === entry.pillar_id);
  const name = entry.title || t`Post ${number}`;
  return (
    <li className={styles.entry}>
      <div className={styles.entryHead}>
        <IconButton
          size="small"
          label={unfolded ? t`Less about ${name}` : t`More about ${name}`}
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {unfolded ? (
            <ChevronDown size={14} aria-hidden="true" />
          ) : (
            <ChevronRight size={14} aria-hidden="true" className={styles.back} />
          )}
        </IconButton>
        <DayField entry={entry} days={days} number={number} onChange={onChange} />
        <PillarDot color={pillar?.color ?? null} />
        <WordsField
          label={t`Title of post ${number}`}
          hideLabel
          look="quiet"
          maxLength={500}
          placeholder={t`What it is`}
          autoFocus={open}
          saved={entry.title}
          onSave={(title) => onChange({ title: title.trim() })}
        />
        <IconButton size="small" label={t`Remove ${name}`} onClick={onRemove}>
          <Trash2 size={14} aria-hidden="true" />
        </IconButton>
      </div>
      {unfolded && <EntryDetails {...props} />}
    </li>
  );
}

function DayField({
  entry: { on },
  days,
  number,
  onChange,
}: Pick<EntryRowProps, 'entry' | 'days' | 'number' | 'onChange'>) {
  const { t } = useLingui();
  const weekly = 'week' in on;
  const value = weekly ? `w${on.week}.${on.weekday}` : `d${on.day}`;
  const weeks = Math.ceil(days / WEEK);
  const options = Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: WEEK }, (_, at) => ({
      value: `w${week}.${at + 1}`,
      label:
        weeks === 1
          ? weekdayName(at + 1, displayLocale(), 'long')
          : t`Week ${week + 1}, ${weekdayName(at + 1, displayLocale(), 'short')}`,
    })),
  ).flat();
  const byDay = Array.from({ length: Math.min(days, 120) }, (_, day) => ({
    value: `d${day}`,
    label: t`Day ${day + 1}`,
  }));
  const all = days % WEEK === 0 ? [...options, ...byDay] : [...byDay, ...options];
  const known = all.some((one) => one.value === value);
  const outside = weekly
    ? t`Week ${on.week + 1}, ${weekdayName(on.weekday, displayLocale(), 'short')}`
    : t`Day ${on.day + 1}`;
  return (
    <div className={styles.day}>
      <Select
        label={t`Day of post ${number}`}
        hideLabel
        look="quiet"
        value={value}
        options={known ? all : [{ value, label: outside }, ...all]}
        onChange={(next) => {
          const [week = '0', weekday = '1'] = next.slice(1).split('.');
          onChange({
            on: next.startsWith('w')
              ? { week: Number(week), weekday: Number(weekday) }
              : { day: Number(week) },
          });
        }}
      />
    </div>
  );
}

function EntryDetails({ entry, number, pillars, schedules, connections, onChange }: EntryRowProps) {
  const { t } = useLingui();
  const types = usePostTypes();
  const when = entry.time !== null ? FIXED : (entry.schedule_id ?? ANY);
  const known = schedules.some(({ id }) => id === when);
  return (
    <div className={styles.details}>
      <div className={styles.pair}>
        <Select
          label={t`When`}
          value={when === FIXED || known ? when : ANY}
          options={[
            { value: ANY, label: t`Next free slot` },
            ...schedules.map(({ id, name }) => ({ value: id, label: t`Next free slot of ${name}` })),
            { value: FIXED, label: t`At a time` },
          ]}
          onChange={(next) =>
            onChange({
              time: next === FIXED ? (entry.time ?? '09:00') : null,
              schedule_id: next === FIXED || next === ANY ? null : next,
            })
          }
        />
        {entry.time !== null && (
          <TextField
            label={t`Time`}
            type="time"
            value={entry.time}
            onChange={(time) => /^\d{2}:\d{2}$/.test(time) && onChange({ time })}
          />
        )}
        <Select
          label={t`Pillar`}
          value={entry.pillar_id ?? NONE}
          options={[
            { value: NONE, label: t`No pillar` },
            ...pillars.map(({ id, name, color }) => ({
              value: id,
              label: name,
              icon: <PillarDot color={color} />,
            })),
          ]}
          onChange={(next) => onChange({ pillar_id: next === NONE ? null : next })}
        />
        <Select
          label={t`Kind of post`}
          value={entry.post_type}
          options={types}
          onChange={(post_type) => onChange({ post_type })}
        />
      </div>
      <WordsArea
        label={t`Angle`}
        lines={2}
        maxLength={2000}
        placeholder={t`What makes this post worth reading`}
        saved={entry.topic_angle}
        onSave={(topic_angle) => onChange({ topic_angle })}
      />
      <WordsArea
        label={t`Caption to begin with`}
        lines={3}
        maxLength={10_000}
        hint={t`Words in double braces are filled in when the post is made (brand, pillar, date), or wait for its writer.`}
        saved={entry.caption}
        onSave={(caption) => onChange({ caption })}
      />
      {connections.length > 0 && (
        <div className={styles.chosen}>
          <span className={styles.label}>
            <Trans>Channels</Trans>
          </span>
          <ToggleChips
            label={t`Channels of post ${number}`}
            values={entry.connection_ids ?? []}
            options={connections.map(({ id, handle }) => ({ value: id, label: handle }))}
            onChange={(values) => onChange({ connection_ids: values.length === 0 ? null : values })}
          />
          {entry.connection_ids === null && (
            <span className={styles.quiet}>
              <Trans>None chosen: where its schedule goes, else every channel.</Trans>
            </span>
          )}
        </div>
      )}
    </div>
  );
}
