import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { ownZone } from '../../app/i18n.ts';
import { Link } from '../../app/router.ts';
import { useSyncWords } from '../../app/shell/sync-line.tsx';
import { useAppState } from '../../app/use-app-state.ts';
import { Page, Section } from '../../ui/page.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { FailedWriteRow } from './failed-write-row.tsx';
import styles from './sync.module.css';
import { SyncNow } from './sync-now.tsx';
import { SyncProblem } from './sync-problem.tsx';

/** Where one's work is: what has arrived, what waits, what was refused and why. */
export default function Sync() {
  const { t } = useLingui();
  const words = useSyncWords();
  const { status, waiting, failed, lastSyncedAt, setAside } = useAppState((state) => state.sync);
  const serverUrl = useAppState((state) => state.serverUrl);
  const local = status === 'local';

  return (
    <Page title={words} lead={<Lead />} actions={!local && <SyncNow />}>
      <SyncProblem />
      {failed.length > 0 && (
        <Section
          title={<Trans>Refused</Trans>}
          lead={<Trans>The words are kept here until you decide.</Trans>}
        >
          <ul className={styles.failed}>
            {failed.map((write) => (
              <FailedWriteRow key={write.uuid} write={write} />
            ))}
          </ul>
        </Section>
      )}
      <dl className={styles.facts}>
        <dt>
          <Trans>Waiting to be sent</Trans>
        </dt>
        <dd>
          {waiting === 0 ? (
            <Trans>Nothing</Trans>
          ) : (
            t`${plural(waiting, { one: '# change', other: '# changes' })}`
          )}
        </dd>
        <dt>
          <Trans>Last up to date</Trans>
        </dt>
        <dd>{lastSyncedAt ? <TimeText at={lastSyncedAt} zone={ownZone()} /> : <Trans>Not yet</Trans>}</dd>
        <dt>
          <Trans>Server</Trans>
        </dt>
        <dd>
          {serverUrl}{' '}
          <Link href="/account">{local ? <Trans>Sign in or change it</Trans> : <Trans>Account</Trans>}</Link>
        </dd>
        {setAside > 0 && (
          <>
            <dt>
              <Trans>Set aside</Trans>
            </dt>
            <dd>
              {t`${plural(setAside, {
                one: '# row this version can’t read. It is kept and shown after an update.',
                other: '# rows this version can’t read. They are kept and shown after an update.',
              })}`}
            </dd>
          </>
        )}
      </dl>
    </Page>
  );
}

/** What the state means for one's work. */
function Lead() {
  const status = useAppState((state) => state.sync.status);
  switch (status) {
    case 'local':
      return (
        <Trans>
          Everything is on this computer. With an account it is also on the server, and can be published from
          there.
        </Trans>
      );
    case 'offline':
      return (
        <Trans>Go on working. Everything is kept on this device and sent when the connection is back.</Trans>
      );
    case 'syncing':
    case 'waiting':
      return <Trans>Everything is kept on this device; the rest is on its way.</Trans>;
    case 'failed':
      return <Trans>The server refused something. Everything else goes on.</Trans>;
    case 'up_to_date':
      return <Trans>Everything you did has reached the server, and everything there has reached you.</Trans>;
    case 'paused_sign_in':
      return <Trans>Your session has ended. Go on working; sending waits until you sign in again.</Trans>;
    case 'must_update':
      return (
        <Trans>The server needs a newer Pillarbox. Your work waits on this device until you update.</Trans>
      );
  }
}
