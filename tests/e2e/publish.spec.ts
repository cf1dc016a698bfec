import type { Page } from '@playwright/test';
import { startPds } from '../support/pds.ts';
import { expect, test } from './fixtures.ts';

const PASSWORD = 'correct horse battery';

/** The next full minute that is still far enough away to finish planning, on the brand's clock. */
function soon(): { date: string; time: string; instant: number } {
  const instant = Math.ceil((Date.now() + 15_000) / 60_000) * 60_000;
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Berlin',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(instant);
  const [date = '', time = ''] = parts.split(' ');
  return { date, time, instant };
}

const inspector = (page: Page) => page.getByRole('complementary');

async function writePost(page: Page, title: string, caption: string): Promise<void> {
  await page.getByRole('button', { name: 'New post' }).first().click();
  await inspector(page).getByLabel('Title').fill(title);
  await inspector(page).getByLabel('Caption', { exact: true }).fill(caption);
  await inspector(page)
    .getByText(/Saved on this device/)
    .waitFor();
}

test('planned with no account and no server, published on time with the desktop closed', async ({
  world,
}) => {
  const pds = await startPds();
  try {
    const account = await pds.createAccount('bakery.test', 'a password for the pds');

    // --- No server, no account: a brand, pillars, times, three posts.
    const laptop = await world.startDesktop('laptop');
    let page = laptop.page;
    await page.getByLabel('Brand').fill('Harbour Bakery');
    await page.getByRole('button', { name: 'Open the calendar' }).click();
    await expect(page.getByRole('heading', { name: 'Your first week' })).toBeVisible();
    await page.getByRole('button', { name: 'Make pillars' }).click();
    await page.getByRole('button', { name: 'Keep 3 slots a week' }).click();
    await writePost(page, 'Opening', 'We open on Monday at nine. Come by.');
    await writePost(page, 'Rye', 'Rye bread takes two days. Here is why.');
    await writePost(page, 'Oven', 'Our oven is older than the harbour.');
    const planned = page.getByRole('button', { name: /Opening|Rye|Oven/ });
    await expect(planned).toHaveCount(3);

    // --- The server starts: sign up, adopt, everything arrives.
    await world.startServer();
    await page.getByRole('link', { name: 'Sign in or sign up' }).click();
    await page.getByRole('button', { name: 'Sign up' }).first().click();
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign up', exact: true }).last().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('button', { name: 'Sync: Up to date' })).toBeVisible();

    // --- A second desktop of the same person shows all of it.
    const desk = await world.startDesktop('desk');
    await desk.page
      .getByRole('button', { name: 'Sign in' })
      .or(desk.page.getByRole('link', { name: 'Sign in' }))
      .click();
    await desk.page.getByLabel('E-mail').fill('ada@example.org');
    await desk.page.getByLabel('Password').fill(PASSWORD);
    await desk.page.getByRole('button', { name: 'Sign in', exact: true }).last().click();
    await desk.page.getByRole('link', { name: 'Calendar' }).click();
    await expect(desk.page.getByRole('button', { name: /Opening|Rye|Oven/ })).toHaveCount(3);

    // --- The account goes to the server, one post gets it and a time.
    await page.getByRole('link', { name: 'Brand' }).click();
    await page.getByRole('tab', { name: 'Channels' }).click();
    await page
      .getByRole('button', { name: /Connect a/ })
      .first()
      .click();
    const connect = page.getByRole('dialog', { name: 'Connect a channel' });
    await connect.getByLabel('Handle').fill(account.handle);
    await connect.getByLabel('App password').fill(account.appPassword);
    await connect.getByText('The account is on another host').click();
    await connect.getByLabel('Service address').fill(pds.url);
    await connect.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(connect.getByText('Everything it needs is there.')).toBeVisible();
    await connect.getByRole('button', { name: 'Done' }).click();
    await expect(connect).toBeHidden();
    await expect(page.getByText('Held by the server')).toBeVisible();

    await page.getByRole('link', { name: 'Calendar' }).click();
    await page.getByRole('button', { name: /Opening/ }).click();
    await inspector(page).getByLabel(account.handle).click();
    const due = soon();
    await inspector(page).getByLabel('Day').fill(due.date);
    await inspector(page).getByLabel('Time').fill(due.time);
    await expect(
      page.getByRole('button', { name: new RegExp(`${due.time} Opening.*Scheduled`) }),
    ).toBeVisible();
    await inspector(page)
      .getByText(/synced/)
      .waitFor();
    await page.getByRole('link', { name: 'Today' }).click();
    await expect(page.getByText(/only while the computer is awake/)).toBeVisible();

    // --- Both desktops close. The server posts at its time, not before.
    await laptop.stop();
    await desk.stop();
    await expect
      .poll(() => pds.posts(account.did).then((posts) => posts.length), {
        timeout: 100_000,
        intervals: [500],
      })
      .toBe(1);
    const [post] = await pds.posts(account.did);
    expect(post?.text).toBe('We open on Monday at nine. Come by.');
    expect(Date.parse(post?.createdAt ?? '')).toBeGreaterThanOrEqual(due.instant);
    expect(Date.now() - due.instant).toBeLessThan(30_000);

    // --- Somebody answers there. The desktop opens again: still signed in, published, with its link; the comment is in.
    const visitor = await pds.createAccount('mia.test', 'another password');
    await pds.reply(visitor, post?.uri ?? '', 'Do you have rye?');
    const again = await world.startDesktop('laptop');
    page = again.page;
    await page.getByRole('link', { name: 'Calendar' }).click();
    await page.getByRole('button', { name: /Opening.*Published/ }).click();
    await expect(inspector(page).getByText('Published on time')).toBeVisible();
    await expect(inspector(page).getByRole('button', { name: 'Open' })).toBeVisible();
    await expect(inspector(page).getByLabel('Day')).toBeDisabled();

    await page.getByRole('link', { name: 'Inbox' }).click();
    await page.getByRole('link', { name: /Do you have rye/ }).click();
    await page.getByLabel(`Reply as ${account.handle}`).fill('Every Friday.');
    await page.getByRole('button', { name: 'Reply', exact: false }).last().click();
    const answers = () => pds.replies(post?.uri ?? '').then((all) => all.map(({ text }) => text).sort());
    await expect.poll(answers, { timeout: 30_000 }).toEqual(['Do you have rye?', 'Every Friday.']);
  } finally {
    await pds.stop();
  }
});
