import { FileText, Film, ImageOff } from 'lucide-react';
import { useState } from 'react';
import { coverRect, partStyle, SHAPES, tileRect } from '../../../shared/media/crop.ts';
import type { MediaView } from '../../../shared/queries.ts';
import { useAppState } from '../../app/use-app-state.ts';
import styles from './feed.module.css';

/** What a tile shows of a file, cut as its grid cuts it. @param ratio of the tile, width by height */
export function TilePicture({ file, ratio = SHAPES.grid.ratio }: { file: MediaView; ratio?: number }) {
  const base = useAppState((state) => state.media.base);
  const [missing, setMissing] = useState<string | null>(null);
  // Of a film the picture that stands for it, as that goes out.
  const asset = file.cover_asset ?? file.asset;
  const version = asset?.uploaded_at ?? '';
  const image = asset?.mime.startsWith('image/');
  if (!asset || !image || missing === `${asset.id}${version}`) {
    const Icon = asset?.mime.startsWith('video/') ? Film : image ? ImageOff : FileText;
    return (
      <span className={styles.stand} aria-hidden="true">
        <Icon size={20} />
      </span>
    );
  }
  const size = { width: asset.width ?? 3, height: asset.height ?? 4 };
  const { cover, cover_asset } = file;
  const shown =
    cover && cover_asset ? { crop: null, cover: { ...cover, rect: coverRect(cover, size) } } : file;
  return (
    <img
      src={`${base}/thumb/${asset.id}${version === '' ? '' : `?${encodeURIComponent(version)}`}`}
      alt=""
      draggable={false}
      className={styles.picture}
      style={partStyle(tileRect(shown, size, ratio))}
      onError={() => setMissing(`${asset.id}${version}`)}
    />
  );
}
