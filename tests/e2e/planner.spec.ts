import type { Locator, Page } from '@playwright/test';
import { addDays, addMonths, startOfWeek } from '../../shared/time/calendar.ts';
import { expect, test } from './fixtures.ts';
import { closePost, inspector, makeBrand } from './steps.ts';

/** The first whole week of the month after next: nothing there has passed, and all of it is on one page. */
const MONTH = addMonths(new Date().toISOString().slice(0, 7), 2);
const MONDAY = startOfWeek(addDays(`${MONTH}-01`, 6), 1);
const WEEK = [
  { day: MONDAY, title: 'Rye', caption: 'Rye leaves the oven at seven' },
  { day: addDays(MONDAY, 2), title: 'Wheat', caption: 'What wheat has to do with the weather' },
  { day: addDays(MONDAY, 4), title: 'Spelt', caption: 'Spelt on Fridays, while it lasts' },
];
const NEXT_MONDAY = addDays(MONDAY, 7);

const chips = (page: Page, title: string) =>
  page.getByRole('grid').getByRole('button', { name: new RegExp(`^[0-9:]{5} ${title}[ ,]`) });
const cell = (page: Page, date: string): Locator => page.locator(`[data-cell="${date}/-1"]`);

/** Days and titles of everything that is planned in a brand, as its list tells it. */
async function planOf(page: Page, brand: string): Promise<string[]> {
  await page.getByRole('button', { name: /Switch brand$/ }).click();
  await page.getByRole('menuitemradio', { name: brand }).click();
  await page.evaluate((month) => location.assign(`#/calendar/list/${month}-01`), MONTH);
  const grid = page.getByRole('grid', { name: 'List' });
  await expect(grid.getByRole('row')).toHaveCount(7);
  // The second week repeats the first, and every post of it is told so.
  await expect(grid.getByRole('button', { name: /says nearly the same as/ })).toHaveCount(6);
  const rows = await grid
    .getByRole('row')
    .filter({ hasNot: page.getByRole('columnheader') })
    .all();
  return Promise.all(
    // What is chosen stays chosen wherever one goes, and is no part of the plan.
    rows.map(async (row) =>
      (await row.getByRole('gridcell').allTextContents()).join(' | ').replace(', selected', ''),
    ),
  );
}

async function byMouse(page: Page): Promise<void> {
  await makeBrand(page, 'Harbour Bakery');
  await page.getByRole('button', { name: /Switch brand$/ }).click();
  await page.getByRole('menuitem', { name: 'New brand' }).click();
  const dialog = page.getByRole('dialog', { name: 'New brand' });
  await dialog.getByLabel('Brand').fill('Quay Café');
  await dialog.getByRole('button', { name: 'Make brand' }).click();
  await page.getByRole('button', { name: /Switch brand$/ }).click();
  await page.getByRole('menuitemradio', { name: 'Harbour Bakery' }).click();

  // A week: a press on a day starts a post there.
  await page.getByRole('button', { name: 'Month', exact: true }).click();
  for (const _ of [1, 2]) await page.getByRole('button', { name: 'Next month' }).click();
  for (const { day, title, caption } of WEEK) {
    await cell(page, day).click({ position: { x: 60, y: 60 } });
    await inspector(page).getByLabel('Title').fill(title);
    await inspector(page).getByLabel('Caption', { exact: true }).fill(caption);
    await closePost(page);
    await expect(chips(page, title)).toBeVisible();
  }

  // The second week: all three are chosen, and one of them is dragged with Alt.
  for (const { title } of WEEK) await chips(page, title).click({ modifiers: ['Control'] });
  await expect(page.getByRole('status').filter({ hasText: '3 posts selected' })).toBeVisible();
  await page.keyboard.down('Alt');
  await chips(page, 'Rye').dragTo(cell(page, NEXT_MONDAY), { targetPosition: { x: 60, y: 60 } });
  await page.keyboard.up('Alt');
  for (const { title } of WEEK) await expect(chips(page, title)).toHaveCount(2);

  // The other brand: beside this one, each in its lane, and a week is dragged over at a time.
  await page.getByRole('button', { name: 'Select nothing' }).click();
  await page.getByRole('button', { name: 'This brand' }).click();
  await page.getByRole('menuitemradio', { name: 'Quay Café' }).click();
  await expect(page.getByRole('button', { name: '2 brands' })).toBeVisible();
  await expect(page.getByRole('menu')).toHaveCount(0);
  for (const week of [MONDAY, NEXT_MONDAY]) {
    await page.evaluate((date) => location.assign(`#/calendar/week/${date}`), week);
    if (week === MONDAY) {
      await page.getByRole('button', { name: 'By time' }).click();
      await page.getByRole('menuitemradio', { name: 'A lane per brand' }).click();
    }
    const lane = page.getByRole('row', { name: /^Quay Café/ });
    await expect(chips(page, 'Rye')).toHaveCount(1);
    for (const { title } of WEEK) await chips(page, title).click({ modifiers: ['Control'] });
    await chips(page, 'Rye').dragTo(lane.getByRole('gridcell').first());
    for (const { title } of WEEK)
      await expect(lane.getByRole('button', { name: new RegExp(title) })).toHaveCount(1);
    await page.getByRole('button', { name: 'Select nothing' }).click();
  }
  await page.getByRole('button', { name: '2 brands' }).click();
  await page.getByRole('menuitemradio', { name: 'Quay Café' }).click();
  await expect(page.getByRole('menu')).toHaveCount(0);
}

