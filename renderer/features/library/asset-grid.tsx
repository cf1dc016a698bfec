import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Check, CloudUpload } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useRef, useState } from 'react';
import type { AssetView } from '../../../shared/queries.ts';
import { useStable } from '../../app/use-stable.ts';
import { cx } from '../../ui/cx.ts';
import { focusSoon } from '../../ui/focus-soon.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { Thumb } from '../media/thumb.tsx';
import { useWhere } from '../media/where.ts';
import styles from './library.module.css';
import { type Fling, useFling, useShown } from './use-fling.ts';
import { useGridWindow } from './use-window.ts';

type AssetGridProps = {
  assets: readonly AssetView[];
  /** How many there are beyond those that were read. */
  total: number;
  /** Ids of the files that are chosen. */
  chosen: ReadonlySet<string>;
  onChoose(ids: ReadonlySet<string>): void;
  /** Stars for the file that has the focus, or for all that are chosen. */
  onRate(asset: AssetView, rating: number): void;
  onDelete(asset: AssetView): void;
  onOpen(id: string): void;
  /** The end of what was read comes near. */
  onMore(): void;
};

/** A square and two lines of text below it, in rem, so that they grow with the text; the gap in pixels. */
const CELL = { cell: 8.25, gap: 12, extra: 2.5 };

/**
 * Files as squares; only those in sight are drawn. Arrows walk, Enter opens, x chooses, Shift and an arrow chooses all on
 * the way, a digit gives stars.
 */
export function AssetGrid(props: AssetGridProps) {
  const { assets, total, chosen, onChoose, onRate, onDelete, onOpen, onMore } = props;
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const view = useGridWindow(scroller, { count: assets.length, ...CELL });
  const { columns, first, last, rowHeight, rows } = view;
  const fling = useFling(scroller);
  const [at, setAt] = useState(0);
  const current = Math.min(at, assets.length - 1);
  // Scrolled away by pointer, the one that had the focus is not drawn: Tab then reaches the first that is.
  const drawn = current >= first * columns && current < last * columns;
  const reachable = drawn ? current : first * columns;
  const near = assets.length < total && last >= rows - 4;
  useEffect(() => {
    if (near) onMore();
  }, [near, onMore]);

  // Where choosing with Shift starts from.
  const [anchor, setAnchor] = useState<number | null>(null);
  const toggle = useStable((id: string, place: number) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setAnchor(place);
    onChoose(next);
  });
  const between = (from: number, to: number) =>
    onChoose(new Set(assets.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id)));
  const press = useStable((event: MouseEvent, id: string, place: number) => {
    if (event.shiftKey) between(anchor ?? current, place);
    else if (event.ctrlKey || event.metaKey) toggle(id, place);
    else onOpen(id);
  });

  function onPlainKey(event: KeyboardEvent<HTMLElement>): boolean {
    const asset = assets[current];
    if (!asset || event.altKey) return false;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'a') return false;
      onChoose(new Set(assets.map(({ id }) => id)));
    } else if (event.key === 'x') toggle(asset.id, current);
    else if (/^[0-5]$/.test(event.key)) onRate(asset, Number(event.key));
    else if (event.key === 'Delete' || event.key === 'Backspace') onDelete(asset);
    else if (event.key === 'Escape' && chosen.size > 0) onChoose(new Set());
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (onPlainKey(event)) return;
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const step = {
      ArrowLeft: rtl ? 1 : -1,
      ArrowRight: rtl ? -1 : 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      Home: -assets.length,
      End: assets.length,
      PageUp: -columns * 4,
      PageDown: columns * 4,
    }[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = Math.min(assets.length - 1, Math.max(0, current + step));
    setAt(next);
    if (event.shiftKey) {
      setAnchor(anchor ?? current);
      between(anchor ?? current, next);
    } else setAnchor(null);
    const row = Math.floor(next / columns);
    const box = scroller.current;
    if (box) {
      if (row * rowHeight < box.scrollTop) box.scrollTop = row * rowHeight;
      else if ((row + 1) * rowHeight > box.scrollTop + box.clientHeight)
        box.scrollTop = (row + 1) * rowHeight - box.clientHeight;
    }
    // Drawn by then, also when it had to be scrolled to.
    focusSoon(() => box?.querySelector<HTMLElement>(`[data-at="${next}"]`));
  }

  return (
    <div className={styles.scroller} ref={scroller} data-scroll="files">
      <ul
        className={styles.grid}
        aria-label={t`Files`}
        style={{
          blockSize: rows * rowHeight,
          paddingBlockStart: first * rowHeight,
          gridTemplateColumns: `repeat(${columns}, 1fr)`,
          gridAutoRows: rowHeight - CELL.gap,
        }}
        onKeyDown={onKeyDown}
      >
        {assets.slice(first * columns, last * columns).map((asset, index) => {
          const place = first * columns + index;
          return (
            <Cell
              key={asset.id}
              asset={asset}
              at={place}
              total={total}
              current={place === reachable}
              chosen={chosen.has(asset.id)}
              fling={fling}
              onPress={press}
              onToggle={toggle}
              onFocus={setAt}
            />
          );
        })}
      </ul>
    </div>
  );
}

