import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarPlus, CalendarRange, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { mutate, newId } from '../../app/mutate.ts';
import type { Params } from '../../app/router.ts';
import { go, Link } from '../../app/router.ts';
import { offerUndo } from '../../app/undo.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { fromStarter, WEEK } from './actions.ts';
import { ApplyDialog } from './apply-dialog.tsx';
import { CalendarEditor } from './calendar-editor.tsx';
import styles from './content-calendars.module.css';
import { KeepDialog } from './keep-dialog.tsx';
import { STARTERS } from './starters.ts';

/** Plans to use again and again: made by hand, kept from what was planned, or begun with a starter. */
export default function ContentCalendars({ params }: { params: Params }) {
  const { t, i18n } = useLingui();
  const brand = useBrand();
  const found = useLiveQuery('contentCalendars', { brandId: brand.id });
  const pillars = useLiveQuery('pillars', { brandId: brand.id }).data ?? [];
  const schedules = useLiveQuery('schedules', { brandId: brand.id }).data ?? [];
  const [keeping, setKeeping] = useState(false);
  const [applying, setApplying] = useState<Row<'content_calendar'> | null>(null);
  const open = found.data?.find(({ id }) => id === params.id);

  async function make(fields: ReturnType<typeof fromStarter>) {
    const id = newId();
    const args = { id, brand_id: brand.id, ...fields };
    const create = () => mutate('contentCalendar.create', args);
    if (!(await create())) return;
    offerUndo(
      t`Content calendar “${fields.name}” made.`,
      () => mutate('contentCalendar.delete', { id, brand_id: brand.id }),
      create,
    );
    go(`/templates/${id}`);
  }
  const blank = () =>
    void make({ name: t`New content calendar`, description: '', days: 2 * WEEK, entries: [] });
  const group = t`Content calendars`;
  useCommands([
    { id: 'calendars.new', group, title: t`New content calendar`, run: blank },
    ...(open
      ? [{ id: 'calendars.apply', group, title: t`Apply “${open.name}”`, run: () => setApplying(open) }]
      : []),
  ]);

  if (found.error) {
    return <FailureBanner of={found.error} />;
  }
  if (!found.data) return null;
  const dialog = applying && <ApplyDialog calendar={applying} onClose={() => setApplying(null)} />;
  if (open) {
    return (
      <>
        <CalendarEditor key={open.id} calendar={open} onApply={() => setApplying(open)} />
        {dialog}
      </>
    );
  }
  return (
    <Page
      wide
      title={<Trans>Content calendars</Trans>}
      lead={<Trans>A plan of posts you can put on any dates, through your pillars and slots.</Trans>}
      actions={
        <>
          <Button icon={<CalendarRange size={16} aria-hidden="true" />} onClick={() => setKeeping(true)}>
            <Trans>Keep what is planned</Trans>
          </Button>
          <Button look="primary" icon={<Plus size={16} aria-hidden="true" />} onClick={blank}>
            <Trans>New</Trans>
          </Button>
        </>
      }
    >
      {found.data.length > 0 && (
        <ul className={styles.cards}>
          {found.data.map((calendar) => (
            <li key={calendar.id} className={styles.card}>
              <h2 className={styles.cardTitle}>
                <Link href={`/templates/${calendar.id}`}>{calendar.name}</Link>
              </h2>
              <p className={styles.quiet}>
                <Length days={calendar.days} /> ·{' '}
                {plural(calendar.entries.length, { one: '# post', other: '# posts' })}
                {calendar.made > 0 && (
                  <> · {plural(calendar.made, { one: '# made of it', other: '# made of it' })}</>
                )}
              </p>
              {calendar.description && <p className={styles.about}>{calendar.description}</p>}
              <p className={styles.cardActions}>
                <Button
                  size="small"
                  icon={<CalendarPlus size={14} aria-hidden="true" />}
                  disabled={calendar.entries.length === 0}
                  onClick={() => setApplying(calendar)}
                >
                  <Trans>Apply</Trans>
                </Button>
              </p>
            </li>
          ))}
        </ul>
      )}
      <Section
        title={<Trans>Begin with one of these</Trans>}
        lead={<Trans>Each becomes yours: change days, words and pillars before you apply it.</Trans>}
      >
        <ul className={styles.cards}>
          {STARTERS.map((starter) => (
            <li key={starter.key} className={styles.card}>
              <h3 className={styles.cardTitle}>{i18n._(starter.name)}</h3>
              <p className={styles.quiet}>
                <Length days={starter.days} /> ·{' '}
                {plural(starter.entries.length, { one: '# post', other: '# posts' })}
              </p>
              <p className={styles.about}>{i18n._(starter.description)}</p>
              <p className={styles.cardActions}>
                <Button
                  size="small"
                  aria-label={t`Use it: ${i18n._(starter.name)}`}
                  onClick={() => void make(fromStarter(starter, pillars, schedules))}
                >
                  <Trans>Use it</Trans>
                </Button>
              </p>
            </li>
          ))}
        </ul>
      </Section>
      {keeping && <KeepDialog onClose={() => setKeeping(false)} />}
      {dialog}
    </Page>
  );
}

/** Whole weeks as weeks. */
export function Length({ days }: { days: number }) {
  return days % WEEK === 0
    ? plural(days / WEEK, { one: '# week', other: '# weeks' })
    : plural(days, { one: '# day', other: '# days' });
}
