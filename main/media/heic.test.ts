import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transformer } from '@napi-rs/image';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDesktop, type TestDesktop } from '../../tests/support/desktop.ts';
import { heic } from '../../tests/support/heic.ts';
import { sha256, streamOf } from '../../tests/support/pictures.ts';

let desktop: TestDesktop;
const brandId = uuidv7();
beforeAll(async () => {
  desktop = await openDesktop();
  await desktop.mutate('brand.create', {
    id: brandId,
    organization_id: null,
    name: 'Bakery',
    time_zone: 'UTC',
    week_starts_on: 1,
  });
});
afterAll(async () => {
  await desktop.close();
  desktop.remove();
});

const files = () =>
  desktop.query('library', {
    brandId,
    text: '',
    folder: null,
    tag: null,
    type: null,
    minRating: 0,
    used: null,
    sort: 'newest',
    limit: 10,
  }).assets;

test('a picture from a phone comes in as a JPEG, once, with its original to be had', async () => {
  const bytes = heic({ y: 150, cb: 100, cr: 180 });
  const { assetId, known } = await desktop.add(brandId, 'IMG_0815.HEIC', streamOf(bytes));
  expect(known).toBe(false);
  expect(files()).toMatchObject([{ name: 'IMG_0815.jpg', mime: 'image/jpeg', width: 16, height: 16 }]);
  const served = await desktop.core.serveMedia(`file/${assetId}`, null);
  const pixels = await new Transformer(await readFile(served?.path ?? '')).rawPixels();
  for (const [channel, wanted] of [240, 125, 100].entries())
    expect(Math.abs((pixels[channel] ?? 0) - wanted)).toBeLessThan(6);

  // The same picture again is the same file.
  expect(await desktop.add(brandId, 'again.heic', streamOf(bytes))).toEqual({ assetId, known: true });

  expect(await desktop.invoke('media.original', { assetId })).toEqual({ here: true });
  await desktop.invoke('export.files', { name: 'x', files: [{ assetId, original: true }] });
  const [saved] = desktop.saved;
  expect(saved?.name).toBe('IMG_0815.heic');
  expect(sha256(saved?.bytes ?? Buffer.alloc(0))).toBe(sha256(bytes));
});

test('a picture that another encoder made looks as it did', async () => {
  // main/demo/pictures/van-and-ferry.jpg at 320 x 200, by heif-enc of libheif 1.15 with x265.
  const file = join(import.meta.dirname, '../../tests/support/files/van-by-x265.heic');
  const { assetId } = await desktop.add(brandId, 'van.heic', streamOf(await readFile(file)));
  expect(files().find(({ id }) => id === assetId)).toMatchObject({ width: 320, height: 200 });
  const served = await desktop.core.serveMedia(`file/${assetId}`, null);
  const pixels = await new Transformer(await readFile(served?.path ?? '')).rawPixels();
  const drawn = join(import.meta.dirname, '../demo/pictures/van-and-ferry.jpg');
  const wanted = await new Transformer(await readFile(drawn)).resize(320, 200).rawPixels();
  expect(pixels.length).toBe(wanted.length);
  const apart = pixels.reduce((sum, value, at) => sum + Math.abs(value - (wanted[at] ?? 0)), 0);
  expect(apart / pixels.length).toBeLessThan(5);
});

test('one that is cut off or broken is refused, and nothing of it stays', async () => {
  const bytes = heic({ y: 90, cb: 100, cr: 180 });
  const before = files().length;
  for (const end of [40, 200, 300, bytes.length - 400]) {
    await expect(desktop.add(brandId, 'cut.heic', streamOf(bytes.subarray(0, end)))).rejects.toMatchObject({
      code: 'file_damaged',
    });
  }
  expect(files()).toHaveLength(before);
});
