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

/** Four fields of one colour each: red and green above, blue and white below. */
function fields(width: number, height: number) {
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [left, top] = [x < width / 2, y < height / 2];
      pixels.set(
        [left === top ? 255 : 0, left && top ? 0 : left ? 0 : 255, top ? 0 : 255, 255],
        (y * width + x) * 4,
      );
    }
  }
  return Transformer.fromRgbaPixels(pixels, width, height);
}
const rightTop = { x: 0.5, y: 0, width: 0.5, height: 0.5 };

/** Red, green and blue at the middle, each 0 or 1. */
async function middle(bytes: Uint8Array) {
  const { width, height } = pictureSize(bytes) ?? { width: 0, height: 0 };
  const pixels = await new Transformer(bytes).rawPixels();
  const each = pixels.length / (width * height);
  const at = (Math.floor(height / 2) * width + Math.floor(width / 2)) * each;
  return [...pixels.subarray(at, at + 3)].map((value) => Math.round(value / 255));
}

test('what is cut goes out at its pixels, whole or made smaller, and stays a PNG where it was one', async () => {
  const bytes = await fields(400, 200).png();
  const limits = { maxBytes: 1_000_000, maxSide: 2000, mimes: ['image/png', 'image/jpeg'] };
  const cut = await fitPicture({ bytes, mime: 'image/png', crop: rightTop }, limits);
  expect(cut).toMatchObject({ mime: 'image/png', width: 200, height: 100 });
  expect(pictureSize(cut.bytes)).toEqual({ width: 200, height: 100 });
  expect(await middle(cut.bytes)).toEqual([0, 1, 0]);
  const small = await fitPicture({ bytes, mime: 'image/png', crop: rightTop }, { ...limits, maxSide: 50 });
  expect(small).toMatchObject({ mime: 'image/jpeg', width: 50, height: 25 });
  expect(pictureSize(small.bytes)).toEqual({ width: 50, height: 25 });
  expect(await middle(small.bytes)).toEqual([0, 1, 0]);
});

test('a picture that lies on its side is cut as it is shown', async () => {
  const jpeg = Buffer.from(await fields(400, 200).jpeg(95));
  // EXIF with orientation 6 alone: to be turned a quarter to the right.
  const exif = Buffer.from(
    'ffe1002245786966000049492a00080000000100120103000100000006000000000000000000',
    'hex',
  );
  exif.writeUInt16BE(exif.length - 2, 2);
  const turned = Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
  expect(pictureSize(turned)).toEqual({ width: 200, height: 400 });
  const limits = { maxBytes: 1_000_000, maxSide: 2000, mimes: ['image/jpeg'] };
  // Shown, blue lies left above and red right of it.
  for (const [crop, colour] of [
    [{ x: 0, y: 0, width: 0.5, height: 0.5 }, [0, 0, 1]],
    [rightTop, [1, 0, 0]],
  ] as const) {
    const cut = await fitPicture({ bytes: turned, mime: 'image/jpeg', crop }, limits);
    expect(pictureSize(cut.bytes)).toEqual({ width: 100, height: 200 });
    expect(await middle(cut.bytes)).toEqual(colour);
  }
});

test('what says it is enormous is refused before it is decoded, and so is what is broken', async () => {
  const png = Buffer.from(await noise(8, 8).png());
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  await expect(thumbnail(png, 100)).rejects.toThrow('cannot be decoded');
  await expect(thumbnail(Buffer.from('no picture'), 100)).rejects.toThrow('cannot be decoded');
});
