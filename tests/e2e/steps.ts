import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures.ts';

/** What people do in more than one story, by the words they see. */

export const PASSWORD = 'correct horse battery';

export const inspector = (page: Page): Locator => page.getByRole('complementary');
export const syncLine = (page: Page): Locator => page.getByRole('button', { name: /^Sync: / });

export async function expectSync(page: Page, words: string): Promise<void> {
  await expect(syncLine(page)).toHaveAccessibleName(`Sync: ${words}`);
}

/** Goes to a screen by the left rail; its name may carry a count. */
export async function open(page: Page, screen: string): Promise<void> {
  const rail = page.getByRole('navigation', { name: 'Main' });
  await rail.getByRole('link', { name: new RegExp(`^${screen}(,|$)`) }).click();
}

export async function openBrandTab(page: Page, tab: string): Promise<void> {
  await open(page, 'Brand');
  await page.getByRole('tab', { name: tab }).click();
}

/** The first screen: a name and nothing else. */
export async function makeBrand(page: Page, name: string): Promise<void> {
  await page.getByLabel('Brand').fill(name);
  await page.getByRole('button', { name: 'Open the calendar' }).click();
  await expect(page.getByRole('heading', { name: 'Your first week' })).toBeVisible();
}

/** A post without a date, its composer left open. */
export async function writePost(page: Page, title: string, caption: string): Promise<void> {
  await page.getByRole('button', { name: 'New post' }).first().click();
  const post = inspector(page);
  // Where another post is open it stands there for a moment yet, and would be given these words.
  await expect(post.getByLabel('Title')).toHaveValue('');
  await post.getByLabel('Title').fill(title);
  await post.getByLabel('Caption', { exact: true }).fill(caption);
  await expect(post.getByText(/^Saved on this device/)).toBeVisible();
}

export async function closePost(page: Page): Promise<void> {
  await inspector(page).getByRole('button', { name: 'Close' }).click();
  await expect(inspector(page)).toHaveCount(0);
}

/** Signs up on the account screen that is shown. */
export async function signUpHere(page: Page, name: string, email: string): Promise<void> {
  const choice = page.getByRole('group', { name: 'Account' });
  await choice.getByRole('button', { name: 'Sign up' }).click();
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  // The second of that name: the first one chose what to do, this does it.
  await page.getByRole('button', { name: 'Sign up', exact: true }).last().click();
}

/** Signs up and gives the brand of this device to the personal organization. */
export async function signUpAndAdopt(page: Page, name: string, email: string): Promise<void> {
  await open(page, 'Sign in or sign up');
  await signUpHere(page, name, email);
  const dialog = page.getByRole('dialog', { name: 'Where do these brands belong?' });
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog).toHaveCount(0);
  await expectSync(page, 'Up to date');
}

/** Lets another desktop's person into the brand, who signs up for it. */
export async function letIn(
  owner: Page,
  guest: Page,
  { brand, name, email, role = 'Member' }: { brand: string; name: string; email: string; role?: string },
): Promise<void> {
  await openBrandTab(owner, 'People');
  await owner.getByRole('button', { name: 'Invite somebody' }).click();
  const invite = owner.getByRole('dialog', { name: `Invite somebody to ${brand}` });
  await invite.getByRole('radio', { name: new RegExp(`^${role}`) }).click();
  await invite.getByRole('button', { name: 'Make the link' }).click();
  const link = await invite.getByLabel('Invitation link').inputValue();
  await invite.getByRole('button', { name: 'Done' }).click();
  await guest.getByRole('link', { name: 'Sign in' }).click();
  await signUpHere(guest, name, email);
  await guest.getByRole('button', { name: 'Sign out' }).waitFor();
  await guest.getByLabel('Invitation link').fill(link);
  await guest.getByRole('button', { name: 'Join' }).click();
  await expect(guest.getByRole('button', { name: new RegExp(`^${brand} .* Switch brand`) })).toBeVisible();
  await expectSync(guest, 'Up to date');
}

/** From the brand's channels: an account of the practice network, checked. */
export async function connectSandbox(page: Page, handle: string): Promise<void> {
  await page.getByRole('button', { name: 'Connect a channel' }).click();
  const connect = page.getByRole('dialog', { name: 'Connect a channel' });
  await connect.getByRole('radio', { name: /^Sandbox/ }).click();
  await connect.getByLabel('Handle').fill(handle);
  await connect.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(connect.getByText('Everything it needs is there.')).toBeVisible();
  await connect.getByRole('button', { name: 'Done' }).click();
  await expect(connect).toHaveCount(0);
}
