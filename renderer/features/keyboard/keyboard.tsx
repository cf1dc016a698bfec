import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo, useState } from 'react';
import { keysText } from '../../../shared/keys.ts';
import { CAPTURE_ANYWHERE } from '../../../shared/native-menu.ts';
import { useOfferedCommands } from '../../app/commands.ts';
import { useSetting } from '../../app/settings.ts';
import { type CustomKeys, keysOf } from '../../app/shortcuts/custom.ts';
import { allScopes } from '../../app/shortcuts/scopes.ts';
import { shortcut, shortcutTable } from '../../app/shortcuts/table.ts';
import { scopeWords, shortcutWords } from '../../app/shortcuts/words.ts';
import { offerUndo } from '../../app/undo.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { isMac } from '../../ui/keys.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { KeyRow, type Line } from './key-row.tsx';
import styles from './keyboard.module.css';

/** Every command with its keys, to be changed on this device. */
export default function Keyboard() {
  const { t, i18n } = useLingui();
  const [custom, setCustom] = useSetting('shortcuts');
  const [typed, setTyped] = useState('');
  const offered = useOfferedCommands();
  const host = useAppState((state) => state.host);
  const lines = useMemo((): Line[] => {
    // Brands come and go, so the table has no line for them; they may be given keys all the same.
    const others = offered.filter(({ id }) => id.startsWith('brand:') && !shortcut(id));
    return [
      ...shortcutTable
        // Only Electron can listen for keys in the whole system.
        .filter(({ id }) => host === 'electron' || id !== CAPTURE_ANYWHERE.id)
        .map((one) => ({ ...one, title: i18n._(shortcutWords[one.id]) })),
      ...others.map(({ id, title }) => ({ id, title, scopes: ['go'] as const, keys: null })),
    ];
  }, [offered, i18n, host]);

  const asked = typed.trim().toLocaleLowerCase();
  const shown = lines.filter((line) => {
    const keys = keysOf(custom, line.id) ?? '';
    return [line.title, i18n._(scopeWords[line.scopes[0]]), keysText(keys, isMac), keys]
      .join('\n')
      .toLocaleLowerCase()
      .includes(asked);
  });
  const sections = allScopes
    .map((scope) => ({ scope, rows: shown.filter((line) => line.scopes[0] === scope) }))
    .filter(({ rows }) => rows.length > 0);

  const change = (next: CustomKeys) => setCustom({ ...next });
  function resetAll() {
    const before = custom;
    const write = (keys: CustomKeys) => async () => {
      change(keys);
      return true;
    };
    change({});
    offerUndo(t`Every command has its first keys again.`, write(before), write({}));
  }

  return (
    <Page
      wide
      title={<Trans>Keyboard</Trans>}
      lead={
        <Trans>
          Choose a command’s keys, then press the ones you want: one together with Ctrl or Cmd, a letter, or
          two letters one after the other. They are kept on this device.
        </Trans>
      }
      actions={
        <Button disabled={Object.keys(custom).length === 0} onClick={resetAll}>
          <Trans>Reset all</Trans>
        </Button>
      }
    >
      <div className={styles.find}>
        <TextField label={t`Find a command or a key`} value={typed} onChange={setTyped} maxLength={100} />
      </div>
      {sections.length === 0 && (
        <EmptyState
          title={<Trans>Nothing matches.</Trans>}
          actions={
            <Button onClick={() => setTyped('')}>
              <Trans>Show every command</Trans>
            </Button>
          }
        />
      )}
      {sections.map(({ scope, rows }) => (
        <Section key={scope} title={i18n._(scopeWords[scope])}>
          <ul className={styles.rows}>
            {rows.map((line) => (
              <KeyRow key={line.id} line={line} all={lines} custom={custom} onChange={change} />
            ))}
          </ul>
        </Section>
      ))}
    </Page>
  );
}
