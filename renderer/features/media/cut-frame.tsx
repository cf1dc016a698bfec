import { Trans, useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { cropPixels, movedRect, type Rect, type Size, scaledRect } from '../../../shared/media/crop.ts';
import styles from './cut.module.css';

type CutFrameProps = {
  label: string;
  /** The picture's, as it is shown. */
  size: Size;
  rect: Rect;
  /** The picture or film itself; it fills the stage. */
  children: ReactNode;
  /** A dotted line inside the frame, in shares of it from its edges, and what it means. */
  inner?: { top: number; bottom: number; side: number; words: ReactNode } | undefined;
  onChange(rect: Rect): void;
};

const STEP = 0.01;
const FAR = 0.1;
const SCALE = 1.05;
/** How far a wheel turns until the frame is twice as large. */
const WHEEL = 400;

/** A frame over a picture: dragged it moves, by its corners or the wheel it grows; arrows, plus and minus do the same. */
export function CutFrame({ label, size, rect, children, inner, onChange }: CutFrameProps) {
  const { t } = useLingui();
  const stage = useRef<HTMLDivElement>(null);
  const grip = useRef<{ x: number; y: number; rect: Rect; corner: boolean } | null>(null);
  const { width, height } = cropPixels(rect, size);

  function begin(event: PointerEvent<HTMLElement>, corner: boolean) {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX, y: event.clientY, rect, corner };
  }
  function drag(event: PointerEvent<HTMLElement>) {
    const from = grip.current;
    const box = stage.current?.getBoundingClientRect();
    if (!from || !box) return;
    event.stopPropagation();
    if (!from.corner) {
      const [dx, dy] = [(event.clientX - from.x) / box.width, (event.clientY - from.y) / box.height];
      return onChange(movedRect(from.rect, dx, dy));
    }
    const middle = {
      x: box.left + (from.rect.x + from.rect.width / 2) * box.width,
      y: box.top + (from.rect.y + from.rect.height / 2) * box.height,
    };
    const away = (x: number, y: number) => Math.max(1, Math.hypot(x - middle.x, y - middle.y));
    onChange(scaledRect(from.rect, away(event.clientX, event.clientY) / away(from.x, from.y)));
  }
  const end = () => {
    grip.current = null;
  };
  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? FAR : STEP;
    const next = {
      ArrowLeft: () => movedRect(rect, -step, 0),
      ArrowRight: () => movedRect(rect, step, 0),
      ArrowUp: () => movedRect(rect, 0, -step),
      ArrowDown: () => movedRect(rect, 0, step),
      '+': () => scaledRect(rect, SCALE),
      '=': () => scaledRect(rect, SCALE),
      '-': () => scaledRect(rect, 1 / SCALE),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(next());
  }
  const pointer = (corner: boolean) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => begin(event, corner),
    onPointerMove: drag,
    onPointerUp: end,
    onPointerCancel: end,
  });
  const percent = (share: number) => `${share * 100}%`;
  const [fromLeft, fromTop] = [Math.round(rect.x * 100), Math.round(rect.y * 100)];

  return (
    <div className={styles.room}>
      <div
        ref={stage}
        className={styles.stage}
        style={{ aspectRatio: `${size.width} / ${size.height}` }}
        // Left and right are those of the picture, whatever way the words around it run.
        dir="ltr"
        onWheel={(event) => onChange(scaledRect(rect, 2 ** (event.deltaY / WHEEL)))}
      >
        {children}
        {/* biome-ignore lint/a11y/useSemanticElements: no element is a frame that moves in two directions */}
        <div
          className={styles.frame}
          role="group"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move it
          tabIndex={0}
          aria-roledescription={t`frame`}
          aria-label={`${label}: ${t`${width} × ${height} pixels, ${fromLeft} % from the left, ${fromTop} % from the top`}`}
          aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown + -"
          style={{
            left: percent(rect.x),
            top: percent(rect.y),
            width: percent(rect.width),
            height: percent(rect.height),
          }}
          onKeyDown={onKeyDown}
          {...pointer(false)}
        >
          {inner && (
            <span
              className={styles.safe}
              aria-hidden="true"
              style={{
                top: percent(inner.top),
                bottom: percent(inner.bottom),
                left: percent(inner.side),
                right: percent(inner.side),
              }}
            />
          )}
          {(['nw', 'ne', 'sw', 'se'] as const).map((corner) => (
            <span key={corner} className={styles[corner]} aria-hidden="true" {...pointer(true)} />
          ))}
        </div>
      </div>
      <p className={styles.words}>
        {t`${width} × ${height} pixels`}
        {' · '}
        <Trans>Drag the frame, or use the arrows; plus and minus make it larger and smaller.</Trans>
        {inner && <> {inner.words}</>}
      </p>
    </div>
  );
}
