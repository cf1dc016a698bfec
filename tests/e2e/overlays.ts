import { expect } from '@playwright/test';
import type { Screen } from './screens.ts';
import { inspector, openBrandTab } from './steps.ts';
import {
  calendar,
  composer,
  composerOf,
  contentCalendar,
  feed,
  filesSelected,
  firstPost,
  ideas,
  libraryFile,
  postFile,
  repeatDialog,
  show,
  showTab,
} from './ways.ts';

/** What opens over a screen; Escape closes each. */
export const overlays: Screen[] = [
  {
    name: 'a picture of a post',
    async show(page) {
      const dialog = await postFile(page, 'Picture');
      await dialog.getByLabel('What does it show?').waitFor();
    },
  },
  {
    name: 'a picture of a post, its tile',
    async show(page) {
      await postFile(page, 'Tile on the grid');
    },
  },
  {
    name: 'the cover of a film',
    async show(page) {
      await ideas(page, 'Stage');
      await page.getByRole('link', { name: /What the night shift listens to/ }).click();
      await inspector(page)
        .getByRole('region', { name: 'Pictures and videos', exact: true })
        .getByRole('button', { name: /^File 1 of 1/ })
        .click();
      const dialog = page.getByRole('dialog', { name: 'The starter rises.mp4' });
      await dialog.getByRole('button', { name: 'Cover' }).click();
      await dialog.getByRole('slider', { name: /^Picture at/ }).waitFor();
      await dialog.locator('video').evaluate(async (film: HTMLVideoElement) => {
        while (film.readyState < 2 || film.seeking)
          await new Promise((drawn) => requestAnimationFrame(drawn));
      });
    },
  },
  {
    name: 'a picture further down a thread',
    async show(page) {
      await composerOf(page, 'First stollen of the year');
      await inspector(page)
        .getByRole('list', { name: 'Files of Part 3' })
        .getByRole('button', { name: /^File 1/ })
        .click();
      await page.getByRole('dialog', { name: 'The shop.jpg' }).waitFor();
    },
  },
  {
    name: 'choosing from the library',
    async show(page) {
      await composerOf(page, 'First stollen of the year');
      const strip = inspector(page).getByRole('region', { name: 'Pictures and videos', exact: true });
      await strip.getByRole('button', { name: 'Add more' }).click();
      await page.getByRole('menuitem', { name: 'From the library' }).click();
      const dialog = page.getByRole('dialog', { name: 'From the library' });
      await dialog.getByRole('button', { name: /Pear tart|twelve slices of pear/ }).click();
    },
  },
  {
    name: 'a file of the library',
    async show(page) {
      await libraryFile(page, 'Van and ferry.jpg');
    },
  },
  {
    name: 'tags for several files',
    async show(page) {
      await filesSelected(page);
      await page.getByRole('button', { name: 'Add tags' }).click();
      await page.getByRole('dialog', { name: 'Add tags' }).waitFor();
    },
  },
  { name: 'repeat a post', show: repeatDialog },
  {
    name: 'applying a content calendar',
    async show(page) {
      await contentCalendar(page);
      await page.getByRole('button', { name: 'Apply', exact: true }).click();
      await page.getByRole('dialog').getByText('Heard at the stall').waitFor();
    },
  },
  {
    name: 'filters of the calendar',
    async show(page) {
      await calendar(page, 'Month');
      await page.getByRole('button', { name: 'Filter' }).click();
      await page.getByRole('dialog', { name: 'Show only' }).waitFor();
    },
  },
  {
    name: 'a post looked at',
    async show(page) {
      await calendar(page, 'Week');
      await firstPost(page).focus();
      await page.keyboard.press('Space');
      await page.getByRole('dialog', { name: 'Who drives the bread' }).waitFor();
    },
  },
  {
    name: 'filling slots from evergreen posts',
    async show(page) {
      await openBrandTab(page, 'Queue');
      await page.getByRole('button', { name: 'Fill from evergreen posts' }).click();
      const dialog = page.getByRole('dialog', { name: 'Fill free slots from evergreen posts' });
      await dialog.getByRole('checkbox').first().waitFor();
    },
  },
  {
    name: 'posts that say nearly the same',
    async show(page) {
      await calendar(page, 'Month');
      await page.getByRole('button', { name: 'Say nearly the same' }).click();
      const dialog = page.getByRole('dialog', { name: 'Posts that say nearly the same' });
      await dialog.getByRole('group').first().waitFor();
    },
  },
  {
    name: 'moving several posts',
    async show(page) {
      await calendar(page, 'Week');
      await firstPost(page).focus();
      await page.keyboard.press('Control+a');
      await page.getByRole('button', { name: 'Move', exact: true }).click();
      await page.getByRole('dialog', { name: /^Move \d+ posts/ }).waitFor();
    },
  },
  {
    name: 'a month of ideas planned at once',
    async show(page) {
      await ideas(page, 'Month');
      const plan = page.getByRole('button', { name: /^Plan .*…$/ });
      if ((await plan.count()) === 0) {
        // Twice to the right: the month after this one always has free slots.
        const card = page.getByRole('link', { name: /Which loaf for which weather/ });
        await card.focus();
        await page.keyboard.press('Alt+ArrowRight');
        await expect(page.getByRole('region', { name: / 1$/ }).nth(0)).toBeVisible();
        await card.focus();
        await page.keyboard.press('Alt+ArrowRight');
      }
      await plan.first().click();
      await page.getByRole('dialog', { name: /^Plan / }).waitFor();
    },
  },
  {
    name: 'capturing a thought',
    async show(page) {
      await show(page, 'Today');
      await page.keyboard.press('Control+j');
      await page.getByRole('dialog', { name: 'Capture' }).waitFor();
    },
  },
  {
    name: 'versions of a strategy',
    async show(page) {
      await feed(page, 'Strategy');
      await page.getByRole('button', { name: 'Versions' }).click();
      await page.getByRole('dialog', { name: /^Versions of/ }).waitFor();
    },
  },
  {
    name: 'command palette',
    async show(page) {
      await show(page, 'Today');
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Find anything' }).fill('bread');
      await expect(page.getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'keys of a screen',
    async show(page) {
      await calendar(page, 'Month');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys of this screen' }).waitFor();
    },
  },
  {
    name: 'new channel posted to by hand',
    async show(page) {
      await showTab(page, 'Channels');
      await page.getByRole('button', { name: 'Add one to post to by hand' }).click();
      await page.getByRole('dialog', { name: 'Add a channel you post to by hand' }).waitFor();
    },
  },
  {
    name: 'what can be done about a published post',
    async show(page) {
      await show(page, 'Publishing');
      await page
        .getByRole('button', { name: /^More for / })
        .first()
        .click();
      await page.getByRole('menuitem', { name: 'Take down on…' }).waitFor();
    },
  },
  {
    name: 'taking a post down',
    async show(page) {
      await show(page, 'Publishing');
      await page
        .getByRole('button', { name: /^More for / })
        .first()
        .click();
      await page.getByRole('menuitem', { name: 'Take down on…' }).click();
      await page.getByRole('dialog', { name: /^When does it come down/ }).waitFor();
    },
  },
  {
    name: 'switcher of brands',
    async show(page) {
      await page.getByRole('button', { name: /Switch brand$/ }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'new brand',
    async show(page) {
      await page.getByRole('button', { name: /Switch brand$/ }).click();
      await page.getByRole('menuitem', { name: 'New brand' }).click();
      await page.getByRole('dialog', { name: 'New brand' }).waitFor();
    },
  },
  {
    name: 'connect a channel',
    async show(page) {
      await showTab(page, 'Channels');
      await page.getByRole('button', { name: 'Connect a channel' }).click();
      await page.getByRole('dialog', { name: 'Connect a channel' }).waitFor();
    },
  },
  {
    name: 'sign in from where it is needed',
    async show(page) {
      await showTab(page, 'People');
      await page.getByRole('main').getByRole('button', { name: 'Sign in or sign up' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'removing a channel',
    async show(page) {
      await showTab(page, 'Channels');
      await page.getByRole('button', { name: 'More for harbourbakery.example' }).click();
      await page.getByRole('menuitem', { name: 'Remove' }).click();
      await page.getByRole('dialog', { name: /Remove/ }).waitFor();
    },
  },
  {
    name: 'decisions about a post',
    async show(page) {
      await composer(page);
      await inspector(page).getByRole('button', { name: 'More about the review' }).click();
      await page.getByRole('menuitem', { name: 'Decisions and changes' }).click();
      await page.getByRole('dialog', { name: 'Decisions and changes' }).waitFor();
    },
  },
  {
    name: 'a list to choose from',
    // As with time zones below: Tab closes the list before it gets to what is hidden around it.
    except: ['aria-hidden-focus'],
    async show(page) {
      await composer(page);
      await inspector(page).getByRole('combobox', { name: 'Pillar' }).click();
      await page.getByRole('listbox').waitFor();
    },
  },
  {
    name: 'time zones',
    // Base UI hides what is around an open list from screen readers; Tab closes the list before it gets there.
    except: ['aria-hidden-focus'],
    async show(page) {
      await showTab(page, 'Settings');
      await page.getByRole('combobox', { name: 'Time zone' }).fill('paris');
      await page.getByRole('option', { name: /Paris/ }).waitFor();
    },
  },
  {
    // Last: closing it keeps the cut.
    name: 'a picture of a post, cut',
    async show(page) {
      const dialog = await postFile(page, 'Cut');
      await dialog.getByRole('group', { name: 'Shape' }).getByRole('button', { name: '9:16' }).click();
    },
  },
];
