import { chromium } from '@playwright/test';
import { v7 } from 'uuid';
import { addDays } from '../shared/time/calendar.ts';
import config from '../tests/e2e/playwright.config.ts';
import { idOf, MONTH } from './data.ts';
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
import { build, fillProfile, startHost } from './page.ts';

/**
 * The month of a brand that has so many posts in it, in Chromium: from its address until it is painted, and the frames
 * while a post is dragged over it. Each visit asks anew: the page keeps what a screen showed for ten seconds.
 */
const options = readOptions({ posts: 10_000, runs: 10, steps: 240 });
const WEEKS_SHOWN = 6;
const FORGOTTEN_MS = 10_500;

await bench(async () => {
  build();
  const profile = makeFolder();
  const brandId = idOf('brand');
  const perDay = Math.ceil(options.posts / (WEEKS_SHOWN * 7));
  const wall_time = `${MONTH.to}T00:00`;
  const when = { wall_time, time_zone: 'UTC', schedule_id: null, slot_key: null };
  const words = { pillar_id: null, title: 'Dragged', caption: 'c', notes: '', hashtags: [], link: null };
  // The first of its day, so that it is drawn. All others are out and stay where they are.
  const carried = { name: 'post.create', args: { id: v7(), brand_id: brandId, ...words, when } };
  fillProfile(profile, brandId, { posts: options.posts, comments: 10, perDay }, [carried]);
  const host = await startHost(profile);
  const browser = await chromium.launch(config.use?.launchOptions ?? {});
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, timezoneId: 'UTC' });
  await page.goto(`${host.url}`);
  await page.locator('nav').first().waitFor();
  const month = `#/calendar/month/${addDays(MONTH.from, 14)}`;

  const visits: number[] = [];
  for (let run = 0; run < options.runs + 1; run += 1) {
    await page.evaluate(() => location.assign('#/ideas'));
    await pause(FORGOTTEN_MS);
    const took = await page.evaluate(
      (address) =>
        new Promise<number>((done) => {
          const from = performance.now();
          const look = () => {
            const drawn = document.querySelectorAll('[role="grid"][aria-busy="false"] [data-post]').length;
            if (drawn < 100) return void requestAnimationFrame(look);
            // The frame after the one that has it: then it is on screen.
            requestAnimationFrame(() => done(performance.now() - from));
          };
          location.assign(address);
          requestAnimationFrame(look);
        }),
      month,
    );
    // The first one also loads the screen's code.
    if (run > 0) visits.push(took);
  }

  const bare: number[] = [];
  for (let run = 0; run < options.runs + 1; run += 1) {
    await pause(500);
    bare.push(await page.evaluate(drawnBare));
  }
  bare.shift();

  const chip = page.getByRole('button', { name: /Dragged/ });
  await chip.scrollIntoViewIfNeeded();
  const box = await chip.boundingBox();
  if (!box) throw new Error('The post that is dragged is not on screen.');
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { benchFrames: times });
    const next = (at: number) => {
      times.push(at);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await pause(500);
  await page.mouse.move(box.x + 20, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + 10, box.y - 10);
  const begun = await page.evaluate(() => performance.now());
  for (let step = 0; step < options.steps; step += 1) {
    const turn = (step / options.steps) * Math.PI * 6;
    await page.mouse.move(760 + 480 * Math.sin(turn), 480 + 250 * Math.cos(turn * 1.7));
    await pause(8);
  }
  const frames = await page.evaluate((from) => {
    const times = (window as unknown as { benchFrames: number[] }).benchFrames.filter((at) => at >= from);
    return times.slice(1).map((at, index) => at - (times[index] ?? at));
  }, begun);
  await page.mouse.up();
  await browser.close();
  await host.stop();

  print(`A month of ${options.posts} posts`, [
    { what: `from its address to the screen, ${visits.length} visits`, ...spread(visits) },
    { what: 'the same month as ready markup, with no program behind it', ...spread(bare) },
    { what: `a frame while a post is dragged, ${frames.length} frames`, ...spread(frames) },
  ]);
  const late = frames.filter((frame) => frame > 20).length;
  console.log(`\n  ${late} of ${frames.length} frames took longer than 20 ms`);
  const ratio = percentile(visits, 0.5) / percentile(bare, 0.5);
  console.log(`  the month takes ${ratio.toFixed(1)} times what its bare markup does, p50`);
  judge('first paint of the month, p95', percentile(visits, 0.95), 100);
  judge('a frame of the drag, p95', percentile(frames, 0.95), 17);
  printMemory();
});

/** What the browser needs at the least: the month's own markup put into an empty place of the same size, milliseconds. */
function drawnBare(): Promise<number> {
  const grid = document.querySelector<HTMLElement>('[role="grid"]');
  if (!grid) return Promise.reject(new Error('There is no month to copy.'));
  const { width, height } = grid.getBoundingClientRect();
  const place = document.createElement('div');
  Object.assign(place.style, { position: 'fixed', inset: '0', width: `${width}px`, height: `${height}px` });
  place.style.display = 'flex';
  document.body.append(place);
  const markup = grid.outerHTML;
  return new Promise((done) => {
    requestAnimationFrame(() => {
      const from = performance.now();
      place.innerHTML = markup;
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          const took = performance.now() - from;
          place.remove();
          done(took);
        }),
      );
    });
  });
}
