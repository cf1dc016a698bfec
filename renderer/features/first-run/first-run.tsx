import { Trans } from '@lingui/react/macro';
import { go, Link } from '../../app/router.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { LocalBrandsBanner } from '../account/local-brands-banner.tsx';
import { KeptBanner } from '../sync/kept-banner.tsx';
import { RefusedBanner } from '../sync/refused-banner.tsx';
import { BrandForm } from './brand-form.tsx';
import styles from './first-run.module.css';
import { Wordmark } from './wordmark.tsx';

/** The first screen: name a brand and plan. An account comes later, when something needs the server. */
export function FirstRun() {
  const session = useAppState((state) => state.session);
  const syncing = useAppState((state) => state.sync.status === 'syncing');
  return (
    <main id="main" className={styles.screen}>
      <div className={styles.card}>
        <header className={styles.head}>
          <Wordmark />
          <h1 className={styles.title}>
            <Trans>What are you planning for?</Trans>
          </h1>
          <p className={styles.lead}>
            <Trans>Everything stays on this computer. No account needed until you want to publish.</Trans>
          </p>
        </header>
        {session.state !== 'none' && syncing && (
          <Banner live title={<Trans>Looking for your brands…</Trans>}>
            <Trans>They appear here as soon as they arrive.</Trans>
          </Banner>
        )}
        <LocalBrandsBanner />
        <KeptBanner />
        <RefusedBanner />
        <BrandForm
          onMade={() => go('/calendar', { replace: true })}
          footer={(busy) => (
            <div className={styles.actions}>
              <Button look="primary" type="submit" busy={busy}>
                <Trans>Open the calendar</Trans>
              </Button>
            </div>
          )}
        />
        {session.state === 'none' && (
          <p className={styles.other}>
            <Trans>
              Have an account or an invitation? <Link href="/account">Sign in</Link>
            </Trans>
          </p>
        )}
        <p className={styles.other}>
          <Trans>
            Have an export of Pillarbox? <Link href="/restore">Bring it back</Link>
          </Trans>
        </p>
      </div>
    </main>
  );
}
