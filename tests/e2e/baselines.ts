import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';

/** Pictures of every screen in tests/e2e/baselines, which `npm run baselines` takes anew. */
const folder = join(import.meta.dirname, 'baselines');

/** `npm run baselines` is running: pictures are taken, and nothing else is looked at. */
export const taking = process.env.PILLARBOX_BASELINES === 'take';

/** `npm run baselines -- --check` is running: what is on screen is compared with them. */
const comparing = process.env.PILLARBOX_BASELINES === 'compare';

/** How a desktop is started whose screens are pictures: on every machine and every day the same. */
export const STILL = {
  TZ: 'Europe/Berlin',
  PILLARBOX_NOW: '2026-11-18T10:40:00Z',
  // The address is on screen, and nothing is asked of it.
  PILLARBOX_SERVER_URL: 'https://pillarbox.example',
};

/** What made the pictures. Text is drawn a little differently by each version of a browser and each system. */
export type MadeWith = { browser: string; platform: string };

export const madeHere = (page: Page): MadeWith => ({
  browser: page.context().browser()?.version() ?? '',
  platform: `${process.platform}-${process.arch}`,
});

/**
 * What is on screen looks as it did. Only the browser that made the pictures can say so: with another one nothing is
 * compared, and the report of the test says that.
 * @param name names the picture: `calendar, week`
 */
export async function expectSameLook(page: Page, name: string): Promise<void> {
  if (!taking && !(comparing && (await comparable(page)))) return;
  // Nothing is hovered, and nothing appears after the picture.
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForFunction(() =>
    [...document.images].every((image) => {
      const { top, left, bottom, right } = image.getBoundingClientRect();
      return image.complete || bottom < 0 || right < 0 || top > innerHeight || left > innerWidth;
    }),
  );
  const file = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.png`;
  await expect.soft(page).toHaveScreenshot(file, { stylePath: join(import.meta.dirname, 'baselines.css') });
}

async function comparable(page: Page): Promise<boolean> {
  const file = join(folder, 'made-with.json');
  if (!existsSync(file)) return false;
  const made = JSON.parse(await readFile(file, 'utf8')) as MadeWith;
  const here = madeHere(page);
  if (made.browser === here.browser && made.platform === here.platform) return true;
  const description = `made with ${made.browser} on ${made.platform}; this is ${here.browser} on ${here.platform}`;
  const { annotations } = test.info();
  if (!annotations.some(({ type }) => type === NOT_COMPARED)) {
    annotations.push({ type: NOT_COMPARED, description });
    console.log(`${NOT_COMPARED}: ${description}`);
  }
  return false;
}
const NOT_COMPARED = 'pictures not compared';
