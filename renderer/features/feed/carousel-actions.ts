import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { MOST_SLIDES, SLIDE_SIZES, slideSource, suggestedAlt } from '../../../shared/feed/slides.ts';
import type { Overlay, Row, SlideShape } from '../../../shared/kinds/index.ts';
import type { FeedTile, SlideView } from '../../../shared/queries.ts';
import { desktop } from '../../app/desktop.ts';
import { mutateAll, newId, type PlannedMutation } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { go } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { appState } from '../../app/use-app-state.ts';
import { showToast } from '../../ui/toast.tsx';
import { saveFiles } from '../media/save-files.ts';
import { isLocked } from '../post/post-state.ts';
import { drawSlide, loadFaces, loadPicture } from './draw-slide.ts';

/** Where pictures made here are kept in the library. */
const FOLDER = 'Carousels';
const QUALITY = 0.92;

/** A slide as it begins: what lies under the words, and no words. */
export const freshSlide = (carouselId: string, position: number, assetId: string | null, color: string) => ({
  carousel_id: carouselId,
  position,
  asset_id: assetId,
  crop: null,
  background: color,
  overlays: [],
});

export const PAPER = '#f7f3ec';
export const INK = '#221e19';

/** Words as they begin: in the lower third, large, on a band so that they can be read on any picture. */
export const freshWords = (text: string, onPicture: boolean): Overlay => ({
  id: newId(),
  text,
  x: 0.08,
  y: onPicture ? 0.62 : 0.3,
  width: 0.84,
  size: 0.085,
  font: 'serif',
  weight: 600,
  align: 'start',
  color: INK,
  band: onPicture ? PAPER : null,
});

/** Makes a carousel of these pictures and shows it. @param postId the post whose pictures they are; null: none yet */
export async function makeCarousel(
  brandId: string,
  title: string,
  assetIds: readonly (string | null)[],
  postId: string | null,
): Promise<void> {
  const id = newId();
  const writes: PlannedMutation[] = [
    {
      name: 'carousel.create',
      args: { id, brand_id: brandId, post_id: postId, title, shape: 'portrait' },
    },
    ...assetIds.slice(0, MOST_SLIDES).map((assetId, index) => ({
      name: 'slide.create' as const,
      args: { id: newId(), brand_id: brandId, ...freshSlide(id, index, assetId, PAPER) },
    })),
  ];
  if (await mutateAll(writes)) go(`/feed/carousels/${id}`);
}

/** Shows the carousel a post's pictures are made from, or makes one of the pictures it has. */
export async function openCarousel(tile: FeedTile): Promise<void> {
  const post = await readOnce('post', { id: tile.id });
  if (!post) return;
  const known = (await readOnce('carousels', { brandId: post.brand_id })).find(
    ({ post_id }) => post_id === post.id,
  );
  if (known) return go(`/feed/carousels/${known.id}`);
  const pictures = post.media.flatMap(({ asset, connection_id }) =>
    connection_id === null && asset?.mime.startsWith('image/') ? asset.id : [],
  );
  await makeCarousel(post.brand_id, post.title, pictures.length > 0 ? pictures : [null], post.id);
}

export type Rendered = { slide: SlideView; assetId: string };

/**
 * Makes the slides into pictures of the library. One that is up to date is not made again; one that took the place of
 * another that nothing shows lets it go.
 * @param onStep told how many are done
 * @returns null when one could not be made; the person has been told
 */
export async function renderSlides(
  carousel: Row<'carousel'>,
  slides: readonly SlideView[],
  onStep: (done: number) => void,
): Promise<Rendered[] | null> {
  const { brand_id, id, shape } = carousel;
  const done: Rendered[] = [];
  for (const [index, slide] of slides.entries()) {
    onStep(index);
    const source = slideSource(slide, shape);
    if (slide.rendered?.source === source) {
      done.push({ slide, assetId: slide.rendered.id });
      continue;
    }
    try {
      const name = fileName(carousel, index);
      const file = new File([await pictureOf(slide, shape)], name, { type: 'image/jpeg' });
      const { assetId, known } = await desktop.addFile({ brandId: brand_id, folder: FOLDER }, file);
      const alt_text = suggestedAlt(slide.overlays, slide.asset?.alt_text ?? '');
      const writes: PlannedMutation[] = [
        {
          name: 'rendering.record',
          args: {
            id: assetId,
            brand_id,
            carousel_id: id,
            slide_id: slide.id,
            original_id: slide.asset_id,
            source,
          },
        },
        ...(known
          ? []
          : [{ name: 'asset.edit' as const, args: { id: assetId, brand_id, fields: { alt_text } } }]),
      ];
      if (!(await mutateAll(writes))) return null;
      done.push({ slide, assetId });
    } catch (error) {
      tellError(error);
      return null;
    }
  }
  return done;
}

