import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures.ts';
import {
  closePost,
  expectSync,
  inspector,
  letIn,
  makeBrand,
  open,
  signUpAndAdopt,
  writePost,
} from './steps.ts';

const conflict = (page: Page) =>
  inspector(page).getByRole('region', { name: 'Two of you changed the same words' });
const history = (page: Page) => page.getByRole('dialog', { name: 'History' });
const versions = (page: Page) => history(page).getByRole('list', { name: 'Versions, newest first' });

async function openPost(page: Page, title: string): Promise<void> {
  await open(page, 'Ideas');
  await page.getByRole('main').getByText(title).click();
  await expect(inspector(page).getByLabel('Title')).toHaveValue(title);
}
async function lookAtHistory(page: Page): Promise<void> {
  await inspector(page).getByRole('button', { name: 'History' }).click();
  await history(page).waitFor();
}
async function closeHistory(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(history(page)).toHaveCount(0);
  await expect(inspector(page)).toHaveCount(1);
}
async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
  }
}

test('two people change one sentence offline: both see both, choose, and go back in the history', async ({
  world,
}) => {
  const { page: ada } = await world.startDesktop('ada');
  await makeBrand(ada, 'Harbour Bakery');
  await ada.getByRole('button', { name: 'Make pillars' }).click();
  await expect(ada.getByText('1 of 4 done')).toBeVisible();
  await writePost(ada, 'Opening hours', 'We open at seven.');
  // The history is there before any account.
  await inspector(ada).getByLabel('Caption', { exact: true }).fill('We open at seven o’clock.');
  await lookAtHistory(ada);
  await expect(versions(ada).getByRole('button')).toHaveCount(2);
  await closeHistory(ada);
  await closePost(ada);

  let server = await world.startServer();
  await signUpAndAdopt(ada, 'Ada', 'ada@example.org');
  const { page: ben } = await world.startDesktop('ben');
  await letIn(ada, ben, { brand: 'Harbour Bakery', name: 'Ben', email: 'ben@example.org' });

  // --- Apart, both change the same words.
  await server.stop();
  for (const page of [ada, ben]) await openPost(page, 'Opening hours');
  await inspector(ben).getByLabel('Caption', { exact: true }).fill('We open at six o’clock.');
  await expectSync(ben, 'Offline, 1 change waits');
  await lookAtHistory(ben);
  await expect(versions(ben).getByText('not sent yet')).toBeVisible();
  await closeHistory(ben);
  await inspector(ada).getByLabel('Caption', { exact: true }).fill('We open at eight o’clock.');
  await expectSync(ada, 'Offline, 1 change waits');

  // --- Together again: one stands, and both see both.
  server = await world.startServer();
  for (const page of [ada, ben]) await expectSync(page, 'Up to date');
  for (const page of [ada, ben]) {
    await expect(conflict(page)).toContainText('six');
    await expect(conflict(page)).toContainText('eight');
    await expect(conflict(page)).toContainText('Yours');
    await accessible(page);
  }
  await expect(conflict(ada)).toContainText('By Ben');
  await expect(conflict(ben)).toContainText('By Ada');
  const stands = await inspector(ada).getByLabel('Caption', { exact: true }).inputValue();
  expect(['We open at six o’clock.', 'We open at eight o’clock.']).toContain(stands);
  await expect(inspector(ben).getByLabel('Caption', { exact: true })).toHaveValue(stands);

  // --- It waits on Today, too.
  await open(ben, 'Today');
  await accessible(ben);
  await ben.getByRole('button', { name: 'Look at “Opening hours”' }).click();

  // --- Ben keeps both; the card goes from both desktops.
  await conflict(ben).getByRole('button', { name: 'Keep both' }).click();
  for (const page of [ada, ben]) {
    await expect(conflict(page)).toHaveCount(0);
    await expect(inspector(page).getByLabel('Caption', { exact: true })).toHaveValue(
      /six[\s\S]*eight|eight[\s\S]*six/,
    );
  }
  await expectSync(ada, 'Up to date');

  // --- The history has all of it, and the way back; the way back can be undone.
  await lookAtHistory(ada);
  await expect(versions(ada).getByText('Set aside in a conflict')).toBeVisible();
  await expect(versions(ada).getByRole('heading', { name: 'Ben' }).first()).toBeVisible();
  await accessible(ada);
  await versions(ada)
    .getByRole('button', { name: /Edited/ })
    .last()
    .click();
  await expect(history(ada).locator('del, ins').first()).toBeVisible();
  await history(ada).getByRole('button', { name: 'Restore these words' }).click();
  await expect(history(ada).getByText('These are the words the post has now.')).toBeVisible();
  await closeHistory(ada);
  for (const page of [ada, ben])
    await expect(inspector(page).getByLabel('Caption', { exact: true })).toHaveValue(
      'We open at seven o’clock.',
    );
  await closePost(ada);
  await ada.keyboard.press('Control+z');
  await expect(inspector(ben).getByLabel('Caption', { exact: true })).toHaveValue(/six/);
  await ada.keyboard.press('Control+Shift+z');
  await expect(inspector(ben).getByLabel('Caption', { exact: true })).toHaveValue(
    'We open at seven o’clock.',
  );

  // --- A deletion meets an edit: the edit wins, and whoever wanted it gone can still have it so.
  await server.stop();
  await openPost(ada, 'Opening hours');
  await inspector(ada).getByRole('button', { name: 'More', exact: true }).click();
  await ada.getByRole('menuitem', { name: 'Delete post' }).click();
  await expect(inspector(ada)).toHaveCount(0);
  await inspector(ben)
    .getByLabel('Caption', { exact: true })
    .fill('We open at seven o’clock. Bring a friend.');
  await expectSync(ben, 'Offline, 1 change waits');
  server = await world.startServer();
  for (const page of [ada, ben]) await expectSync(page, 'Up to date');
  await openPost(ada, 'Opening hours');
  for (const page of [ada, ben]) {
    await expect(
      inspector(page).getByText('Somebody deleted this post, but a newer edit kept it.'),
    ).toBeVisible();
    await expect(inspector(page).getByLabel('Caption', { exact: true })).toHaveValue(
      'We open at seven o’clock. Bring a friend.',
    );
  }
  await accessible(ada);
  await inspector(ada).getByRole('button', { name: 'Delete anyway' }).click();
  await expect(inspector(ada)).toHaveCount(0);
  await expect(inspector(ben).getByText('This post is not here.')).toBeVisible();
});
