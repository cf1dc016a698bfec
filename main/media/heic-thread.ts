import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Transformer } from '@napi-rs/image';
import libheif from 'libheif-js/wasm-bundle.js';
import { z } from 'zod';
import { MAX_PIXELS } from '../../shared/media/sniff.ts';
import type { Heic } from './heic.ts';

/** One picture, and the thread ends: what its decoder took of memory goes with it. */

const QUALITY = 93;

const port = parentPort;
if (!port) throw new Error('A HEIC picture is read in a thread of its own.');
const { path } = z.object({ path: z.string() }).parse(workerData);
port.postMessage(await convert().catch((): Heic => ({ fault: 'file_damaged' })));

async function convert(): Promise<Heic> {
  await libheif.ready;
  const [image] = new libheif.HeifDecoder().decode(await readFile(path));
  if (!image) return { fault: 'file_damaged' };
  const width = image.get_width();
  const height = image.get_height();
  if (width * height > MAX_PIXELS) return { fault: 'picture_too_large' };
  const room = { data: new Uint8ClampedArray(width * height * 4), width, height };
  const shown = await new Promise<typeof room | null>((done) => image.display(room, done));
  if (!shown) return { fault: 'file_damaged' };
  // Turned the right way up by the decoder; what was written beside the picture, such as where it was taken, stays behind.
  return { jpeg: await Transformer.fromRgbaPixels(shown.data, width, height).jpeg(QUALITY) };
}
