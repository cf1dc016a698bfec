import type { Locator, Page } from '@playwright/test';
import { gradient } from '../support/pictures.ts';
import { expect, expectAccessible, test } from './fixtures.ts';
import { inspector, open } from './steps.ts';
import { ideas } from './ways.ts';

const DEMO = { PILLARBOX_DEMO: '1', TZ: 'Europe/Berlin' };

/** Files as a person chooses them. */
async function pictures(...names: string[]) {
  return Promise.all(
    names.map(async (name, index) => ({
      name,
      mimeType: 'image/jpeg',
      buffer: await gradient(640, 480 + index * 120, index * 1.7).jpeg(80),
    })),
  );
}

const strip = (page: Page): Locator =>
  inspector(page).getByRole('region', { name: 'Pictures and videos', exact: true });
const order = (page: Page) =>
  strip(page)
    .getByRole('button', { name: /^File \d of/ })
    .evaluateAll((all) =>
      all.map((one) => one.getAttribute('aria-label')?.replace(/^File \d of \d: |, no description$/g, '')),
    );
/** A picture is drawn, not only there. */
const drawn = (image: Locator) =>
  expect
    .poll(() => image.evaluate((one) => (one as HTMLImageElement).naturalWidth), { timeout: 10_000 })
    .toBeGreaterThan(0);