const fileName = ({ title }: Row<'carousel'>, index: number) =>
  `${
    title
      .trim()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 60) || 'carousel'
  }-${index + 1}.jpg`;

async function pictureOf(slide: SlideView, shape: SlideShape): Promise<Blob> {
  const base = appState()?.media.base ?? '';
  const [picture] = await Promise.all([loadPicture(base, slide.asset_id), loadFaces(slide.overlays)]);
  if (slide.asset_id !== null && !picture)
    throw new Error('A picture under the words is not on this device.');
  const canvas = Object.assign(document.createElement('canvas'), SLIDE_SIZES[shape]);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('This window cannot draw.');
  drawSlide(pen, slide, shape, picture);
  return new Promise((made, failed) =>
    canvas.toBlob(
      (blob) => (blob ? made(blob) : failed(new Error('The picture could not be made.'))),
      'image/jpeg',
      QUALITY,
    ),
  );
}

/** Writes the pictures of all slides to where the person wants them: one picture, or a zip in the order of the slides. */
export async function saveSlides(carousel: Row<'carousel'>, rendered: readonly Rendered[]): Promise<void> {
  await saveFiles(
    carousel.title.trim() || 'carousel',
    rendered.map(({ assetId }, index) => ({ assetId, name: fileName(carousel, index) })),
  );
}

/** Puts pictures made from slides on their post, in order, in the place of what they were made from. */
export async function putOnPost(
  carousel: Row<'carousel'>,
  postId: string,
  rendered: readonly Rendered[],
): Promise<boolean> {
  const { brand_id } = carousel;
  const post = await readOnce('post', { id: postId });
  if (!post || isLocked(post)) {
    showToast({ title: i18n._(msg`This post is out, or gone: its pictures stay as they are.`) });
    return false;
  }
  const wanted = rendered.map(({ assetId }) => assetId);
  const ours = new Set(
    rendered.flatMap(({ slide }) => [slide.asset_id, slide.rendered?.id ?? null]).filter((id) => id !== null),
  );
  const shown = post.media.filter(({ connection_id }) => connection_id === null);
  const out = shown.filter(({ asset_id }) => ours.has(asset_id) && !wanted.includes(asset_id));
  const missing = rendered.filter(({ assetId }) => !shown.some(({ asset_id }) => asset_id === assetId));
  const writes: PlannedMutation[] = [
    ...out.map(({ id, post_id }) => ({
      name: 'attachment.remove' as const,
      args: { id, brand_id, post_id },
    })),
    ...missing.map(({ assetId, slide }) => ({
      name: 'attachment.add' as const,
      args: {
        brand_id,
        post_id: postId,
        asset_id: assetId,
        connection_id: null,
        position: wanted.indexOf(assetId),
        alt_text: suggestedAlt(slide.overlays, slide.asset?.alt_text ?? ''),
      },
    })),
  ];
  if (!(await mutateAll(writes))) return false;
  const after = await readOnce('post', { id: postId });
  const files = (after?.media ?? []).filter(({ connection_id }) => connection_id === null);
  const rank = (assetId: string) => (wanted.includes(assetId) ? wanted.indexOf(assetId) : wanted.length);
  const ids = files.toSorted((a, b) => rank(a.asset_id) - rank(b.asset_id)).map(({ id }) => id);
  const ordered = await mutateAll([{ name: 'attachment.reorder', args: { brand_id, post_id: postId, ids } }]);
  await forget(brand_id, rendered);
  return ordered;
}

/** Lets go of pictures that newer ones took the place of, where nothing shows them any more. */
async function forget(brandId: string, rendered: readonly Rendered[]): Promise<void> {
  const old = rendered.flatMap(({ slide, assetId }) =>
    slide.rendered && slide.rendered.id !== assetId ? slide.rendered.id : [],
  );
  const unused: string[] = [];
  for (const id of old) if ((await readOnce('asset', { id }))?.uses === 0) unused.push(id);
  await mutateAll(unused.map((id) => ({ name: 'asset.delete' as const, args: { id, brand_id: brandId } })));
}