async function byKeyboard(page: Page): Promise<void> {
  const key = (name: string) => page.keyboard.press(name);
  const type = (text: string) => page.keyboard.type(text);
  /** From wherever the focus is to a day of the month. */
  async function focusDay(date: string): Promise<void> {
    const here = () => page.evaluate(() => document.activeElement?.getAttribute('data-cell') ?? null);
    for (let at = await here(); at !== `${date}/-1`; at = await here()) {
      const [day = '', item] = at?.split('/') ?? [];
      if (at === null) await key('Tab');
      else if (item !== '-1') await key('ArrowUp');
      else if (day.slice(0, 7) < date.slice(0, 7)) await key('PageDown');
      else await key(day < date ? 'ArrowRight' : 'ArrowLeft');
      if (at !== null) await expect.poll(here).not.toBe(at);
    }
  }

  await expect(page.getByLabel('Brand')).toBeFocused();
  await type('Harbour Bakery');
  await key('Enter');
  await expect(page.getByRole('heading', { name: 'Your first week' })).toBeVisible();

  await focusDay(MONDAY);
  for (const [index, { title, caption }] of WEEK.entries()) {
    if (index > 0) {
      await key('ArrowRight');
      await key('ArrowRight');
      await expect(cell(page, WEEK[index]?.day ?? '')).toBeFocused();
    }
    await key('Enter');
    await expect(inspector(page).getByLabel('Title')).toBeFocused();
    await type(title);
    while (
      !(await inspector(page)
        .getByLabel('Caption', { exact: true })
        .evaluate((e) => e === document.activeElement))
    )
      await key('Tab');
    await type(caption);
    await key('Escape');
    await expect(chips(page, title)).toBeFocused();
    await key('ArrowUp');
  }

  // All of the week, copied and pasted a week below.
  await focusDay(MONDAY);
  await key('Control+a');
  await expect(page.getByRole('status').filter({ hasText: '3 posts selected' })).toBeVisible();
  await key('ArrowDown');
  await key('Control+c');
  await key('ArrowDown');
  await expect(cell(page, NEXT_MONDAY)).toBeFocused();
  await key('Control+v');
  for (const { title } of WEEK) await expect(chips(page, title)).toHaveCount(2);

  // Both weeks into the other brand.
  await focusDay(MONDAY);
  await key('Control+a');
  await key('ArrowDown');
  await key('Control+c');
  while (
    !(await page.getByRole('button', { name: /Switch brand$/ }).evaluate((e) => e === document.activeElement))
  )
    await key('Shift+Tab');
  await key('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await key('End');
  await key('Enter');
  await expect(page.getByRole('dialog', { name: 'New brand' })).toBeVisible();
  await type('Quay Café');
  await key('Enter');
  await expect(page.getByRole('button', { name: /^Quay Café/ })).toBeVisible();
  await focusDay(MONDAY);
  await key('Control+v');
  for (const { title } of WEEK) await expect(chips(page, title)).toHaveCount(2);

  // A step too many is taken back, and done again.
  await key('Control+z');
  await expect(chips(page, 'Rye')).toHaveCount(0);
  await key('Control+Shift+z');
  for (const { title } of WEEK) await expect(chips(page, title)).toHaveCount(2);
}

test('two weeks for two brands, planned by mouse and by keyboard alone, with no server: the same plan', async ({
  world,
}) => {
  const mouse = await world.startDesktop('mouse');
  await byMouse(mouse.page);
  const keys = await world.startDesktop('keys');
  await byKeyboard(keys.page);

  for (const brand of ['Harbour Bakery', 'Quay Café']) {
    const plan = await planOf(mouse.page, brand);
    expect(plan).toHaveLength(6);
    expect(plan[0]).toMatch(/09:00 \| Rye, warning: says nearly the same as “Rye” \|/);
    expect(await planOf(keys.page, brand)).toEqual(plan);
  }
});
