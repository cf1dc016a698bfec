import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import {
  hasRatio,
  largestRect,
  type Rect,
  SAFE_AREA,
  SHAPES,
  type Shape,
  type Size,
} from '../../../shared/media/crop.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Segments } from '../../ui/tabs.tsx';
import styles from './cut.module.css';
import { CutFrame } from './cut-frame.tsx';

type Choice = Shape | 'whole';

type CutPanelProps = {
  asset: Row<'asset'>;
  size: Size;
  /** The part that goes out; null: all of it. */
  crop: Rect | null;
  onChange(crop: Rect | null): void;
};

/** Which part of a picture goes out: a shape, and where it lies. The file itself stays as it is. */
export function CutPanel({ asset, size, crop, onChange }: CutPanelProps) {
  const { t } = useLingui();
  const base = useAppState((state) => state.media.base);
  const [shape, setShape] = useState<Choice>(() => shapeOf(crop, size));
  function choose(next: Choice) {
    setShape(next);
    onChange(next === 'whole' ? null : largestRect(SHAPES[next].ratio, size));
  }
  const src = `${base}/file/${asset.id}`;
  return (
    <div className={styles.panel}>
      <div>
        <Segments<Choice>
          label={t`Shape`}
          value={shape}
          options={[
            { value: 'whole', label: t`Whole` },
            ...(Object.keys(SHAPES) as Shape[]).map((one) => ({ value: one, label: SHAPES[one].label })),
          ]}
          onChange={choose}
        />
      </div>
      {crop ? (
        <CutFrame
          label={t`What goes out`}
          size={size}
          rect={crop}
          inner={
            shape === 'story'
              ? {
                  ...SAFE_AREA,
                  words: (
                    <Trans>
                      What lies outside the dotted line is covered by the app’s own buttons and words.
                    </Trans>
                  ),
                }
              : undefined
          }
          onChange={onChange}
        >
          <img src={src} alt="" draggable={false} />
        </CutFrame>
      ) : (
        <div className={styles.room}>
          <div className={styles.stage} style={{ aspectRatio: `${size.width} / ${size.height}` }}>
            <img src={src} alt="" draggable={false} />
          </div>
          <p className={styles.words}>
            <Trans>All of it goes out. The file in the library stays as it is, however it is cut here.</Trans>
          </p>
        </div>
      )}
    </div>
  );
}

const shapeOf = (crop: Rect | null, size: Size): Choice =>
  crop === null
    ? 'whole'
    : ((Object.keys(SHAPES) as Shape[]).find((one) => hasRatio(crop, size, SHAPES[one].ratio)) ?? 'square');