type CellProps = {
  asset: AssetView;
  at: number;
  total: number;
  current: boolean;
  chosen: boolean;
  fling: Fling;
  onPress(event: MouseEvent, id: string, at: number): void;
  onToggle(id: string, at: number): void;
  onFocus(at: number): void;
};

/** Flung by, it is an empty square with a name; what is in it comes when the list settles, around the same button. */
const Cell = memo(function Cell(props: CellProps) {
  const { asset, at, total, current, chosen, fling, onPress, onToggle, onFocus } = props;
  const shown = useShown(fling);
  return (
    <li aria-setsize={total} aria-posinset={at + 1} className={cx(styles.cell, chosen && styles.chosen)}>
      <button
        type="button"
        className={styles.open}
        data-at={at}
        data-asset={asset.id}
        tabIndex={current ? 0 : -1}
        aria-keyshortcuts="Enter x Delete"
        aria-label={shown ? undefined : asset.name}
        onClick={(event) => onPress(event, asset.id, at)}
        onFocus={() => onFocus(at)}
      >
        {shown ? <Content asset={asset} /> : <span className={styles.square} />}
      </button>
      {shown && <Choose asset={asset} at={at} chosen={chosen} onToggle={onToggle} />}
    </li>
  );
});

/** What a file looks like, where it is, and what is known of it. */
function Content({ asset }: Pick<CellProps, 'asset'>) {
  const { t } = useLingui();
  const where = useWhere()(asset);
  const { name, alt_text: alt, rating, uses } = asset;
  const used = uses > 0 ? t`${plural(uses, { one: 'in # post', other: 'in # posts' })}` : '';
  const stars = rating > 0 ? t`${plural(rating, { one: '# star', other: '# stars' })}` : '';
  return (
    <>
      <span className={styles.square}>
        <Thumb asset={asset} alt={alt} />
        {where === 'here' || where === 'elsewhere' ? (
          <span className={styles.badge} title={t`Not on the server yet`}>
            <CloudUpload size={12} aria-hidden="true" />
          </span>
        ) : null}
      </span>
      <span className={styles.name}>{name}</span>
      <span className={styles.under}>
        {rating > 0 && (
          <span>
            <span aria-hidden="true">{'★'.repeat(rating)}</span>
            <VisuallyHidden>{stars}</VisuallyHidden>
          </span>
        )}
        <span>{uses > 0 ? used : <Trans>not used</Trans>}</span>
      </span>
    </>
  );
}

/** For the pointer; on the keyboard x does it, from the file itself. */
function Choose({ asset, at, chosen, onToggle }: Pick<CellProps, 'asset' | 'at' | 'chosen' | 'onToggle'>) {
  const { t } = useLingui();
  const { name } = asset;
  return (
    <button
      type="button"
      className={styles.choose}
      tabIndex={-1}
      aria-pressed={chosen}
      aria-label={t`Select ${name}`}
      onClick={(event) => {
        event.stopPropagation();
        onToggle(asset.id, at);
      }}
    >
      {chosen && <Check size={12} strokeWidth={3} aria-hidden="true" />}
    </button>
  );
}
