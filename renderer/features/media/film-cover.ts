import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import type { Cover } from '../../../shared/media/crop.ts';
import { desktop } from '../../app/desktop.ts';
import { showToast } from '../../ui/toast.tsx';
import { drawMoment } from './film-thumb.ts';

/** Longer side in pixels: no platform shows a cover larger. */
const SIDE = 1920;

/** Whether what stands for a film is a part of one of its moments, which no platform cuts by itself. */
export const wantsDrawing = (cover: Cover | null): cover is Cover =>
  cover !== null && cover.rect !== null && cover.asset_id === undefined;

/**
 * Makes a picture of the moment that stands for a film and puts it into the library beside the film: only so it goes out
 * cut. Only a page can decode films.
 * @param base where files are (`media.base`)
 * @returns the same cover with its picture; without, where the film cannot be decoded here (the person has been told)
 */
export async function drawCover(base: string, film: Row<'asset'>, cover: Cover): Promise<Cover> {
  try {
    const seconds = (cover.at_ms ?? 0) / 1000;
    const canvas = await drawMoment(`${base}/file/${film.id}`, () => seconds, SIDE);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92));
    if (!blob) throw new Error('It could not be drawn.');
    const name = `${film.name.replace(/\.[^.]*$/, '')} – ${i18n._(msg`cover`)}.jpg`;
    const file = new File([blob], name, { type: 'image/jpeg' });
    const { brand_id: brandId, folder } = film;
    const { assetId } = await desktop.addFile({ brandId, folder }, file);
    return { ...cover, at_ms: cover.at_ms ?? 0, asset_id: assetId };
  } catch {
    showToast({
      title: i18n._(msg`The cover could not be cut.`),
      description: i18n._(
        msg`This film cannot be shown here. Its moment goes out whole; a picture can stand for it instead.`,
      ),
      urgent: true,
    });
    return cover;
  }
}
