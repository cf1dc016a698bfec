import type { Page } from '@playwright/test';
import { STILL } from './baselines.ts';
import { expect, test } from './fixtures.ts';
import { open } from './steps.ts';

const finder = (page: Page) => page.getByRole('combobox', { name: 'Find anything' });

/** Finds by name and chooses the first of what is found. */
async function find(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await finder(page).fill(words);
  await expect(page.getByRole('option').first()).toContainText(new RegExp(words, 'i'));
  await page.keyboard.press('Enter');
}

test('keys are changed, anything is found, a thought is kept, and all of it is there after a restart', async ({
  world,
}) => {
  const env = { ...STILL, PILLARBOX_DEMO: '1' };
  let desktop = await world.startDesktop('ada', env);
  let { page } = desktop;
  const comment = () => /#\/inbox\/(.+)$/.exec(page.url())?.[1];

  await test.step('a key that another command has is told, and taken over', async () => {
    await open(page, 'Inbox');
    await find(page, 'Keyboard');
    const next = page.getByRole('button', { name: /^Next comment: J\. Change$/ });
    await next.press('Enter');
    await page.keyboard.press('e');
    await expect(page.getByRole('alert')).toContainText(
      'E belongs to “Mark as done, or open again” (Inbox).',
    );
    await page.getByRole('button', { name: 'Use them here instead' }).click();
    await expect(page.getByRole('button', { name: /^Next comment: E\. Change$/ })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Mark as done, or open again: no keys/ })).toBeVisible();
  });

  await test.step('the new key works and is shown, the old one does nothing', async () => {
    await open(page, 'Inbox');
    await expect(page.getByRole('article')).toBeVisible();
    await page.keyboard.press('e');
    await expect.poll(comment).toBeDefined();
    const there = comment();
    await page.keyboard.press('j');
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys of this screen' });
    await expect(keys.getByRole('listitem').filter({ hasText: 'Next comment' })).toHaveText('Next commentE');
    expect(comment()).toBe(there);
    await page.keyboard.press('Escape');
  });

  await test.step('settings are found by name, and what was chosen stands first', async () => {
    await find(page, 'Contrast');
    await expect(page.getByRole('heading', { name: 'Look' })).toBeFocused();
    await page.keyboard.press('Control+k');
    const recent = page.getByRole('group', { name: 'Recent' }).getByRole('option');
    await expect(recent.first()).toHaveText('Contrast');
    await page.keyboard.press('Escape');
  });

  await test.step('a thought is kept without leaving the screen', async () => {
    await page.keyboard.press('Control+j');
    await page
      .getByRole('dialog', { name: 'Capture' })
      .getByRole('textbox')
      .fill('What the miller does on Sundays');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Kept among the ideas.')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Account', level: 1 })).toBeVisible();
  });

  const hours = () => page.locator('[data-scroll="hours"]');
  const scrolled = () => hours().evaluate((element) => element.scrollTop);
  await test.step('back finds a view where it was left', async () => {
    await open(page, 'Calendar');
    await page
      .getByRole('group', { name: 'View' })
      .getByRole('button', { name: 'Week', exact: true })
      .click();
    await expect(hours().getByRole('button').first()).toBeVisible();
    await hours().hover();
    await page.mouse.wheel(0, -2000);
    await expect.poll(scrolled).toBe(0);
    await page.mouse.wheel(0, 90);
    await expect.poll(scrolled).toBe(90);
    await open(page, 'Library');
    await page.getByPlaceholder('Search names, descriptions and tags').fill('bread');
    await page.goBack();
    await expect.poll(scrolled).toBe(90);
    await page.goForward();
    await expect(page.getByPlaceholder('Search names, descriptions and tags')).toHaveValue('bread');
    await page.goBack();
    await expect.poll(scrolled).toBe(90);
  });

  await test.step('and so does the next start', async () => {
    // The address is kept at a pause, so that walking through weeks is not a write each.
    const kept = () =>
      page.evaluate<string>(
        `new Promise((done) => window.pillarbox.subscribe('state', {}, ({ value }) => done(value.settings.path)))`,
      );
    await expect.poll(kept).toMatch(/^\/calendar\/week/);
    await desktop.stop();
    desktop = await world.startDesktop('ada', env);
    page = desktop.page;
    await expect.poll(scrolled).toBe(90);
    await find(page, 'What the miller does');
    await expect(page.getByRole('complementary').getByLabel('Title')).toHaveValue(
      'What the miller does on Sundays',
    );
    await open(page, 'Library');
    await expect(page.getByPlaceholder('Search names, descriptions and tags')).toHaveValue('bread');
    await open(page, 'Inbox');
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys of this screen' });
    await expect(keys.getByRole('listitem').filter({ hasText: 'Next comment' })).toHaveText('Next commentE');
  });
});
