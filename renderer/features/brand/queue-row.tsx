import { Trans, useLingui } from '@lingui/react/macro';
import { GripVertical } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import type { PostView } from '../../../shared/queries.ts';
import { go } from '../../app/router.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { focusSoon } from '../../ui/focus-soon.ts';
import { PillarDot } from '../../ui/pillar-dot.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { startPost } from '../post/new-post.ts';
import { postName } from '../post/post-state.ts';
import styles from './brand.module.css';
import type { QueueSlot } from './queue-order.ts';
import { useRowDrag } from './use-row-drag.ts';

type QueueRowProps = {
  slot: QueueSlot<PostView>;
  index: number;
  count: number;
  onMove(id: string, index: number): void;
};

/** One slot to come and what is in it. */
export function QueueRow({ slot, index, count, onMove }: QueueRowProps) {
  const { t } = useLingui();
  const row = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const { post, when, instant } = slot;
  const id = post?.id ?? when.slot_key ?? instant;
  const { dragging, edge } = useRowDrag({ row, handle, id, index, onMove });
  const title = post ? postName(post) || t`Untitled` : '';
  const place = index + 1;

  /** Arrows on the handle do what dragging does. */
  function onKey(event: KeyboardEvent) {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (by === 0 || !post) return;
    event.preventDefault();
    if (index + by < 0 || index + by >= count) return;
    onMove(post.id, index + by);
    focusSoon(() => handle.current);
  }

  return (
    <li
      ref={row}
      className={cx(
        styles.queued,
        !post && styles.queuedFree,
        dragging && styles.dragging,
        edge && styles[edge === 'top' ? 'edgeTop' : 'edgeBottom'],
      )}
    >
      {post ? (
        <IconButton
          ref={handle}
          size="small"
          label={t`Move ${title}. Place ${place} of ${count}; arrow keys move it`}
          onKeyDown={onKey}
        >
          <GripVertical size={16} aria-hidden="true" />
        </IconButton>
      ) : (
        <span />
      )}
      <TimeText at={instant} zone={when.time_zone} />
      {post ? (
        <>
          <PillarDot color={post.pillar?.color ?? null} />
          <button type="button" className={styles.queuedTitle} onClick={() => go(`/post/${post.id}`)}>
            {title}
          </button>
        </>
      ) : (
        <>
          <span />
          <Button size="small" look="quiet" onClick={() => startPost(when)}>
            <Trans>Free: write a post</Trans>
          </Button>
        </>
      )}
    </li>
  );
}
