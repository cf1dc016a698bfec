import { useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { CAPTURE_ANYWHERE, type MenuItem } from '../../shared/native-menu.ts';
import { type Command, onOffer, runCommand } from '../app/commands.ts';
import { desktop } from '../app/desktop.ts';
import { useSetting } from '../app/settings.ts';
import { keysOf } from '../app/shortcuts/custom.ts';
import { scopeMenus } from '../app/shortcuts/scopes.ts';
import { shortcut, shortcutTable } from '../app/shortcuts/table.ts';
import { shortcutWords } from '../app/shortcuts/words.ts';
import { tellError } from '../app/tell-error.ts';
import { useUi } from '../app/ui-store.ts';
import { useAppState } from '../app/use-app-state.ts';

/** A screen that comes up offers its commands bit by bit; the menu bar is drawn once it has. */
const SETTLED_MS = 120;

/** Keeps the system's menu bar in step with what can be done, and does what is chosen there. Draws nothing. */
export function NativeMenu() {
  const { i18n } = useLingui();
  const host = useAppState((state) => state.host);
  const [custom] = useSetting('shortcuts');

  useEffect(() => {
    if (host !== 'electron') return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shown = '';
    const show = (offered: Command[]) => {
      const items = menuItems(offered);
      const text = JSON.stringify(items);
      if (text === shown) return;
      shown = text;
      desktop.invoke('menu.show', { items }).catch(tellError);
    };
    const menuItems = (offered: Command[]): MenuItem[] => {
      const now = new Map(offered.toReversed().map((one) => [one.id, one]));
      const known = shortcutTable
        .filter(({ id, fixed }) => !fixed && id !== CAPTURE_ANYWHERE.id)
        // Places among the saved views are there when a view is.
        .filter(({ id }) => now.has(id) || !id.startsWith('calendar.view.'))
        .map(({ id, scopes, menu }) => ({
          id,
          title: now.get(id)?.title ?? i18n._(shortcutWords[id]),
          menu: menu ?? scopeMenus[scopes[0]],
          keys: keysOf(custom, id),
          enabled: now.has(id),
        }));
      const others = [...now.values()]
        .filter(({ id }) => !shortcut(id))
        .map(({ id, title }) => ({
          id,
          title,
          menu: 'go' as const,
          keys: keysOf(custom, id),
          enabled: true,
        }));
      return [...known, ...others];
    };
    const stop = onOffer((offered) => {
      clearTimeout(timer);
      timer = setTimeout(() => show(offered), SETTLED_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [host, custom, i18n]);

  useEffect(() => (host === 'electron' ? desktop.commands(choose) : undefined), [host]);
  return null;
}

/** What was chosen outside the page. Over an open palette it would be done unseen, so that closes. */
function choose(id: string): void {
  const writing =
    (document.activeElement ?? document.body).closest('input,textarea,[contenteditable="true"]') !== null;
  // In a text these two are the text's, as everywhere.
  if (writing && (id === 'undo' || id === 'redo')) document.execCommand(id);
  else {
    useUi.setState({ paletteOpen: false, keysOpen: false });
    runCommand(id);
  }
}
