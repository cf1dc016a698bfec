import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny';
import config from '../tests/e2e/playwright.config.ts';

/**
 * `node scripts/demo-film.ts`: films one picture of main/demo/pictures, slowly coming nearer, for the library of the example
 * brand. VP9, which every Chromium plays, also those without what is patented.
 */
const [WIDTH, HEIGHT, RATE, SECONDS] = [360, 640, 12, 6];
const folder = resolve(import.meta.dirname, '..', 'main', 'demo', 'pictures');

const browser = await chromium.launch(config.use?.launchOptions ?? {});
const page = await browser.newPage();
// An encoder is given to pages of a safe origin only; this one is never asked for over a network.
const origin = 'https://film.example/';
await page.route(`${origin}**`, (route) =>
  route.request().url().endsWith('.jpg')
    ? route.fulfill({ path: join(folder, 'the-starter.jpg') })
    : route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
);
await page.goto(origin);
const packets = await page.evaluate(
  async ([width, height, rate, seconds]) => {
    const image = new Image();
    image.src = '/the-starter.jpg';
    await image.decode();
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('There is no canvas.');
    const out: { type: 'key' | 'delta'; data: number[] }[] = [];
    const encoder = new VideoEncoder({
      output(chunk) {
        const data = new Uint8Array(chunk.byteLength);
        chunk.copyTo(data);
        out.push({ type: chunk.type, data: [...data] });
      },
      error(error) {
        throw error;
      },
    });
    encoder.configure({ codec: 'vp09.00.30.08', width, height, bitrate: 150_000, framerate: rate });
    for (let n = 0; n < rate * seconds; n += 1) {
      // From the whole jar to its red band.
      const share = 1 - 0.35 * (n / (rate * seconds));
      const [tall, broad] = [image.height * share, (image.height * share * width) / height];
      const [x, y] = [(image.width - broad) / 2, (image.height - tall) * 0.6];
      context.drawImage(image, x, y, broad, tall, 0, 0, width, height);
      const frame = new VideoFrame(canvas, { timestamp: (n * 1e6) / rate, duration: 1e6 / rate });
      encoder.encode(frame, { keyFrame: n % 24 === 0 });
      frame.close();
    }
    await encoder.flush();
    return out;
  },
  [WIDTH, HEIGHT, RATE, SECONDS] as const,
);
await browser.close();

const target = new BufferTarget();
const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
const source = new EncodedVideoPacketSource('vp9');
output.addVideoTrack(source, { frameRate: RATE });
await output.start();
for (const [n, { type, data }] of packets.entries())
  await source.add(new EncodedPacket(Uint8Array.from(data), type, n / RATE, 1 / RATE), {
    decoderConfig: { codec: 'vp09.00.30.08', codedWidth: WIDTH, codedHeight: HEIGHT },
  });
await output.finalize();
const bytes = new Uint8Array(target.buffer ?? new ArrayBuffer(0));
await writeFile(join(folder, 'the-starter-rises.mp4'), bytes);
console.log('the-starter-rises.mp4', bytes.length);
