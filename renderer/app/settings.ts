import { z } from 'zod';
import { create } from 'zustand';
import { noticeSettingsSchema } from '../../shared/notices.ts';
import { PLAN_VIEWS, planViewSchema } from '../../shared/planning/filter.ts';
import { desktop } from './desktop.ts';
import { tellError } from './tell-error.ts';
import { appState, useAppState } from './use-app-state.ts';

/** UI state that survives a restart. The core keeps it; each reader checks what it gets. */
export const settings = {
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  density: z.enum(['compact', 'comfortable']).catch('compact'),
  contrast: z.enum(['system', 'more']).catch('system'),
  /** The brand last used. */
  brand: z.string().nullable().catch(null),
  /** The address last shown. */
  path: z.string().nullable().catch(null),
  railCollapsed: z.boolean().catch(false),
  calendarView: z.enum(PLAN_VIEWS).catch('month'),
  /** What the calendar shows of each brand: filters, lanes, other brands beside it. */
  calendarPlans: z.record(z.string(), planViewSchema).catch({}),
  calendarSort: z.object({ column: z.string(), down: z.boolean() }).catch({ column: 'when', down: false }),
  /** Keys chosen on this device, by command; shortcuts/custom.ts. */
  shortcuts: z.record(z.string(), z.string()).catch({}),
  /** What was chosen in the palette last, the latest first. */
  recent: z
    .array(
      z.object({ value: z.string(), label: z.string(), brandId: z.string(), path: z.string().nullable() }),
    )
    .catch([]),
  /** What a quick thought becomes, and one that was not kept yet. */
  captureAs: z.enum(['idea', 'note']).catch('idea'),
  /** The time of day chosen last: what a day that is chosen next begins with. */
  lastTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .catch('09:00'),
  /** How free slots are filled from evergreen posts. */
  evergreenFill: z
    .object({
      weeks: z.int().min(1).max(26),
      cooldownDays: z.int().min(1).max(730),
      most: z.int().min(1).max(100),
    })
    .catch({ weeks: 4, cooldownDays: 60, most: 6 }),
  captureDraft: z.string().catch(''),
  /** Electron listens for its keys in the whole system. */
  captureAnywhere: z.boolean().catch(false),
  /** What views were like when they were left; view-state.ts. */
  views: z.record(z.string(), z.record(z.string(), z.json())).catch({}),
  /** Brands whose first-week guide was put away. */
  guideDismissed: z.array(z.string()).catch([]),
  guideCollapsed: z.boolean().catch(false),
  ideasBy: z.enum(['stage', 'pillar', 'month']).catch('stage'),
  inboxFilter: z.enum(['open', 'mine', 'done']).catch('open'),
  /** The channel whose feed is shown, by brand. */
  feedChannels: z.record(z.string(), z.string()).catch({}),
  feedView: z
    .object({ length: z.enum(['nine', 'all']), look: z.enum(['pictures', 'colors']) })
    .catch({ length: 'all', look: 'pictures' }),
  /** What this device tells of while somebody looks at something else. */
  notices: noticeSettingsSchema,
  publishingFilter: z.enum(['all', 'attention']).catch('all'),
  /** Changes kept apart that the person was told of. */
  keptSeen: z.int().catch(0),
  /** Replies being written, by comment; they go when they are sent. */
  replyDrafts: z.record(z.string(), z.string()).catch({}),
} as const;

type Settings = { [K in keyof typeof settings]: z.infer<(typeof settings)[K]> };

/** What was chosen here and has not come back from the core yet. */
const useChosen = create<Partial<Settings>>(() => ({}));

export function useSetting<K extends keyof Settings>(key: K): [Settings[K], (value: Settings[K]) => void] {
  const kept = useAppState((state) => state.settings[key]);
  const chosen = useChosen((values) => values[key]);
  const value = chosen === undefined ? (settings[key].parse(kept) as Settings[K]) : (chosen as Settings[K]);
  return [value, (next) => saveSetting(key, next)];
}

/** Reads a setting outside React. */
export function getSetting<K extends keyof Settings>(key: K): Settings[K] {
  const chosen = useChosen.getState()[key];
  return (chosen === undefined ? settings[key].parse(appState()?.settings[key]) : chosen) as Settings[K];
}

export function saveSetting<K extends keyof Settings>(key: K, value: Settings[K]): void {
  useChosen.setState({ [key]: value });
  desktop.invoke('settings.set', { key, value }).catch(tellError);
}
