import { useLingui } from '@lingui/react/macro';
import { useCommands } from '../../app/commands.ts';
import { go } from '../../app/router.ts';
import { addressOf, type View } from './range.ts';

type PlanCommands = { view: View; today: string; show(view: View): void };

/** The views by key. */
export function usePlanCommands({ view, today, show }: PlanCommands): void {
  const { t } = useLingui();
  const group = t`Calendar`;
  useCommands([
    {
      id: 'calendar.today',
      group,
      title: t`Go to today`,
      run: () => go(addressOf(view, today), { replace: true }),
    },
    { id: 'calendar.month', group, title: t`Show the month`, run: () => show('month') },
    { id: 'calendar.week', group, title: t`Show the week`, run: () => show('week') },
    { id: 'calendar.day', group, title: t`Show the day`, run: () => show('day') },
    { id: 'calendar.agenda', group, title: t`Show the agenda`, run: () => show('agenda') },
    { id: 'calendar.list', group, title: t`Show the list`, run: () => show('list') },
  ]);
}
