import { Trans, useLingui } from '@lingui/react/macro';
import { Image as ImageIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import {
  COVER_EDGE,
  type Cover,
  coverRect,
  type Rect,
  type Size,
  tileRect,
} from '../../../shared/media/crop.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import styles from './cut.module.css';
import { CutFrame } from './cut-frame.tsx';
import { PickDialog } from './pick-dialog.tsx';

type CoverPanelProps = {
  asset: Row<'asset'>;
  size: Size;
  crop: Rect | null;
  cover: Cover | null;
  /** Whether it may stand on a grid; else only the moment of a film is chosen. */
  grid: boolean;
  onChange(cover: Cover | null): void;
};

const NO_COVER: Cover = { at_ms: null, rect: null };

/**
 * What stands for a file: the part of a picture on the 3:4 grid of a profile; of a film the moment, or a picture of the
 * library instead, and the part of it that is shown before it plays.
 */
export function CoverPanel({ asset, size, crop, cover, grid, onChange }: CoverPanelProps) {
  const { t } = useLingui();
  const [choosing, setChoosing] = useState(false);
  const base = useAppState((state) => state.media.base);
  const film = asset.mime.startsWith('video/');
  const now = cover ?? NO_COVER;
  const change = (part: Partial<Cover>) => {
    const next = { ...now, ...part };
    onChange(next.at_ms === null && next.rect === null && !next.asset_id ? null : next);
  };
  const src = `${base}/file/${asset.id}`;
  // One that was drawn from the film is shown as the moment that it is.
  const chosen = film && now.at_ms === null ? now.asset_id : undefined;
  const picture = useLiveQuery('asset', chosen ? { id: chosen } : null).data;
  const inner = {
    ...{ top: COVER_EDGE, bottom: COVER_EDGE, side: 0 },
    words: <Trans>The grid of a profile shows what lies between the dotted lines.</Trans>,
  };
  const pictureSize =
    picture?.width && picture.height ? { width: picture.width, height: picture.height } : null;
  return (
    <div className={styles.panel}>
      {chosen ? (
        pictureSize ? (
          <CutFrame
            label={t`Cover`}
            size={pictureSize}
            rect={coverRect(now, pictureSize)}
            inner={inner}
            onChange={(rect) => change({ rect })}
          >
            <img src={`${base}/file/${chosen}`} alt={picture?.alt_text ?? ''} draggable={false} />
          </CutFrame>
        ) : (
          picture === null && (
            <p role="status">{t`The picture is no longer in the library. Choose another one.`}</p>
          )
        )
      ) : grid ? (
        <CutFrame
          label={film ? t`Cover` : t`Tile on the grid`}
          size={size}
          rect={film ? coverRect(now, size) : tileRect({ crop, cover }, size)}
          inner={film ? inner : undefined}
          onChange={(rect) => change({ rect })}
        >
          {film ? <Still src={src} at={now.at_ms ?? 0} /> : <img src={src} alt="" draggable={false} />}
        </CutFrame>
      ) : (
        <div className={styles.stage} style={{ aspectRatio: `${size.width} / ${size.height}` }}>
          <Still src={src} at={now.at_ms ?? 0} />
        </div>
      )}
      {film && !chosen && asset.duration_ms !== null && asset.duration_ms > 0 && (
        <Moment
          length={asset.duration_ms}
          at={now.at_ms ?? 0}
          // What was drawn is another moment.
          onChange={(at_ms) => onChange({ at_ms, rect: now.rect })}
        />
      )}
      <div className={styles.row}>
        {film && grid && (
          <Button
            size="small"
            icon={<ImageIcon size={14} aria-hidden="true" />}
            onClick={() => setChoosing(true)}
          >
            {chosen ? <Trans>Another picture</Trans> : <Trans>A picture instead</Trans>}
          </Button>
        )}
        {cover && (
          <Button size="small" look="quiet" onClick={() => onChange(null)}>
            {!grid ? (
              <Trans>First picture</Trans>
            ) : chosen ? (
              <Trans>A moment of the film</Trans>
            ) : film ? (
              <Trans>First picture, in the middle</Trans>
            ) : (
              <Trans>Back to the middle</Trans>
            )}
          </Button>
        )}
      </div>
      {film && grid && (
        <p className={styles.words}>
          <Trans>
            Instagram shows this before the film plays; other platforms show the moment, or choose one.
          </Trans>
        </p>
      )}
      {choosing && (
        <PickDialog
          taken={[]}
          one={{ title: t`A picture as the cover`, choose: t`Use it as the cover` }}
          onClose={() => setChoosing(false)}
          onPick={([asset_id]) => {
            setChoosing(false);
            if (asset_id) onChange({ at_ms: null, rect: null, asset_id });
          }}
        />
      )}
    </div>
  );
}

/** A tenth of a second: no film that platforms take changes its picture more slowly than that matters. */
const STEP_MS = 100;

/** The moment of a film, on its length. */
function Moment({ length, at, onChange }: { length: number; at: number; onChange(at: number): void }) {
  const { t } = useLingui();
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const text = t`${seconds(at)} of ${seconds(length)} seconds`;
  return (
    <label className={styles.row}>
      <Trans>Picture at</Trans>
      <input
        className={styles.time}
        type="range"
        min={0}
        max={Math.max(0, length - STEP_MS)}
        step={STEP_MS}
        value={at}
        aria-valuetext={text}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <span className={styles.at}>{text}</span>
    </label>
  );
}

/** One picture of a film. The next is only asked for when the last one has come: a slider moves faster than films do. */
function Still({ src, at }: { src: string; at: number }) {
  const { t } = useLingui();
  const film = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const element = film.current;
    if (!element) return;
    const go = () => {
      if (!element.seeking && Math.abs(element.currentTime - at / 1000) > 0.02)
        element.currentTime = at / 1000;
    };
    go();
    element.addEventListener('seeked', go);
    element.addEventListener('loadedmetadata', go);
    return () => {
      element.removeEventListener('seeked', go);
      element.removeEventListener('loadedmetadata', go);
    };
  }, [at]);
  if (failed)
    return <p role="status">{t`This film cannot be shown here. The moment is kept all the same.`}</p>;
  return <video ref={film} src={src} muted playsInline preload="auto" onError={() => setFailed(true)} />;
}
