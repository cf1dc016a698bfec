import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useCommands } from '../../app/commands.ts';
import { desktop } from '../../app/desktop.ts';
import { ownZone } from '../../app/i18n.ts';
import { Link } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { FailedWriteRow } from './failed-write-row.tsx';
import { KeptWrites } from './kept-writes.tsx';
import { SaveButton } from './save-button.tsx';
import { SetAside } from './set-aside.tsx';
import { Storage } from './storage.tsx';
import { Streams } from './streams.tsx';
import styles from './sync.module.css';
import { SyncNow } from './sync-now.tsx';
import { SyncProblem } from './sync-problem.tsx';
import { useReport } from './use-report.ts';
import { useSyncWords } from './use-sync-words.ts';
import { WaitingWrites } from './waiting-writes.tsx';

const loadReport = () => desktop.invoke('sync.report', {});
const exportAll = () => desktop.invoke('sync.export', { uuids: null });
const saveDiagnostics = () => desktop.invoke('diagnostics.save', {});

/** Where one's work is: what has arrived, what waits, what was refused and why, and what is kept on this device. */
export default function Sync() {
  const { t } = useLingui();
  const words = useSyncWords();
  const sync = useAppState((state) => state.sync);
  const { status, waiting, failed, lastSyncedAt } = sync;
  const serverUrl = useAppState((state) => state.serverUrl);
  const local = status === 'local';
  const alone = useLiveQuery('brands', {}).data?.length === 0;
  const { report, refresh } = useReport(loadReport, sync);
  const unsent = waiting + failed.length + (report?.kept.length ?? 0);
  useCommands([
    {
      id: 'sync.export',
      group: t`Sync`,
      title: t`Save what has not reached the server as a file`,
      run: () => exportAll().catch(tellError),
    },
    {
      id: 'sync.diagnostics',
      group: t`Sync`,
      title: t`Save a diagnostics file`,
      run: () => saveDiagnostics().catch(tellError),
    },
  ]);

  return (
    <Page
      title={words}
      lead={<Lead />}
      actions={
        <>
          {alone && (
            <Link href="/calendar" className={styles.more ?? ''}>
              <Trans>Back to the start</Trans>
            </Link>
          )}
          {!local && <SyncNow />}
        </>
      }
    >
      <SyncProblem />
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
      </dl>
      {unsent > 0 && (
        <p>
          <SaveButton save={exportAll} size="normal">
            <Trans>Save all that has not reached the server</Trans>
          </SaveButton>
        </p>
      )}
      {failed.length > 0 && (
        <Section
          title={<Trans>Refused</Trans>}
          lead={<Trans>The words are kept here until you decide.</Trans>}
        >
          <ul className={styles.writes}>
            {failed.map((write) => (
              <FailedWriteRow key={write.uuid} write={write} />
            ))}
          </ul>
        </Section>
      )}
      {report && (
        <>
          <KeptWrites report={report} onChange={refresh} />
          <WaitingWrites report={report} onChange={refresh} />
          <SetAside report={report} />
          <Streams report={report} />
        </>
      )}
      <Storage />
      <Section
        title={<Trans>If something is wrong</Trans>}
        lead={
          <Trans>
            A diagnostics file has versions, states, counts and the last lines of the log. Nothing you wrote
            is in it, no names and no passwords; you can read it before you send it to anybody.
          </Trans>
        }
        actions={
          <SaveButton save={saveDiagnostics} size="normal">
            <Trans>Save a diagnostics file</Trans>
          </SaveButton>
        }
      >
        {null}
      </Section>
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
