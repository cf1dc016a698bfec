import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import type { AppState } from '../../../shared/ipc/app.ts';
import { useAppState } from '../../app/use-app-state.ts';

/** The sync state as words: “3 waiting”, “Up to date”. */
export function useSyncWords(): string {
  const { t } = useLingui();
  const { status, waiting, failed, problem } = useAppState((state) => state.sync);
  const files = useAppState(({ media }) => sending(media));
  switch (status) {
    case 'local':
      return t`On this device only`;
    case 'offline':
      return waiting > 0
        ? t`Offline, ${plural(waiting, { one: '# change waits', other: '# changes wait' })}`
        : t`Offline`;
    case 'syncing':
      return t`Syncing…`;
    case 'waiting':
      return t`${plural(waiting, { one: '# change waits', other: '# changes wait' })}`;
    case 'failed':
      return t`${plural(failed.length, { one: '# change was refused', other: '# changes were refused' })}`;
    case 'up_to_date':
      return files > 0
        ? t`${plural(files, { one: '# file on its way', other: '# files on their way' })}`
        : t`Up to date`;
    case 'paused_sign_in':
      return t`Sign in to sync`;
    case 'must_update':
      return problem?.code === 'server_must_update' ? t`The server needs an update` : t`Update to sync`;
  }
}

/** Files that have yet to reach the server; what was stopped waits for a person. */
const sending = ({ uploads }: AppState['media']): number =>
  uploads.filter(({ state }) => state === 'waiting' || state === 'sending').length;
