import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { expect, expectAccessible, test } from './fixtures.ts';
import { openLine } from './line.ts';
import {
  expectSync,
  inspector,
  letIn,
  makeBrand,
  open,
  signUpAndAdopt,
  syncLine,
  writePost,
} from './steps.ts';

async function openSync(page: Page): Promise<void> {
  await syncLine(page).click();
  await page.getByRole('link', { name: 'Show all of it' }).click();
  await page.getByRole('heading', { level: 1, name: /change|Up to date|Offline|Syncing/ }).waitFor();
}

async function accessibleInBoth(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
  }
}

async function saved(page: Page, button: string): Promise<{ name: string; text: string }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).first().click();
  const file = await download;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

test('shows what waits, in words; it can be saved as a file, sent later or discarded', async ({ world }) => {
  const server = await world.startServer();
  const { page } = await world.startDesktop('ada');
  await makeBrand(page, 'Harbour Bakery');
  await signUpAndAdopt(page, 'Ada', 'ada@example.org');
  await openSync(page);
  await expect(page.getByRole('listitem').filter({ hasText: 'Harbour Bakery' })).toContainText('plan:');

  await server.stop();
  await expectSync(page, 'Offline');
  await open(page, 'Ideas');
  for (const title of ['Rye in the morning', 'Oats at noon']) {
    await page.getByPlaceholder('What could you talk about?').fill(title);
    await page.getByRole('button', { name: 'Add' }).click();
  }
  await openSync(page);
  const rye = page.getByRole('listitem').filter({ hasText: 'Rye in the morning' });
  const oats = page.getByRole('listitem').filter({ hasText: 'Oats at noon' });
  await expect(rye).toContainText('New post');
  await expect(oats).toContainText('New post');

  const { name, text } = await saved(page, 'Save all that has not reached the server');
  expect(name).toMatch(/^pillarbox-changes-.*\.json$/);
  expect(text).toContain('Rye in the morning');
  expect(text).toContain('Oats at noon');
  await expect(page.getByText('Saved as a file.')).toBeVisible();
  const diagnostics = await saved(page, 'Save a diagnostics file');
  expect(diagnostics.text).toContain('"post.create"');
  for (const word of ['Rye', 'Oats', 'ada@', 'Harbour']) expect(diagnostics.text).not.toContain(word);
  await accessibleInBoth(page);

  await oats.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(oats).toHaveCount(0);
  await world.startServer();
  await expectSync(page, 'Up to date');
  await expect(rye).toHaveCount(0);
  await open(page, 'Ideas');
  await expect(page.getByRole('main').getByText('Rye in the morning')).toBeVisible();
  await expect(page.getByRole('main').getByText('Oats at noon')).toHaveCount(0);
});

test('an older copy is restored on request; nothing written since is lost', async ({ world }) => {
  await world.startServer();
  const { page, profile } = await world.startDesktop('ada');
  await makeBrand(page, 'Harbour Bakery');
  await signUpAndAdopt(page, 'Ada', 'ada@example.org');
  const [file = ''] = globSync(join(profile, 'accounts', '*.sqlite'));
  const db = new Database(file, { readonly: true });
  // As an upgrade of Pillarbox makes it.
  db.prepare('vacuum into ?').run(`${file}.v1.backup`);
  db.close();
  await open(page, 'Calendar');
  await writePost(page, 'Storm', 'We are open in any weather.');
  await inspector(page).getByRole('button', { name: 'Close' }).click();
  await expectSync(page, 'Up to date');

  await openSync(page);
  const copy = page.getByRole('listitem').filter({ hasText: 'Before an update of Pillarbox' });
  await copy.getByRole('button', { name: 'Restore' }).click();
  const dialog = page.getByRole('dialog', { name: 'Use this copy in place of what is here?' });
  await expect(dialog).toContainText('kept first, as another copy');
  await accessibleInBoth(page);
  await dialog.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('The copy is in use now.')).toBeVisible();
  const replaced = page.getByRole('listitem').filter({ hasText: 'Before a copy was restored' });
  await expect(replaced).toBeVisible();
  await expectSync(page, 'Up to date');
  await accessibleInBoth(page);

  await replaced.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(replaced).toHaveCount(0);
  await open(page, 'Ideas');
  await page.getByRole('main').getByText('Storm').click();
  await expect(inspector(page).getByLabel('Caption', { exact: true })).toHaveValue(
    'We are open in any weather.',
  );
});

