import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { addDays, startOfWeek, today as todayIn } from '../../../shared/time/calendar.ts';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { applyLines } from './actions.ts';
import { ApplyLine } from './apply-line.tsx';
import styles from './content-calendars.module.css';
import { useCalendarLines } from './use-lines.ts';

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);
const MOST_DAYS = 366;

/** The days to fill, and line by line what would be made of them. */
export function ApplyDialog({ calendar, onClose }: { calendar: Row<'content_calendar'>; onClose(): void }) {
  const { t } = useLingui();
  const brand = useBrand();
  const today = todayIn(brand.time_zone, useNow());
  // The next week that has not begun; a calendar in whole weeks then fits the weeks.
  const start = addDays(startOfWeek(today, brand.week_starts_on), 7);
  const [first, setFirst] = useState(start);
  const [last, setLast] = useState(addDays(start, calendar.days - 1));
  const valid = isDay(first) && isDay(last) && last >= first && last <= addDays(first, MOST_DAYS);
  const setStart = (day: string) => {
    setFirst(day);
    // The length stays until somebody says otherwise.
    if (isDay(day)) setLast(addDays(day, calendar.days - 1));
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={<Trans>Apply “{calendar.name}”</Trans>}
      description={<Trans>Nothing is made until you say so, and all of it is one step to take back.</Trans>}
    >
      <div className={styles.range}>
        <TextField label={t`First day`} type="date" value={first} onChange={setStart} />
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
      {valid && (
        <Lines key={`${first} ${last}`} calendar={calendar} first={first} last={last} onClose={onClose} />
      )}
    </Dialog>
  );
}

type LinesProps = { calendar: Row<'content_calendar'>; first: string; last: string; onClose(): void };

function Lines({ calendar, first, last, onClose }: LinesProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const [choices, setChoices] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [busy, setBusy] = useState(false);
  const pillars = useLiveQuery('pillars', { brandId: brand.id }).data ?? [];
  const connections = useLiveQuery('connections', { brandId: brand.id }).data ?? [];
  const lines = useCalendarLines(calendar, first, last, choices);
  const count = lines?.filter(({ chosen }) => chosen).length ?? 0;
  const able = lines?.filter(({ when }) => when !== null) ?? [];
  const before = lines?.filter(({ copy }) => copy > 0).length ?? 0;

  async function make() {
    if (!lines || busy) return;
    setBusy(true);
    const day = lines.find(({ chosen }) => chosen)?.when?.wall_time.slice(0, 10) ?? first;
    if (await applyLines(calendar, lines, brand, pillars)) {
      onClose();
      go(`/calendar/month/${day}`);
    } else setBusy(false);
  }
  const all = (chosen: boolean) => setChoices(new Map(able.map(({ key }) => [key, chosen])));

  return (
    <>
      {lines?.length === 0 && (
        <p className={styles.quiet}>
          <Trans>This calendar has no posts yet. Add some first.</Trans>
        </p>
      )}
      {before > 0 && (
        <p className={styles.quiet} role="status">
          {plural(before, {
            one: '# post was made here before and is left out.',
            other: '# posts were made here before and are left out.',
          })}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className={styles.lines} tabIndex={0} aria-label={t`What would be made`}>
        <ul>
          {lines?.map((line) => (
            <ApplyLine
              key={line.key}
              line={line}
              pillar={pillars.find(({ id }) => id === line.entry.pillar_id) ?? null}
              channels={connections.filter(({ id }) => line.connectionIds.includes(id))}
              everywhere={line.connectionIds.length === connections.length}
              onChoose={(chosen) => setChoices(new Map(choices).set(line.key, chosen))}
            />
          ))}
        </ul>
      </section>
      <div className={styles.foot}>
        {able.length > 1 && (
          <Button size="small" look="quiet" onClick={() => all(count < able.length)}>
            {count < able.length ? <Trans>Take all</Trans> : <Trans>Take none</Trans>}
          </Button>
        )}
        <span className={styles.grow} />
        <Button look="quiet" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button look="primary" busy={busy} disabled={count === 0} onClick={() => void make()}>
          {plural(count, { 0: 'Plan no posts', one: 'Plan # post', other: 'Plan # posts' })}
        </Button>
      </div>
    </>
  );
}
