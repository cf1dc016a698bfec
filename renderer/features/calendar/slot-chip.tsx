import { useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useRef, useState } from 'react';
import { makePatch } from '../../../shared/live-patch.ts';
import type { PostCard } from '../../../shared/queries.ts';
import { formatWallTime } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { newId } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { cx } from '../../ui/cx.ts';
import { createPost, useDefaultChannels } from '../post/create-post.ts';
import { startPost } from '../post/new-post.ts';
import type { OpenSlot } from '../post/slots.ts';
import styles from './chips.module.css';
import { OccurrenceChip } from './occurrence-chip.tsx';
import { usePostDrop } from './use-drag.ts';

type SlotChipProps = {
  slot: OpenSlot;
  wall: string;
  cell: string;
  tabIndex: number;
  onAdded(postId: string): void;
  onDropAt(post: PostCard, wall: string, copy: boolean): void;
};

/**
 * An empty slot of a schedule. Click opens the composer there; typing plans a post right here; a post can be dropped
 * in. Remembered by which slot it is: slots are computed anew whenever one of them is taken.
 */
export const SlotChip = memo(
  DrawnSlot,
  ({ slot: one, ...before }, { slot: other, ...after }) =>
    before.wall === after.wall &&
    before.cell === after.cell &&
    before.tabIndex === after.tabIndex &&
    before.onAdded === after.onAdded &&
    before.onDropAt === after.onDropAt &&
    makePatch(one, other) === null,
);

function DrawnSlot(props: SlotChipProps) {
  const { occurrence } = props.slot;
  return occurrence ? <OccurrenceChip {...props} occurrence={occurrence} /> : <EmptySlot {...props} />;
}

function EmptySlot({ slot, wall, cell, tabIndex, onAdded, onDropAt }: SlotChipProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  const { ref, over } = usePostDrop<HTMLButtonElement>((post, { copy }) => onDropAt(post, wall, copy));
  const time = formatWallTime(wall, displayLocale());

  // Given up with Escape: the slot takes the focus back.
  const restore = useRef(false);
  useEffect(() => {
    if (typed === null && restore.current) ref.current?.focus();
    restore.current = false;
  }, [typed, ref]);

  if (typed !== null) {
    const close = (escaped: boolean) => {
      restore.current = escaped;
      setTyped(null);
    };
    return (
      <QuickPost first={typed} time={time} when={slot.when} cell={cell} onAdded={onAdded} onClose={close} />
    );
  }
  return (
    <button
      ref={ref}
      type="button"
      className={cx(styles.slot, over && styles.over)}
      aria-label={t`Empty slot, ${time}. Start a post`}
      data-cell={cell}
      tabIndex={tabIndex}
      onClick={() => startPost(slot.when)}
      onKeyDown={(event) => {
        if (!startsTitle(event)) return;
        event.preventDefault();
        event.stopPropagation();
        setTyped(event.key);
      }}
    >
      <time className={styles.time}>{time}</time>
      <Plus size={12} className={styles.plus} aria-hidden="true" />
    </button>
  );
}

type QuickPostProps = {
  first: string;
  time: string;
  when: OpenSlot['when'];
  cell: string;
  onAdded(postId: string): void;
  onClose(escaped: boolean): void;
};

function QuickPost({ first, time, when, cell, onAdded, onClose }: QuickPostProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const channels = useDefaultChannels(when);
  const [title, setTitle] = useState(first);

  // Enter is followed by a blur; once is enough.
  const settled = useRef(false);

  async function settle(how: 'add' | 'open' | 'escape') {
    if (settled.current) return;
    settled.current = true;
    if (how === 'escape' || title.trim() === '') return onClose(how === 'escape');
    const id = newId();
    onAdded(id);
    const made = await createPost({ id, brandId: brand.id, words: { title: title.trim() }, when, channels });
    onClose(false);
    if (made && how === 'open') go(`/post/${id}`);
  }

  return (
    <input
      className={styles.quick}
      aria-label={t`Title of the post at ${time}. Enter adds it, Control Enter opens it`}
      data-cell={cell}
      value={title}
      maxLength={500}
      onChange={(event) => setTitle(event.target.value)}
      // Nothing typed is lost: leaving adds it.
      onBlur={() => void settle('add')}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') void settle('escape');
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
          void settle(event.ctrlKey || event.metaKey ? 'open' : 'add');
        }
      }}
      // biome-ignore lint/a11y/noAutofocus: it replaces the slot that was being typed in
      autoFocus
    />
  );
}

/** How a title may begin; signs such as `?` stay commands. */
const startsTitle = (event: KeyboardEvent) =>
  /^[\p{L}\p{N}"'“„«]$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
