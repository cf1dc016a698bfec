import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium } from '@playwright/test';
import { thumbnail } from '../shared/media/images.ts';
import { assetId } from '../shared/mutators/asset.ts';
import { planningScope } from '../shared/scopes.ts';
import config from '../tests/e2e/playwright.config.ts';
import { gradient } from '../tests/support/pictures.ts';
import { brandOf, idOf } from './data.ts';
import {
  bench,
  judge,
  makeFolder,
  pause,
  percentile,
  print,
  printMemory,
  readOptions,
  spread,
} from './harness.ts';
import { build, startHost } from './page.ts';
import { openBenchReplica, serve } from './replica.ts';

/**
 * A library of so many pictures in Chromium: from its address until the first rows are painted, and the frames while it
 * is scrolled from top to bottom with the wheel. Each visit asks anew: the page keeps what a screen showed for ten
 * seconds. The small copies are on the disk, as after the first look at a library.
 */
const options = readOptions({ files: 10_000, runs: 8, turns: 240 });
const FORGOTTEN_MS = 10_500;
const WHEEL = 400;

await bench(async () => {
  build();
  const profile = makeFolder();
  const brandId = idOf('brand');
  await fillLibrary(profile, brandId);
  const host = await startHost(profile);
  const browser = await chromium.launch(config.use?.launchOptions ?? {});
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${host.url}`);
  await page.locator('nav').first().waitFor();

  const visits: number[] = [];
  for (let run = 0; run < options.runs + 1; run += 1) {
    await page.evaluate(() => location.assign('#/ideas'));
    await pause(FORGOTTEN_MS);
    const took = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          const from = performance.now();
          const look = () => {
            if (document.querySelectorAll('[data-asset]').length < 20)
              return void requestAnimationFrame(look);
            // The frame after the one that has it: then it is on screen.
            requestAnimationFrame(() => done(performance.now() - from));
          };
          location.assign('#/library');
          requestAnimationFrame(look);
        }),
    );
    // The first one also loads the screen's code.
    if (run > 0) visits.push(took);
  }

  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { benchFrames: times });
    const next = (at: number) => {
      times.push(at);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await page.mouse.move(800, 500);
  await pause(500);
  const begun = await page.evaluate(() => performance.now());
  for (let turn = 0; turn < options.turns; turn += 1) {
    await page.mouse.wheel(0, WHEEL);
    await pause(8);
  }
  const frames = await page.evaluate((from) => {
    const times = (window as unknown as { benchFrames: number[] }).benchFrames.filter((at) => at >= from);
    return times.slice(1).map((at, index) => at - (times[index] ?? at));
  }, begun);
  const reached = await page.locator('[data-asset]').last().getAttribute('data-at');
  await browser.close();
  await host.stop();

  print(`A library of ${options.files} files`, [
    { what: `from its address to the screen, ${visits.length} visits`, ...spread(visits) },
    { what: `a frame while it is scrolled to file ${reached}, ${frames.length} frames`, ...spread(frames) },
  ]);
  const late = frames.filter((frame) => frame > 20).length;
  console.log(`\n  ${late} of ${frames.length} frames took longer than 20 ms`);
  judge('first paint of the library, p95', percentile(visits, 0.95), 100);
  judge('a frame while it is scrolled, p95', percentile(frames, 0.95), 17);
  printMemory();
});

/** A brand whose library has so many pictures, with their small copies. */
async function fillLibrary(profile: string, brandId: string): Promise<void> {
  const file = join(profile, 'local.sqlite');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const replica = openBenchReplica(file);
  const { id, name, organization_id, time_zone, week_starts_on } = brandOf(brandId);
  replica.mutate(
    [{ name: 'brand.create', args: { id, name, organization_id, time_zone, week_starts_on } }],
    null,
  );
  const looks = await Promise.all(
    Array.from({ length: 24 }, async (_, n) =>
      thumbnail(await gradient(600, 450 + n * 10, n / 4).jpeg(80), 480),
    ),
  );
  const rows = Array.from({ length: options.files }, (_, n) => {
    const sha256 = createHash('sha256').update(String(n)).digest('hex');
    const thumb = join(profile, 'media', 'thumbs', sha256.slice(0, 2), `${sha256}.webp`);
    mkdirSync(dirname(thumb), { recursive: true });
    writeFileSync(thumb, looks[n % looks.length] ?? '');
    const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
    return {
      kind: 'asset' as const,
      row: {
        id: assetId(brandId, sha256),
        brand_id: brandId,
        sha256,
        name: `shelf-${n}.jpg`,
        mime: 'image/jpeg',
        bytes: 2_000_000 + n,
        width: 4000,
        height: 3000,
        duration_ms: null,
        codec: null,
        alt_text: `Loaves on shelf ${n}`,
        folder: `Month ${n % 12}`,
        tags: [`tag ${n % 40}`, 'bread'],
        rating: n % 6,
        uploaded_at: at,
        created_at: at,
        updated_at: at,
        version: 1,
      },
    };
  });
  serve(replica, planningScope(brandId), [{ kind: 'brand', row: brandOf(brandId) }, ...rows]);
  replica.close();
}
