import { useLingui } from '@lingui/react/macro';
import { createElement } from 'react';
import { type Command, useCommands } from '../app/commands.ts';
import { go } from '../app/router.ts';
import { saveSetting, useSetting } from '../app/settings.ts';
import { useUi } from '../app/ui-store.ts';
import { redoLast, undoLast } from '../app/undo.ts';
import type { BrandView } from '../app/use-brand.ts';
import { CaptureDialog } from '../features/ideas/capture-dialog.tsx';
import { CommandPalette } from './command-palette.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { NativeMenu } from './native-menu.ts';
import { routes } from './routes.tsx';

/** What can be done anywhere: go to a view, switch brand, look and feel, undo. */
export function ShellCommands({ brands }: { brands: BrandView[] }) {
  const { t, i18n } = useLingui();
  const [theme] = useSetting('theme');
  const [density] = useSetting('density');
  const [railCollapsed] = useSetting('railCollapsed');
  const views = t`Go to`;
  const app = t`App`;

  const commands: Command[] = [
    {
      id: 'palette',
      group: app,
      title: t`Find anything`,
      whileTyping: true,
      run: () => useUi.setState({ paletteOpen: true }),
    },
    {
      id: 'keys',
      group: app,
      title: t`Show the keys of this screen`,
      run: () => useUi.setState({ keysOpen: true }),
    },
    {
      id: 'capture',
      group: app,
      title: t`Capture an idea`,
      whileTyping: true,
      run: () => useUi.setState({ captureOpen: true }),
    },
    { id: 'undo', group: app, title: t`Undo`, run: () => void undoLast() },
    { id: 'redo', group: app, title: t`Redo`, run: () => void redoLast() },
    ...routes.flatMap(({ rail, title, path }) => {
      // What an address may go without; one that needs an id leads nowhere by itself.
      const home = rail?.home ?? path.replace(/\/:\w+\?/g, '');
      if (home.includes(':')) return [];
      return {
        id: `go:${home}`,
        group: views,
        title: i18n._(title),
        ...(rail && { icon: createElement(rail.icon, { size: 16, 'aria-hidden': true }) }),
        run: () => go(home),
      };
    }),
    ...brands.map(({ id, name }) => ({
      id: `brand:${id}`,
      group: t`Brands`,
      title: t`Switch to ${name}`,
      run: () => saveSetting('brand', id),
    })),
    ...(['light', 'dark', 'system'] as const)
      .filter((one) => one !== theme)
      .map((one) => ({
        id: `theme:${one}`,
        group: app,
        title: {
          light: t`Use the light theme`,
          dark: t`Use the dark theme`,
          system: t`Use the system’s theme`,
        }[one],
        run: () => saveSetting('theme', one),
      })),
    {
      id: 'density',
      group: app,
      title: density === 'compact' ? t`Use comfortable text` : t`Use compact text`,
      run: () => saveSetting('density', density === 'compact' ? 'comfortable' : 'compact'),
    },
    {
      id: 'rail',
      group: app,
      title: railCollapsed ? t`Widen the rail` : t`Narrow the rail`,
      run: () => saveSetting('railCollapsed', !railCollapsed),
    },
  ];
  useCommands(commands);
  return (
    <>
      <CommandPalette />
      <KeysDialog />
      <CaptureDialog />
      <NativeMenu />
    </>
  );
}
