import type { Overlay } from '../../shared/kinds/index.ts';

/** What the example brand's profile says: its bio in two versions, highlights, a carousel and a strategy. */

export const PROFILE = {
  display_name: 'Harbour Bakery',
  category: 'Bakery',
  avatar: 'rye-on-the-board.jpg',
  vibe: 'Early light, flour, salt air. Close enough to smell it.',
  story: 'From the oven to the quay and back: bread, the hands that make it, the water it is eaten beside.',
  rhythm: 'Bread on both sides, the harbour in the middle. Never two night pictures next to each other.',
  research:
    'The bakeries people save show the cut loaf, not the shop. Opening hours in the bio halve the questions.',
  hashtags: ['sourdough', 'harbourbakery', 'fromtheoven'],
} as const;

/** Oldest first; the last one is in use. */
export const BIOS = [
  {
    text: 'Bakery on the old quay.\nSourdough, rye, buns.',
    note: 'As it was when we opened',
    links: [{ title: '', url: 'https://harbourbakery.example' }],
  },
  {
    text: 'Sourdough by the water since 1987\nTue–Sat from 6:30 until it is gone\nQuay 4, next to the red boat',
    note: 'Hours in it, so that people stop asking',
    links: [
      { title: 'This week’s bread', url: 'https://harbourbakery.example/week' },
      { title: 'Order a plait', url: 'https://harbourbakery.example/order' },
    ],
  },
] as const;

export const HIGHLIGHTS = [
  { title: 'Breads', cover: 'olive-bread.jpg', posts: ['Saturday: olive bread', 'Rye, slowly'] },
  { title: 'Hours', cover: 'the-shop.jpg', posts: [] },
  { title: 'By hand', cover: 'the-starter.jpg', posts: [] },
  { title: 'The quay', cover: 'harbour-at-six.jpg', posts: ['Lights on the quay'] },
] as const;

/** Drafts that are placed in the grid already, from the top. */
export const PLACED = [
  { title: 'Bread for the late ferry', picture: 'van-and-ferry.jpg' },
  { title: 'Sourdough evenings from January', picture: 'the-starter.jpg' },
] as const;

type Words = Pick<Overlay, 'text' | 'y' | 'size'> & Partial<Overlay>;
const words = (text: string, y: number, size: number, more: Partial<Overlay> = {}): Words => ({
  text,
  y,
  size,
  ...more,
});

export const CAROUSEL = {
  title: 'How to keep bread',
  slides: [
    {
      picture: 'rye-on-the-board.jpg',
      background: '#f7f3ec',
      words: [words('How to keep bread', 0.66, 0.12, { band: '#f7f3ec' })],
    },
    {
      picture: null,
      background: '#f2e3c6',
      words: [
        words('1', 0.1, 0.12, { color: '#a4551e' }),
        words('Cut side down, on wood.', 0.24, 0.12),
        words('The crust keeps it better than any bag.', 0.62, 0.065, { font: 'sans', weight: 400 }),
      ],
    },
    {
      picture: null,
      background: '#2c4a5a',
      words: [
        words('2', 0.1, 0.12, { color: '#f2e3c6' }),
        words('Never in the fridge.', 0.24, 0.12, { color: '#ffffff' }),
        words('Cold makes it old. Freeze slices instead.', 0.62, 0.065, {
          font: 'sans',
          weight: 400,
          color: '#ffffff',
        }),
      ],
    },
    {
      picture: 'olive-bread.jpg',
      background: '#f7f3ec',
      words: [words('Day three? Toast it in oil.', 0.7, 0.085, { band: '#f7f3ec' })],
    },
  ],
} as const;

export const STRATEGY = {
  title: 'Winter on the quay',
  before: `## Who we are here

The bakery people pass on the way to the ferry.

## What we talk about

- **Bread**, warm
- **The harbour**

## When we post

Before work, when the shelf is full.`,
  text: `## Who we are here

The bakery people pass on the way to the ferry, and miss on the days they do not.

## What we talk about

- **From the oven**: what is on the shelf, and when
- **How it is made**: one thing at a time
- **Around the harbour**: neighbours, boats, weather

## When we post

Before work, when the shelf is full. On Fridays after lunch, for the weekend.

## What we do to grow

1. Every loaf gets one picture of its cut.
2. A carousel each month that people keep.
3. Answer within the hour while the oven cools.

## What only we can do

The light at six. Nobody else is up.`,
} as const;
