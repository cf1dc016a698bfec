import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { makeBrand, openBrandTab } from './steps.ts';

const YEAR = new Date().getFullYear() + 1;

async function choose(page: Page, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Choose (a|another) file$/ }).click();
  await (await chooser).setFiles(file);
  await expect(page.getByText(file.name)).toBeVisible();
}

/** Saves one kind of export. @returns what arrived */
async function save(page: Page, what: string): Promise<Buffer> {
  await page.getByRole('radio', { name: what }).check();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const bytes = await readFile(await (await download).path());
  await expect(page.getByText(/^Saved as Harbour Bakery/)).toBeVisible();
  return bytes;
}

test('a Buffer sheet with a broken line comes in, everything goes out, and comes back on another computer', async ({
  world,
}) => {
  const { page } = await world.startDesktop('ada');
  await makeBrand(page, 'Harbour Bakery');
  await openBrandTab(page, 'Pillars');
  await page.getByRole('button', { name: 'Import a plan' }).click();
  const csv = [
    'Text,Image URL,Tags,Posting Time',
    `"Rye, from six",https://example.org/rye.jpg,Oven,${YEAR}-03-15 09:30`,
    `Oats,,Oven,${YEAR}-13-16 09:30`,
    `=Sum of seeds,,,${YEAR}-03-17 09:30`,
  ].join('\n');
  const buffer = { name: 'buffer.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
  await choose(page, buffer);
  await expect(page.getByRole('heading', { name: 'A file from Buffer' })).toBeVisible();
  const issues = page.getByRole('region', { name: 'Things to mend' }).getByRole('row');
  await expect(issues.nth(1)).toContainText(/^3Posting Time/);
  const run = page.getByRole('button', { name: /^Import 2 posts$/ });
  await expect(run).toBeDisabled();
  await page.getByRole('checkbox', { name: 'Leave out 1 line and import the rest' }).click();
  await run.click();
  const rye = page.getByRole('button', { name: /^09:30 Rye, from six/ });
  await expect(rye).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rye).toHaveCount(0);

  // Taken back it is new again; then it is there.
  for (const before of [0, 2]) {
    await openBrandTab(page, 'Pillars');
    await page.getByRole('button', { name: 'Import a plan' }).click();
    await choose(page, buffer);
    await page.getByRole('checkbox', { name: /^Leave out/ }).click();
    if (before === 0) {
      await run.click();
      await expect(rye).toBeVisible();
    } else {
      await expect(page.getByText('2 are there already and are left out')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Import 0 posts' })).toBeDisabled();
    }
  }

  await openBrandTab(page, 'Pillars');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('combobox', { name: 'Which days' }).click();
  await page.getByRole('option', { name: 'All there are' }).click();
  await expect(page.getByRole('status').filter({ hasText: '2 posts' })).toBeVisible();
  const plan = (await save(page, 'A plan to read')).toString();
  expect(plan).toContain('Rye, from six');
  expect((await save(page, 'A calendar file')).toString().match(/BEGIN:VEVENT/g)).toHaveLength(2);
  expect((await save(page, 'A sheet')).toString()).toContain("'=Sum of seeds");
  const zip = await save(page, 'Everything');

  const other = await world.startDesktop('ada-elsewhere');
  await other.page.getByRole('link', { name: 'Bring it back' }).click();
  await choose(other.page, { name: 'everything.zip', mimeType: 'application/zip', buffer: zip });
  await other.page.getByRole('button', { name: 'Bring it back' }).click();
  await expect(other.page.getByText(/things are back\.$/)).toBeVisible();
  await openBrandTab(other.page, 'Pillars');
  await expect(other.page.getByRole('heading', { name: 'Harbour Bakery', level: 1 })).toBeVisible();
  await expect(other.page.getByRole('main').getByRole('listitem')).toHaveCount(1);

  // What a client prints is a sheet of paper.
  const paper = await page.context().newPage();
  await paper.setContent(plan);
  expect((await paper.pdf({ preferCSSPageSize: true })).subarray(0, 5).toString()).toBe('%PDF-');
});
