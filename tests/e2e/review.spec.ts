import { expect, expectAccessible, test } from './fixtures.ts';
import {
  closePost,
  inspector,
  letIn,
  makeBrand,
  open,
  openBrandTab,
  signUpAndAdopt,
  writePost,
} from './steps.ts';

test('a post is sent for review, sent back, approved, and looked at by a client', async ({
  world,
  browser,
}) => {
  const { page: ada } = await world.startDesktop('ada');
  await makeBrand(ada, 'Harbour Bakery');
  await writePost(ada, 'Rye', 'Rye on Monday.');
  await closePost(ada);
  await world.startServer();
  await signUpAndAdopt(ada, 'Ada', 'ada@example.org');
  await openBrandTab(ada, 'Settings');
  await ada.getByRole('switch', { name: 'Publish only what was approved' }).click();
  await expect(ada.getByText(/An edit puts a post back in review/)).toBeVisible();
  const { page: ben } = await world.startDesktop('ben');
  await letIn(ada, ben, { brand: 'Harbour Bakery', name: 'Ben', email: 'ben@example.org' });

  // --- Ben, a member, can ask but not approve, and asks Ada by name.
  await open(ben, 'Ideas');
  await ben.getByRole('main').getByText('Rye').first().click();
  const bar = (page: typeof ada) => inspector(page).getByRole('region', { name: 'Review' });
  await expect(bar(ben).getByText('Not in review')).toBeVisible();
  await expect(bar(ben).getByRole('button', { name: 'Approve' })).toHaveCount(0);
  const note = inspector(ben).getByRole('textbox', { name: 'Note to the team' });
  await note.fill('Is Monday right, @');
  await note.press('End');
  await ben.getByRole('option', { name: /^Ada/ }).waitFor();
  await note.press('Enter');
  await expect(note).toHaveValue('Is Monday right, @Ada ');
  await note.press('Control+Enter');
  await expect(note).toHaveValue('');
  await bar(ben).getByRole('button', { name: 'Send for review' }).click();
  await expect(bar(ben).getByText('In review', { exact: true })).toBeVisible();

  // --- Ada finds both on Today and decides by keyboard.
  await open(ada, 'Today');
  await expect(ada.getByRole('heading', { name: 'Waiting for your approval' })).toBeVisible();
  await expect(ada.getByText('Is Monday right, @Ada')).toBeVisible();
  await ada.keyboard.press('v');
  await expect(ada.getByRole('heading', { name: 'Rye', level: 2 })).toBeFocused();
  await ada.keyboard.press('c');
  await ada.getByLabel('What should change?').fill('Say which Monday.');
  await ada.keyboard.press('Control+Enter');
  await expect(ada.getByRole('heading', { name: 'Nothing waits for approval.' })).toBeVisible();

  // --- Ben reads why, changes it and sends it again; what he changed is marked.
  await expect(bar(ben).getByText('Say which Monday.')).toBeVisible();
  await inspector(ben).getByLabel('Caption', { exact: true }).fill('Rye on Monday the 5th.');
  await bar(ben).getByRole('button', { name: 'Send for review again' }).click();
  await expect(ada.getByRole('heading', { name: 'Rye', level: 2 })).toBeVisible();
  await expect(ada.getByText('Rye on Monday the 5th.').first()).toBeVisible();
  await ada.keyboard.press('a');
  await expect(bar(ben).getByText('Approved', { exact: true })).toBeVisible();
  // An edit ends it.
  await inspector(ben).getByLabel('Caption', { exact: true }).fill('Rye on Monday the 6th.');
  await expect(bar(ben).getByText(/In review again/)).toBeVisible();

  // --- A client decides without an account.
  await ada.getByRole('button', { name: 'Open', exact: true }).click();
  await bar(ada).getByRole('button', { name: 'More about the review' }).click();
  await ada.getByRole('menuitem', { name: 'Review link for a client' }).click();
  const dialog = ada.getByRole('dialog', { name: 'Review link for a client' });
  await dialog.getByLabel('Who is it for?').fill('The mill');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const url = await dialog.getByLabel('Review link').inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const client = await context.newPage();
  await client.goto(url);
  await expect(client.getByText('Rye on Monday the 6th.')).toBeVisible();
  await client.getByLabel('Your name').fill('Bea');
  await client.getByRole('button', { name: 'Approve' }).click();
  await expect(client.getByRole('status')).toHaveText('Thank you. Your decision has been passed on.');
  await context.close();
  const scripted = await browser.newContext();
  const seeing = await scripted.newPage();
  await seeing.goto(url);
  await expectAccessible(seeing);
  await scripted.close();
  for (const page of [ada, ben]) await expect(bar(page).getByText('Bea (client): approved')).toBeVisible();
  await bar(ada).getByRole('button', { name: 'More about the review' }).click();
  await ada.getByRole('menuitem', { name: 'Decisions and changes' }).click();
  const decisions = ada.getByRole('dialog', { name: 'Decisions and changes' });
  await expect(decisions.getByText('Nothing that goes out has changed since.')).toBeVisible();
  await expect(decisions.getByRole('listitem')).toHaveCount(5);
});
