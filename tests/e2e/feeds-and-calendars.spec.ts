import { expect, expectAccessible, test } from './fixtures.ts';
import { inspector, makeBrand, open, signUpAndAdopt } from './steps.ts';

test('feeds bring ideas, and a content calendar plans weeks at once; both work when the server has gone', async ({
  world,
}) => {
  const server = await world.startServer({ FEEDS_INTERVAL_MS: '200', PRIVATE_HOSTS: 'off' });
  const { page } = await world.startDesktop('ada');
  await makeBrand(page, 'Harbour Bakery');

  // What to read, and what for, before there is an account.
  await open(page, 'Ideas');
  await page.getByRole('tab', { name: 'Feeds' }).click();
  await page.getByRole('button', { name: 'Try the example feed' }).click();
  await expect(page.getByText('Not read yet')).toBeVisible();
  await page.getByRole('button', { name: 'Add a topic' }).click();
  await page.getByLabel('Name of topic 1').fill('Grain');
  await page.getByLabel('Keywords').fill('rye, spelt');
  await page.getByLabel('Address of a feed or site').fill('http://169.254.169.254/latest/meta-data');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await signUpAndAdopt(page, 'Ada', 'ada@example.test');

  // Articles arrive, those of the topic first, and keys are all it takes.
  await open(page, 'Ideas');
  await page.getByRole('tab', { name: 'Feeds' }).click();
  const articles = page.getByRole('list', { name: 'Articles' }).getByRole('listitem');
  await expect(articles.first()).toContainText('Grain: ');
  const count = await articles.count();
  expect(count).toBeGreaterThan(5);
  await expectAccessible(page);
  await page.getByRole('group', { name: 'Show' }).getByRole('button', { name: 'Feeds and topics' }).click();
  await expect(page.getByText('This address is not on the public internet.')).toBeVisible({
    timeout: 15_000,
  });
  await expectAccessible(page);
  await page.getByRole('group', { name: 'Show' }).getByRole('button', { name: /^New/ }).click();
  await page.keyboard.press('j');
  const title = await articles
    .first()
    .getByText(/rye|spelt/i)
    .first()
    .textContent();
  await page.keyboard.press('i');
  await expect(page.getByText(`An idea now: ${title}`)).toBeVisible();
  await expect(articles).toHaveCount(count - 1);
  await page.keyboard.press('e');
  await expect(articles).toHaveCount(count - 2);
  await page.keyboard.press('z');
  await expect(articles).toHaveCount(count - 1);
  await page.getByRole('tab', { name: 'Board' }).click();
  await page
    .getByRole('link', { name: new RegExp(title ?? '') })
    .first()
    .click();
  await expect(inspector(page).getByText('From Example feed:')).toBeVisible();
  await inspector(page).getByRole('button', { name: 'Close' }).click();

  // The server is gone: what came is still here, and a launch is planned from a starter.
  await server.stop();
  await page.getByRole('tab', { name: 'Feeds' }).click();
  await expect(articles).toHaveCount(count - 1);
  await open(page, 'Calendar');
  await page.getByRole('button', { name: 'Content calendars' }).click();
  await page.getByRole('menuitem', { name: 'Apply a content calendar' }).click();
  await page.getByRole('button', { name: 'Use it: A launch in two weeks' }).click();
  await page.getByLabel('Title of post 1').fill('A first hint');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Apply “A launch in two weeks”' });
  await dialog.getByRole('checkbox', { name: /Last call/ }).click();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Plan 7 posts' }).click();
  await expect(dialog).toHaveCount(0);
  const chip = (name: string) => page.getByRole('grid').getByRole('button', { name: new RegExp(name) });
  await expect(chip('A first hint')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(chip('A first hint')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await expect(chip('A first hint')).toBeVisible();

  // Applied again it knows what it has made.
  await page.getByRole('button', { name: 'Content calendars' }).click();
  await page.getByRole('menuitem', { name: 'Apply a content calendar' }).click();
  await expect(page.getByText('7 made of it')).toBeVisible();
  await page.getByRole('button', { name: 'Apply', exact: true }).first().click();
  await expect(dialog.getByText('7 posts were made here before and are left out.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Plan 1 post' })).toBeEnabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  // What stands in the calendar is kept as another one.
  await page.getByRole('button', { name: 'Keep what is planned' }).click();
  await page.getByRole('button', { name: /^Keep \d+ posts?$/ }).click();
  await expect(page.getByLabel('Title of post 1')).toHaveValue('A first hint');
  await expectAccessible(page);
});
