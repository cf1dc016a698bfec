import { Trans } from '@lingui/react/macro';
import type { Params } from '../../app/router.ts';
import { Link } from '../../app/router.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Page, Section } from '../../ui/page.tsx';
import styles from './account.module.css';
import { CaptureSetting } from './capture-setting.tsx';
import { JoinForm } from './join-form.tsx';
import { KeptSignIns } from './kept-sign-ins.tsx';
import { LocalBrandsBanner } from './local-brands-banner.tsx';
import { LookSettings } from './look-settings.tsx';
import { MailSettings } from './mail-settings.tsx';
import { NoticeSettings } from './notice-settings.tsx';
import { ServerAddress } from './server-address.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { SignedIn } from './signed-in.tsx';

/** Who one is, where the server is, and how the app looks. Reachable before there is any brand. */
export default function Account({ params }: { params: Params }) {
  const session = useAppState((state) => state.session);
  const alone = useLiveQuery('brands', {}).data?.length === 0;

  return (
    <Page
      title={<Trans>Account</Trans>}
      lead={
        session.state === 'none' && (
          <Trans>
            You can plan without one. It is needed to publish with the computer closed and to work with
            others.
          </Trans>
        )
      }
      actions={
        alone && (
          // Not "/": that returns to the last address, which is this one.
          <Link href="/calendar" className={styles.back ?? ''}>
            <Trans>Back to the start</Trans>
          </Link>
        )
      }
    >
      <LocalBrandsBanner />
      {session.state === 'signed_in' ? (
        <SignedIn name={session.name} email={session.email} />
      ) : (
        <Section
          title={
            session.state === 'expired' ? <Trans>Sign in again</Trans> : <Trans>Sign in or sign up</Trans>
          }
        >
          <div className={styles.narrow}>
            <SignInForm />
          </div>
        </Section>
      )}
      <KeptSignIns />
      <Section
        anchor="join"
        title={<Trans>Join with a link</Trans>}
        lead={<Trans>Somebody invited you? Paste their link.</Trans>}
      >
        <JoinForm key={params.invitation} invitation={params.invitation} />
      </Section>
      <Section
        anchor="server"
        title={<Trans>Server</Trans>}
        lead={<Trans>Where your work is sent and published from.</Trans>}
      >
        <ServerAddress />
      </Section>
      <Section
        title={<Trans>Keyboard</Trans>}
        lead={<Trans>Every command and its keys.</Trans>}
        actions={
          <Link href="/keyboard" className={styles.back ?? ''}>
            <Trans>Change keys</Trans>
          </Link>
        }
      />
      <CaptureSetting />
      <NoticeSettings />
      {session.state !== 'none' && <MailSettings />}
      <Section anchor="look" title={<Trans>Look</Trans>}>
        <LookSettings />
      </Section>
    </Page>
  );
}
