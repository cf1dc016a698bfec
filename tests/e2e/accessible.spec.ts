import type { Page } from '@playwright/test';
import { expectSameLook, STILL, taking } from './baselines.ts';
import { expect, expectAccessible, test } from './fixtures.ts';
import { overlays } from './overlays.ts';
import { screens } from './screens.ts';
import { connectSandbox, makeBrand, openBrandTab, signUpAndAdopt } from './steps.ts';

const DEMO = { ...STILL, PILLARBOX_DEMO: '1' };

const PICTURES = { tag: '@pictures' };

// A walk says itself what it found where; a trace of hundreds of steps would take longer than the walk.
test.use({ trace: 'off' });

/** Light and dark, with everything that moves standing still. The colours are what dark changes, so no more is asked there. */
async function accessible(
  page: Page,
  name: string,
  except?: string[],
  look?: (theme: string) => Promise<void>,
) {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await test.step(`${name}, ${colorScheme}`, async () => {
      const only = colorScheme === 'dark' ? ['color-contrast'] : undefined;
      if (!taking) await expectAccessible(page, { except, only });
      await look?.(colorScheme);
    });
  }
}

/** And it looks as it did. */
const fine = (page: Page, name: string, except?: string[]) =>
  accessible(page, name, except, (theme) => expectSameLook(page, `${name}, ${theme}`));

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

for (const [what, all] of Object.entries({
  'any screen of a brand in use': screens,
  'dialogs and menus': overlays,
})) {
  test(
    `axe, the Tab key, large text and small windows find nothing on ${what}`,
    PICTURES,
    async ({ world }) => {
      test.setTimeout(420_000);
      const { page } = await world.startDesktop('demo', DEMO);
      await page.getByRole('main').waitFor();
      const wrong: Record<string, string[]> = {};
      for (const screen of all) {
        await screen.show(page);
        await fine(page, screen.name, screen.except);
        if (!taking) {
          const found = await test.step(`${screen.name}, by keys and narrow`, async () => [
            ...(await unseenFocus(page)),
            ...(await tooWide(page)),
          ]);
          if (found.length > 0) wrong[screen.name] = found;
        }
        await closeAll(page);
      }
      expect(wrong).toEqual({});
    },
  );
}

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
  await openBrandTab(page, 'Channels');
  await connectSandbox(page, 'harbour');
  await page.getByRole('link', { name: 'harbour' }).click();
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByText('Everything it needs is there.').waitFor();
  await accessible(page, 'channel, checked');
});

/** What scrolls sideways with text of twice the size, in a small window, or from right to left. */
async function tooWide(page: Page): Promise<string[]> {
  const large = await page
    .evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
    .then(() => sidewaysScrollers(page));
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  // A window of 1440 by 900 at 200 % has this many pixels to lay out in.
  await page.setViewportSize({ width: 720, height: 450 });
  const small = await sidewaysScrollers(page);
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  const mirrored = await sidewaysScrollers(page);
  // Small screens may have moved what the next step needs.
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.evaluate(() => document.documentElement.removeAttribute('dir'));
  const named = (how: string, found: string[]) => found.map((one) => `${how}: ${one}`);
  return [
    ...named('text of twice the size', large),
    ...named('at a zoom of 200 %', small),
    ...named('from right to left', mirrored),
  ];
}

/** Closes popups, then dialogs, until none is left; what only tells something goes by itself. */
async function closeAll(page: Page): Promise<void> {
  const over = page
    .locator(':is([role=dialog], [role=menu], [role=listbox]):not([aria-label="Notifications"] *)')
    .filter({ visible: true });
  for (let tries = 0; tries < 4 && (await over.count()) > 0; tries++) await page.keyboard.press('Escape');
  await expect(over).toHaveCount(0);
}

/** What scrolls sideways on screen, but for tables and grids in a frame of their own, which may. */
function sidewaysScrollers(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // What hangs on something (a tooltip) is put beside it anew a frame after everything else.
    for (let frame = 0; frame < 2; frame++) await new Promise((drawn) => requestAnimationFrame(drawn));
    return [...document.querySelectorAll<HTMLElement>('*')]
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
      );
  });
}

/** Tabs through the whole page; names what had the focus without showing it, or out of sight. */
async function unseenFocus(page: Page): Promise<string[]> {
  // Looked at when the key comes up: the focus has moved by then, and what has it was scrolled into sight.
  await page.evaluate(() => {
    const seen = new Set<Element>();
    const unseen: string[] = [];
    const shows = (one: Element | null) => {
      if (!one) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    };
    const fault = (element: HTMLElement) => {
      // Base UI's guards at the ends of a dialog hand the focus on; nobody ever rests on one.
      if (element.hasAttribute('data-base-ui-focus-guard')) return null;
      const { width, top, bottom, left, right } = element.getBoundingClientRect();
      if (!(width > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth))
        return 'out of sight';
      // A field may draw its ring around the box it stands in.
      return [element, element.parentElement, element.nextElementSibling].some(shows) ? null : 'not shown';
    };
    const look = (event: KeyboardEvent) => {
      const element = document.activeElement;
      if (event.key !== 'Tab' || !(element instanceof HTMLElement) || element === document.body) return;
      if (seen.has(element)) walk.again = true;
      if (walk.again) return;
      seen.add(element);
      const what = fault(element);
      const name = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 50);
      if (what) unseen.push(`${what}: ${element.tagName.toLowerCase()} “${name}”`);
    };
    const walk = { again: false, unseen, end: () => window.removeEventListener('keyup', look, true) };
    window.addEventListener('keyup', look, true);
    Object.assign(window, { walk });
  });
  for (let presses = 0; presses < 80; presses += 10) {
    for (let press = 0; press < 10; press++) await page.keyboard.press('Tab');
    if (await page.evaluate(() => (window as unknown as { walk: TabWalk }).walk.again)) break;
  }
  return page.evaluate(() => {
    const { walk } = window as unknown as { walk: TabWalk };
    walk.end();
    return walk.unseen;
  });
}

type TabWalk = { again: boolean; unseen: string[]; end(): void };
