import { ResizeFilterType, Transformer } from '@napi-rs/image';
import { imageSize } from 'image-size';
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

/** Scaled down (never up) until neither side is longer than `side` pixels, the right way up. */
function scaled(bytes: Uint8Array, size: { width: number; height: number }, side: number) {
  const scale = Math.min(1, side / Math.max(size.width, size.height));
  const width = Math.max(1, Math.round(size.width * scale));
  const height = Math.max(1, Math.round(size.height * scale));
  const transformer = new Transformer(bytes).rotate();
  if (scale < 1) transformer.resize(width, height, ResizeFilterType.Lanczos3);
  return { transformer, width, height };
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
 * The picture as a platform takes it: as it is when it fits, else as a JPEG of smaller size or quality.
 * @param limits `maxBytes` of the file, `maxSide` in pixels, `mimes` it takes
 * @throws Error when the picture cannot be decoded
 */
export async function fitPicture(
  picture: { bytes: Uint8Array; mime: string },
  limits: { maxBytes: number; maxSide: number; mimes: readonly string[] },
): Promise<Picture> {
  const { bytes, mime } = picture;
  const size = decodable(bytes);
  const fits =
    limits.mimes.includes(mime) &&
    bytes.length <= limits.maxBytes &&
    Math.max(size.width, size.height) <= limits.maxSide;
  if (fits) return { bytes, mime, ...size };
  let side = Math.min(limits.maxSide, Math.max(size.width, size.height));
  for (;;) {
    for (const quality of [88, 78, 65]) {
      const { transformer, width, height } = scaled(bytes, size, side);
      const smaller = await transformer.jpeg(quality);
      if (smaller.length <= limits.maxBytes) return { bytes: smaller, mime: 'image/jpeg', width, height };
    }
    side = Math.floor(side * 0.75);
    if (side < 64) throw new Error('This picture cannot be made small enough.');
  }
}
