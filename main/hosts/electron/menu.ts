import type { I18n } from '@lingui/core';
import type { MenuItemConstructorOptions } from 'electron';

/**
 * The least a system expects: copying and pasting by keyboard, zoom, quitting. Everything else is in the app.
 * Electron's roles do the work; the words they bring are English, so each has ours.
 */
export function menuTemplate(
  i18n: I18n,
  platform: NodeJS.Platform,
  development: boolean,
): MenuItemConstructorOptions[] {
  const separator = { type: 'separator' } as const;
  const quit = { role: 'quit', label: i18n._('Quit Pillarbox') } as const;
  return [
    platform === 'darwin'
      ? {
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
        }
      : { role: 'fileMenu', label: i18n._('File'), submenu: [quit] },
    {
      role: 'editMenu',
      label: i18n._('Edit'),
      submenu: [
        { role: 'undo', label: i18n._('Undo') },
        { role: 'redo', label: i18n._('Redo') },
        separator,
        { role: 'cut', label: i18n._('Cut') },
        { role: 'copy', label: i18n._('Copy') },
        { role: 'paste', label: i18n._('Paste') },
        { role: 'pasteAndMatchStyle', label: i18n._('Paste without Formatting') },
        { role: 'delete', label: i18n._('Delete') },
        { role: 'selectAll', label: i18n._('Select All') },
      ],
    },
    {
      label: i18n._('View'),
      submenu: [
        { role: 'resetZoom', label: i18n._('Actual Size') },
        { role: 'zoomIn', label: i18n._('Zoom In') },
        { role: 'zoomOut', label: i18n._('Zoom Out') },
        { role: 'togglefullscreen', label: i18n._('Full Screen') },
        ...(development ? [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    {
      role: 'windowMenu',
      label: i18n._('Window'),
      submenu: [
        { role: 'minimize', label: i18n._('Minimize') },
        { role: 'zoom', label: i18n._('Zoom') },
        ...(platform === 'darwin'
          ? [separator, { role: 'front', label: i18n._('Bring All to Front') } as const]
          : []),
        { role: 'close', label: i18n._('Close') },
      ],
    },
  ];
}
