import { useLingui } from '@lingui/react/macro';
import { formatTime } from '../../../shared/time/format.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { useAppState } from '../../app/use-app-state.ts';
import styles from './composer.module.css';

type SavedLineProps = {
  saved: boolean;
  pending: boolean;
  empty: boolean;
  /** The server does not have all files of it. */
  filesHere: boolean;
};

/** Where the words and files are. There is no Save button because there is nothing to save. */
export function SavedLine({ saved, pending, empty, filesHere }: SavedLineProps) {
  const { t } = useLingui();
  const local = useAppState((state) => state.session.state === 'none');
  const sync = useAppState((state) => state.sync);
  const time = sync.lastSyncedAt
    ? formatTime(sync.lastSyncedAt, { zone: ownZone(), ownZone: ownZone(), locale: displayLocale() })
    : null;
  const words = () => {
    if (empty) return t`Nothing is kept until you type`;
    if (!saved) return t`Saving…`;
    if (local) return t`Saved on this device`;
    if (pending && sync.status === 'offline') return t`Saved on this device · syncs when online`;
    if (pending) return t`Saved on this device · waiting to sync`;
    if (filesHere) return t`Saved on this device · its files are not on the server yet`;
    return time ? t`Saved on this device · synced ${time}` : t`Saved on this device`;
  };
  return <p className={styles.saved}>{words()}</p>;
}
