import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import {
  CalendarDays,
  Images,
  Inbox,
  LayoutGrid,
  Lightbulb,
  type LucideIcon,
  Send,
  Sun,
  Tags,
} from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import type { Params } from '../app/router.ts';

type Screen = ComponentType<{ params: Params }>;

export type Route = {
  /** wouter pattern: `/post/:id`, `/calendar/:view?/:date?`. */
  path: string;
  screen: Screen;
  /** Fetches the screen's code, and shares it with the screen. */
  load(): Promise<unknown>;
  /** The middle of the window, or the inspector beside whatever the middle showed last. */
  place: 'main' | 'inspector';
  /** Window title, and the rail's word where it is on the rail. */
  title: MessageDescriptor;
  /** On the left rail, in this table's order. `home` is where the rail leads. */
  rail?: { icon: LucideIcon; home: string };
  /** Works before there is any brand (signing in, accepting an invitation). */
  withoutBrand?: true;
};

function screen(load: () => Promise<{ default: Screen }>): Pick<Route, 'screen' | 'load'> {
  return { screen: lazy(load), load };
}

/** Every address of the app. A screen is loaded when it is first shown. */
export const routes: Route[] = [
  {
    path: '/today',
    ...screen(() => import('../features/today/today.tsx')),
    place: 'main',
    title: msg`Today`,
    rail: { icon: Sun, home: '/today' },
  },
  {
    path: '/calendar/:view?/:date?',
    ...screen(() => import('../features/calendar/calendar.tsx')),
    place: 'main',
    title: msg`Calendar`,
    rail: { icon: CalendarDays, home: '/calendar' },
  },
  {
    path: '/ideas/:tab?',
    ...screen(() => import('../features/ideas/ideas.tsx')),
    place: 'main',
    title: msg`Ideas`,
    rail: { icon: Lightbulb, home: '/ideas' },
  },
  {
    path: '/feed/:tab?/:id?',
    ...screen(() => import('../features/feed/feed.tsx')),
    place: 'main',
    title: msg`Feed`,
    rail: { icon: LayoutGrid, home: '/feed' },
  },
  {
    path: '/inbox/:id?',
    ...screen(() => import('../features/inbox/inbox.tsx')),
    place: 'main',
    title: msg`Inbox`,
    rail: { icon: Inbox, home: '/inbox' },
  },
  {
    path: '/publishing',
    ...screen(() => import('../features/publishing/publishing.tsx')),
    place: 'main',
    title: msg`Publishing`,
    rail: { icon: Send, home: '/publishing' },
  },
  {
    path: '/library',
    ...screen(() => import('../features/library/library.tsx')),
    place: 'main',
    title: msg`Library`,
    rail: { icon: Images, home: '/library' },
  },
  {
    path: '/brand/:tab?',
    ...screen(() => import('../features/brand/brand.tsx')),
    place: 'main',
    title: msg`Brand`,
    rail: { icon: Tags, home: '/brand' },
  },
  {
    path: '/channel/:id',
    ...screen(() => import('../features/connections/channel.tsx')),
    place: 'main',
    title: msg`Channel`,
  },
  {
    path: '/review',
    ...screen(() => import('../features/review/queue.tsx')),
    place: 'main',
    title: msg`Review what waits for approval`,
  },
  {
    path: '/templates/:id?',
    ...screen(() => import('../features/content-calendars/content-calendars.tsx')),
    place: 'main',
    title: msg`Content calendars`,
  },
  {
    path: '/import',
    ...screen(() => import('../features/import/import.tsx')),
    place: 'main',
    title: msg`Import a plan`,
  },
  {
    path: '/restore',
    ...screen(() => import('../features/import/restore.tsx')),
    place: 'main',
    title: msg`Bring an export back`,
    withoutBrand: true,
  },
  {
    path: '/export',
    ...screen(() => import('../features/export/export.tsx')),
    place: 'main',
    title: msg`Export`,
  },
  {
    path: '/account/:invitation?',
    ...screen(() => import('../features/account/account.tsx')),
    place: 'main',
    title: msg`Account`,
    withoutBrand: true,
  },
  {
    path: '/keyboard',
    ...screen(() => import('../features/keyboard/keyboard.tsx')),
    place: 'main',
    title: msg`Keyboard`,
    withoutBrand: true,
  },
  {
    path: '/sync',
    ...screen(() => import('../features/sync/sync.tsx')),
    place: 'main',
    title: msg`Sync`,
    withoutBrand: true,
  },
  {
    path: '/post/:id',
    ...screen(() => import('../features/composer/composer.tsx')),
    place: 'inspector',
    title: msg`Post`,
  },
];
