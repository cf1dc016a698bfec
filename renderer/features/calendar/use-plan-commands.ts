import { useLingui } from '@lingui/react/macro';
import { useCommands } from '../../app/commands.ts';
import { go } from '../../app/router.ts';
import { addressOf, type View } from './range.ts';

type PlanCommands = { view: View; today: string; show(view: View): void };

/** Views by key, and what the grid itself answers to, for the list of keys. */
export function usePlanCommands({ view, today, show }: PlanCommands): void {
  const { t } = useLingui();
  const group = t`Calendar`;
  useCommands([
    {
      id: 'calendar.today',
      group,
      title: t`Go to today`,
      keys: 't',
      run: () => go(addressOf(view, today), { replace: true }),
    },
    { id: 'calendar.month', group, title: t`Show the month`, keys: 'm', run: () => show('month') },
    { id: 'calendar.week', group, title: t`Show the week`, keys: 'w', run: () => show('week') },
    { id: 'calendar.day', group, title: t`Show the day`, keys: 'd', run: () => show('day') },
    { id: 'calendar.agenda', group, title: t`Show the agenda`, keys: 'a', run: () => show('agenda') },
    { id: 'calendar.list', group, title: t`Show the list`, keys: 'l', run: () => show('list') },
  ]);
  const hours = view === 'week' || view === 'day';
  const further: Record<View, string> = {
    month: t`Next month`,
    week: t`Next week`,
    day: t`Next day`,
    agenda: t`Four weeks on`,
    list: t`Next month`,
  };
  useCommands(
    (
      [
        ['arrowup arrowdown', t`Walk through days, posts and slots`],
        ['shift+arrowdown', t`Select what one walks over`],
        ['x', t`Select the post, or no longer`],
        ['mod+a', t`Select every post on screen`],
        ['escape', t`Select nothing`],
        ['enter', t`Open, or start a post`],
        ['space', t`Look at the post`],
        ['alt+arrowright', t`Move posts by a day`],
        ['alt+arrowdown', hours ? t`Move posts by an hour` : t`Move posts by a week`],
        ['mod+c', t`Copy posts`],
        ['mod+v', t`Paste posts on this day`],
        ['delete', t`Delete posts`],
        ['pagedown', further[view]],
      ] as const
    ).map(([keys, title]) => ({ id: `key:${keys}`, group, title, keys, listOnly: true, run: () => {} })),
  );
}
