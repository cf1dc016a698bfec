import { Trans } from '@lingui/react/macro';
import { Dialog } from '../../ui/dialog.tsx';
import { Keys } from '../../ui/keys.tsx';
import { useOfferedCommands } from '../commands.ts';
import { useUi } from '../ui-store.ts';
import styles from './shell.module.css';

/** `?`: the keys of the screen one is on. */
export function KeysDialog() {
  const open = useUi((state) => state.keysOpen);
  const close = () => useUi.setState({ keysOpen: false });
  return (
    <Dialog wide open={open} onClose={close} title={<Trans>Keys of this screen</Trans>}>
      <KeyList />
    </Dialog>
  );
}

function KeyList() {
  const commands = useOfferedCommands().filter((command) => command.keys);
  const groups = [...new Set(commands.map((command) => command.group))];
  return (
    <div className={styles.keysGrid}>
      {groups.map((group) => (
        <section key={group}>
          <h3>{group}</h3>
          <ul>
            {commands
              .filter((command) => command.group === group)
              .map((command) => (
                <li key={command.id} className={styles.keysRow}>
                  {command.title}
                  <Keys keys={command.keys ?? ''} />
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
