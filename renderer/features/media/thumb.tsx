import { useLingui } from '@lingui/react/macro';
import { FileText, Film, ImageOff } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { partStyle, type Rect } from '../../../shared/media/crop.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { durationText } from './duration.ts';
import { drawFilm } from './film-thumb.ts';
import styles from './media.module.css';

type Shown = Pick<Row<'asset'>, 'id' | 'mime' | 'bytes' | 'duration_ms' | 'uploaded_at'>;

type ThumbProps = {
  asset: Shown;
  /** Empty where words beside it say the same. */
  alt?: string;
  /** The part that is shown; all of it unless said. */
  part?: Rect | null;
};

/** What a file looks like, small. */
export function Thumb({ asset, alt = '', part = null }: ThumbProps) {
  const { t } = useLingui();
  const base = useAppState((state) => state.media.base);
  // A file that was nowhere to be had may have arrived since.
  const version = asset.uploaded_at ?? '';
  const [missing, setMissing] = useState<string | null>(null);
  const film = asset.mime.startsWith('video/');
  const [drawn, setDrawn] = useState(0);
  const lost = missing === `${version} ${drawn}`;
  async function onError() {
    setMissing(`${version} ${drawn}`);
    if (film && drawn === 0 && (await drawFilm(base, asset))) setDrawn(1);
  }
  if ((asset.mime.startsWith('image/') || film) && !lost) {
    const picture = (
      <img
        className={styles.picture}
        src={`${base}/thumb/${asset.id}?${encodeURIComponent(version)}${drawn || ''}`}
        alt={alt}
        loading="lazy"
        decoding="async"
        draggable={false}
        {...(part && { style: partStyle(part) })}
        onError={() => void onError()}
      />
    );
    if (!film) return picture;
    return (
      <span className={styles.film}>
        {picture}
        {asset.duration_ms !== null && (
          <span className={styles.length}>
            <Film size={12} aria-hidden="true" /> {durationText(asset.duration_ms)}
          </span>
        )}
      </span>
    );
  }
  const Icon = film ? Film : asset.mime.startsWith('image/') ? ImageOff : FileText;
  return (
    <span
      className={styles.stand}
      {...(alt ? { role: 'img', 'aria-label': alt } : { 'aria-hidden': true })}
      {...(Icon === ImageOff ? { title: t`This picture is not on this device.` } : {})}
    >
      <Icon size={22} aria-hidden="true" />
      {asset.duration_ms !== null && (
        <span className={styles.duration}>{durationText(asset.duration_ms)}</span>
      )}
    </span>
  );
}
