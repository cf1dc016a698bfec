import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { Trans, useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { MediaView } from '../../../shared/queries.ts';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { durationText } from './duration.ts';
import styles from './media.module.css';
import { Thumb } from './thumb.tsx';

type StripItemProps = {
  item: Pick<MediaView, 'id' | 'alt_text' | 'crop' | 'asset'>;
  /** What its files are put in order in: the post or part they go with. */
  place: string;
  index: number;
  count: number;
  locked: boolean;
  onOpen(): void;
  /** @param to its place among the others */
  onMove(id: string, to: number): void;
  onRemove(): void;
};

const TYPE = 'attachment';

/** One file of a post: pressed it opens, dragged or with Alt and an arrow it moves, Delete takes it off. */
export function StripItem({
  item,
  place: within,
  index,
  count,
  locked,
  onOpen,
  onMove,
  onRemove,
}: StripItemProps) {
  const { t } = useLingui();
  const ref = useRef<HTMLLIElement>(null);
  const latest = useRef({ index, onMove });
  const [edge, setEdge] = useState<'start' | 'end' | null>(null);
  useEffect(() => {
    latest.current = { index, onMove };
  });

  useEffect(() => {
    const element = ref.current;
    if (!element || locked) return;
    const edgeAt = (clientX: number) => {
      const box = element.getBoundingClientRect();
      const left = clientX < box.left + box.width / 2;
      return left === (getComputedStyle(element).direction === 'ltr') ? 'start' : 'end';
    };
    return combine(
      draggable({
        element,
        getInitialData: () => ({ type: TYPE, id: item.id, index: latest.current.index, place: within }),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) =>
          source.data.type === TYPE && source.data.place === within && source.data.id !== item.id,
        onDrag: ({ location }) => setEdge(edgeAt(location.current.input.clientX)),
        onDragLeave: () => setEdge(null),
        onDrop({ source, location }) {
          setEdge(null);
          const { id, index: from } = source.data;
          if (typeof id !== 'string' || typeof from !== 'number') return;
          const before = latest.current.index - (from < latest.current.index ? 1 : 0);
          latest.current.onMove(id, before + (edgeAt(location.current.input.clientX) === 'end' ? 1 : 0));
        },
      }),
    );
  }, [item.id, within, locked]);

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (locked) return;
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const step = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 }[event.key];
    if (event.altKey && step !== undefined) {
      event.preventDefault();
      onMove(item.id, Math.max(0, index + step));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      event.stopPropagation();
      onRemove();
    }
  }

  const { asset } = item;
  const alt = item.alt_text ?? asset?.alt_text ?? '';
  const place = index + 1;
  const undescribed = alt === '' && asset?.mime.startsWith('image/') === true;
  const name = asset?.name ?? t`A file that is no longer in the library`;
  const said = alt || (undescribed ? t`${name}, no description` : name);
  // A film's length stands on it.
  const what = asset?.duration_ms ? `${said}, ${durationText(asset.duration_ms)}` : said;
  return (
    <li ref={ref} className={cx(styles.item, edge && styles[edge])}>
      <button
        type="button"
        className={styles.open}
        data-media={item.id}
        title={name}
        aria-label={t`File ${place} of ${count}: ${what}`}
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight Delete"
        onClick={onOpen}
        onKeyDown={onKeyDown}
      >
        {asset ? (
          <Thumb asset={asset} part={item.crop} />
        ) : (
          <span className={styles.stand} aria-hidden="true" />
        )}
        {undescribed && (
          <span className={styles.badge} aria-hidden="true">
            <Trans>No description</Trans>
          </span>
        )}
      </button>
      {!locked && (
        <span className={styles.remove}>
          <IconButton size="small" look="plain" label={t`Take off file ${place}`} onClick={onRemove}>
            <X size={12} aria-hidden="true" />
          </IconButton>
        </span>
      )}
    </li>
  );
}
