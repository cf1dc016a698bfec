import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronLeft, ChevronRight, NotebookPen, SquarePen, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { dateSchema } from '../../../shared/kinds/define.ts';
import type { Row } from '../../../shared/kinds/index.ts';
import { journalWeekId } from '../../../shared/mutators/strategy.ts';
import { addDays, startOfWeek, today } from '../../../shared/time/calendar.ts';
import { formatDay } from '../../../shared/time/format.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { displayLocale } from '../../app/i18n.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { go, Link } from '../../app/router.ts';
import { useKeysOf } from '../../app/shortcuts/use-keys.ts';
import { offerUndo, rememberEdit } from '../../app/undo.ts';
import { applyEdit } from '../../app/undo-edit.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { useViewState } from '../../app/view-state.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useDefaultChannels } from '../post/create-post.ts';
import { AddLine } from '../strategy/add-line.tsx';
import { FieldNotices } from '../strategy/field-notices.tsx';
import { WordsArea } from '../strategy/words-field.tsx';
import styles from './ideas.module.css';
import { postOfNote } from './post-of-note.ts';

const weekSchema = dateSchema.nullable();

/** What happened, day by day, and what the week came to. A note becomes a post with one press. */
export function Journal() {
  const { t } = useLingui();
  const brand = useBrand();
  const day = today(brand.time_zone, useNow());
  const thisWeek = startOfWeek(day, brand.week_starts_on);
  // This week goes on being this week; another one is there again when one comes back.
  const [kept, keepWeek] = useViewState(`${brand.id}/journal`, 'week', weekSchema, null);
  const first = kept === null ? thisWeek : startOfWeek(kept, brand.week_starts_on);
  const setFirst = (week: string) => keepWeek(week === thisWeek ? null : week);
  const last = addDays(first, 6);
  const { data, error } = useLiveQuery('journal', { brandId: brand.id, from: first, to: last });
  const adding = useRef<HTMLInputElement>(null);
  const keys = useKeysOf();
  const channels = useDefaultChannels();
  const group = t`Journal`;
  useCommands([
    { id: 'journal.new', group, title: t`New note`, run: () => adding.current?.focus() },
    {
      id: 'journal.before',
      group,
      title: t`Week before`,
      run: () => setFirst(addDays(first, -7)),
    },
    { id: 'journal.after', group, title: t`Week after`, run: () => setFirst(addDays(first, 7)) },
  ]);
  if (error) return <FailureBanner of={error} />;
  const days = [...new Set((data?.entries ?? []).map((entry) => entry.day))].toReversed();
  const from = formatDay(first, displayLocale());
  const to = formatDay(last, displayLocale());
  return (
    <div className={styles.journal}>
      <div className={styles.weekHead}>
        <IconButton
          label={t`Week before`}
          keys={keys('journal.before')}
          onClick={() => setFirst(addDays(first, -7))}
        >
          <ChevronLeft size={16} aria-hidden="true" />
        </IconButton>
        <h2>{t`${from} to ${to}`}</h2>
        <IconButton
          label={t`Week after`}
          keys={keys('journal.after')}
          onClick={() => setFirst(addDays(first, 7))}
        >
          <ChevronRight size={16} aria-hidden="true" />
        </IconButton>
        {first !== thisWeek && (
          <Button size="small" onClick={() => setFirst(thisWeek)}>
            <Trans>This week</Trans>
          </Button>
        )}
      </div>
      <AddLine
        ref={adding}
        label={t`New note`}
        placeholder={t`What happened today that people should hear?`}
        maxLength={20_000}
        onAdd={async (text) => {
          const note = { id: newId(), brand_id: brand.id, day, text, post_id: null };
          const made = await mutate('journalEntry.create', note);
          if (made) setFirst(thisWeek);
          return made;
        }}
        onAddAndOpen={(text) => {
          const note = { id: newId(), brand_id: brand.id, day, text, post_id: null };
          return postOfNote(note, channels, { name: 'journalEntry.create', args: note });
        }}
      />
      {data?.entries.length === 0 && (
        <EmptyState
          icon={<NotebookPen size={24} aria-hidden="true" />}
          title={<Trans>Nothing noted this week</Trans>}
        >
          <Trans>One line a day is enough: at the end of the week you have what to talk about.</Trans>
        </EmptyState>
      )}
      {days.map((date) => (
        <section key={date} className={styles.day} aria-labelledby={`day-${date}`}>
          <h3 id={`day-${date}`}>{formatDay(date, displayLocale())}</h3>
          <ul className={styles.list}>
            {data?.entries
              .filter((entry) => entry.day === date)
              .map((entry) => (
                <Entry key={entry.id} entry={entry} week={first} />
              ))}
          </ul>
        </section>
      ))}
      {data && (
        <Week key={first} firstDay={first} week={data.weeks.find((one) => one.first_day === first) ?? null} />
      )}
    </div>
  );
}

