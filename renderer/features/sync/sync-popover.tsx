import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { ownZone } from '../../app/i18n.ts';
import { Link } from '../../app/router.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { Transfers } from '../media/transfers.tsx';
import styles from './sync.module.css';
import { SyncNow } from './sync-now.tsx';
import { SyncProblem } from './sync-problem.tsx';

/** The short answer to "is my work safe?", behind the indicator. */
export function SyncPopover({ onLeave }: { onLeave(): void }) {
  const { t } = useLingui();
  const { status, waiting, failed, kept, lastSyncedAt } = useAppState((state) => state.sync);
  const local = status === 'local';
  return (
    <div className={styles.popover}>
      <SyncProblem />
      {local ? (
        <p>
          <Trans>Everything is on this computer only. Sign in to keep it on the server, too.</Trans>
        </p>
      ) : (
        <ul className={styles.lines}>
          <li>
            {waiting === 0 ? (
              <Trans>Nothing waits to be sent.</Trans>
            ) : (
              t`${plural(waiting, { one: '# change waits to be sent.', other: '# changes wait to be sent.' })}`
            )}
          </li>
          {failed.length > 0 && (
            <li>{t`${plural(failed.length, { one: '# change was refused. Its words are kept.', other: '# changes were refused. Their words are kept.' })}`}</li>
          )}
          {kept > 0 && (
            <li>{t`${plural(kept, { one: '# change is kept apart: its brand is not yours to open any more.', other: '# changes are kept apart: their brand is not yours to open any more.' })}`}</li>
          )}
          <li>
            {lastSyncedAt ? (
              <Trans>
                Last up to date: <TimeText at={lastSyncedAt} zone={ownZone()} />
              </Trans>
            ) : (
              <Trans>Not up to date yet.</Trans>
            )}
          </li>
        </ul>
      )}
      <Transfers />
      <div className={styles.buttons}>
        {!local && <SyncNow size="small" />}
        {local && (
          <Link href="/account" onClick={onLeave} className={styles.more ?? ''}>
            <Trans>Sign in or sign up</Trans>
          </Link>
        )}
        <Link href="/sync" onClick={onLeave} className={styles.more ?? ''}>
          <Trans>Show all of it</Trans>
        </Link>
      </div>
    </div>
  );
}
