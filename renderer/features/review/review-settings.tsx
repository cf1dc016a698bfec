import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReviewLinkView } from '../../../shared/review/links.ts';
import { formatDate, formatMoment } from '../../../shared/time/format.ts';
import { desktop } from '../../app/desktop.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { mutate } from '../../app/mutate.ts';
import { TakeBack } from '../../app/take-back.tsx';
import { useAsked } from '../../app/use-asked.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/checkbox.tsx';
import { Section } from '../../ui/page.tsx';
import { NeedsServer, useMissing } from '../account/needs-server.tsx';
import { may } from '../brand/roles.ts';
import { LinkDialog } from './link-dialog.tsx';
import styles from './review.module.css';

const listLinks = (brandId: string) => desktop.invoke('reviewLinks.list', { brandId });

/** Whether a brand sends only what was approved, and links by which clients review. */
export function ReviewSettings() {
  const { t } = useLingui();
  const brand = useBrand();
  const required = useLiveQuery('approvalRule', { brandId: brand.id }).data?.required ?? false;
  const reviewer = may(brand.role, 'manager');
  return (
    <>
      <Section title={<Trans>Approval</Trans>}>
        <Switch
          label={t`Publish only what was approved`}
          checked={required}
          disabled={!reviewer}
          onChange={(next) => void mutate('approval.set', { brand_id: brand.id, required: next })}
        />
        <p className={styles.quiet}>
          {required ? (
            <Trans>
              Managers, admins, owners and clients with a link approve. An edit puts a post back in review;
              what is not approved in time is not sent, and you are asked.
            </Trans>
          ) : (
            <Trans>Posts go out at their time, reviewed or not.</Trans>
          )}
        </p>
      </Section>
      {reviewer && <Links />}
    </>
  );
}

function Links() {
  const brand = useBrand();
  const missing = useMissing();
  const [making, setMaking] = useState(false);
  const links = useAsked(listLinks, missing === null ? brand.id : null);
  return (
    <Section
      title={<Trans>Review links</Trans>}
      lead={<Trans>Clients look at planned posts and decide, without an account.</Trans>}
      actions={
        missing === null && (
          <Button icon={<Plus size={16} aria-hidden="true" />} onClick={() => setMaking(true)}>
            <Trans>New review link</Trans>
          </Button>
        )
      }
    >
      <NeedsServer>
        <Trans>A client’s page is shown by the server.</Trans>
      </NeedsServer>
      {links.failure && (
        <Banner
          tone="error"
          live
          title={links.failure.title}
          actions={
            <Button size="small" onClick={links.reload}>
              <Trans>Try again</Trans>
            </Button>
          }
        >
          {links.failure.next}
        </Banner>
      )}
      {links.answer?.length === 0 && (
        <p className={styles.quiet}>
          <Trans>No link works at the moment.</Trans>
        </p>
      )}
      {links.answer && links.answer.length > 0 && (
        <ul className={styles.links}>
          {links.answer.map((link) => (
            <LinkRow key={link.id} link={link} onGone={links.reload} />
          ))}
        </ul>
      )}
      <LinkDialog postId={null} open={making} onClose={() => setMaking(false)} onMade={links.reload} />
    </Section>
  );
}

function LinkRow({ link, onGone }: { link: ReviewLinkView; onGone(): void }) {
  const { t } = useLingui();
  const post = useLiveQuery('post', link.post_id === null ? null : { id: link.post_id }).data;
  const clock = { zone: ownZone(), ownZone: ownZone(), locale: displayLocale() };
  const day = (date: string | null) => (date ? formatDate(date, displayLocale()) : '');
  const shows =
    link.post_id === null
      ? t`${day(link.from_day)} to ${day(link.to_day)}`
      : t`one post: ${post?.title || post?.caption.split('\n')[0] || '…'}`;
  const until = formatMoment(link.expires_at, clock);
  const opened = link.opened_at && formatMoment(link.opened_at, clock);

  return (
    <li className={styles.link}>
      <div>
        <p>
          <strong>{link.label}</strong> · {shows}
        </p>
        <p className={styles.quiet}>
          {t`Works until ${until}`} · {link.has_password ? t`with a password` : t`without a password`} ·{' '}
          {opened ? t`last opened ${opened}` : t`not opened yet`}
        </p>
      </div>
      <TakeBack
        label={t`Take the link for ${link.label} back`}
        title={<Trans>Take the link for {link.label} back?</Trans>}
        take={() => desktop.invoke('reviewLinks.revoke', { id: link.id }).then(onGone)}
      >
        <Trans>It stops working at once. What was decided by it stays.</Trans>
      </TakeBack>
    </li>
  );
}
