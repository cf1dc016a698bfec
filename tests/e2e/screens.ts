import { expect, type Page } from '@playwright/test';
import { inspector } from './steps.ts';
import {
  bringBack,
  calendar,
  composer,
  contentCalendar,
  contentCalendars,
  feed,
  feedTile,
  filesSelected,
  ideas,
  importBadFile,
  importUnknownFile,
  lanes,
  reviewQueue,
  show,
  showTab,
  syncPopover,
} from './ways.ts';

export type Screen = {
  name: string;
  show(page: Page): Promise<unknown>;
  /** Rules of axe that do not hold there. */
  except?: string[];
};

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
