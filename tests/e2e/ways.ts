import { expect, type Locator, type Page } from '@playwright/test';
import { STILL } from './baselines.ts';
import { inspector, open, openBrandTab } from './steps.ts';

/** Goes there and waits until it is drawn: screens are loaded when they are first shown. */
export async function show(page: Page, screen: string, heading: string | RegExp = screen): Promise<void> {
  await open(page, screen);
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
}

export async function showTab(page: Page, tab: string): Promise<void> {
  await openBrandTab(page, tab);
  await page.getByRole('tabpanel', { name: tab }).waitFor();
}

/** The feed on one of its tabs, shown as pictures. */
export async function feed(page: Page, tab: 'Grid' | 'Profile' | 'Carousels' | 'Strategy'): Promise<void> {
  await show(page, 'Feed');
  const parts = page.getByRole('tablist', { name: 'Parts of the feed' });
  await parts.getByRole('tab', { name: tab }).click();
  const back = page.getByRole('button', { name: 'All carousels' });
  if (tab === 'Carousels' && (await back.count()) > 0) await back.click();
  if (tab === 'Grid') await page.getByRole('button', { name: 'Pictures', exact: true }).click();
}

export const feedTile = (page: Page, place: number) =>
  page.getByRole('list', { name: 'Grid' }).getByRole('button', { name: new RegExp(`^Tile ${place}:`) });

export const firstPost = (page: Page) => page.getByRole('button', { name: /Who drives the bread/ });

/** The calendar on the week after this one, where the example brand has posts and free slots. */
export async function calendar(
  page: Page,
  view: 'Month' | 'Week' | 'Day' | 'Agenda' | 'List',
): Promise<void> {
  await open(page, 'Calendar');
  // What was chosen on the last visit is chosen again.
  const none = page.getByRole('button', { name: 'Select nothing' });
  if (await none.isVisible()) await none.click();
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name: view, exact: true }).click();
  await page.getByRole('button', { name: 'Today' }).click();
  if (view === 'Week') await page.getByRole('button', { name: 'Next week' }).click();
  const byLane = page.getByRole('button', { name: /^A lane per/ });
  if (view === 'Week' && (await byLane.count()) > 0) {
    await byLane.click();
    await page.getByRole('menuitemradio', { name: 'By time' }).click();
    await expect(page.getByRole('menu')).toHaveCount(0);
  }
}

export async function lanes(page: Page): Promise<void> {
  await calendar(page, 'Week');
  await page.getByRole('button', { name: /^(By time|A lane per)/ }).click();
  await page.getByRole('menuitemradio', { name: 'A lane per pillar' }).click();
  await page.getByRole('rowheader', { name: /^From the oven/ }).waitFor();
  await expect(page.getByRole('menu')).toHaveCount(0);
}

export async function composer(page: Page): Promise<void> {
  await calendar(page, 'Week');
  await firstPost(page).click();
  await expect(inspector(page).getByLabel('Title')).toHaveValue('Who drives the bread');
}

/** The composer of another post of that week. */
export async function composerOf(page: Page, title: string): Promise<void> {
  await calendar(page, 'Week');
  await page
    .getByRole('button', { name: new RegExp(title) })
    .first()
    .click();
  await expect(inspector(page).getByLabel('Title')).toHaveValue(title);
}

/** A picture of a post, large, with one of its parts shown. */
export async function postFile(page: Page, part: 'Picture' | 'Cut' | 'Tile on the grid'): Promise<Locator> {
  await composerOf(page, 'First stollen of the year');
  const strip = inspector(page).getByRole('region', { name: 'Pictures and videos', exact: true });
  await strip.getByRole('button', { name: /^File 1 of 1/ }).click();
  const dialog = page.getByRole('dialog', { name: 'First stollen.jpg' });
  await dialog.getByRole('group', { name: 'This file' }).getByRole('button', { name: part }).click();
  return dialog;
}

export async function libraryFile(page: Page, name: string): Promise<Locator> {
  await show(page, 'Library');
  await page.getByRole('list', { name: 'Files' }).getByText(name, { exact: true }).click();
  const dialog = page.getByRole('dialog', { name });
  await dialog.waitFor();
  return dialog;
}

export async function filesSelected(page: Page): Promise<void> {
  await show(page, 'Library');
  const nothing = page.getByRole('button', { name: 'Select nothing' });
  if (await nothing.isVisible()) await nothing.click();
  for (const name of ['Pear tart.jpg', 'Olive bread.jpg', 'The starter.jpg']) {
    const cell = page.getByRole('listitem').filter({ hasText: name });
    await cell.hover();
    await cell.getByRole('button', { name: `Select ${name}` }).click();
  }
  await page.getByText('3 files selected').waitFor();
}

