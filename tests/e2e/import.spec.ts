import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { makeBrand, open, openBrandTab } from './steps.ts';

const YEAR = new Date().getFullYear() + 1;

async function choose(page: Page, name: string, text: string): Promise<void> {
  await openBrandTab(page, 'Pillars');
  await page.getByRole('button', { name: 'Import a plan' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Choose (a|another) file$/ }).click();
  await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await expect(page.getByText(name)).toBeVisible();
}

const posts = (page: Page) => page.getByRole('table').getByRole('row');

test('a German spreadsheet export becomes posts on the calendar, and can be undone', async ({ world }) => {
  const { page } = await world.startDesktop('ada');
  await makeBrand(page, 'Hafenbäckerei');
  // As Excel writes it there: a byte order mark, semicolons, decimal dates, line breaks and quotes inside cells.
  const csv = [
    'Datum;Uhrzeit;Titel;Text;Säule',
    `Mo., 15.03.${YEAR};9:30;Roggen;"Roggenbrot; langsam gebacken.\r\nAb sieben Uhr, ""solange es reicht"".";Ofen`,
    `16.3.${YEAR};07:00 Uhr;;Müsli & Käse für alle;`,
    ';;Idee ohne Tag;Was kostet ein Brot?;Ofen',
    '',
  ].join('\r\n');
  await choose(page, 'Plan März.csv', `\uFEFF${csv}`);
  await expect(page.getByText('2 go on the calendar')).toBeVisible();
  await expect(page.getByText('1 has no date and becomes an idea')).toBeVisible();
  await expect(page.getByText('New pillars: Ofen')).toBeVisible();
  await expect(posts(page).nth(1)).toContainText('Roggenbrot; langsam gebacken.');
  await expect(posts(page).nth(1)).toContainText('Ab sieben Uhr, "solange es reicht".');

  await page.getByRole('button', { name: 'Import 3 posts' }).click();
  await expect(page.getByRole('heading', { name: `March ${YEAR}` })).toBeVisible();
  const rye = page.getByRole('button', { name: /^09:30 Roggen.*Ofen/ });
  const breakfast = page.getByRole('button', { name: /^07:00 Müsli & Käse für alle/ });
  await expect(rye).toBeVisible();
  await expect(breakfast).toBeVisible();
  await rye.click();
  await expect(page.getByRole('complementary').getByLabel('Caption', { exact: true })).toHaveValue(
    'Roggenbrot; langsam gebacken.\nAb sieben Uhr, "solange es reicht".',
  );
  await expect(page.getByRole('complementary').getByLabel('Day')).toHaveValue(`${YEAR}-03-15`);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rye).toHaveCount(0);
  await expect(breakfast).toHaveCount(0);
  await openBrandTab(page, 'Pillars');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(0);
  await open(page, 'Ideas');
  await expect(page.getByText('No ideas yet')).toBeVisible();
});

test('a file with bad rows says line, column and reason, and nothing of it is made', async ({ world }) => {
  const { page } = await world.startDesktop('ada');
  await makeBrand(page, 'Harbour Bakery');
  const csv = [
    'date,time,title,caption,link',
    `${YEAR}-05-03,09:00,Good,A row with nothing wrong,`,
    `${YEAR}-02-30,09:00,"Two lines`,
    'long",There is no such day,',
    `${YEAR}-05-05,25:71,Late,No such time,https://example.org`,
    `${YEAR}-05-06,09:00,,,not a link`,
  ].join('\n');
  await choose(page, 'plan.csv', csv);

  const issues = page.getByRole('region', { name: 'Things to mend' }).getByRole('row');
  // Lines as an editor counts them: the second record is two lines long.
  await expect(issues.filter({ hasText: 'This is not a date that can be read.' })).toContainText(/^3date/);
  await expect(issues.filter({ hasText: 'This is not a time that can be read.' })).toContainText(/^5time/);
  await expect(issues.filter({ hasText: 'This row has neither a text nor a title.' })).toContainText(/^6/);
  await expect(issues.filter({ hasText: 'This is not a web address.' })).toContainText(/^6link/);
  await expect(page.getByRole('button', { name: /^Import \d+ posts?$/ })).toBeDisabled();

  await open(page, 'Ideas');
  await expect(page.getByText('No ideas yet')).toBeVisible();
  await open(page, 'Calendar');
  await expect(page.getByText('0 of 4 done')).toBeVisible();

  // The mended file goes in.
  await choose(page, 'mended.csv', csv.split('\n').slice(0, 2).join('\n'));
  await page.getByRole('button', { name: 'Import 1 post' }).click();
  await expect(page.getByRole('button', { name: /^09:00 Good/ })).toBeVisible();
});

test('a file that leaves open which number is the month asks, and shows what the answer means', async ({
  world,
}) => {
  const { page } = await world.startDesktop('ada');
  await makeBrand(page, 'Harbour Bakery');
  await choose(page, 'plan.csv', `Date,Caption\n03/04/${YEAR},Spring rolls\n05/06/${YEAR},Summer rolls\n`);
  await expect(page.getByText(`In which order are dates like 03/04/${YEAR} written?`)).toBeVisible();
  const importable = page.getByRole('button', { name: /^Import \d+ posts?$/, disabled: false });
  await expect(importable).toHaveCount(0);

  await page.getByRole('button', { name: 'Month, day, year' }).click();
  await expect(posts(page).filter({ hasText: 'Spring rolls' })).toContainText(/4 Mar/);
  await page.getByRole('button', { name: 'Day, month, year' }).click();
  await expect(posts(page).filter({ hasText: 'Spring rolls' })).toContainText(/3 Apr/);
  await page.getByRole('button', { name: 'Import 2 posts' }).click();
  await expect(page.getByRole('heading', { name: `April ${YEAR}` })).toBeVisible();
  await expect(page.getByRole('button', { name: /Spring rolls/ })).toBeVisible();
});