function Entry({ entry, week }: { entry: Row<'journal_entry'>; week: string }) {
  const { t } = useLingui();
  const channels = useDefaultChannels();
  const { id, brand_id, version } = entry;
  const read = async () =>
    (await readOnce('journal', { brandId: brand_id, from: week, to: addDays(week, 6) })).entries.find(
      (one) => one.id === id,
    );

  async function edit(text: string, seen: string) {
    const fields = { text: text.trim() };
    if (!(await mutate('journalEntry.edit', { id, brand_id, fields, base: { text: seen } }))) return;
    const write = (next: Record<string, unknown>) =>
      mutate('journalEntry.edit', { id, brand_id, fields: next });
    rememberEdit(
      t`Note edited.`,
      { key: `note/${id}`, before: { text: entry.text }, after: fields },
      async (to, from) => applyEdit(await read(), to, from, write),
    );
  }
  const makePost = (text = entry.text) => postOfNote({ id, brand_id, text }, channels);
  /** Ctrl or Cmd and Enter: what was just typed counts. */
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (entry.post_id) return go(`/post/${entry.post_id}`);
    const field = event.target instanceof HTMLTextAreaElement ? event.target : null;
    // Leaving the field writes it.
    field?.blur();
    void makePost(field?.value);
  }
  async function remove() {
    if (!(await mutate('journalEntry.delete', { id, brand_id, version }))) return;
    const { day, text, post_id } = entry;
    offerUndo(
      t`Note deleted.`,
      async () =>
        (await read()) ? 'changed' : mutate('journalEntry.create', { id, brand_id, day, text, post_id }),
      async () => {
        const now = await read();
        return now ? mutate('journalEntry.delete', { id, brand_id, version: now.version }) : 'changed';
      },
    );
  }
  const start = entry.text.trim().slice(0, 40);
  return (
    <li className={styles.entry} onKeyDown={onKeyDown}>
      <FieldNotices
        id={id}
        brandId={brand_id}
        labels={new Map([['text', t`Note`]])}
        row={entry}
        onUse={(_field, text, seen) => edit(text, seen)}
      />
      <div className={styles.entryLine}>
        <WordsArea
          label={t`Note “${start}”`}
          hideLabel
          look="quiet"
          required
          lines={1}
          maxLength={20_000}
          saved={entry.text}
          onSave={edit}
        />
        {entry.post_id ? (
          <Link href={`/post/${entry.post_id}`} aria-label={t`Open the post of “${start}”`}>
            <Trans>Post</Trans>
          </Link>
        ) : (
          <Button
            size="small"
            icon={<SquarePen size={14} aria-hidden="true" />}
            aria-label={t`Make a post of “${start}”`}
            onClick={() => makePost()}
          >
            <Trans>Make a post</Trans>
          </Button>
        )}
        <IconButton size="small" label={t`Delete the note “${start}”`} onClick={remove}>
          <Trash2 size={14} aria-hidden="true" />
        </IconButton>
      </div>
    </li>
  );
}

function Week({ firstDay, week }: { firstDay: string; week: Row<'journal_week'> | null }) {
  const { t } = useLingui();
  const brand = useBrand();
  const named = { id: journalWeekId(brand.id, firstDay), brand_id: brand.id };
  async function edit(fields: { text?: string; done?: boolean }, seen?: string) {
    const write = (next: Record<string, unknown>) => mutate('journalWeek.edit', { ...named, fields: next });
    const base = seen === undefined ? {} : { text: seen };
    if (!(await mutate('journalWeek.edit', { ...named, fields: { first_day: firstDay, ...fields }, base })))
      return;
    const held: Record<string, unknown> = { text: '', done: false, ...week };
    const before = Object.fromEntries(Object.keys(fields).map((name) => [name, held[name]]));
    rememberEdit(
      t`Week of the journal edited.`,
      { key: `week/${named.id}`, before, after: fields },
      async (to, from) => {
        const args = { brandId: brand.id, from: firstDay, to: firstDay };
        return applyEdit((await readOnce('journal', args)).weeks[0], to, from, write);
      },
    );
  }
  return (
    <section className={styles.day} aria-labelledby="week-text">
      <h3 id="week-text">
        <Trans>What the week came to</Trans>
      </h3>
      <FieldNotices
        id={named.id}
        brandId={brand.id}
        labels={new Map([['text', t`What the week came to`]])}
        row={week}
        onUse={(_field, text, seen) => edit({ text }, seen)}
      />
      <WordsArea
        label={t`What the week came to`}
        hideLabel
        lines={3}
        placeholder={t`Two or three sentences: what worked, what surprised, what comes next.`}
        maxLength={20_000}
        saved={week?.text ?? ''}
        onSave={(text, seen) => edit({ text }, seen)}
      />
      <Checkbox
        label={<Trans>This week is written up</Trans>}
        checked={week?.done ?? false}
        onChange={(done) => edit({ done })}
      />
    </section>
  );
}
