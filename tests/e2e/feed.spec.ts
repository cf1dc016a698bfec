import type { Locator, Page } from '@playwright/test';
import { openPromise } from 'yauzl';
import { gradient } from '../support/pictures.ts';
import { expect, expectAccessible, test } from './fixtures.ts';
import { makeBrand, open } from './steps.ts';

const pictures = (from: number, count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      name: `tile-${String(from + index).padStart(2, '0')}.jpg`,
      mimeType: 'image/jpeg',
      buffer: await gradient(60, 80, (from + index) * 0.5).jpeg(80),
    })),
  );

const grid = (page: Page): Locator => page.getByRole('list', { name: 'Grid' });
const tile = (page: Page, place: number) =>
  grid(page).getByRole('button', { name: new RegExp(`^Tile ${place}:`) });
/** What stands in the first places, by the numbers of the files. */
const order = (page: Page, most = 12) =>
  grid(page)
    .getByRole('button')
    .evaluateAll((all) => all.map((one) => /tile-(\d+)/.exec(one.getAttribute('aria-label') ?? '')?.[1]))
    .then((all) => all.slice(0, most).map(Number));

test('a grid is built from pictures by mouse and by keys, and a carousel with words, with no server', async ({
  world,
}) => {
  const { page } = await world.startDesktop('feed');
  await makeBrand(page, 'Quay');
  await open(page, 'Feed');
  // A channel to plan for is made where one is missing.
  await page.getByRole('button', { name: 'Add an Instagram or TikTok channel' }).click();
  const channel = page.getByRole('dialog');
  await channel.getByRole('textbox').first().fill('quay.bakery');
  await channel.getByRole('button', { name: /^Add/ }).last().click();
  await expect(page.getByRole('heading', { name: 'An empty grid' })).toBeVisible();

  // Twelve pictures become twelve drafts, the first on top.
  await page.getByLabel('Pictures for the grid from this computer').setInputFiles(await pictures(1, 12));
  await expect(grid(page).getByRole('button')).toHaveCount(12, { timeout: 20_000 });
  expect(await order(page)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

  // By mouse: one dropped onto another, and the two change places.
  await tile(page, 1).dragTo(tile(page, 5));
  await expect.poll(() => order(page, 6)).toEqual([5, 2, 3, 4, 1, 6]);
  // By keys: down a row, then to the side; the focus goes with it, and it is said.
  await tile(page, 2).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => order(page, 6)).toEqual([5, 1, 3, 4, 2, 6]);
  await expect(tile(page, 5)).toBeFocused();
  await page.keyboard.press('Alt+ArrowRight');
  await expect.poll(() => order(page, 6)).toEqual([5, 1, 3, 4, 6, 2]);
  await expect(page.getByRole('status').filter({ hasText: 'changed places' })).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect.poll(() => order(page, 6)).toEqual([5, 1, 3, 4, 2, 6]);
  await expect(tile(page, 5)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(tile(page, 4)).toBeFocused();

  await page.getByRole('button', { name: 'Nine', exact: true }).click();
  await expect(grid(page).getByRole('button')).toHaveCount(9);
  await page.getByRole('button', { name: 'Colours', exact: true }).click();
  await expect(
    page.getByRole('list', { name: 'Colours used most' }).getByRole('listitem').first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Pictures', exact: true }).click();
  await expectAccessible(page);

  // A carousel of one tile: words on a second slide, made into pictures, on the post.
  await tile(page, 1).click();
  await page.getByRole('button', { name: 'Carousel with words' }).click();
  const slides = page.getByRole('list', { name: 'Slides' }).getByRole('button', { name: /^Slide \d/ });
  await expect(slides).toHaveCount(1);
  await page.getByRole('button', { name: 'Add a plain slide' }).click();
  await expect(slides).toHaveCount(2);
  await page.getByRole('button', { name: 'Add words' }).click();
  const words = page.getByRole('textbox', { name: 'Words 1' });
  await words.fill('Flour, water, patience');
  await words.blur();
  await expect(slides.nth(1)).toHaveAccessibleName('Slide 2: Flour, water, patience');
  const handle = page.getByRole('button', { name: /^Words “Flour/ });
  const before = await handle.boundingBox();
  await handle.focus();
  await page.keyboard.press('Shift+ArrowDown');
  await expect.poll(async () => (await handle.boundingBox())?.y).toBeGreaterThan((before?.y ?? 0) + 5);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Put on the post' }).click();
  await expect(page.getByText('2 pictures are on the post.')).toBeVisible();
  await expect(page.getByText('The pictures in the library are as these slides are.')).toBeVisible();

  // As files, in the order of the slides.
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save pictures' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/\.zip$/);
  const zip = await openPromise(await saved.path(), { lazyEntries: true });
  const entries: string[] = [];
  for await (const { fileName, uncompressedSize } of zip.eachEntry()) {
    expect(uncompressedSize).toBeGreaterThan(5000);
    entries.push(fileName);
  }
  expect(entries).toEqual([expect.stringMatching(/-1\.jpg$/), expect.stringMatching(/-2\.jpg$/)]);

  // The post has both, described by their words, and the library knows them.
  await open(page, 'Feed');
  await tile(page, 1).focus();
  await page.keyboard.press('Enter');
  const strip = page.getByRole('complementary').getByRole('button', { name: /^File \d of 2/ });
  await expect(strip).toHaveCount(2);
  await expect(strip.nth(1)).toHaveAccessibleName(/Flour, water, patience/);
});
