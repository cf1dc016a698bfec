import { useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import { SLIDE_SIZES } from '../../../shared/feed/slides.ts';
import type { Overlay, SlideShape } from '../../../shared/kinds/index.ts';
import type { SlideView } from '../../../shared/queries.ts';
import { cx } from '../../ui/cx.ts';
import { type Box, boxOf } from './draw-slide.ts';
import styles from './feed.module.css';
import { SlideCanvas } from './slide-canvas.tsx';

type SlideStageProps = {
  slide: SlideView;
  shape: SlideShape;
  selected: string | null;
  onSelect(id: string): void;
  /** Words were moved, or taken off. */
  onChange(overlays: Overlay[]): void;
};

const STEP = 0.01;
const LARGE = 0.05;
const within = (value: number, most: number) => Math.round(Math.min(most, Math.max(0, value)) * 1000) / 1000;

/** A slide, large, whose words are moved by dragging them or with the arrows. */
export function SlideStage({ slide, shape, selected, onSelect, onChange }: SlideStageProps) {
  const { t } = useLingui();
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<{ id: string; x: number; y: number } | null>(null);
  const [boxes, setBoxes] = useState<Record<string, Box>>({});
  const overlays = slide.overlays.map((one) =>
    one.id === dragged?.id ? { ...one, ...place(one, dragged) } : one,
  );
  const { width, height } = SLIDE_SIZES[shape];

  // Where words lie depends on how they were set, which only the canvas knows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every drawing of other words
  useLayoutEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (pen) setBoxes(Object.fromEntries(overlays.map((one) => [one.id, boxOf(pen, one, shape)])));
  }, [JSON.stringify(overlays), shape]);

  const write = (id: string, at: { x: number; y: number }) =>
    onChange(slide.overlays.map((one) => (one.id === id ? { ...one, ...place(one, at) } : one)));

  function onPointerDown(event: PointerEvent<HTMLElement>, overlay: Overlay) {
    onSelect(overlay.id);
    const box = stage.current?.getBoundingClientRect();
    if (event.button !== 0 || !box) return;
    const element = event.currentTarget;
    element.setPointerCapture(event.pointerId);
    const from = { x: event.clientX, y: event.clientY };
    let last: { x: number; y: number } | null = null;
    const onMove = (moved: globalThis.PointerEvent) => {
      last = {
        x: overlay.x + (moved.clientX - from.x) / box.width,
        y: overlay.y + (moved.clientY - from.y) / box.height,
      };
      setDragged({ id: overlay.id, ...last });
    };
    const onEnd = () => {
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onEnd);
      element.removeEventListener('pointercancel', onEnd);
      setDragged(null);
      if (last) write(overlay.id, last);
    };
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onEnd);
    element.addEventListener('pointercancel', onEnd);
  }
  function onKeyDown(event: KeyboardEvent, overlay: Overlay) {
    const by = event.shiftKey ? LARGE : STEP;
    const step = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[
      event.key
    ];
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      onChange(slide.overlays.filter(({ id }) => id !== overlay.id));
    } else if (step) {
      event.preventDefault();
      const [dx = 0, dy = 0] = step;
      write(overlay.id, { x: overlay.x + dx, y: overlay.y + dy });
    }
  }
  const share = (value: number, of: number) => `${(value / of) * 100}%`;
  return (
    <div ref={stage} className={styles.stage} style={{ aspectRatio: `${width} / ${height}` }}>
      <SlideCanvas ref={canvas} slide={{ ...slide, overlays }} shape={shape} />
      {overlays.map((overlay) => {
        const box = boxes[overlay.id];
        const words = overlay.text.trim() || t`empty`;
        return (
          <button
            key={overlay.id}
            type="button"
            className={cx(styles.grip, overlay.id === selected && styles.gripOn)}
            data-overlay={overlay.id}
            aria-label={t`Words “${words}”: drag them, or move them with the arrows`}
            aria-pressed={overlay.id === selected}
            aria-keyshortcuts="ArrowUp ArrowDown ArrowLeft ArrowRight Delete"
            style={
              box && {
                left: share(box.x, width),
                top: share(box.y, height),
                inlineSize: share(box.width, width),
                blockSize: share(box.height, height),
              }
            }
            onClick={() => onSelect(overlay.id)}
            onFocus={() => onSelect(overlay.id)}
            onPointerDown={(event) => onPointerDown(event, overlay)}
            onKeyDown={(event) => onKeyDown(event, overlay)}
          />
        );
      })}
    </div>
  );
}

const place = (overlay: Overlay, at: { x: number; y: number }) => ({
  x: within(at.x, 1 - Math.min(0.2, overlay.width)),
  y: within(at.y, 0.97),
});
