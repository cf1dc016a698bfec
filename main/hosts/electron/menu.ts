import type { I18n } from '@lingui/core';
import type { MenuItemConstructorOptions } from 'electron';
import { acceleratorOf, keysText } from '../../../shared/keys.ts';
import { MENU_NAMES, type MenuItem, type MenuName } from '../../../shared/native-menu.ts';

export type MenuOptions = {
  platform: NodeJS.Platform;
  development: boolean;
  /** What the page offers; empty until it has said so. */
  commands: readonly MenuItem[];
  /** A command was chosen. */
  onChoose(id: string): void;
};

const separator = { type: 'separator' } as const;

/**
 * The menu bar: the page's commands, each in its place, and what a system expects besides (copying and pasting, zoom,
 * windows, quitting). Electron's roles do that work; the words they bring are English, so each has ours.
 *
 * Keys with Ctrl, Cmd or Alt stand beside their command; the page hears them first, and only what it leaves comes here.
 * Bare letters are the page's alone (a menu would take them from every text), so they stand after the name.
 */
export function menuTemplate(i18n: I18n, options: MenuOptions): MenuItemConstructorOptions[] {
  const { platform, development, commands, onChoose } = options;
  const mac = platform === 'darwin';
  const quit = { role: 'quit', label: i18n._('Quit Pillarbox') } as const;

  const item = ({ id, title, keys, enabled }: MenuItem): MenuItemConstructorOptions => {
    const accelerator = keys && acceleratorOf(keys);
    const name = title.replaceAll('&', '&&');
    return {
      id,
      label: keys && !accelerator ? `${name} (${keysText(keys, mac)})` : name,
      enabled,
      // The page answers the keys; here they are only shown, where the system can do that.
      ...(accelerator && { accelerator, registerAccelerator: false }),
      click: () => onChoose(id),
    };
  };
  /** The page's commands of a menu, with a line before what the system adds. */
  const own = (menu: MenuName) => commands.filter((one) => one.menu === menu).map(item);
  const then = (first: MenuItemConstructorOptions[], rest: readonly MenuItemConstructorOptions[]) =>
    first.length > 0 && rest.length > 0 ? [...first, separator, ...rest] : [...first, ...rest];

  // Undo and redo know of the text with the focus as well as of the plan, so they are the page's as soon as it is there.
  const undoes = commands.some(({ id }) => id === 'undo');
  const editRoles: MenuItemConstructorOptions[] = [
    ...(undoes
      ? []
      : [
          { role: 'undo', label: i18n._('Undo') } as const,
          { role: 'redo', label: i18n._('Redo') } as const,
          separator,
        ]),
    { role: 'cut', label: i18n._('Cut') },
    { role: 'copy', label: i18n._('Copy') },
    { role: 'paste', label: i18n._('Paste') },
    { role: 'pasteAndMatchStyle', label: i18n._('Paste without Formatting') },
    { role: 'delete', label: i18n._('Delete') },
    { role: 'selectAll', label: i18n._('Select All') },
  ];
  const viewRoles: MenuItemConstructorOptions[] = [
    { role: 'resetZoom', label: i18n._('Actual Size') },
    { role: 'zoomIn', label: i18n._('Zoom In') },
    { role: 'zoomOut', label: i18n._('Zoom Out') },
    { role: 'togglefullscreen', label: i18n._('Full Screen') },
    ...(development ? [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
  ];

  const menus: Record<MenuName, MenuItemConstructorOptions> = {
    file: { label: i18n._('File'), submenu: then(own('file'), mac ? [] : [quit]) },
    edit: { label: i18n._('Edit'), submenu: then(own('edit'), editRoles) },
    view: { label: i18n._('View'), submenu: then(own('view'), viewRoles) },
    go: { label: i18n._('Go'), submenu: own('go') },
    post: { label: i18n._('Post'), submenu: own('post') },
    inbox: { label: i18n._('Comment'), submenu: own('inbox') },
    brand: { label: i18n._('Brand'), submenu: own('brand') },
    help: { role: 'help', label: i18n._('Help'), submenu: own('help') },
  };
  const named = (names: readonly MenuName[]) =>
    names.flatMap((name) => {
      const menu = menus[name];
      return Array.isArray(menu.submenu) && menu.submenu.length > 0 ? [menu] : [];
    });
  return [
    ...(mac ? [appMenu(i18n, quit)] : []),
    ...named(MENU_NAMES.filter((name) => name !== 'help')),
    windowMenu(i18n, mac),
    ...named(['help']),
  ];
}

const appMenu = (i18n: I18n, quit: MenuItemConstructorOptions): MenuItemConstructorOptions => ({
  role: 'appMenu',
  label: 'Pillarbox',
  submenu: [
    { role: 'about', label: i18n._('About Pillarbox') },
    separator,
    { role: 'services', label: i18n._('Services') },
    separator,
    { role: 'hide', label: i18n._('Hide Pillarbox') },
    { role: 'hideOthers', label: i18n._('Hide Others') },
    { role: 'unhide', label: i18n._('Show All') },
    separator,
    quit,
  ],
});

const windowMenu = (i18n: I18n, mac: boolean): MenuItemConstructorOptions => ({
  role: 'windowMenu',
  label: i18n._('Window'),
  submenu: [
    { role: 'minimize', label: i18n._('Minimize') },
    { role: 'zoom', label: i18n._('Zoom') },
    ...(mac ? [separator, { role: 'front', label: i18n._('Bring All to Front') } as const] : []),
    { role: 'close', label: i18n._('Close') },
  ],
});
