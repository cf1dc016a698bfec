import { Transformer } from '@napi-rs/image';
import { expect, test } from 'vitest';
import { fitPicture, pictureSize, thumbnail } from './images.ts';

/** Noise, which compresses badly, so that limits are met. */
function noise(width: number, height: number) {
  const pixels = new Uint8Array(width * height * 4);
  let seed = 1;
  for (let at = 0; at < pixels.length; at += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    pixels[at] = at % 4 === 3 ? 255 : seed >> 16;
  }
  return Transformer.fromRgbaPixels(pixels, width, height);
}

test('a thumbnail keeps the shape and is never larger than the picture', async () => {
  const wide = await noise(400, 100).png();
  expect(pictureSize(await thumbnail(wide, 200))).toEqual({ width: 200, height: 50 });
  expect(pictureSize(await thumbnail(wide, 1000))).toEqual({ width: 400, height: 100 });
});

test('a picture that fits stays byte for byte', async () => {
  const bytes = await noise(64, 64).jpeg(80);
  const limits = { maxBytes: 1_000_000, maxSide: 2000, mimes: ['image/jpeg'] };
  expect((await fitPicture({ bytes, mime: 'image/jpeg' }, limits)).bytes).toBe(bytes);
});

test('one that is too heavy, too large or of another type is made a JPEG that fits', async () => {
  const bytes = await noise(900, 600).png();
  const fitted = await fitPicture(
    { bytes, mime: 'image/png' },
    { maxBytes: 60_000, maxSide: 700, mimes: ['image/jpeg'] },
  );
  expect(fitted.mime).toBe('image/jpeg');
  expect(fitted.bytes.length).toBeLessThanOrEqual(60_000);
  expect(Math.max(fitted.width, fitted.height)).toBeLessThanOrEqual(700);
  expect(pictureSize(fitted.bytes)).toEqual({ width: fitted.width, height: fitted.height });
  expect(fitted.width / fitted.height).toBeCloseTo(1.5, 1);
});

test('what says it is enormous is refused before it is decoded, and so is what is broken', async () => {
  const png = Buffer.from(await noise(8, 8).png());
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  await expect(thumbnail(png, 100)).rejects.toThrow('cannot be decoded');
  await expect(thumbnail(Buffer.from('no picture'), 100)).rejects.toThrow('cannot be decoded');
});
