import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { CalendarDays, type LucideIcon } from 'lucide-react';
import { type ComponentType, lazy } from 'react';

export type Params = Record<string, string | undefined>;
type Screen = ComponentType<{ params: Params }>;

export type Route = {
  /** wouter pattern: `/post/:id`, `/calendar/:view?/:date?`. */
  path: string;
  screen: Screen;
  /** The middle of the window, or the inspector beside whatever the middle showed last. */
  place: 'main' | 'inspector';
  /** Window title, and the rail's word where it is on the rail. */
  title: MessageDescriptor;
  /** On the left rail, in this table's order. `home` is where the rail leads; `keys` as in commands.ts. */
  rail?: { icon: LucideIcon; home: string; keys: string };
  /** Works before there is any brand (signing in, accepting an invitation). */
  withoutBrand?: true;
};

/** Every address of the app. A screen is loaded when it is first shown. */
export const routes: Route[] = [
  {
    path: '/calendar/:view?/:date?',
    screen: lazy(() => import('../features/calendar/calendar.tsx')),
    place: 'main',
    title: msg`Calendar`,
    rail: { icon: CalendarDays, home: '/calendar', keys: 'g c' },
  },
];