test('what waited for a brand that was lost keeps its words: never applied, and still one’s own', async ({
  world,
}) => {
  await world.startServer();
  const { page: ada } = await world.startDesktop('ada');
  await makeBrand(ada, 'Harbour Bakery');
  await signUpAndAdopt(ada, 'Ada', 'ada@example.org');
  const line = await openLine(world.serverUrl);
  const { page: ben } = await world.startDesktop('ben', { PILLARBOX_SERVER_URL: line.url });
  await letIn(ada, ben, { brand: 'Harbour Bakery', name: 'Ben', email: 'ben@example.org' });
  await open(ben, 'Ideas');
  await expectSync(ben, 'Up to date');

  line.cut();
  await ben.getByPlaceholder('What could you talk about?').fill('Poppy seed twist');
  await ben.getByRole('button', { name: 'Add' }).click();
  await expectSync(ben, 'Offline, 1 change waits');
  await ada.getByRole('button', { name: 'Remove Ben' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(ada.getByRole('listitem').filter({ hasText: 'ben@example.org' })).toHaveCount(0);
  line.mend();

  await expect(ben.getByRole('heading', { name: 'What are you planning for?' })).toBeVisible();
  const banner = ben.getByRole('status').filter({ hasText: /1 change was (not sent|refused)/ });
  // It may have been on its way already when he was removed: then it is the server that says no.
  await expect(banner).toBeVisible();
  await accessibleInBoth(ben);
  await banner.getByRole('button', { name: 'Show', exact: true }).click();
  const kept = ben.getByRole('listitem').filter({ hasText: 'Poppy seed twist' });
  await expect(kept).toContainText(/You no longer have access to this brand.|Your role doesn’t allow this./);
  await accessibleInBoth(ben);
  expect((await saved(ben, 'Save as a file')).text).toContain('Poppy seed twist');
  await kept.getByRole('button', { name: 'Discard' }).click();
  await ben.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(kept).toHaveCount(0);
  await ben.getByRole('link', { name: 'Back to the start' }).click();
  await expect(ben.getByRole('heading', { name: 'What are you planning for?' })).toBeVisible();
  await expect(banner).toHaveCount(0);
  await open(ada, 'Ideas');
  await expect(ada.getByRole('main').getByText('Poppy seed twist')).toHaveCount(0);
  await line.close();
});

test('says that a damaged file was rebuilt, until that is put away', async ({ world }) => {
  let ada = await world.startDesktop('ada');
  await makeBrand(ada.page, 'Harbour Bakery');
  await ada.stop();
  const file = join(ada.profile, 'local.sqlite');
  const db = new Database(file);
  db.pragma('wal_checkpoint(truncate)');
  const [page, size] = [
    db.prepare("select rootpage from sqlite_master where name = 'brands'").pluck().get() as number,
    db.pragma('page_size', { simple: true }) as number,
  ];
  db.close();
  const bytes = readFileSync(file);
  bytes.fill(0xa5, (page - 1) * size, page * size);
  writeFileSync(file, bytes);

  ada = await world.startDesktop('ada');
  const banner = ada.page.getByRole('status').filter({ hasText: 'was damaged and has been rebuilt' });
  await expect(banner).toContainText('not reached the server');
  await expect(ada.page.getByRole('button', { name: /^Harbour Bakery/ })).toBeVisible();
  await accessibleInBoth(ada.page);
  await banner.getByRole('button', { name: 'Show what was kept' }).click();
  await expect(ada.page.getByRole('listitem').filter({ hasText: 'Damaged file' })).toContainText(
    'can’t be restored',
  );
  await banner.getByRole('button', { name: 'Put away' }).click();
  await expect(banner).toHaveCount(0);
  await ada.stop();
  ada = await world.startDesktop('ada');
  await expect(ada.page.getByRole('button', { name: /^Harbour Bakery/ })).toBeVisible();
  await expect(ada.page.getByText('has been rebuilt')).toHaveCount(0);
});
