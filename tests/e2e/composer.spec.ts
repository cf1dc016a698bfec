import { expect, test } from './fixtures.ts';
import { inspector, makeBrand, open, openBrandTab, writePost } from './steps.ts';

test('a post is varied for channels posted to by hand, fits each, and is marked as published', async ({
  world,
}) => {
  const { page } = await world.startDesktop('ada');
  await makeBrand(page, 'Harbour Bakery');
  await openBrandTab(page, 'Channels');
  for (const [platform, handle] of [
    ['X', 'harbourbakery'],
    ['Instagram', 'harbour.bakery'],
  ] as const) {
    await page.getByRole('button', { name: 'Add one to post to by hand' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a channel you post to by hand' });
    await dialog.getByRole('combobox').first().click();
    await page.getByRole('option', { name: platform, exact: true }).click();
    await dialog.getByLabel('Handle').fill(handle);
    await dialog.getByRole('button', { name: 'Add channel' }).click();
    await expect(dialog).toHaveCount(0);
  }
  await expect(page.getByText('Posted to by hand. You are reminded when a post is due.')).toHaveCount(2);

  await open(page, 'Calendar');
  await writePost(page, 'Rye', `Rye, baked slowly. ${'日'.repeat(140)} https://bread.shop/rye`);
  const post = inspector(page);
  const x = post.getByRole('tab', { name: /^X: harbourbakery/ });
  await expect(x).toHaveAccessibleName(/doesn’t fit/);
  // One press cuts it into a thread for the channel it is too long for, and one takes that back.
  await post.getByRole('button', { name: 'Split into a thread for harbourbakery' }).click();
  await expect(x).toHaveAccessibleName(/has its own words$/);
  await x.click();
  const thread = post.getByRole('list', { name: 'Thread', exact: true });
  await expect(thread.getByRole('textbox')).toHaveCount(2);
  await expect(thread.getByRole('textbox', { name: 'Part 3' })).toHaveValue('https://bread.shop/rye');
  // Parts are added, moved and taken away by keyboard alone.
  await post.getByRole('button', { name: 'Add a part' }).focus();
  await page.keyboard.press('Enter');
  await expect(thread.getByRole('textbox', { name: 'Part 4' })).toBeFocused();
  await page.keyboard.type('And it is warm.');
  await thread.getByRole('button', { name: /^Move part 4/ }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(thread.getByRole('textbox', { name: 'Part 3' })).toHaveValue('And it is warm.');
  const looks = post.getByRole('list', { name: 'What follows, as it will look' });
  await expect(looks.getByRole('listitem').nth(1)).toContainText('And it is warm.');
  await thread.getByRole('button', { name: 'Take Part 3 away' }).focus();
  await page.keyboard.press('Enter');
  await expect(thread.getByRole('textbox')).toHaveCount(2);
  for (const title of ['Part taken away.', 'Part moved.']) {
    await x.press('ControlOrMeta+z');
    await expect(page.getByText(`Undone: ${title}`)).toBeVisible();
  }
  await post.getByRole('button', { name: 'Take all of it away' }).click();
  await expect(thread).toHaveCount(0);
  await post.getByRole('button', { name: 'Follow the shared text again' }).click();
  await expect(
    post.getByText('The text is too long for this platform. 43 characters too many.', { exact: true }),
  ).toBeVisible();
  await post.getByRole('button', { name: 'Vary for this channel' }).click();
  await post.getByLabel('Words for harbourbakery').fill('Rye, from seven. https://bread.shop/rye');
  await expect(x).toHaveAccessibleName(/has its own words$/);
  await expect(post.getByText('40 of 280', { exact: true })).toBeVisible();
  await expect(post.getByRole('region', { name: 'Preview on X' })).toContainText('Rye, from seven.');
  await post.getByRole('button', { name: 'What differs' }).click();
  await expect(post.getByRole('tabpanel').locator('del').first()).toBeVisible();

  // What was typed is there after a crash, tab and all.
  await expect(post.getByText(/^Saved on this device/)).toBeVisible();
  await page.reload();
  await post.getByRole('tab', { name: /^X: harbourbakery/ }).click();
  await expect(post.getByLabel('Words for harbourbakery')).toHaveValue(
    'Rye, from seven. https://bread.shop/rye',
  );
  await post.getByRole('button', { name: 'Follow the shared text again' }).click();
  await expect(post.getByText('harbourbakery follows the shared words.')).toBeVisible();

  await post.getByRole('tab', { name: /^Instagram/ }).click();
  await post.getByRole('button', { name: 'Add a first comment' }).click();
  await post.getByRole('textbox', { name: 'First comment' }).fill('Recipe in the link.');
  await expect(post.getByRole('button', { name: 'Copy the first comment' })).toBeVisible();
  await expect(post.getByRole('region', { name: 'Preview on Instagram' })).toContainText('cut to 3:4');
  const instagram = post.getByRole('listitem').filter({ hasText: 'harbour.bakery' });
  await instagram.getByRole('button', { name: 'Mark as published' }).click();
  const asked = page.getByRole('dialog', { name: 'Is it out on Instagram?' });
  await asked.getByLabel('Its link, if you have it').fill('https://www.instagram.com/p/abc/');
  await asked.getByRole('button', { name: 'It is out' }).click();
  await expect(instagram.getByText('Published by hand')).toBeVisible();
  await open(page, 'Publishing');
  await expect(page.getByRole('list').getByText('Published by hand')).toBeVisible();
});
