import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { inspector, open } from './steps.ts';

/** What the page holds after everything that can be let go of was. */
async function held(page: Page, devtools: CDPSession) {
  // Queries end ten seconds after the last screen that wanted them.
  await page.waitForTimeout(11_000);
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return { nodes, jsEventListeners, megabytes: usedSize / 1e6 };
}

/** A walk through what people have open all day, with an edit on the way. */
async function walk(page: Page, round: number): Promise<void> {
  for (const screen of ['Today', 'Calendar', 'Inbox', 'Publishing']) {
    await open(page, screen);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
  }
  await open(page, 'Ideas');
  await page.getByRole('main').getByRole('link').first().click();
  const caption = inspector(page).getByLabel('Caption', { exact: true });
  await caption.fill(`Edited in round ${round}.`);
  await inspector(page)
    .getByText(/^Saved on this device/)
    .waitFor();
  await inspector(page).getByRole('button', { name: 'Close' }).click();
}

test('a page that is used for long holds no more than at the beginning', { tag: '@soak' }, async ({
  world,
}) => {
  const { page } = await world.startDesktop('demo', { PILLARBOX_DEMO: '1', TZ: 'Europe/Berlin' });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const devtools = await page.context().newCDPSession(page);
  for (let round = 0; round < 5; round++) await walk(page, round);
  const before = await held(page, devtools);
  for (let round = 5; round < 25; round++) await walk(page, round);
  const after = await held(page, devtools);
  test.info().annotations.push({ type: 'held', description: JSON.stringify({ before, after }) });
  // Twenty rounds with a leak of one row, one screen or one subscription each would be far beyond these.
  expect(after.jsEventListeners - before.jsEventListeners).toBeLessThan(30);
  expect(after.nodes / before.nodes).toBeLessThan(1.2);
  expect(after.megabytes - before.megabytes).toBeLessThan(5);
});
