import { useEffect, useState } from 'react';
import { type Look, lookOf } from '../../../shared/media/look.ts';
import type { FeedTile } from '../../../shared/queries.ts';
import { mutate } from '../../app/mutate.ts';
import { useAppState } from '../../app/use-app-state.ts';

/** Pixels a side: enough for colours, and quick. */
const SIDE = 40;
/** Found out this many at a time, so that what is on screen is told early. */
const BATCH = 12;

/** What could not be looked at in this window: its bytes are not on this device. */
const unseen = new Set<string>();

/** Finds out the colours of pictures that nobody looked at yet, for as long as `wanted`; each is kept for everybody. */
export function useLooks(brandId: string, tiles: readonly FeedTile[], wanted: boolean): void {
  const base = useAppState((state) => state.media.base);
  const [, goOn] = useState(0);
  const ids = tiles.flatMap(({ cover, look }) =>
    cover?.asset?.mime.startsWith('image/') && !look && !unseen.has(cover.asset_id) ? cover.asset_id : [],
  );
  const next = [...new Set(ids)].slice(0, BATCH).join();
  useEffect(() => {
    if (!wanted || next === '') return;
    let over = false;
    void (async () => {
      const looks = [];
      for (const id of next.split(',')) {
        const look = await lookAt(`${base}/thumb/${id}`).catch(() => null);
        if (over) return;
        if (look) looks.push({ id, ...look });
        else unseen.add(id);
      }
      if (looks.length > 0) await mutate('look.record', { brand_id: brandId, looks });
      else goOn((round) => round + 1);
    })();
    return () => {
      over = true;
    };
  }, [brandId, base, next, wanted]);
}

async function lookAt(src: string): Promise<Look> {
  const picture = new Image();
  picture.src = src;
  await picture.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) throw new Error('This window cannot draw.');
  pen.drawImage(picture, 0, 0, SIDE, SIDE);
  return lookOf(pen.getImageData(0, 0, SIDE, SIDE).data);
}
