import { ResizeFilterType, Transformer } from '@napi-rs/image';
import { imageSize } from 'image-size';
import { cropPixels, type Rect, type Size } from './crop.ts';
import { MAX_PIXELS } from './sniff.ts';

/** Pictures measured and made smaller, for the core and the server (it needs Node). It touches no files. */

export type Picture = { bytes: Uint8Array; mime: string; width: number; height: number };

/** EXIF orientations that lie on their side. */
const SIDEWAYS = new Set([5, 6, 7, 8]);

/**
 * Width and height as the picture is shown, read from its header.
 * @returns null when the header cannot be read
 */
export function pictureSize(bytes: Uint8Array): { width: number; height: number } | null {
  try {
    const { width, height, orientation } = imageSize(bytes);
    if (width < 1 || height < 1) return null;
    return SIDEWAYS.has(orientation ?? 1) ? { width: height, height: width } : { width, height };
  } catch {
    return null;
  }
}

/** A picture whose pixels fit into memory. @throws Error otherwise: decoding it could take the process down */
function decodable(bytes: Uint8Array): { width: number; height: number } {
  const size = pictureSize(bytes);
  if (!size || size.width * size.height > MAX_PIXELS) throw new Error('This picture cannot be decoded.');
  return size;
}

/**
 * Cut, then scaled down (never up) until neither side is longer than `side` pixels, the right way up.
 * @param crop the part that is wanted; not there: all of it
 */
function scaled(bytes: Uint8Array, whole: Size, side: number, crop?: Rect) {
  const part = crop ? cropPixels(crop, whole) : whole;
  const scale = Math.min(1, side / Math.max(part.width, part.height));
  const size = {
    width: Math.max(1, Math.round(whole.width * scale)),
    height: Math.max(1, Math.round(whole.height * scale)),
  };
  const transformer = new Transformer(bytes).rotate();
  if (scale < 1) transformer.resize(size.width, size.height, ResizeFilterType.Lanczos3);
  if (!crop) return { transformer, ...size };
  // It scales first and cuts then, whatever the order of the calls.
  const { x, y, width, height } = cropPixels(crop, size);
  return { transformer: transformer.crop(x, y, width, height), width, height };
}

/**
 * A small copy to show in lists, as WebP.
 * @param side its longer side in pixels
 * @throws Error when the picture cannot be decoded
 */
export async function thumbnail(bytes: Uint8Array, side: number): Promise<Uint8Array> {
  return scaled(bytes, decodable(bytes), side).transformer.webp(78);
}

/**
 * The picture as a platform takes it: as it is when it fits, else as a JPEG of smaller size or quality. Cut, it stays a
 * PNG where it was one and fits, and is otherwise a JPEG of high quality.
 * @param limits `maxBytes` of the file, `maxSide` in pixels, `mimes` it takes
 * @throws Error when the picture cannot be decoded
 */
export async function fitPicture(
  picture: { bytes: Uint8Array; mime: string; crop?: Rect | undefined },
  limits: { maxBytes: number; maxSide: number; mimes: readonly string[] },
): Promise<Picture> {
  const { bytes, mime, crop } = picture;
  const whole = decodable(bytes);
  const size = crop ? cropPixels(crop, whole) : whole;
  const longer = Math.max(size.width, size.height);
  const taken = limits.mimes.includes(mime) && longer <= limits.maxSide;
  if (!crop && taken && bytes.length <= limits.maxBytes) return { bytes, mime, ...whole };
  if (crop && taken && mime === 'image/png') {
    const { transformer, width, height } = scaled(bytes, whole, longer, crop);
    const cut = await transformer.png();
    if (cut.length <= limits.maxBytes) return { bytes: cut, mime, width, height };
  }
  let side = Math.min(limits.maxSide, longer);
  for (;;) {
    for (const quality of crop ? [94, 88, 78, 65] : [88, 78, 65]) {
      const { transformer, width, height } = scaled(bytes, whole, side, crop);
      const smaller = await transformer.jpeg(quality);
      if (smaller.length <= limits.maxBytes) return { bytes: smaller, mime: 'image/jpeg', width, height };
    }
    side = Math.floor(side * 0.75);
    if (side < 64) throw new Error('This picture cannot be made small enough.');
  }
}
