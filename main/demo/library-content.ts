import type { Rect } from '../../shared/media/crop.ts';

/** Pictures and a film of the example brand: main/demo/pictures, made by scripts/demo-pictures.ts and demo-film.ts. */
export type DemoPicture = {
  file: string;
  name: string;
  alt: string;
  folder: 'Bread' | 'Bakehouse' | 'Harbour';
  tags: string[];
  rating: number;
  /** Titles of the posts it goes with. */
  on: string[];
  /** The part of a thread it goes with, counted from the one below the post, and how it is shown there. */
  below?: { title: string; part: number; alt: string; crop: Rect };
};

export const PICTURES: DemoPicture[] = [
  {
    file: 'rye-on-the-board.jpg',
    name: 'Rye on the board.jpg',
    alt: 'A round rye loaf on a wooden board, dusted with flour and cut like an ear of grain.',
    folder: 'Bread',
    tags: ['rye', 'sourdough'],
    rating: 5,
    on: ['Rye, slowly', 'Rye with cranberries', 'How to keep bread'],
  },
  {
    file: 'cardamom-buns.jpg',
    name: 'Cardamom buns.jpg',
    alt: 'Nine cardamom knots with pearl sugar on a baking tray, seen from above.',
    folder: 'Bread',
    tags: ['buns'],
    rating: 4,
    on: ['Cardamom buns are back', 'Choir on the quay'],
  },
  {
    file: 'saturday-plait.jpg',
    name: 'Saturday plait.jpg',
    alt: 'A golden plait with sesame on a blue checked cloth.',
    folder: 'Bread',
    tags: ['plait', 'Saturday'],
    rating: 4,
    on: ['Saturday plaits', 'Advent wreaths to eat'],
  },
  {
    file: 'olive-bread.jpg',
    name: 'Olive bread.jpg',
    alt: 'Five slices of olive bread on a board, a bowl of olives and two sprigs of rosemary beside it.',
    folder: 'Bread',
    tags: ['Saturday'],
    rating: 3,
    on: ['Saturday: olive bread'],
  },
  {
    file: 'pear-tart.jpg',
    name: 'Pear tart.jpg',
    alt: 'A tart with twelve slices of pear laid like a star, strewn with almonds, a fork beside the plate.',
    folder: 'Bread',
    tags: ['tart', 'orchard'],
    rating: 5,
    on: ['Pear and almond tart'],
  },
  {
    file: 'first-stollen.jpg',
    name: 'First stollen.jpg',
    alt: 'A stollen under sugar on an oval plate, the first slice cut, with spruce and half an orange.',
    folder: 'Bread',
    tags: ['stollen', 'Advent'],
    rating: 4,
    on: ['First stollen of the year'],
  },
  {
    file: 'the-starter.jpg',
    name: 'The starter.jpg',
    alt: 'A tall jar of bubbling sourdough starter under a cloth; a red band marks how far it has risen.',
    folder: 'Bakehouse',
    tags: ['sourdough'],
    rating: 4,
    on: ['A starter has a birthday', 'Three flours, one loaf'],
  },
  {
    file: 'the-shop.jpg',
    name: 'The shop.jpg',
    alt: 'The shop front: blue and white awning, three lit shelves of bread in the window, a bench at the door.',
    folder: 'Bakehouse',
    tags: ['shop'],
    rating: 3,
    on: ['Holiday hours', 'Three in the morning'],
    below: {
      title: 'First stollen of the year',
      part: 2,
      alt: 'The door of the shop and the bench beside it, where the queue for stollen begins.',
      crop: { x: 0.2, y: 0.2, width: 0.6, height: 0.6 },
    },
  },
  {
    file: 'van-and-ferry.jpg',
    name: 'Van and ferry.jpg',
    alt: 'The small delivery van with a loaf on its side, parked on the quay in front of the red and white ferry.',
    folder: 'Harbour',
    tags: ['Samira', 'ferry'],
    rating: 5,
    on: ['Who drives the bread'],
  },
  {
    file: 'harbour-at-six.jpg',
    name: 'Harbour at six.jpg',
    alt: 'Sunrise over the harbour: a red and white lighthouse and three fishing boats on still water.',
    folder: 'Harbour',
    tags: ['morning'],
    rating: 4,
    on: ['Stall at the fish market'],
  },
  {
    file: 'the-starter-rises.mp4',
    name: 'The starter rises.mp4',
    alt: 'The jar of sourdough starter, ever nearer, up to the red band that marks how far it has risen.',
    folder: 'Bakehouse',
    tags: ['sourdough', 'film'],
    rating: 3,
    on: ['What the night shift listens to'],
  },
  {
    file: 'lights-on-the-quay.jpg',
    name: 'Lights on the quay.jpg',
    alt: 'Gabled houses on the quay at night, two strings of lights above them and a red boat in the dark water.',
    folder: 'Harbour',
    tags: ['Advent', 'evening'],
    rating: 5,
    on: ['Lights on the quay'],
  },
];
