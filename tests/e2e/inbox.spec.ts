import { expect, test } from './fixtures.ts';
import {
  connectSandbox,
  expectSync,
  inspector,
  makeBrand,
  open,
  openBrandTab,
  signUpAndAdopt,
  writePost,
} from './steps.ts';

test('a comment on a published post arrives, is triaged and answered offline, exactly once', async ({
  world,
  browser,
}) => {
  let server = await world.startServer();
  const { page } = await world.startDesktop('ada');
  await makeBrand(page, 'Harbour Bakery');
  await signUpAndAdopt(page, 'Ada', 'ada@example.org');

  // --- A Sandbox account, held by the server.
  await openBrandTab(page, 'Channels');
  await connectSandbox(page, 'harbour-bakery');
  await expect(page.getByText('Held by the server')).toBeVisible();

  // --- A post, published now.
  await open(page, 'Calendar');
  await writePost(page, 'Rye', 'Rye bread takes two days.');
  const post = inspector(page);
  await expect(post.getByRole('checkbox', { name: /harbour-bakery/ })).toBeChecked();
  await post.getByRole('button', { name: 'Publish now' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish now' }).click();
  await expect(post.getByText('Published on time')).toBeVisible();

  // --- The public page shows it; a visitor without JavaScript leaves a comment.
  const outside = await browser.newContext({ javaScriptEnabled: false });
  const visitor = await outside.newPage();
  await visitor.goto(`${world.serverUrl}/sandbox/@harbour-bakery`);
  const article = visitor.getByRole('article').filter({ hasText: 'Rye bread takes two days.' });
  await article.getByRole('link').click();
  await visitor.getByLabel('Your name').fill('Mia');
  await visitor.getByLabel('Comment', { exact: true }).fill('Do you bake it on Fridays?');
  await visitor.getByRole('button', { name: 'Comment' }).click();
  await expect(visitor.getByRole('listitem').filter({ hasText: 'Do you bake it on Fridays?' })).toHaveCount(
    1,
  );

  // --- It arrives by itself. Assign it, mark it done, take that back.
  await open(page, 'Inbox');
  const list = page.getByRole('list', { name: 'Comments' });
  const thread = page.getByRole('article', { name: 'Comment by Mia' });
  await expect(list.getByRole('link', { name: /Mia.*Do you bake it on Fridays\?/ })).toBeVisible();
  // Found by its words from anywhere.
  await open(page, 'Calendar');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Find anything' }).fill('fridays bake');
  await page.getByRole('option', { name: /Mia.*Fridays/ }).click();
  await thread.getByRole('button', { name: 'Assign' }).click();
  await page
    .getByRole('menuitemradio', { name: 'Me' })
    .or(page.getByRole('menuitem', { name: 'Me' }))
    .click();
  await expect(thread.getByRole('button', { name: 'Yours' })).toBeVisible();
  await thread.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('All answered or done')).toBeVisible();
  // The offer before it (of the assignment) leaves the screen first.
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(list.getByRole('link', { name: /Mia/ })).toBeVisible();
  await expectSync(page, 'Up to date');

  // --- The answer is written with no server, and says so.
  await server.stop();
  await thread.getByLabel('Reply as harbour-bakery').fill('Every Friday from seven.');
  await thread.getByRole('button', { name: /^Reply/ }).click();
  await expectSync(page, 'Offline, 1 change waits');
  await expect(thread.getByText('Waits to be sent. It is kept on this device.')).toBeVisible();

  // --- The server is back: the answer goes out once, and the desktop knows.
  server = await world.startServer();
  await expectSync(page, 'Up to date');
  await expect(thread.getByText('Published on time')).toBeVisible();
  const answer = visitor.getByRole('listitem').filter({ hasText: 'Every Friday from seven.' });
  await visitor.reload();
  await expect(answer.filter({ hasText: '@harbour-bakery' }).last()).toBeVisible();
  await expect(visitor.getByText('Every Friday from seven.', { exact: true })).toHaveCount(1);

  // Not again after another restart, with everything looked through once more.
  await server.stop();
  await world.startServer();
  await expectSync(page, 'Up to date');
  await page.getByRole('button', { name: 'Look for new comments' }).click();
  await expect(page.getByRole('button', { name: 'Look for new comments' })).toBeEnabled();
  await visitor.reload();
  await expect(visitor.getByText('Every Friday from seven.', { exact: true })).toHaveCount(1);
  await outside.close();
});
