import { expect, test } from './fixtures.ts';
import { openLine } from './line.ts';
import {
  expectSync,
  inspector,
  letIn,
  makeBrand,
  open,
  openBrandTab,
  PASSWORD,
  signUpAndAdopt,
  syncLine,
  writePost,
} from './steps.ts';

test('says where one’s work is: here only, offline, waiting, up to date', async ({ world }) => {
  const { page } = await world.startDesktop('ada');
  await makeBrand(page, 'Harbour Bakery');
  await expectSync(page, 'On this device only');

  const server = await world.startServer();
  await signUpAndAdopt(page, 'Ada', 'ada@example.org');
  await server.stop();
  await expectSync(page, 'Offline');
  for (const [count, title] of ['Rye', 'Oats'].entries()) {
    await open(page, 'Ideas');
    await page.getByPlaceholder('What could you talk about?').fill(title);
    await page.getByRole('button', { name: 'Add' }).click();
    await expectSync(page, count === 0 ? 'Offline, 1 change waits' : 'Offline, 2 changes wait');
  }
  await syncLine(page).click();
  const popover = page.getByRole('dialog', { name: /^Offline/ });
  await expect(popover).toContainText('The server can’t be reached.');
  await expect(popover).toContainText('2 changes wait to be sent.');
  await expect(popover).toContainText('Last up to date:');
  await page.keyboard.press('Escape');

  await world.startServer();
  await expectSync(page, 'Up to date');
});

test('a desktop killed right after typing has the words when it starts again, and sends them once', async ({
  world,
}) => {
  const server = await world.startServer();
  let ada = await world.startDesktop('ada');
  await makeBrand(ada.page, 'Harbour Bakery');
  await signUpAndAdopt(ada.page, 'Ada', 'ada@example.org');
  await server.stop();
  await expectSync(ada.page, 'Offline');
  await open(ada.page, 'Calendar');
  await writePost(ada.page, 'Storm', 'We are open in any weather.');
  await inspector(ada.page)
    .getByLabel('Caption', { exact: true })
    .fill('We are open in any weather, even this one.');
  // What the line says is so: nothing may be lost once it stands there.
  await expect(inspector(ada.page).getByText('Saving…')).toHaveCount(0);
  await ada.kill();

  ada = await world.startDesktop('ada');
  await expect(syncLine(ada.page)).toHaveAccessibleName(/^Sync: Offline, \d changes? waits?$/);
  await open(ada.page, 'Ideas');
  await ada.page.getByRole('main').getByText('Storm').click();
  await expect(inspector(ada.page).getByLabel('Caption', { exact: true })).toHaveValue(
    'We are open in any weather, even this one.',
  );

  // It is still signed in, and another desktop gets one post.
  await world.startServer();
  await expectSync(ada.page, 'Up to date');
  const { page: second } = await world.startDesktop('second');
  await second.getByRole('link', { name: 'Sign in' }).click();
  await second.getByLabel('E-mail').fill('ada@example.org');
  await second.getByLabel('Password').fill(PASSWORD);
  await second.getByRole('button', { name: 'Sign in', exact: true }).last().click();
  await expect(second.getByRole('button', { name: /^Harbour Bakery/ })).toBeVisible();
  await open(second, 'Ideas');
  await expect(second.getByRole('main').getByText('Storm')).toHaveCount(1);
});

test('a refused change keeps its words and says why; it can be sent again or discarded', async ({
  world,
}) => {
  await world.startServer();
  const { page: ada } = await world.startDesktop('ada');
  await makeBrand(ada, 'Harbour Bakery');
  await signUpAndAdopt(ada, 'Ada', 'ada@example.org');
  const line = await openLine(world.serverUrl);
  const { page: ben } = await world.startDesktop('ben', { PILLARBOX_SERVER_URL: line.url });
  await letIn(ada, ben, { brand: 'Harbour Bakery', name: 'Ben', email: 'ben@example.org', role: 'Manager' });
  await openBrandTab(ben, 'Settings');
  await expectSync(ben, 'Up to date');

  // --- Ben, offline and still a manager as far as he knows, changes what only managers may.
  line.cut();
  await ben.getByLabel('Name', { exact: true }).fill('Harbour Bakery and Café');
  await openBrandTab(ben, 'Schedules');
  await ben.getByRole('button', { name: /^Workdays at/ }).click();
  await expectSync(ben, 'Offline, 2 changes wait');
  await setRole('Member');

  // --- The line is mended: refused, with the reason and the words.
  line.mend();
  await expectSync(ben, '2 changes were refused');
  await syncLine(ben).click();
  await ben.getByRole('link', { name: 'Show all of it' }).click();
  const renaming = ben.getByRole('listitem').filter({ hasText: 'Change of the brand’s settings' });
  const schedule = ben.getByRole('listitem').filter({ hasText: 'New schedule' });
  // For a moment it may stand among what was sent as well.
  const refused = renaming.filter({ hasText: 'Your role doesn’t allow this.' });
  await expect(refused).toContainText('Harbour Bakery and Café');
  await expect(schedule).toContainText('Workdays');

  // Again, too early: refused again, nothing lost.
  await refused.getByRole('button', { name: 'Retry' }).click();
  await expect(refused).toContainText('Harbour Bakery and Café');

  // --- Ada makes him a manager again: one goes through, the other he no longer wants.
  await setRole('Manager');
  await schedule.getByRole('button', { name: 'Discard' }).click();
  await ben.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(schedule).toHaveCount(0);
  await renaming.getByRole('button', { name: 'Retry' }).click();
  await expectSync(ben, 'Up to date');
  await expect(ada.getByRole('button', { name: /^Harbour Bakery and Café/ })).toBeVisible();
  await openBrandTab(ada, 'Schedules');
  await expect(ada.getByText('When do you post?')).toBeVisible();
  await line.close();

  async function setRole(role: string): Promise<void> {
    await ada.getByRole('combobox', { name: 'Role of Ben' }).click();
    await ada.getByRole('option', { name: role }).click();
    await expect(ada.getByRole('combobox', { name: 'Role of Ben' })).toContainText(role);
  }
});
