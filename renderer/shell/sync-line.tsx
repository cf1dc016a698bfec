import { useLingui } from '@lingui/react/macro';
import { CircleAlert, CloudCheck, CloudOff, HardDrive, LogIn, RefreshCw, Upload } from 'lucide-react';
import { useState } from 'react';
import { useAppState } from '../app/use-app-state.ts';
import { SyncPopover } from '../features/sync/sync-popover.tsx';
import { useSyncWords } from '../features/sync/use-sync-words.ts';
import { Popover } from '../ui/popover.tsx';
import styles from './shell.module.css';

const icons = {
  local: HardDrive,
  offline: CloudOff,
  syncing: RefreshCw,
  waiting: Upload,
  failed: CircleAlert,
  up_to_date: CloudCheck,
  paused_sign_in: LogIn,
  must_update: CircleAlert,
} as const;

/** Where one's work is, in a few true words. */
export function SyncLine() {
  const { t } = useLingui();
  const sync = useAppState((state) => state.sync);
  const words = useSyncWords();
  const Icon = icons[sync.status];
  const bad = ['failed', 'paused_sign_in', 'must_update'].includes(sync.status);
  const [open, setOpen] = useState(false);
  return (
    <Popover
      title={words}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={styles.railItem} aria-label={t`Sync: ${words}`}>
          <Icon size={16} className={bad ? styles.problem : undefined} aria-hidden="true" />
          <span className={styles.railText}>{words}</span>
        </button>
      }
    >
      <SyncPopover onLeave={() => setOpen(false)} />
    </Popover>
  );
}
