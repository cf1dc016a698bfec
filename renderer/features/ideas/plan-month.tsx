import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { IdeaView } from '../../../shared/queries.ts';
import { formatMonth, formatWall } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { displayLocale } from '../../app/i18n.ts';
import { mutateAll } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { go } from '../../app/router.ts';
import { offerUndo } from '../../app/undo.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import { useSlots } from '../post/use-slots.ts';
import styles from './ideas.module.css';
import { monthWindow, planMonth } from './month-plan.ts';

type PlanMonthProps = { month: string; ideas: readonly IdeaView[] };

/** Everything meant for a month gets its date at once; a manager's decision. */
export function PlanMonthButton({ month, ideas }: PlanMonthProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const [open, setOpen] = useState(false);
  if (brand.role === 'member' || ideas.length === 0) return null;
  const name = formatMonth(month, displayLocale());
  return (
    <>
      <IconButton size="small" label={t`Plan ${name}…`} onClick={() => setOpen(true)}>
        <CalendarCheck size={14} aria-hidden="true" />
      </IconButton>
      {open && <PlanMonthDialog month={month} ideas={ideas} onClose={() => setOpen(false)} />}
    </>
  );
}

function PlanMonthDialog({ month, ideas, onClose }: PlanMonthProps & { onClose(): void }) {
  const { t } = useLingui();
  const brand = useBrand();
  const zone = brand.time_zone;
  const words = usePostWords();
  const slots = useSlots();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const plan = useMemo(() => {
    const chosen = ideas.filter(({ id }) => !left.has(id));
    return new Map(
      planMonth(chosen, slots.between(...monthWindow(month, zone))).map(({ idea, slot }) => [idea.id, slot]),
    );
  }, [ideas, left, slots, month, zone]);
  const taken = [...plan].flatMap(([id, slot]) => (slot ? [{ id, when: slot.when }] : []));
  const without = plan.size - taken.length;
  const held = ideas.filter(
    ({ place }) => place?.visible_after !== null && place?.visible_after !== undefined,
  );
  const monthName = formatMonth(month, displayLocale());

  async function release() {
    onClose();
    const write = (dates: Map<string, string | null>) =>
      mutateAll(
        [...dates].map(([id, visible_after]) => ({
          name: 'idea.release',
          args: { id, brand_id: brand.id, fields: { visible_after } },
        })),
      );
    const before = new Map(held.map(({ id, place }) => [id, place?.visible_after ?? null]));
    const after = new Map(held.map(({ id }) => [id, null]));
    if (!(await write(after))) return;
    offerUndo(
      t`The team sees ${monthName} now.`,
      () => write(before),
      () => write(after),
    );
  }

  async function schedule() {
    onClose();
    const put = () =>
      mutateAll(
        taken.map(({ id, when }) => ({ name: 'post.schedule', args: { id, brand_id: brand.id, when } })),
      );
    const places = async () =>
      new Map(
        (await readOnce('posts', { ids: taken.map(({ id }) => id) })).map((post) => [
          post.id,
          post.wall_time,
        ]),
      );
    if (!(await put())) return;
    const count = taken.length;
    offerUndo(
      plural(count, { one: `# post planned.`, other: `# posts planned.` }),
      // Those that somebody moved meanwhile, or the server to another slot, stay where they are.
      async () => {
        const now = await places();
        const still = taken.filter(({ id, when }) => now.get(id) === when.wall_time);
        if (still.length === 0) return 'changed';
        return mutateAll(
          still.map(({ id }) => ({ name: 'post.unschedule', args: { id, brand_id: brand.id } })),
        );
      },
      async () => {
        const now = await places();
        return taken.every(({ id }) => now.get(id) === null) ? put() : 'changed';
      },
    );
  }

  const willPlan = plural(taken.length, { one: 'Plan # post', other: 'Plan # posts' });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`Plan ${monthName}`}
      description={
        <Trans>Each takes the next free slot of the month, in the order of the column, on {zone} time.</Trans>
      }
      footer={
        <>
          {held.length > 0 && (
            <Button onClick={release}>
              <Trans>Only show to the team now</Trans>
            </Button>
          )}
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" disabled={taken.length === 0 || !slots.ready} onClick={schedule}>
            {willPlan}
          </Button>
        </>
      }
    >
      <ul className={styles.plan}>
        {ideas.map(({ id, post }) => {
          const slot = plan.get(id);
          return (
            <li key={id} className={styles.planned}>
              <Checkbox
                label={<span className={styles.cardTitle}>{words.name(post)}</span>}
                checked={!left.has(id)}
                onChange={(on) => {
                  const next = new Set(left);
                  if (on) next.delete(id);
                  else next.add(id);
                  setLeft(next);
                }}
              />
              <span className={styles.quiet}>
                {slot && (
                  <time dateTime={slot.instant}>
                    {formatWall(instantToWall(slot.instant, zone), displayLocale())}
                  </time>
                )}
                {slot === null && <Trans>No slot left</Trans>}
                {slot === undefined && <Trans>Stays an idea</Trans>}
              </span>
            </li>
          );
        })}
      </ul>
      {without > 0 && slots.ready && (
        <p className={styles.quiet} role="status">
          {plural(without, {
            one: 'There is no free slot for # of them.',
            other: 'There are no free slots for # of them.',
          })}{' '}
          <Button size="small" look="quiet" onClick={() => go('/brand/schedule')}>
            <Trans>Open schedules</Trans>
          </Button>
        </p>
      )}
    </Dialog>
  );
}
