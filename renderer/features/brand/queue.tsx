import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarPlus, Leaf, ListPlus, Shuffle } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { PostView } from '../../../shared/queries.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { mutate } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { go } from '../../app/router.ts';
import { offerUndo } from '../../app/undo.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { startPost } from '../post/new-post.ts';
import { isLocked } from '../post/post-state.ts';
import { whenOf } from '../post/slots.ts';
import { useSlots } from '../post/use-slots.ts';
import styles from './brand.module.css';
import { EvergreenDialog } from './evergreen-dialog.tsx';
import { moveInQueue, type Place, placesOf, type QueueSlot, shuffled } from './queue-order.ts';
import { QueueRow } from './queue-row.tsx';

const DAYS = 28;
/** Empty slots after the last post that are still shown. */
const SPARE = 3;

/** What is in which slot: posts in order of time, moved by drag or arrow keys, each keeping to slots. */
export function Queue() {
  const { t } = useLingui();
  const brand = useBrand();
  const now = useNow();
  const slots = useSlots();
  const [filling, setFilling] = useState(false);
  const from = `${now.slice(0, 10)}T00:00:00.000Z`;
  const { data: queued, error } = useLiveQuery('queue', { brandId: brand.id, from });
  const rows = useMemo(() => {
    const filled = (queued ?? []).flatMap((post): QueueSlot<PostView>[] => {
      const when = whenOf(post);
      return when && post.scheduled_at && post.scheduled_at > now && !isLocked(post)
        ? [{ when, instant: post.scheduled_at, post }]
        : [];
    });
    const until = new Date(Date.parse(now) + DAYS * 86_400_000).toISOString();
    const free = slots.between(now, until).map((slot) => ({ ...slot, post: null }));
    const all = [...filled, ...free].sort((a, b) => (a.instant < b.instant ? -1 : 1));
    const last = all.findLastIndex(({ post }) => post !== null);
    return all.slice(0, Math.max(last + 1 + SPARE, SPARE));
  }, [queued, slots, now]);

  async function arrange(places: Place[], said: string) {
    if (places.length === 0) return;
    const before = rows.flatMap(({ post, when }) =>
      post && places.some(({ id }) => id === post.id) ? [{ id: post.id, when }] : [],
    );
    const put = (to: Place[]) => mutate('queue.arrange', { brand_id: brand.id, places: to });
    if (!(await put(places))) return;
    /** As long as all of them are still where they were put. */
    const back = (to: Place[], expected: Place[]) => async () => {
      for (const { id, when } of expected) {
        const post = await readOnce('post', { id });
        if (!post || isLocked(post) || post.slot_key !== when.slot_key) return 'changed' as const;
      }
      return put(to);
    };
    offerUndo(said, back(before, places), back(places, before));
  }
  const move = (id: string, to: number) => {
    const index = rows.findIndex(({ post }) => post?.id === id);
    void arrange(moveInQueue(rows, index, to), t`The queue is in another order.`);
  };
  const posts = rows.flatMap(({ post }) => post ?? []);
  const mix = () => void arrange(placesOf(rows, shuffled(posts)), t`The queue is shuffled.`);
  const add = () => startPost(slots.next?.when ?? null);
  const fill = () => setFilling(true);
  useCommands([
    { id: 'queue.add', group: t`Queue`, title: t`New post in the next free slot`, run: add },
    { id: 'queue.fill', group: t`Queue`, title: t`Fill free slots from evergreen posts`, run: fill },
    { id: 'queue.shuffle', group: t`Queue`, title: t`Shuffle the queue`, run: mix },
  ]);

  const ready = queued !== undefined && slots.ready;
  return (
    <Section
      title={
        <VisuallyHidden>
          <Trans>Queue</Trans>
        </VisuallyHidden>
      }
      lead={
        <Trans>Posts in their slots. Drag one, or move it with the arrow keys: the others make room.</Trans>
      }
      actions={
        rows.length > 0 && (
          <>
            <Button icon={<Leaf size={16} aria-hidden="true" />} onClick={fill}>
              <Trans>Fill from evergreen posts</Trans>
            </Button>
            <Button icon={<Shuffle size={16} aria-hidden="true" />} disabled={posts.length < 2} onClick={mix}>
              <Trans>Shuffle</Trans>
            </Button>
            <Button look="primary" icon={<ListPlus size={16} aria-hidden="true" />} onClick={add}>
              <Trans>Add to queue</Trans>
            </Button>
          </>
        )
      }
    >
      {error && <FailureBanner of={error} />}
      {ready && rows.length === 0 && (
        <EmptyState
          icon={<CalendarPlus size={24} aria-hidden="true" />}
          title={<Trans>No slots to come</Trans>}
          actions={
            <Button onClick={() => go('/brand/schedule')}>
              <Trans>Open schedules</Trans>
            </Button>
          }
        >
          <Trans>A schedule that is not paused gives the queue its times.</Trans>
        </EmptyState>
      )}
      <ol className={styles.queue}>
        {rows.map((slot, index) => (
          <QueueRow
            key={slot.post?.id ?? slot.when.slot_key}
            slot={slot}
            index={index}
            count={rows.length}
            onMove={move}
          />
        ))}
      </ol>
      {filling && <EvergreenDialog onClose={() => setFilling(false)} />}
    </Section>
  );
}
