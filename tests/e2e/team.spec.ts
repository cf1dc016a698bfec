import { expect, test } from './fixtures.ts';
import {
  closePost,
  expectSync,
  inspector,
  makeBrand,
  open,
  openBrandTab,
  signUpAndAdopt,
  signUpHere,
  writePost,
} from './steps.ts';

test('two people share a brand, edit it apart and offline, and part again', async ({ world }) => {
  // --- Ada works alone, with no account.
  const { page: ada } = await world.startDesktop('ada');
  await makeBrand(ada, 'Harbour Bakery');
  await ada.getByRole('button', { name: 'Make pillars' }).click();
  await expect(ada.getByText('1 of 4 done')).toBeVisible();
  await writePost(ada, 'Opening hours', 'We open at seven.');
  await closePost(ada);

  // --- She signs up; what she made comes along.
  let server = await world.startServer();
  await signUpAndAdopt(ada, 'Ada', 'ada@example.org');

  // --- She invites Ben by a link, as a member.
  await openBrandTab(ada, 'People');
  await expect(ada.getByRole('listitem').filter({ hasText: 'Ada (you)' })).toBeVisible();
  await ada.getByRole('button', { name: 'Invite somebody' }).click();
  const invite = ada.getByRole('dialog', { name: 'Invite somebody to Harbour Bakery' });
  await invite.getByRole('radio', { name: /^Member/ }).click();
  await invite.getByRole('button', { name: 'Make the link' }).click();
  const link = await invite.getByLabel('Invitation link').inputValue();
  await invite.getByRole('button', { name: 'Done' }).click();

  // --- Ben signs up on a desktop of his own and joins.
  const { page: ben } = await world.startDesktop('ben');
  await ben.getByRole('link', { name: 'Sign in' }).click();
  await signUpHere(ben, 'Ben', 'ben@example.org');
  await ben.getByRole('button', { name: 'Sign out' }).waitFor();
  await ben.getByLabel('Invitation link').fill(link);
  await ben.getByRole('button', { name: 'Join' }).click();
  await expect(ben.getByRole('button', { name: /^Harbour Bakery .* Switch brand/ })).toBeVisible();
  await expectSync(ben, 'Up to date');

  // He sees all of it, and as a member can't invite anybody.
  await open(ben, 'Ideas');
  await expect(ben.getByRole('main').getByText('Opening hours')).toBeVisible();
  await openBrandTab(ben, 'Pillars');
  await expect(ben.getByRole('textbox', { name: /name/i }).first()).toHaveValue('Behind the scenes');
  await openBrandTab(ben, 'People');
  await expect(ben.getByRole('listitem').filter({ hasText: 'Ben (you)' })).toContainText('Member');
  await expect(ben.getByRole('listitem').filter({ hasText: 'ada@example.org' })).toContainText('Owner');
  await expect(ben.getByRole('button', { name: 'Invite somebody' })).toHaveCount(0);
  await expect(ada.getByRole('listitem').filter({ hasText: 'ben@example.org' })).toBeVisible();
  // The link has been used.
  await ada.reload();
  await expect(ada.getByText('None. An invitation is a link that works once, for a week.')).toBeVisible();

  // --- The server goes away. Each changes another part of one post.
  await server.stop();
  for (const page of [ada, ben]) {
    await open(page, 'Ideas');
    await page.getByRole('main').getByText('Opening hours').click();
  }
  await inspector(ben).getByLabel('Caption', { exact: true }).fill('We open at six now.');
  await expectSync(ben, 'Offline, 1 change waits');
  await inspector(ada).getByLabel('Title').fill('New opening hours');
  await expectSync(ada, 'Offline, 1 change waits');

  // --- It comes back: both see both.
  server = await world.startServer();
  for (const page of [ada, ben]) {
    await expectSync(page, 'Up to date');
    await expect(inspector(page).getByLabel('Title')).toHaveValue('New opening hours');
    await expect(inspector(page).getByLabel('Caption', { exact: true })).toHaveValue('We open at six now.');
  }
  await closePost(ada);

  // --- Ada takes Ben's access away while he has the post open: nothing of the brand stays on his screen.
  await openBrandTab(ada, 'People');
  await ada.getByRole('button', { name: 'Remove Ben' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(ada.getByRole('listitem').filter({ hasText: 'ben@example.org' })).toHaveCount(0);
  await expect(ben.getByRole('heading', { name: 'What are you planning for?' })).toBeVisible();
  await expect(ben.locator('body')).not.toContainText(/Harbour|opening hours|six now/i);
  await ben.reload();
  await expect(ben.getByRole('heading', { name: 'What are you planning for?' })).toBeVisible();
  await expect(ben.locator('body')).not.toContainText(/Harbour|opening hours|six now/i);
});