test('pictures are added, put in order by mouse and keys, described, and found again, with no server', async ({
  world,
}) => {
  const { page } = await world.startDesktop('demo', DEMO);
  await open(page, 'Ideas');
  await page.getByRole('heading', { name: 'Ideas', level: 1 }).waitFor();
  await page.keyboard.press('n');
  await expect(inspector(page).getByLabel('Title')).toBeVisible();

  await strip(page)
    .getByLabel('Pictures and videos from this computer')
    .setInputFiles(await pictures('one.jpg', 'two.jpg', 'three.jpg'));
  await expect.poll(() => order(page), { timeout: 15_000 }).toEqual(['one.jpg', 'two.jpg', 'three.jpg']);
  await drawn(strip(page).getByRole('listitem').first().locator('img'));
  await expect(strip(page).getByText('The files are on this device only.')).toBeVisible();

  // By keys, then by mouse; the focus stays with what was moved.
  await strip(page).getByRole('button', { name: 'File 3 of 3' }).focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(() => order(page)).toEqual(['one.jpg', 'three.jpg', 'two.jpg']);
  await expect(strip(page).getByRole('button', { name: 'File 2 of 3: three.jpg' })).toBeFocused();
  await strip(page)
    .getByRole('button', { name: 'File 3 of 3' })
    .dragTo(strip(page).getByRole('button', { name: 'File 1 of 3' }), { targetPosition: { x: 8, y: 40 } });
  await expect.poll(() => order(page)).toEqual(['two.jpg', 'one.jpg', 'three.jpg']);

  await strip(page).getByRole('button', { name: 'File 1 of 3' }).click();
  const dialog = page.getByRole('dialog', { name: 'two.jpg' });
  await drawn(dialog.locator('img'));
  await dialog.getByLabel('What does it show?').fill('Loaves on a shelf');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect.poll(() => order(page)).toEqual(['Loaves on a shelf', 'one.jpg', 'three.jpg']);

  // Cut by keys alone: a shape, then the frame to the left edge.
  await strip(page).getByRole('button', { name: 'File 3 of 3' }).click();
  const cut = page.getByRole('dialog', { name: 'three.jpg' });
  await cut.getByRole('button', { name: 'Cut', exact: true }).press('Enter');
  await cut.getByRole('button', { name: '3:4' }).press('Enter');
  const frame = cut.getByRole('group', { name: /^What goes out/ });
  await expect(frame).toHaveAccessibleName(/540 × 720 pixels, 8 % from the left/);
  await frame.focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(frame).toHaveAccessibleName(/0 % from the left/);
  await expectAccessible(page);
  await cut.getByRole('button', { name: 'Done' }).click();
  await expect(strip(page).getByRole('listitem').nth(2).locator('img')).toHaveCSS('object-view-box', /inset/);

  await strip(page).getByRole('button', { name: 'File 2 of 3' }).focus();
  await page.keyboard.press('Delete');
  await expect.poll(() => order(page)).toEqual(['Loaves on a shelf', 'three.jpg']);
  await page.keyboard.press('Control+z');
  await expect.poll(() => order(page)).toEqual(['Loaves on a shelf', 'one.jpg', 'three.jpg']);
  await expectAccessible(page);

  await open(page, 'Library');
  await expect(page.getByRole('heading', { name: 'Library', level: 1 })).toBeVisible();
  const files = page.getByRole('list', { name: 'Files' });
  const items = files.getByRole('listitem');
  await expect(items.filter({ hasText: /(one|two|three)\.jpg/ })).toHaveCount(3);
  await drawn(files.locator('img').first());
  await expectAccessible(page);
  await files.getByRole('button', { name: /^one\.jpg/ }).click();
  const file = page.getByRole('dialog', { name: 'one.jpg' });
  await file.getByLabel('Tags').fill('bread, crumbs');
  await file.getByLabel('Folder').fill('Shelf');
  await expect(file.getByText('1 post shows it.')).toBeVisible();
  await expectAccessible(page);
  await file.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('searchbox', { name: 'Search the library' }).fill('crumb');
  await expect(items).toHaveCount(1);
  await page.getByRole('button', { name: 'Clear' }).click();
  // Two of them are on the post and nowhere else; arrows walk.
  await items.first().getByRole('button').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(items.nth(1).getByRole('button').first()).toBeFocused();

  // Two at once: chosen, rated and tagged by keys, taken back in one.
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(page.getByText('2 files selected')).toBeVisible();
  await page.keyboard.press('4');
  await expect(items.filter({ hasText: '4 stars' }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Add tags' }).press('Enter');
  await page.getByRole('textbox', { name: 'Tags' }).fill('shopfront');
  await page.keyboard.press('Enter');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Select nothing' }).click();
  await page.getByRole('searchbox', { name: 'Search the library' }).fill('shopfront');
  await expect(items).toHaveCount(2);
  await page.getByRole('button', { name: 'Clear' }).click();

  // What is not a file of a library is told, with its name.
  await page
    .getByLabel('Files from this computer')
    .setInputFiles({ name: 'words.txt', mimeType: 'text/plain', buffer: Buffer.from('words') });
  await expect(page.getByText(/“words\.txt” was not added/).first()).toBeVisible();
});

test('a film gets a cover: a part of one of its moments, drawn as a picture, or a picture of the library', async ({
  world,
}) => {
  const { page } = await world.startDesktop('demo', DEMO);
  await ideas(page, 'Stage');
  await page.getByRole('link', { name: /What the night shift listens to/ }).click();
  const openCover = async () => {
    await strip(page)
      .getByRole('button', { name: /^File 1 of 1/ })
      .click();
    const dialog = page.getByRole('dialog', { name: 'The starter rises.mp4' });
    await dialog.getByRole('button', { name: 'Cover', exact: true }).click();
    return dialog;
  };
  const moment = await openCover();
  const frame = moment.getByRole('group', { name: /^Cover: / });
  await frame.focus();
  for (const _ of [1, 2, 3]) await page.keyboard.press('-');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(frame).toHaveAccessibleName(/0 % from the top/);
  await moment.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('File cut anew.').first()).toBeVisible({ timeout: 15_000 });

  const picked = await openCover();
  await picked.getByRole('button', { name: 'A picture instead' }).click();
  const choose = page.getByRole('dialog', { name: 'A picture as the cover' });
  // The moment that was drawn lies in the library beside the film.
  await drawn(choose.getByRole('button', { name: /The starter rises – cover/ }).locator('img'));
  await choose.getByRole('button', { name: /Van and ferry/ }).click();
  await expectAccessible(page);
  await choose.getByRole('button', { name: 'Use it as the cover' }).click();
  await drawn(picked.getByRole('group', { name: /^Cover: / }).locator('xpath=preceding-sibling::img'));
  await expectAccessible(page);
  await picked.getByRole('button', { name: 'Done' }).click();
  const again = await openCover();
  await again.getByRole('button', { name: 'Another picture' }).waitFor();
  await again.getByRole('button', { name: 'A moment of the film' }).click();
  await expect(again.getByRole('slider', { name: /^Picture at/ })).toBeVisible();
});
