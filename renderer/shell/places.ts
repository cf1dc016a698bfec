import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** A part of a screen where something is set. */
export type Place = {
  title: MessageDescriptor;
  /** What else somebody might call it. */
  also: MessageDescriptor;
  path: string;
  /** The Section's `anchor`, where the screen has several. */
  anchor?: string;
  /** Only there in Electron. */
  electron?: true;
};

/** Every setting and part of a brand, to be found by name. */
export const places: readonly Place[] = [
  { title: msg`Theme`, also: msg`look light dark colours`, path: '/account', anchor: 'look' },
  {
    title: msg`Text size`,
    also: msg`look density compact comfortable font`,
    path: '/account',
    anchor: 'look',
  },
  { title: msg`Contrast`, also: msg`look high accessibility`, path: '/account', anchor: 'look' },
  { title: msg`Server`, also: msg`address self-hosted connection`, path: '/account', anchor: 'server' },
  { title: msg`Join with a link`, also: msg`invitation team`, path: '/account', anchor: 'join' },
  {
    title: msg`Ideas from anywhere`,
    also: msg`capture tray shortcut system`,
    path: '/account',
    anchor: 'capture',
    electron: true,
  },
  {
    title: msg`Notifications`,
    also: msg`reminders alerts tell remind`,
    path: '/account',
    anchor: 'notices',
  },
  { title: msg`E-mail`, also: msg`mail notifications failures`, path: '/account', anchor: 'mail' },
  { title: msg`Keyboard`, also: msg`keys shortcuts hotkeys remap`, path: '/keyboard' },
  { title: msg`Data on this device`, also: msg`storage copies backup restore diagnostics`, path: '/sync' },
  { title: msg`Profile`, also: msg`brand audience voice`, path: '/brand/profile' },
  { title: msg`Pillars`, also: msg`brand themes colours`, path: '/brand/pillars' },
  { title: msg`Style`, also: msg`brand rules words`, path: '/brand/style' },
  { title: msg`Hooks`, also: msg`brand first lines`, path: '/brand/hooks' },
  { title: msg`Offers`, also: msg`brand products`, path: '/brand/offers' },
  { title: msg`Templates`, also: msg`brand captions hashtags`, path: '/brand/templates' },
  { title: msg`Schedules`, also: msg`brand slots times holidays`, path: '/brand/schedule' },
  { title: msg`Queue`, also: msg`brand slots order`, path: '/brand/queue' },
  { title: msg`Channels`, also: msg`brand accounts connect platforms`, path: '/brand/channels' },
  { title: msg`People`, also: msg`brand members roles invite team`, path: '/brand/people' },
  {
    title: msg`Brand settings`,
    also: msg`time zone week name review approval delete`,
    path: '/brand/settings',
  },
];