export async function repeatDialog(page: Page): Promise<void> {
  await composer(page);
  await inspector(page).getByRole('button', { name: 'Repeat…' }).click();
  await page.getByRole('dialog').getByText('The next dates').waitFor();
}

export async function ideas(page: Page, by: 'Stage' | 'Pillar' | 'Month'): Promise<void> {
  await show(page, 'Ideas');
  const columns = page.getByRole('group', { name: 'Columns by' });
  await columns.getByRole('button', { name: by, exact: true }).click();
}

export async function syncPopover(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('button', { name: /^Sync: / })
    .click();
  // A toast that is still there is a dialog too, but stands beside nothing.
  await page.locator('[role="dialog"][data-side]').waitFor();
}

export async function contentCalendars(page: Page): Promise<void> {
  await calendar(page, 'Month');
  await page.getByRole('button', { name: 'Content calendars' }).click();
  await page.getByRole('menuitem', { name: 'Apply a content calendar' }).click();
  await page.getByRole('heading', { name: 'Content calendars', level: 1 }).waitFor();
}

export async function contentCalendar(page: Page): Promise<void> {
  await contentCalendars(page);
  await page.getByRole('link', { name: 'Market fortnight' }).click();
  const more = page.getByRole('button', { name: 'More about What we bring' });
  await more.click();
  await page.getByLabel('Caption to begin with').waitFor();
}

/** One post sent for review, then the screen where it is decided about. */
export async function reviewQueue(page: Page): Promise<void> {
  await composer(page);
  const ask = inspector(page).getByRole('button', { name: 'Send for review' });
  const bar = inspector(page).getByRole('region', { name: 'Review' });
  await bar.getByText(/^(Not in review|In review)$/).waitFor();
  if (await ask.isVisible()) await ask.click();
  await bar.getByText('In review', { exact: true }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find anything' }).fill('Review what waits');
  await page
    .getByRole('option', { name: /^Review what waits/ })
    .first()
    .click();
  await page.getByRole('heading', { name: 'Who drives the bread', level: 2 }).waitFor();
}

export async function importBadFile(page: Page): Promise<void> {
  await showTab(page, 'Pillars');
  await page.getByRole('button', { name: 'Import a plan' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  const year = new Date(STILL.PILLARBOX_NOW).getUTCFullYear() + 1;
  const text = `date,caption,pillar\n${year}-05-03,Rye on Monday,New one\n${year}-02-30,No such day,\n`;
  await (await chooser).setFiles({ name: 'plan.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('region', { name: 'Posts in the file' }).waitFor();
}

/** Columns that nobody knows: what they mean is asked. */
export async function importUnknownFile(page: Page): Promise<void> {
  await showTab(page, 'Pillars');
  await page.getByRole('button', { name: 'Import a plan' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  const year = new Date().getFullYear() + 1;
  const text = `When due;Blurb;Who bakes\n03.05.${year} 09:00;Rye on Monday;Ines\n04.05.${year} 09:00;Oats;Tom\n`;
  await (await chooser).setFiles({ name: 'plan.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('region', { name: 'Columns of the file' }).waitFor();
}

/** An export of another brand, with a row that this version cannot read. */
export async function bringBack(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find anything' }).fill('Bring an export back');
  await page
    .getByRole('option', { name: /^Bring an export back/ })
    .first()
    .click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  const id = '018f2b6e-0000-7000-8000-000000000001';
  const at = '2026-11-01T08:00:00.000Z';
  const stamps = { created_at: at, updated_at: at, version: 1 };
  const pillar = {
    id: '018f2b6e-0000-7000-8000-000000000002',
    brand_id: id,
    name: 'Oven',
    description: '',
    color: 1,
  };
  const rows = {
    brand: [
      {
        id,
        organization_id: null,
        name: 'Harbour Café',
        time_zone: 'Europe/Berlin',
        week_starts_on: 1,
        grace_minutes: 60,
        ...stamps,
      },
    ],
    pillar: [{ ...pillar, position: 0, share: null, ...stamps }],
    post: [{ id: 'none' }],
  };
  const json = {
    format: 'pillarbox-export',
    version: 1,
    exported_at: at,
    brands: [{ id, name: 'Harbour Café', rows }],
  };
  const buffer = Buffer.from(JSON.stringify(json));
  await (await chooser).setFiles({ name: 'cafe.json', mimeType: 'application/json', buffer });
  await page.getByRole('region', { name: 'What the export holds' }).waitFor();
}
