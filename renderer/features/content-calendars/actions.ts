import { i18n } from '@lingui/core';
import { plural } from '@lingui/core/macro';
import type { CalendarEntry, Row } from '../../../shared/kinds/index.ts';
import { calendarPostId } from '../../../shared/mutators/content-calendar.ts';
import type { MutationArgs } from '../../../shared/mutators/index.ts';
import { type CalendarLine, entriesOf } from '../../../shared/planning/place-calendar.ts';
import { fillTemplate } from '../../../shared/text/template.ts';
import { addDays } from '../../../shared/time/calendar.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { mutateAll, newId } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';
import type { StepResult } from '../../app/undo-stack.ts';
import type { BrandView } from '../../app/use-brand.ts';
import { isLocked } from '../post/post-state.ts';
import { recordActions } from '../strategy/record-actions.ts';
import type { Starter } from './starters.ts';

export const calendars = recordActions('contentCalendar', 'contentCalendars');

/** How many days whole weeks have. */
export const WEEK = 7;

export const emptyEntry = (on: CalendarEntry['on']): CalendarEntry => ({
  ...{ id: newId(), on, time: null, schedule_id: null, connection_ids: null, pillar_id: null },
  ...{ post_type: '', title: '', topic_angle: '', caption: '' },
});

/** The fields of a calendar made of a starter, for a brand's own pillars and schedules. */
export function fromStarter(
  starter: Starter,
  pillars: readonly Row<'pillar'>[],
  schedules: readonly Row<'schedule'>[],
) {
  const slots = schedules.some(({ slots: own }) => own.length > 0);
  return {
    name: i18n._(starter.name),
    description: i18n._(starter.description),
    days: starter.days,
    entries: starter.entries.map((entry) => ({
      ...emptyEntry(entry.on),
      // A launch has its days; a rhythm follows the brand's own.
      time: slots && 'week' in entry.on ? null : entry.time,
      pillar_id: pillars[entry.pillar % Math.max(1, pillars.length)]?.id ?? null,
      post_type: entry.post_type,
      title: i18n._(entry.title),
      topic_angle: i18n._(entry.angle),
      caption: i18n._(entry.caption),
    })),
  };
}

/** What is planned on these days, as the entries of a calendar. */
export async function entriesFromPlan(
  brand: BrandView,
  firstDay: string,
  lastDay: string,
): Promise<{ days: number; entries: CalendarEntry[] }> {
  const range = { brandId: brand.id, from: firstDay, to: lastDay, timeZone: brand.time_zone };
  const [posts, connections] = await Promise.all([
    readOnce('calendar', range),
    readOnce('connections', { brandId: brand.id }),
  ]);
  const briefs = await Promise.all(posts.map(({ id }) => readOnce('brief', { id })));
  let days = 1;
  for (let day = firstDay; day < lastDay; day = addDays(day, 1)) days += 1;
  const kept = posts.map((post, at) => ({
    ...post,
    connection_ids: post.targets.map(({ connection_id }) => connection_id),
    post_type: briefs[at]?.post_type ?? ('' as const),
    topic_angle: briefs[at]?.topic_angle ?? '',
  }));
  const connectionIds = connections.map(({ id }) => id);
  return {
    days,
    entries: entriesOf(kept, { firstDay, days, timeZone: brand.time_zone, connectionIds }, newId),
  };
}

/**
 * Makes the posts of all chosen lines at once, as one step to take back.
 * @returns whether it was written
 */
export async function applyLines(
  calendar: Row<'content_calendar'>,
  lines: readonly CalendarLine[],
  brand: BrandView,
  pillars: readonly Row<'pillar'>[],
): Promise<boolean> {
  const made = lines.flatMap(({ chosen, when, entry, day, copy, connectionIds }) => {
    if (!chosen || when === null) return [];
    const pillar = pillars.find(({ id }) => id === entry.pillar_id);
    const values = {
      brand: brand.name,
      date: formatWall(when.wall_time, displayLocale()),
      ...(pillar && { pillar: pillar.name }),
    };
    const args: MutationArgs<'contentCalendar.make'> = {
      ...{ brand_id: brand.id, calendar_id: calendar.id, calendar_name: calendar.name },
      ...{ entry_id: entry.id, day, copy, when, pillar_id: pillar?.id ?? null },
      title: fillTemplate(entry.title, values),
      caption: fillTemplate(entry.caption, values),
      ...{ post_type: entry.post_type, topic_angle: entry.topic_angle, connection_ids: connectionIds },
    };
    return [{ id: calendarPostId(calendar.id, entry.id, day, copy), args }];
  });
  const make = () => mutateAll(made.map(({ args }) => ({ name: 'contentCalendar.make', args })));
  if (made.length === 0 || !(await make())) return false;
  const undo = async (): Promise<StepResult> => {
    const posts = await readOnce('posts', { ids: made.map(({ id }) => id) });
    // What somebody has written on since, or what is out, stays.
    const fresh = posts.filter((post) => post.version === 1 && !isLocked(post));
    if (fresh.length === 0) return 'changed';
    return mutateAll(
      fresh.map(({ id, brand_id, version }) => ({ name: 'post.delete', args: { id, brand_id, version } })),
    );
  };
  offerUndo(plural(made.length, { one: 'Planned # post.', other: 'Planned # posts.' }), undo, make);
  return true;
}
