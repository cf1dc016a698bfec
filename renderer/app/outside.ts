import { useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import type { Note } from '../../shared/notices.ts';
import { showToast } from '../ui/toast.tsx';
import { desktop } from './desktop.ts';
import { go } from './router.ts';
import { useUi } from './ui-store.ts';

/** Follows deep links and notifications to what they name, and tells of what the host leaves to the page. Draws nothing. */
export function Outside() {
  const { t } = useLingui();
  useEffect(
    () =>
      desktop.outside((message) => {
        if ('show' in message) open(message.show);
        else tell(message.note, t`Open`);
      }),
    [t],
  );
  return null;
}

function open(route: string): void {
  // Over an open palette it would be shown unseen, so that closes.
  useUi.setState({ paletteOpen: false, keysOpen: false });
  go(route);
}

/** By the browser where it may and nobody looks at this page; else in the page itself. */
function tell({ id, title, body, route }: Note, label: string): void {
  if (document.hidden && mayNotify()) {
    const notification = new Notification(title, { body, tag: id });
    notification.onclick = () => {
      window.focus();
      notification.close();
      open(route);
    };
    return;
  }
  showToast({ title, description: body, action: { label, run: () => open(route) } });
}

/** Whether this browser was allowed to show notifications. */
export const mayNotify = (): boolean => 'Notification' in window && Notification.permission === 'granted';
