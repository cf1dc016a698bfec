import { expect, type Locator, type Page } from '@playwright/test';
import { STILL } from './baselines.ts';
import { inspector, open, openBrandTab } from './steps.ts';

export type Screen = {
  name: string;
  show(page: Page): Promise<unknown>;
  /** Rules of axe that do not hold there. */
  except?: string[];
};

/** Goes there and waits until it is drawn: screens are loaded when they are first shown. */
async function show(page: Page, screen: string, heading: string | RegExp = screen): Promise<void> {
  await open(page, screen);
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
}

async function showTab(page: Page, tab: string): Promise<void> {
  await openBrandTab(page, tab);
  await page.getByRole('tabpanel', { name: tab }).waitFor();
}

/** The feed on one of its tabs, shown as pictures. */
async function feed(page: Page, tab: 'Grid' | 'Profile' | 'Carousels' | 'Strategy'): Promise<void> {
  await show(page, 'Feed');
  const parts = page.getByRole('tablist', { name: 'Parts of the feed' });
  await parts.getByRole('tab', { name: tab }).click();
  const back = page.getByRole('button', { name: 'All carousels' });
  if (tab === 'Carousels' && (await back.count()) > 0) await back.click();
  if (tab === 'Grid') await page.getByRole('button', { name: 'Pictures', exact: true }).click();
}

const feedTile = (page: Page, place: number) =>
  page.getByRole('list', { name: 'Grid' }).getByRole('button', { name: new RegExp(`^Tile ${place}:`) });

const firstPost = (page: Page) => page.getByRole('button', { name: /Who drives the bread/ });

/** The calendar on the week after this one, where the example brand has posts and free slots. */
async function calendar(page: Page, view: 'Month' | 'Week' | 'Day' | 'Agenda' | 'List'): Promise<void> {
  await open(page, 'Calendar');
  // What was chosen on the last visit is chosen again.
  const none = page.getByRole('button', { name: 'Select nothing' });
  if (await none.isVisible()) await none.click();
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name: view, exact: true }).click();
  await page.getByRole('button', { name: 'Today' }).click();
  if (view === 'Week') await page.getByRole('button', { name: 'Next week' }).click();
  const byLane = page.getByRole('button', { name: /^A lane per/ });
  if (view === 'Week' && (await byLane.count()) > 0) {
    await byLane.click();
    await page.getByRole('menuitemradio', { name: 'By time' }).click();
    await expect(page.getByRole('menu')).toHaveCount(0);
  }
}

async function lanes(page: Page): Promise<void> {
  await calendar(page, 'Week');
  await page.getByRole('button', { name: /^(By time|A lane per)/ }).click();
  await page.getByRole('menuitemradio', { name: 'A lane per pillar' }).click();
  await page.getByRole('rowheader', { name: /^From the oven/ }).waitFor();
  await expect(page.getByRole('menu')).toHaveCount(0);
}

async function composer(page: Page): Promise<void> {
  await calendar(page, 'Week');
  await firstPost(page).click();
  await expect(inspector(page).getByLabel('Title')).toHaveValue('Who drives the bread');
}

/** The composer of another post of that week. */
async function composerOf(page: Page, title: string): Promise<void> {
  await calendar(page, 'Week');
  await page
    .getByRole('button', { name: new RegExp(title) })
    .first()
    .click();
  await expect(inspector(page).getByLabel('Title')).toHaveValue(title);
}

/** A picture of a post, large, with one of its parts shown. */
async function postFile(page: Page, part: 'Picture' | 'Cut' | 'Tile on the grid'): Promise<Locator> {
  await composerOf(page, 'First stollen of the year');
  const strip = inspector(page).getByRole('region', { name: 'Pictures and videos', exact: true });
  await strip.getByRole('button', { name: /^File 1 of 1/ }).click();
  const dialog = page.getByRole('dialog', { name: 'First stollen.jpg' });
  await dialog.getByRole('group', { name: 'This file' }).getByRole('button', { name: part }).click();
  return dialog;
}

async function libraryFile(page: Page, name: string): Promise<Locator> {
  await show(page, 'Library');
  await page.getByRole('list', { name: 'Files' }).getByText(name, { exact: true }).click();
  const dialog = page.getByRole('dialog', { name });
  await dialog.waitFor();
  return dialog;
}

async function filesSelected(page: Page): Promise<void> {
  await show(page, 'Library');
  const nothing = page.getByRole('button', { name: 'Select nothing' });
  if (await nothing.isVisible()) await nothing.click();
  for (const name of ['Pear tart.jpg', 'Olive bread.jpg', 'The starter.jpg']) {
    const cell = page.getByRole('listitem').filter({ hasText: name });
    await cell.hover();
    await cell.getByRole('button', { name: `Select ${name}` }).click();
  }
  await page.getByText('3 files selected').waitFor();
}

async function repeatDialog(page: Page): Promise<void> {
  await composer(page);
  await inspector(page).getByRole('button', { name: 'Repeat…' }).click();
  await page.getByRole('dialog').getByText('The next dates').waitFor();
}

