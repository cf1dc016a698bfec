import { Trans, useLingui } from '@lingui/react/macro';
import { useOfferedCommands } from '../app/commands.ts';
import { Link, useAddress } from '../app/router.ts';
import { allScopes, type Scope, scopesAt } from '../app/shortcuts/scopes.ts';
import { shortcut, shortcutTable } from '../app/shortcuts/table.ts';
import { useKeysOf } from '../app/shortcuts/use-keys.ts';
import { scopeWords, shortcutWords } from '../app/shortcuts/words.ts';
import { useUi } from '../app/ui-store.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Keys } from '../ui/keys.tsx';
import styles from './shell.module.css';

/** `?`: the keys of the screen one is on. */
export function KeysDialog() {
  const open = useUi((state) => state.keysOpen);
  const close = () => useUi.setState({ keysOpen: false });
  return (
    <Dialog
      wide
      open={open}
      onClose={close}
      title={<Trans>Keys of this screen</Trans>}
      footer={
        <Link href="/keyboard" onClick={close}>
          <Trans>Change keys</Trans>
        </Link>
      }
    >
      <KeyList />
    </Dialog>
  );
}

/** What is on offer now, and what the screen itself answers to; the screen’s own first. */
function KeyList() {
  const { i18n } = useLingui();
  const keysOf = useKeysOf();
  const [address] = useAddress();
  const here = scopesAt(
    address,
    useUi((state) => state.mainPath),
  );
  const offered = useOfferedCommands();
  const rows = [
    ...offered.flatMap(({ id, title }) => {
      const own = shortcut(id)?.scopes;
      const scope: Scope = own?.find((one) => here.includes(one)) ?? own?.[0] ?? 'go';
      return [{ id, title, scope }];
    }),
    ...shortcutTable
      .filter((one) => one.fixed && here.includes(one.scopes[0]) && !offered.some(({ id }) => id === one.id))
      .map((one) => ({ id: one.id, title: i18n._(shortcutWords[one.id]), scope: one.scopes[0] })),
  ].flatMap((row) => {
    const keys = keysOf(row.id);
    return keys ? [{ ...row, keys }] : [];
  });
  const order: Scope[] = [...here, ...allScopes.filter((one) => !here.includes(one))];
  return (
    <div className={styles.keysGrid}>
      {order.map((scope) => {
        const own = rows.filter((row) => row.scope === scope);
        if (own.length === 0) return null;
        return (
          <section key={scope}>
            <h3>{i18n._(scopeWords[scope])}</h3>
            <ul>
              {own.map(({ id, title, keys }) => (
                <li key={id} className={styles.keysRow}>
                  {title}
                  <Keys keys={keys} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
