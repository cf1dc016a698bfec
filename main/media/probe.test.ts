import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { film } from '../../tests/support/films.ts';
import { png } from '../../tests/support/pictures.ts';
import { probe } from './probe.ts';

const dir = mkdtempSync(join(tmpdir(), 'probe-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A film in a file. */
async function filmAt(kind: 'mp4' | 'webm', name: string): Promise<string> {
  const file = join(dir, name);
  writeFileSync(file, await film(kind));
  return file;
}

test('a film tells its size, length and codec', async () => {
  const facts = { width: 320, height: 180, duration_ms: 2000, codec: 'vp9' };
  const mp4 = await filmAt('mp4', 'a.mp4');
  expect(await probe(mp4, 'video/mp4')).toEqual({ mime: 'video/mp4', ...facts });
  const webm = await filmAt('webm', 'a.webm');
  expect(await probe(webm, 'video/webm')).toEqual({ mime: 'video/webm', ...facts });
});

test('a film that was cut off is damaged, though its beginning can be read', async () => {
  const whole = readFileSync(await filmAt('mp4', 'whole.mp4'));
  const cut = join(dir, 'cut.mp4');
  writeFileSync(cut, whole.subarray(0, Math.floor(whole.length * 0.45)));
  await expect(probe(cut, 'video/mp4')).rejects.toMatchObject({ code: 'file_damaged' });
});

test('a picture tells its size; one that is no picture, or enormous, is refused', async () => {
  const file = join(dir, 'a.png');
  writeFileSync(file, await png(40, 30));
  expect(await probe(file, 'image/png')).toEqual({
    mime: 'image/png',
    width: 40,
    height: 30,
    duration_ms: null,
    codec: null,
  });
  const huge = Buffer.from(await png(8, 8));
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  writeFileSync(file, huge);
  await expect(probe(file, 'image/png')).rejects.toMatchObject({ code: 'picture_too_large' });
  await expect(probe(file, null)).rejects.toMatchObject({ code: 'file_type_unsupported' });
});
