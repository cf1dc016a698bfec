import type { Page } from '@playwright/test';
import { STILL } from './baselines.ts';
import { expect, test } from './fixtures.ts';
import { closePost, inspector, makeBrand, open, openBrandTab } from './steps.ts';

const caption = (page: Page) => inspector(page).getByLabel('Caption', { exact: true });
const saved = (page: Page) => expect(inspector(page).getByText(/^Saved on this device/)).toBeVisible();

/** Types into the one line at the head of a list. */
async function add(page: Page, label: string, words: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(words);
  await page.keyboard.press('Enter');
}

async function setDate(page: Page, date: string, time: string): Promise<void> {
  await inspector(page).getByLabel('Day', { exact: true }).fill(date);
  await inspector(page).getByLabel('Time', { exact: true }).fill(time);
  await inspector(page).getByLabel('Time', { exact: true }).blur();
}

/** What the calendar has of it, as `date time`, month by month. */
async function dates(page: Page, title: string, months: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const month of months) {
    await page.evaluate((to) => location.assign(`#/calendar/month/${to}`), `${month}-01`);
    await page.getByRole('grid', { name: 'Month' }).waitFor();
    const chips = page.getByRole('grid').getByRole('button', { name: title });
    await expect(chips.first()).toBeVisible();
    for (const chip of await chips.all()) {
      const cell = (await chip.getAttribute('data-cell')) ?? '';
      const time = /\d\d:\d\d/.exec((await chip.textContent()) ?? '')?.[0];
      const date = cell.slice(0, 10);
      if (date.startsWith(month)) found.push(`${date} ${time}`);
    }
  }
  return found;
}

test('what a brand knows becomes posts, and a post comes every week, with no server', async ({ world }) => {
  const { page } = await world.startDesktop('ada', STILL);
  await makeBrand(page, 'Harbour Bakery');

  await test.step('a profile is filled in and stays', async () => {
    await openBrandTab(page, 'Profile');
    await page.getByLabel('In one line').fill('Bread that takes its time');
    await page.getByLabel('Voice').fill('Short and warm');
    await page.getByLabel('Website').fill('https://harbourbakery.example');
    await openBrandTab(page, 'Style');
    await page.reload();
    await openBrandTab(page, 'Profile');
    await expect(page.getByLabel('In one line')).toHaveValue('Bread that takes its time');
    await expect(page.getByLabel('Voice')).toHaveValue('Short and warm');
  });

  await test.step('a post begins with a hook and goes on with a template', async () => {
    await openBrandTab(page, 'Templates');
    await add(page, 'New caption template', 'Loaf of the week');
    await page.getByLabel('Words of Loaf of the week').fill('{{loaf}} at {{brand}}, from seven.');
    await openBrandTab(page, 'Hooks');
    await add(page, 'New hook', 'This loaf is older than your weekend.');
    await page.getByRole('button', { name: 'Use in a post' }).click();
    await expect(caption(page)).toHaveValue('This loaf is older than your weekend.');
    await inspector(page).getByRole('button', { name: 'Insert' }).click();
    await page.getByRole('menuitem', { name: 'Template: Loaf of the week' }).click();
    // What is known is filled in; what is not can be seen.
    await expect(caption(page)).toHaveValue(
      'This loaf is older than your weekend.\n\n{{loaf}} at Harbour Bakery, from seven.',
    );
    await saved(page);
    await closePost(page);
    await expect(page.getByText(/^Used once/)).toBeVisible();
  });

  await test.step('an idea gets a date', async () => {
    await open(page, 'Ideas');
    await add(page, 'New idea', 'Bread for the late ferry');
    await page.getByRole('link', { name: 'Bread for the late ferry' }).click();
    await caption(page).fill('Ring us from the car.');
    await setDate(page, '2026-11-26', '17:00');
    await expect(page.getByRole('main').getByRole('link', { name: 'Bread for the late ferry' })).toHaveCount(
      0,
    );
    await saved(page);
  });

  await test.step('it comes every week; one date is changed, then this and all later ones', async () => {
    await inspector(page).getByRole('button', { name: 'Repeat…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Repeat this post' });
    await dialog.getByText('The next dates').waitFor();
    await dialog.getByRole('button', { name: 'Repeat it' }).click();
    await expect(inspector(page).getByRole('button', { name: 'Change…' })).toBeVisible();
    await closePost(page);
    await open(page, 'Calendar');
    const weekly = ['2026-12-03', '2026-12-10', '2026-12-17', '2026-12-24', '2026-12-31'];
    const ferry = 'Bread for the late ferry';
    expect(await dates(page, ferry, ['2026-12'])).toEqual(weekly.map((date) => `${date} 17:00`));

    // One date, by opening it.
    await page.locator('[data-cell^="2026-12-10"]').getByText(ferry).click();
    await caption(page).fill('Ring us from the car, we have an umbrella.');
    await setDate(page, '2026-12-11', '18:00');
    await saved(page);
    await closePost(page);
    // This one and those after it.
    await page.locator('[data-cell^="2026-12-24"]').getByText(ferry).click();
    await setDate(page, '2026-12-24', '09:30');
    await saved(page);
    await inspector(page).getByRole('button', { name: 'Change…' }).click();
    await page.getByRole('radio', { name: /^This and later dates/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Change it' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await closePost(page);
    await expect
      .poll(() => dates(page, ferry, ['2026-12', '2027-01']))
      .toEqual([
        '2026-12-03 17:00',
        '2026-12-11 18:00',
        '2026-12-17 17:00',
        '2026-12-24 09:30',
        '2026-12-31 09:30',
        '2027-01-07 09:30',
        '2027-01-14 09:30',
        '2027-01-21 09:30',
        '2027-01-28 09:30',
      ]);
  });

  await test.step('a note of the journal becomes a post, and says so', async () => {
    await open(page, 'Ideas');
    await page.getByRole('tab', { name: 'Journal' }).click();
    await add(page, 'New note', 'A boy asked why bread has holes.');
    await page.getByRole('button', { name: 'Make a post of “A boy asked why bread has holes.”' }).click();
    await expect(caption(page)).toHaveValue('A boy asked why bread has holes.');
    await closePost(page);
    await page.getByRole('tab', { name: 'Journal' }).click();
    await expect(page.getByRole('link', { name: /^Open the post of/ })).toBeVisible();
  });
});
