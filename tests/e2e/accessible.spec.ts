import type { Page } from '@playwright/test';
import { expectSameLook, STILL, taking } from './baselines.ts';
import { expect, expectAccessible, test } from './fixtures.ts';
import { overlays, type Screen, screens } from './screens.ts';
import { makeBrand, openBrandTab, signUpAndAdopt } from './steps.ts';

const DEMO = { ...STILL, PILLARBOX_DEMO: '1' };

const PICTURES = { tag: '@pictures' };

/** Light and dark, with everything that moves standing still. */
async function inBoth(page: Page, check: (theme: string) => Promise<void>): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await check(colorScheme);
  }
}

const accessible = (page: Page, name: string, except?: string[]) =>
  inBoth(page, (theme) => test.step(`${name}, ${theme}`, () => expectAccessible(page, except)));

/** And it looks as it did. */
const fine = (page: Page, name: string, except?: string[]) =>
  inBoth(page, (theme) =>
    test.step(`${name}, ${theme}`, async () => {
      if (!taking) await expectAccessible(page, except);
      await expectSameLook(page, `${name}, ${theme}`);
    }),
  );

test('axe finds nothing on the first screens, which look as ever', PICTURES, async ({ world }) => {
  const { page } = await world.startDesktop('new', STILL);
  await fine(page, 'first run');
  await page.getByRole('button', { name: 'Open the calendar' }).click();
  await expect(page.getByText('A brand needs a name.')).toBeVisible();
  await fine(page, 'first run, name missing');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).last().click();
  await fine(page, 'account without a brand, fields missing');
  await page.getByRole('link', { name: 'Back to the start' }).click();
  await makeBrand(page, 'Harbour Bakery');
  for (const step of [
    'Make three pillars',
    'Choose days and times',
    'Write a first post',
    'Connect an account',
  ]) {
    await page.getByRole('button', { name: step }).first().click();
    await fine(page, `first week: ${step}`);
  }
  for (const screen of ['Today', 'Ideas', 'Inbox', 'Publishing']) {
    await page.getByRole('link', { name: screen }).click();
    await page.getByRole('heading', { name: screen, level: 1 }).waitFor();
    await fine(page, `${screen}, empty`);
  }
});

test(
  'axe finds nothing on any screen of a brand in use, which looks as ever',
  PICTURES,
  async ({ world }) => {
    test.setTimeout(420_000);
    const { page } = await world.startDesktop('demo', DEMO);
    for (const screen of screens) {
      await screen.show(page);
      await fine(page, screen.name, screen.except);
      await page.keyboard.press('Escape');
    }
  },
);

test('axe finds nothing on dialogs and menus, which look as ever', PICTURES, async ({ world }) => {
  test.setTimeout(420_000);
  const { page } = await world.startDesktop('demo', DEMO);
  for (const overlay of overlays) {
    await overlay.show(page);
    await fine(page, overlay.name, overlay.except);
    await closeAll(page);
  }
});

test('axe finds nothing on what needs a server, light and dark', async ({ world }) => {
  await world.startServer();
  const { page } = await world.startDesktop('ada');
  await makeBrand(page, 'Harbour Bakery');
  await signUpAndAdopt(page, 'Ada', 'ada@example.org');
  await accessible(page, 'account, signed in');
  await openBrandTab(page, 'People');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await accessible(page, 'invite somebody');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page.getByLabel('Invitation link').waitFor();
  await accessible(page, 'invitation link');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Anyone with the link').waitFor();
  await accessible(page, 'people and invitations');
});

/** Ways to look at a screen, each going on from the one before. */
const NARROW: Record<string, ((page: Page) => Promise<void>)[]> = {
  'with text of twice the size': [
    (page) =>
      page.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
      }),
  ],
  // A window of 1440 by 900 at 200 % has this many pixels to lay out in.
  'at a zoom of 200 %, and then from right to left': [
    (page) => page.setViewportSize({ width: 720, height: 450 }),
    (page) =>
      page.evaluate(() => {
        document.documentElement.dir = 'rtl';
      }),
  ],
};

for (const [how, steps] of Object.entries(NARROW)) {
  test(`nothing scrolls sideways ${how}`, async ({ world }) => {
    test.setTimeout(180_000);
    const { page } = await world.startDesktop('demo', DEMO);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.getByRole('main').waitFor();
    const wide: Record<string, string[]> = {};
    const look = async (screen: Screen) => {
      await screen.show(page);
      const found: string[] = [];
      for (const step of steps) {
        await step(page);
        found.push(...(await sidewaysScrollers(page)));
      }
      if (found.length > 0) wide[screen.name] = found;
      // Small screens may have moved what the next step needs.
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.evaluate(() => document.documentElement.removeAttribute('dir'));
      await closeAll(page);
    };
    for (const screen of [...screens, ...overlays]) await test.step(screen.name, () => look(screen));
    expect(wide).toEqual({});
  });
}

test('whoever walks with the Tab key always sees where they are', async ({ world }) => {
  test.setTimeout(240_000);
  const { page } = await world.startDesktop('demo', DEMO);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const lost: Record<string, string[]> = {};
  for (const screen of [...screens, ...overlays]) {
    await test.step(screen.name, async () => {
      await screen.show(page);
      const found = await unseenFocus(page);
      if (found.length > 0) lost[screen.name] = found;
      await closeAll(page);
    });
  }
  expect(lost).toEqual({});
});

/** Closes popups, then dialogs, until none is left. */
async function closeAll(page: Page): Promise<void> {
  const over = page.locator('[role=dialog], [role=menu], [role=listbox]').filter({ visible: true });
  for (let tries = 0; tries < 4 && (await over.count()) > 0; tries++) await page.keyboard.press('Escape');
  await expect(over).toHaveCount(0);
}

/** What scrolls sideways on screen, but for tables and grids in a frame of their own, which may. */
function sidewaysScrollers(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('*')]
      .filter((element) => {
        const { overflowX } = getComputedStyle(element);
        const scrolls =
          overflowX === 'auto' || overflowX === 'scroll' || element === document.documentElement;
        return scrolls && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
      })
      .filter((element) => !element.querySelector(':scope > table, :scope > [role=grid], :scope [role=grid]'))
      .map(
        (element) =>
          `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.scrollWidth} > ${element.clientWidth}`,
      ),
  );
}

/** Tabs through the whole page; names what had the focus without showing it, or out of sight. */
async function unseenFocus(page: Page): Promise<string[]> {
  const unseen: string[] = [];
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const state = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return { at: 'nowhere' } as const;
      if (element.dataset.seenByTab) return { at: 'again' } as const;
      element.dataset.seenByTab = 'yes';
      // Base UI's guards at the ends of a dialog hand the focus on; nobody ever rests on one.
      if (element.hasAttribute('data-base-ui-focus-guard')) return { at: 'fine' } as const;
      const name = `${element.tagName.toLowerCase()} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 50)}”`;
      const shows = (one: Element | null) => {
        if (!one) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
      };
      const box = element.getBoundingClientRect();
      const inSight =
        box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
      // A field may draw its ring around the box it stands in.
      const visible = [element, element.parentElement, element.nextElementSibling].some(shows);
      if (!inSight) return { at: 'out of sight', name } as const;
      return visible ? ({ at: 'fine' } as const) : ({ at: 'not shown', name } as const);
    });
    if (state.at === 'again') break;
    if ('name' in state) unseen.push(`${state.at}: ${state.name}`);
  }
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('[data-seen-by-tab]'))
      element.removeAttribute('data-seen-by-tab');
  });
  return unseen;
}