async function ideas(page: Page, by: 'Stage' | 'Pillar' | 'Month'): Promise<void> {
  await show(page, 'Ideas');
  const columns = page.getByRole('group', { name: 'Columns by' });
  await columns.getByRole('button', { name: by, exact: true }).click();
}

async function syncPopover(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('button', { name: /^Sync: / })
    .click();
  // A toast that is still there is a dialog too, but stands beside nothing.
  await page.locator('[role="dialog"][data-side]').waitFor();
}

/** Every screen of the example brand, with no account. */
export const screens: Screen[] = [
  { name: 'today', show: (page) => show(page, 'Today') },
  { name: 'calendar, month', show: (page) => calendar(page, 'Month') },
  { name: 'calendar, week', show: (page) => calendar(page, 'Week') },
  ...(['Day', 'Agenda', 'List'] as const).map((view) => ({
    name: `calendar, ${view.toLowerCase()}`,
    show: (page: Page) => calendar(page, view),
  })),
  { name: 'calendar, lanes', show: lanes },
  { name: 'composer', show: composer },
  {
    name: 'composer, a channel and its preview',
    async show(page) {
      await composer(page);
      const post = inspector(page);
      await post
        .getByRole('tab', { name: /has its own words/ })
        .first()
        .click();
      await post.getByRole('button', { name: 'What differs' }).click();
      await expect(post.getByRole('region', { name: 'Preview on Bluesky' })).toBeVisible();
    },
  },
  {
    name: 'composer of a story',
    async show(page) {
      await calendar(page, 'Week');
      await page.getByRole('button', { name: /Advent wreaths to eat/ }).click();
      const post = inspector(page);
      await expect(post.getByLabel('Title')).toHaveValue('Advent wreaths to eat');
      await post
        .getByRole('tab', { name: /Instagram/ })
        .first()
        .click();
      await expect(post.getByRole('region', { name: 'Preview on Instagram' })).toBeVisible();
    },
  },
  {
    name: 'composer of a published post',
    async show(page) {
      await show(page, 'Publishing');
      await page.getByRole('link', { name: 'Saturday plaits' }).first().click();
      await expect(inspector(page).getByText('Published on time').first()).toBeVisible();
    },
  },
  { name: 'ideas', show: (page) => ideas(page, 'Stage') },
  { name: 'ideas by pillar', show: (page) => ideas(page, 'Pillar') },
  {
    name: 'feeds',
    async show(page) {
      await show(page, 'Ideas');
      await page.getByRole('tab', { name: 'Feeds' }).click();
      await page.getByText('Not read yet').waitFor();
    },
  },
  {
    name: 'content calendars',
    async show(page) {
      await contentCalendars(page);
    },
  },
  { name: 'a content calendar', show: contentCalendar },
  {
    name: 'journal',
    async show(page) {
      await show(page, 'Ideas');
      await page.getByRole('tab', { name: 'Journal' }).click();
      await page.getByRole('heading', { name: 'What the week came to' }).waitFor();
    },
  },
  {
    name: 'feed',
    async show(page) {
      await feed(page, 'Grid');
      await feedTile(page, 1).waitFor();
    },
  },
  {
    name: 'feed, colours',
    async show(page) {
      await feed(page, 'Grid');
      await feedTile(page, 1).click();
      await page.getByRole('button', { name: 'Colours' }).click();
      await expect(page.getByRole('list', { name: 'Colours used most' }).getByRole('listitem')).toHaveCount(
        6,
      );
    },
  },
  {
    name: 'feed, profile',
    async show(page) {
      await feed(page, 'Profile');
      await page.getByLabel('Bio, version 2').waitFor();
    },
  },
  {
    name: 'feed, a carousel',
    async show(page) {
      await feed(page, 'Carousels');
      await page.getByRole('link', { name: /How to keep bread/ }).click();
      await page.getByRole('list', { name: 'Slides' }).getByRole('button').first().waitFor();
    },
  },
  {
    name: 'feed, strategy',
    async show(page) {
      await feed(page, 'Strategy');
      await page.getByRole('heading', { name: 'What only we can do' }).waitFor();
    },
  },
  {
    name: 'inbox',
    async show(page) {
      await show(page, 'Inbox');
      await page.getByRole('link', { name: /Ines Albrecht/ }).click();
      await expect(page.getByRole('article', { name: 'Comment by Ines Albrecht' })).toBeVisible();
    },
  },
  { name: 'publishing', show: (page) => show(page, 'Publishing') },
  {
    name: 'library',
    async show(page) {
      await show(page, 'Library');
      await page.getByRole('list', { name: 'Files' }).waitFor();
    },
  },
  {
    name: 'library, files selected',
    show: filesSelected,
  },
  ...[
    'Profile',
    'Pillars',
    'Style',
    'Hooks',
    'Offers',
    'Templates',
    'Schedules',
    'Queue',
    'Channels',
    'People',
    'Settings',
  ].map((tab) => ({
    name: `brand, ${tab.toLowerCase()}`,
    show: (page: Page) => showTab(page, tab),
  })),
  {
    name: 'channel',
    async show(page) {
      await showTab(page, 'Channels');
      await page.getByRole('link', { name: 'Lena at the oven' }).click();
      await page.getByRole('heading', { name: 'Access' }).waitFor();
    },
  },
  { name: 'review', show: reviewQueue },
  { name: 'import', show: importBadFile },
  { name: 'import, columns to choose', show: importUnknownFile },
  {
    name: 'export',
    async show(page) {
      await showTab(page, 'Pillars');
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('heading', { name: 'Export', level: 1 }).waitFor();
      await page
        .getByRole('status')
        .filter({ hasText: /posts?$/ })
        .waitFor();
    },
  },
  { name: 'an export that comes back', show: bringBack },
  { name: 'account', show: (page) => show(page, 'Sign in or sign up', 'Account') },
  {
    name: 'keyboard',
    async show(page) {
      await show(page, 'Sign in or sign up', 'Account');
      await page.getByRole('link', { name: 'Change keys' }).click();
      await page.getByRole('heading', { name: 'Keyboard', level: 1 }).waitFor();
    },
  },
  {
    name: 'sync screen',
    async show(page) {
      await syncPopover(page);
      await page.getByRole('link', { name: 'Show all of it' }).click();
      await page.getByRole('heading', { name: 'On this device only', level: 1 }).waitFor();
      await page.getByRole('heading', { name: 'On this device', exact: true }).waitFor();
    },
  },
  { name: 'sync', show: syncPopover },
];

