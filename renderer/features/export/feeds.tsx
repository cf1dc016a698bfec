import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { CalendarFeedView } from '../../../shared/exchange/feeds.ts';
import { formatMoment } from '../../../shared/time/format.ts';
import { desktop } from '../../app/desktop.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { TakeBack } from '../../app/take-back.tsx';
import { useAsked } from '../../app/use-asked.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { NeedsServer, useMissing } from '../account/needs-server.tsx';
import styles from './export.module.css';
import { FeedDialog } from './feed-dialog.tsx';

const listFeeds = (brandId: string) => desktop.invoke('calendarFeeds.list', { brandId });

/** Addresses by which other calendars follow the plan. */
export function Feeds() {
  const brand = useBrand();
  const missing = useMissing();
  const [making, setMaking] = useState(false);
  const feeds = useAsked(listFeeds, missing === null ? brand.id : null);
  return (
    <Section
      title={<Trans>Follow it from another calendar</Trans>}
      lead={<Trans>An address for Google, Apple or Outlook, which look for changes by themselves.</Trans>}
      actions={
        missing === null && (
          <Button icon={<Plus size={16} aria-hidden="true" />} onClick={() => setMaking(true)}>
            <Trans>New calendar address</Trans>
          </Button>
        )
      }
    >
      <NeedsServer>
        <Trans>Other programs ask the server for it.</Trans>
      </NeedsServer>
      {feeds.failure && (
        <Banner
          tone="error"
          live
          title={feeds.failure.title}
          actions={
            <Button size="small" onClick={feeds.reload}>
              <Trans>Try again</Trans>
            </Button>
          }
        >
          {feeds.failure.next}
        </Banner>
      )}
      {feeds.answer?.length === 0 && (
        <p className={styles.quiet}>
          <Trans>Nobody follows this plan yet.</Trans>
        </p>
      )}
      {feeds.answer && feeds.answer.length > 0 && (
        <ul className={styles.feeds}>
          {feeds.answer.map((feed) => (
            <FeedRow key={feed.id} feed={feed} onGone={feeds.reload} />
          ))}
        </ul>
      )}
      <FeedDialog open={making} onClose={() => setMaking(false)} onMade={feeds.reload} />
    </Section>
  );
}

function FeedRow({ feed, onGone }: { feed: CalendarFeedView; onGone(): void }) {
  const { t } = useLingui();
  const clock = { zone: ownZone(), ownZone: ownZone(), locale: displayLocale() };
  const asked = feed.fetched_at && formatMoment(feed.fetched_at, clock);
  const part = feed.pillar_ids.length + feed.connection_ids.length > 0;

  return (
    <li className={styles.feed}>
      <div>
        <p dir="auto">
          <strong>{feed.label}</strong>
        </p>
        <p className={styles.quiet}>
          {part ? <Trans>a part of the plan</Trans> : <Trans>the whole plan</Trans>} ·{' '}
          {asked ? <Trans>last fetched {asked}</Trans> : <Trans>not fetched yet</Trans>}
        </p>
      </div>
      <TakeBack
        label={t`Take the address for ${feed.label} back`}
        title={<Trans>Take the address for {feed.label} back?</Trans>}
        take={() => desktop.invoke('calendarFeeds.revoke', { id: feed.id }).then(onGone)}
      >
        <Trans>Calendars that follow it get nothing new. What they have they keep.</Trans>
      </TakeBack>
    </li>
  );
}
