import { Trans, useLingui } from '@lingui/react/macro';
import { Send } from 'lucide-react';
import { BY_HAND } from '../../../shared/mutators/publication.ts';
import { needsSeeingTo } from '../../../shared/publishing/take-down.ts';
import type { PublicationView } from '../../../shared/queries.ts';
import { formatDate } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { displayLocale } from '../../app/i18n.ts';
import { go } from '../../app/router.ts';
import { useSetting } from '../../app/settings.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { NextUp } from './next-up.tsx';
import { PublicationRow } from './publication-row.tsx';
import styles from './publishing.module.css';
import { SendAgain } from './send-again.tsx';
import { Untaken } from './untaken.tsx';

const LIMIT = 300;

/** Publications that wait for a person. @param now an instant */
export const needsPerson = (publication: PublicationView, now: string): boolean => {
  const { state, error_class, error_code, subject } = publication;
  return (
    (subject === 'target' && needsSeeingTo({ publication, ...publication }, now)) ||
    state === 'failed' ||
    state === 'unknown' ||
    state === 'missed' ||
    (state === 'waiting' && (error_class === 'reconnect' || error_code === BY_HAND))
  );
};

/** A timeline of what went out, what is going out and what did not, newest first. */
export default function Publishing() {
  const { t } = useLingui();
  const brand = useBrand();
  const { data, error } = useLiveQuery('publications', { brandId: brand.id, limit: LIMIT });
  const [filter, setFilter] = useSetting('publishingFilter');
  const now = useNow();
  const coming = useLiveQuery('comingDown', { brandId: brand.id, limit: LIMIT }).data ?? [];
  // What went out before the newest and does not come down now is among them too.
  const known = new Map([...coming, ...(data ?? [])].map((publication) => [publication.id, publication]));
  const waiting = [...known.values()]
    .filter((publication) => needsPerson(publication, now))
    .sort((a, b) => (a.due_at < b.due_at ? 1 : -1));
  const shown = filter === 'attention' ? waiting : (data ?? []);
  const days = byDay(shown, brand.time_zone);

  return (
    <Page
      wide
      title={<Trans>Publishing</Trans>}
      actions={
        <Segments
          label={t`Show`}
          options={[
            { value: 'all', label: t`All` },
            { value: 'attention', label: t`Needs you (${waiting.length})` },
          ]}
          value={filter}
          onChange={setFilter}
        />
      }
    >
      <NextUp />
      <Untaken />
      {filter === 'all' && <ComingDown rows={coming} />}
      {error && <FailureBanner of={error} />}
      {unsentByChannel(waiting).map((publications) => (
        <SendAgain key={publications[0]?.connection_id} publications={publications} />
      ))}
      {data && shown.length === 0 && <Nothing filtered={filter === 'attention'} />}
      {days.map(([day, rows]) => (
        <section key={day} aria-labelledby={`day-${day}`} className={styles.day}>
          <h2 id={`day-${day}`} className={styles.dayTitle}>
            {formatDate(day, displayLocale())}
          </h2>
          <ul className={styles.rows}>
            {rows.map((row) => (
              <PublicationRow key={row.id} publication={row} zone={brand.time_zone} />
            ))}
          </ul>
        </section>
      ))}
      {data?.length === LIMIT && (
        <p className={styles.next}>
          <Trans>The newest {LIMIT} are shown.</Trans>
        </p>
      )}
    </Page>
  );
}

/** What did not go out while an account was signed out that works again, by account, in the order it was due. */
function unsentByChannel(waiting: readonly PublicationView[]): PublicationView[][] {
  const channels = new Map<string, PublicationView[]>();
  for (const publication of waiting.toReversed()) {
    const { state, error_class, connection, connection_id } = publication;
    if (error_class !== 'reconnect' || state === 'waiting' || connection?.status !== 'connected') continue;
    channels.set(connection_id, [...(channels.get(connection_id) ?? []), publication]);
  }
  return [...channels.values()].filter(({ length }) => length > 1);
}

/** What is out and has a time to come down, however long ago it went out. */
function ComingDown({ rows }: { rows: readonly PublicationView[] }) {
  const brand = useBrand();
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="coming-down" className={styles.day}>
      <h2 id="coming-down" className={styles.dayTitle}>
        <Trans>Coming down</Trans>
      </h2>
      <ul className={styles.rows}>
        {rows.map((row) => (
          <PublicationRow key={row.id} publication={row} zone={brand.time_zone} dated />
        ))}
      </ul>
    </section>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState icon={<Send size={24} aria-hidden="true" />} title={<Trans>Nothing waits for you</Trans>}>
        <Trans>
          What fails, gets lost, misses its time or does not come down is listed here with what to do about
          it.
        </Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Send size={24} aria-hidden="true" />}
      title={<Trans>Nothing has gone out yet</Trans>}
      actions={
        <Button onClick={() => go('/calendar')}>
          <Trans>Plan a post</Trans>
        </Button>
      }
    >
      <Trans>
        When a post’s time comes, each step is written down here: when it was due, when it went out, and its
        link.
      </Trans>
    </EmptyState>
  );
}

function byDay(rows: readonly PublicationView[], zone: string): [string, PublicationView[]][] {
  const days = new Map<string, PublicationView[]>();
  for (const row of rows) {
    const day = instantToWall(row.due_at, zone).slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return [...days];
}
