import { createHash } from 'node:crypto';
import { Transformer } from '@napi-rs/image';

/** Noise that compresses badly, always the same for the same seed. */
export function noise(width: number, height: number, seed = 1) {
  const pixels = new Uint8Array(width * height * 4);
  let state = seed;
  for (let at = 0; at < pixels.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[at] = at % 4 === 3 ? 255 : state >>> 24;
  }
  return Transformer.fromRgbaPixels(pixels, width, height);
}

/** A picture with soft colours, for screens that people look at. */
export function gradient(width: number, height: number, hue: number) {
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      const light = 0.45 + 0.4 * (y / height);
      for (const channel of [0, 1, 2]) {
        const wave = 0.5 + 0.5 * Math.cos(hue + channel * 2.1 + (x / width) * 1.4);
        pixels[at + channel] = Math.round(255 * light * (0.55 + 0.45 * wave));
      }
      pixels[at + 3] = 255;
    }
  }
  return Transformer.fromRgbaPixels(pixels, width, height);
}

export const png = (width: number, height: number, seed?: number): Promise<Buffer> =>
  noise(width, height, seed).png();

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes as a page sends them. */
export function streamOf(
  bytes: Uint8Array,
  pieces = 3,
): { stream: AsyncIterable<Uint8Array>; bytes: number } {
  const size = Math.ceil(bytes.length / pieces);
  async function* parts() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  return { stream: parts(), bytes: bytes.length };
}
