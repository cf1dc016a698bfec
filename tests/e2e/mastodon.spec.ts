import { startMastodon } from '../../shared/connectors/mastodon/double.ts';
import { expect, test } from './fixtures.ts';
import { inspector, makeBrand, open, openBrandTab, signUpAndAdopt, writePost } from './steps.ts';

test('a Mastodon account is connected by signing in at its instance, and a post goes out there once', async ({
  world,
}) => {
  const instance = await startMastodon();
  try {
    await world.startServer();
    const { page } = await world.startDesktop('ada');
    await makeBrand(page, 'Harbour Bakery');
    await signUpAndAdopt(page, 'Ada', 'ada@example.org');
    await openBrandTab(page, 'Channels');
    await page.getByRole('button', { name: 'Connect a channel' }).click();
    const connect = page.getByRole('dialog', { name: 'Connect a channel' });
    await connect.getByRole('radio', { name: /^Mastodon/ }).click();
    await connect.getByLabel('Instance').fill(instance.url);

    // Denied at first: nothing is connected, and the dialog says so.
    const signIn = async (answer: string) => {
      const opened = page.waitForEvent('popup');
      await connect.getByRole('button', { name: /browser|again/ }).click();
      const popup = await opened;
      await popup.getByRole('button', { name: answer }).click();
      return popup;
    };
    const denied = await signIn('Deny');
    await expect(denied.getByRole('heading', { name: 'The account was not connected' })).toBeVisible();
    await expect(connect.getByText('Access was denied, so nothing was connected.')).toBeVisible();
    await denied.close();
    const allowed = await signIn('Authorize');
    await expect(allowed.getByRole('heading', { name: /is connected/ })).toBeVisible();
    await expect(connect.getByText('Everything it needs is there.')).toBeVisible();
    await connect.getByRole('button', { name: 'Done' }).click();
    await expect(connect).toHaveCount(0);
    await expect(page.getByText('Held by the server')).toBeVisible();

    await open(page, 'Calendar');
    await writePost(page, 'Rye', 'Rye bread takes two days.');
    const post = inspector(page);
    await post.getByRole('button', { name: 'Publish now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish now' }).click();
    await expect(post.getByText('Published on time')).toBeVisible();
    expect(instance.statuses().map(({ text }) => text)).toEqual(['Rye bread takes two days.']);
  } finally {
    await instance.close();
  }
});