async function contentCalendars(page: Page): Promise<void> {
  await calendar(page, 'Month');
  await page.getByRole('button', { name: 'Content calendars' }).click();
  await page.getByRole('menuitem', { name: 'Apply a content calendar' }).click();
  await page.getByRole('heading', { name: 'Content calendars', level: 1 }).waitFor();
}

async function contentCalendar(page: Page): Promise<void> {
  await contentCalendars(page);
  await page.getByRole('link', { name: 'Market fortnight' }).click();
  const more = page.getByRole('button', { name: 'More about What we bring' });
  await more.click();
  await page.getByLabel('Caption to begin with').waitFor();
}

/** One post sent for review, then the screen where it is decided about. */
async function reviewQueue(page: Page): Promise<void> {
  await composer(page);
  const ask = inspector(page).getByRole('button', { name: 'Send for review' });
  const bar = inspector(page).getByRole('region', { name: 'Review' });
  await bar.getByText(/^(Not in review|In review)$/).waitFor();
  if (await ask.isVisible()) await ask.click();
  await bar.getByText('In review', { exact: true }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find anything' }).fill('Review what waits');
  await page
    .getByRole('option', { name: /^Review what waits/ })
    .first()
    .click();
  await page.getByRole('heading', { name: 'Who drives the bread', level: 2 }).waitFor();
}

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

async function importBadFile(page: Page): Promise<void> {
  await showTab(page, 'Pillars');
  await page.getByRole('button', { name: 'Import a plan' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  const year = new Date(STILL.PILLARBOX_NOW).getUTCFullYear() + 1;
  const text = `date,caption,pillar\n${year}-05-03,Rye on Monday,New one\n${year}-02-30,No such day,\n`;
  await (await chooser).setFiles({ name: 'plan.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('region', { name: 'Posts in the file' }).waitFor();
}

/** Columns that nobody knows: what they mean is asked. */
async function importUnknownFile(page: Page): Promise<void> {
  await showTab(page, 'Pillars');
  await page.getByRole('button', { name: 'Import a plan' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  const year = new Date().getFullYear() + 1;
  const text = `When due;Blurb;Who bakes\n03.05.${year} 09:00;Rye on Monday;Ines\n04.05.${year} 09:00;Oats;Tom\n`;
  await (await chooser).setFiles({ name: 'plan.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('region', { name: 'Columns of the file' }).waitFor();
}

/** An export of another brand, with a row that this version cannot read. */
async function bringBack(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find anything' }).fill('Bring an export back');
  await page
    .getByRole('option', { name: /^Bring an export back/ })
    .first()
    .click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  const id = '018f2b6e-0000-7000-8000-000000000001';
  const at = '2026-11-01T08:00:00.000Z';
  const stamps = { created_at: at, updated_at: at, version: 1 };
  const pillar = {
    id: '018f2b6e-0000-7000-8000-000000000002',
    brand_id: id,
    name: 'Oven',
    description: '',
    color: 1,
  };
  const rows = {
    brand: [
      {
        id,
        organization_id: null,
        name: 'Harbour Café',
        time_zone: 'Europe/Berlin',
        week_starts_on: 1,
        grace_minutes: 60,
        ...stamps,
      },
    ],
    pillar: [{ ...pillar, position: 0, share: null, ...stamps }],
    post: [{ id: 'none' }],
  };
  const json = {
    format: 'pillarbox-export',
    version: 1,
    exported_at: at,
    brands: [{ id, name: 'Harbour Café', rows }],
  };
  const buffer = Buffer.from(JSON.stringify(json));
  await (await chooser).setFiles({ name: 'cafe.json', mimeType: 'application/json', buffer });
  await page.getByRole('region', { name: 'What the export holds' }).waitFor();
}
