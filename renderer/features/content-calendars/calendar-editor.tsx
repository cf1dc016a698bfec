import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowLeft, CalendarPlus, Plus, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { type CalendarEntry, MAX_CALENDAR_DAYS } from '../../../shared/kinds/index.ts';
import type { ContentCalendarView } from '../../../shared/queries.ts';
import { readOnce } from '../../app/read-once.ts';
import { go } from '../../app/router.ts';
import { useKeysOf } from '../../app/shortcuts/use-keys.ts';
import { tellError } from '../../app/tell-error.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { FieldNotices } from '../strategy/field-notices.tsx';
import { WordsArea, WordsField } from '../strategy/words-field.tsx';
import { calendars, emptyEntry, WEEK } from './actions.ts';
import styles from './content-calendars.module.css';
import { EntryRow } from './entry-row.tsx';

type CalendarEditorProps = { calendar: ContentCalendarView; onApply(): void };

/** A content calendar's name, length and posts. */
export function CalendarEditor({ calendar, onApply }: CalendarEditorProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const keys = useKeysOf()('calendars.apply');
  const pillars = useLiveQuery('pillars', { brandId: brand.id }).data ?? [];
  const schedules = useLiveQuery('schedules', { brandId: brand.id }).data ?? [];
  const connections = useLiveQuery('connections', { brandId: brand.id }).data ?? [];
  const [fresh, setFresh] = useState<string | null>(null);
  const said = t`Content calendar “${calendar.name}” edited.`;
  const weeks = calendar.days % WEEK === 0;
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  /** To the posts as they are now, not as they were drawn: two fields may be saved one right after the other. */
  const save = (change: (entries: readonly CalendarEntry[]) => CalendarEntry[]) => {
    turn.current = turn.current
      .then(async () => {
        const all = await readOnce('contentCalendars', { brandId: brand.id });
        const now = all.find(({ id }) => id === calendar.id);
        if (now) await calendars.edit(now, { entries: change(now.entries) }, said);
      })
      .catch(tellError);
  };

  function add() {
    const lastOf = calendar.entries.at(-1)?.on;
    const entry = emptyEntry(lastOf ?? (weeks ? { week: 0, weekday: 1 } : { day: 0 }));
    setFresh(entry.id);
    save((entries) => [...entries, entry]);
  }
  async function remove() {
    await calendars.remove(calendar, t`Content calendar “${calendar.name}” deleted.`);
    go('/templates', { replace: true });
  }
  const setLength = (text: string, unit: 'days' | 'weeks') => {
    const days = Number(text) * (unit === 'weeks' ? WEEK : 1);
    if (Number.isInteger(days) && days >= 1 && days <= MAX_CALENDAR_DAYS)
      void calendars.edit(calendar, { days }, said);
  };

  return (
    <div className={styles.page}>
      <nav>
        <Button
          size="small"
          look="quiet"
          icon={<ArrowLeft size={14} aria-hidden="true" className={styles.back} />}
          onClick={() => go('/templates')}
        >
          <Trans>All content calendars</Trans>
        </Button>
        <h1>
          <VisuallyHidden>{calendar.name}</VisuallyHidden>
        </h1>
      </nav>
      <FieldNotices
        id={calendar.id}
        brandId={calendar.brand_id}
        labels={new Map([['description', t`Description`]])}
        row={calendar}
        onUse={(_field, description, seen) =>
          calendars.edit(calendar, { description }, said, { description: seen })
        }
      />
      <div className={styles.top}>
        <WordsField
          label={t`Name`}
          hideLabel
          look="quiet"
          size="title"
          required
          maxLength={200}
          saved={calendar.name}
          onSave={(name) => calendars.edit(calendar, { name: name.trim() }, said)}
        />
        <IconButton label={t`Delete the content calendar ${calendar.name}`} onClick={() => void remove()}>
          <Trash2 size={16} aria-hidden="true" />
        </IconButton>
        <Button
          look="primary"
          icon={<CalendarPlus size={16} aria-hidden="true" />}
          disabled={calendar.entries.length === 0}
          onClick={onApply}
          {...(keys && { keys })}
        >
          <Trans>Apply</Trans>
        </Button>
      </div>
      <WordsArea
        label={t`Description`}
        hideLabel
        look="quiet"
        lines={1}
        maxLength={5000}
        placeholder={t`What it is for, and when to use it`}
        saved={calendar.description}
        onSave={(description, seen) => calendars.edit(calendar, { description }, said, { description: seen })}
      />
      <div className={styles.length}>
        <WordsField
          key={`${weeks}`}
          label={t`It takes`}
          type="number"
          min={1}
          saved={String(weeks ? calendar.days / WEEK : calendar.days)}
          onSave={(text) => setLength(text, weeks ? 'weeks' : 'days')}
        />
        <Select<'days' | 'weeks'>
          label={t`Counted in`}
          value={weeks ? 'weeks' : 'days'}
          options={[
            { value: 'weeks', label: t`weeks` },
            { value: 'days', label: t`days` },
          ]}
          onChange={(unit) => {
            const now = unit === 'weeks';
            if (now === weeks) return;
            const days = now ? Math.ceil(calendar.days / WEEK) * WEEK : calendar.days - 1;
            void calendars.edit(calendar, { days: Math.max(1, days) }, said);
          }}
        />
      </div>
      <Section
        title={<Trans>Posts</Trans>}
        actions={
          <Button size="small" icon={<Plus size={14} aria-hidden="true" />} onClick={add}>
            <Trans>Add a post</Trans>
          </Button>
        }
      >
        {calendar.entries.length === 0 && (
          <p className={styles.quiet}>
            <Trans>None yet. Add the first one, and say on which day it goes out and what it is about.</Trans>
          </p>
        )}
        <ol className={styles.entries}>
          {calendar.entries.map((entry, at) => (
            <EntryRow
              key={entry.id}
              entry={entry}
              number={at + 1}
              days={calendar.days}
              open={entry.id === fresh}
              {...{ pillars, schedules, connections }}
              onChange={(fields) =>
                save((entries) => entries.map((one) => (one.id === entry.id ? { ...one, ...fields } : one)))
              }
              onRemove={() => save((entries) => entries.filter(({ id }) => id !== entry.id))}
            />
          ))}
        </ol>
      </Section>
    </div>
  );
}
