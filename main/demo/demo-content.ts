/** The words of the example brand. Weeks count from the present one, so that it is always in the middle of its work. */

export const BRAND = 'Harbour Bakery';

export const CHANNELS = [
  { key: 'bakery', handle: 'harbourbakery.example', displayName: 'Harbour Bakery' },
  { key: 'lena', handle: 'lena.harbourbakery.example', displayName: 'Lena at the oven' },
] as const;
/** Posted to by hand. */
export const BY_HAND = {
  key: 'insta',
  platform: 'instagram',
  handle: 'harbour.bakery',
  firstComment: '#harbour #bakery #bread',
} as const;
export type Channel = (typeof CHANNELS)[number]['key'] | (typeof BY_HAND)['key'];

export const PILLARS = [
  {
    key: 'oven',
    name: 'From the oven',
    color: 2,
    share: 40,
    description: 'What is on the shelf, and when.',
    why_it_matters: 'People plan their morning around what is warm.',
    subtopics: ['Loaf of the week', 'Back on the shelf', 'Sold out early'],
  },
  {
    key: 'craft',
    name: 'How it is made',
    color: 6,
    share: 25,
    description: 'Flour, time, hands. One thing at a time.',
    why_it_matters: 'Whoever knows what forty hours are does not ask about the price.',
    subtopics: ['Flour', 'Time and temperature', 'One tool, explained'],
  },
  {
    key: 'people',
    name: 'Behind the counter',
    color: 8,
    share: 20,
    description: 'Who gets up at three, and why.',
    why_it_matters: 'They come for bread and stay for us.',
    subtopics: ['Who is who', 'Three in the morning', 'Regulars'],
  },
  {
    key: 'harbour',
    name: 'Around the harbour',
    color: 4,
    share: 15,
    description: 'Neighbours, boats, weather, markets.',
    why_it_matters: 'We are part of the quay, and of its weather.',
    subtopics: ['Ferry and cafés', 'Markets', 'Weather'],
  },
] as const;
export type Pillar = (typeof PILLARS)[number]['key'];

/** ISO weekday and wall time: the two rhythms most posts follow. */
export const SCHEDULES = [
  {
    name: 'Before work',
    slots: [
      { weekday: 2, time: '07:30' },
      { weekday: 4, time: '07:30' },
      { weekday: 6, time: '08:00' },
    ],
  },
  {
    name: 'After lunch',
    slots: [
      { weekday: 1, time: '15:00' },
      { weekday: 3, time: '15:00' },
      { weekday: 5, time: '15:00' },
    ],
  },
] as const;

export type DemoPost = {
  pillar: Pillar;
  title: string;
  caption: string;
  hashtags?: string[];
  link?: string;
  notes?: string;
  channels?: Channel[];
  /** On Instagram it is a story. */
  story?: true;
  /** Lena's own words for the same post. */
  lena?: string;
  /** What follows it, where channels have threads. */
  thread?: string[];
  /** Its first comment, where channels have those. */
  firstComment?: string;
  /** The hook of strategy-content.ts it begins with. */
  hook?: string;
  /** It may be said again. */
  evergreen?: true;
};

/** `at`: weeks from now, ISO weekday, wall time. */
export type PlannedPost = DemoPost & {
  at: [week: number, weekday: number, time: string];
  missed?: true;
  /** It comes down this many hours after it goes out. */
  downAfter?: number;
  /** Somebody took it down there, as was seen a day later. */
  goneFrom?: Channel;
  /** On Lena's account it goes out then. */
  lenaAt?: PlannedPost['at'];
};

export const PLANNED: PlannedPost[] = [
  {
    at: [-3, 2, '07:30'],
    pillar: 'oven',
    title: 'Poppy seed, last call',
    caption: 'The poppy seed twist goes into its winter sleep on Saturday. You have been warned.',
  },
  {
    at: [-3, 5, '15:00'],
    pillar: 'people',
    title: 'Lena answers the phone',
    caption:
      'If it rings before five, it is either the mill or her mother. Both get the same answer: after the rye.',
    channels: ['bakery', 'lena'],
  },
  {
    at: [-2, 1, '15:00'],
    pillar: 'craft',
    title: 'Three flours, one loaf',
    caption:
      'Half rye, a third spelt, the rest wheat. It took us eleven Mondays to get there, and we ate every one of them.',
    hashtags: ['sourdough'],
  },
  {
    at: [-2, 4, '07:30'],
    downAfter: 24,
    pillar: 'oven',
    title: 'Thursday is walnut day',
    caption: 'Walnut and honey, forty loaves, from seven. When they are gone, they are gone.',
    hook: 'gone',
  },
  {
    at: [-2, 6, '08:00'],
    pillar: 'harbour',
    title: 'Stall at the fish market',
    caption: 'We are at the fish market until noon. Look for the blue awning, next to the smokehouse.',
    channels: ['bakery', 'lena', 'insta'],
    lena: 'I am at the fish market until noon, blue awning. Come and say hello, I have been up since two.',
  },
  {
    at: [-1, 1, '15:00'],
    pillar: 'people',
    title: 'Meet Jonas',
    caption: 'Jonas joined us in spring and already shapes faster than any of us. Ask him about his knots.',
  },
  {
    at: [-1, 2, '07:30'],
    downAfter: 28 * 24,
    pillar: 'oven',
    title: 'Cardamom buns are back',
    caption: 'Back from today, every day but Monday. Warm at half past seven and again at three.',
    hashtags: ['cardamom', 'buns'],
    channels: ['bakery', 'insta'],
  },
  {
    at: [-1, 3, '15:00'],
    pillar: 'craft',
    title: 'Why we weigh water',
    caption: 'A litre of water weighs a kilo only if you can trust the jug. We never trust the jug.',
    channels: ['bakery', 'lena'],
    hook: 'jug',
  },
  {
    at: [-1, 4, '07:30'],
    pillar: 'oven',
    title: 'Rye, slowly',
    caption: 'Forty hours from flour to crust. The rye that comes out this morning began on Tuesday.',
    hashtags: ['rye', 'sourdough'],
    channels: ['bakery', 'insta'],
    hook: 'hours',
  },
  {
    at: [-1, 5, '15:00'],
    pillar: 'harbour',
    title: 'Storm warning, open anyway',
    caption: 'The ferry stays in, we do not. Coffee is on the house for anyone who comes in wet.',
    channels: ['lena'],
    missed: true,
  },
  {
    at: [-1, 6, '08:00'],
    pillar: 'oven',
    goneFrom: 'lena',
    title: 'Saturday plaits',
    caption: 'Six strands, one egg wash, no hurry. Plaits until they run out, usually by eleven.',
    channels: ['bakery', 'lena', 'insta'],
  },
  {
    at: [0, 1, '15:00'],
    pillar: 'people',
    title: 'Three in the morning',
    caption: 'Lena switches on the oven, then the radio, then the lights. In that order, for fourteen years.',
    channels: ['bakery', 'lena'],
    lena: 'Oven, radio, lights. In that order, every morning for fourteen years. Do not ask me why.',
    hook: 'three',
  },
  {
    at: [0, 2, '07:30'],
    pillar: 'oven',
    title: 'Seeded rolls, new recipe',
    caption: 'More sunflower, less salt, a darker crust. Tell us which one you want to keep.',
  },
  {
    at: [0, 3, '15:00'],
    pillar: 'craft',
    title: 'A starter has a birthday',
    caption: 'Ours turns nine today. It lives in a bucket, eats twice a day and has never had a name.',
    hashtags: ['sourdough'],
    channels: ['bakery', 'lena'],
  },
  {
    at: [0, 4, '07:30'],
    pillar: 'oven',
    title: 'Pear and almond tart',
    caption: 'Pears from the orchard behind the church. By the slice, or whole if you ring the day before.',
    channels: ['bakery', 'insta'],
    hook: 'orchard',
  },
  {
    at: [0, 5, '15:00'],
    pillar: 'harbour',
    title: 'Lights on the quay',
    caption: 'From tonight the quay is lit again. We stay open until seven and keep the mulled cider warm.',
    channels: ['bakery', 'lena', 'insta'],
  },
  {
    at: [0, 6, '08:00'],
    pillar: 'oven',
    title: 'Saturday: olive bread',
    caption: 'Big green olives, torn by hand, and a little rosemary. Best with nothing on it.',
    hashtags: ['oliveoil', 'bread'],
    channels: ['bakery', 'lena', 'insta'],
  },
  {
    at: [1, 1, '15:00'],
    pillar: 'people',
    title: 'Who drives the bread',
    caption:
      'Samira starts at five and has delivered to every café on the island by eight. She knows which doors stick.',
    channels: ['bakery', 'lena'],
    lena: 'Samira has been to every café on the island before most of us are awake. She knows which doors stick.',
    hashtags: ['island', 'bread'],
    link: 'https://harbourbakery.example/cafes',
    notes: 'Ask Samira for the photo with the van and the ferry. She would rather not be tagged.',
  },
  {
    at: [1, 2, '07:30'],
    pillar: 'oven',
    title: 'First stollen of the year',
    caption: 'Baked in October, wrapped, turned and left alone. The first ones are ready to be cut.',
    thread: [
      'Why October? Butter and rum need five weeks to get to know each other. Before that it is cake with raisins.',
      'Eighty this year, by number. Yours is kept until the 20th if you tell us its number at the counter.',
    ],
    firstComment: 'Which end do you cut first? We have not agreed on it since 1998.',
    hashtags: ['stollen'],
    channels: ['bakery', 'insta'],
    hook: 'advent',
  },
  {
    at: [1, 3, '15:00'],
    lenaAt: [1, 4, '18:00'],
    pillar: 'craft',
    title: 'What steam does',
    caption:
      'Ten seconds of steam at the start, and the crust stays soft long enough to rise. Watch it happen.',
    channels: ['bakery', 'lena'],
    notes: 'Short video, no sound needed.',
  },
  {
    at: [1, 5, '17:30'],
    downAfter: 48,
    pillar: 'harbour',
    title: 'Choir on the quay',
    caption: 'The @[Harbour Choir] sings at half past five. We bring the buns, you bring your own cup.',
    channels: ['bakery', 'lena'],
  },
  {
    at: [1, 6, '08:00'],
    story: true,
    pillar: 'oven',
    title: 'Advent wreaths to eat',
    caption: 'Yeast dough, orange, four almonds. Order until Thursday, fetch on Saturday.',
    link: 'https://harbourbakery.example/order',
    channels: ['bakery', 'insta'],
    hook: 'gone',
  },
  {
    at: [2, 2, '07:30'],
    pillar: 'oven',
    title: 'Rye with cranberries',
    caption: 'Only while the cranberries last, and there are two crates of them.',
    channels: ['bakery', 'lena'],
    hook: 'gone',
  },
  {
    at: [2, 3, '15:00'],
    pillar: 'craft',
    title: 'How to keep bread',
    caption: 'Cut side down on a board, a cloth over it, never in the fridge. On day four: toast.',
  },
  {
    at: [2, 4, '07:30'],
    pillar: 'people',
    title: 'Ask us anything',
    caption: 'Flour, ovens, opening hours, heartbreak. We answer everything until noon.',
    channels: ['bakery', 'lena'],
    hook: 'ask',
  },
  {
    // Somebody forgot that it was said a fortnight ago.
    at: [2, 6, '08:00'],
    pillar: 'oven',
    title: 'Olive bread on Saturday',
    caption: 'Big green olives, torn by hand, and a little rosemary. Best with nothing on it at all.',
    hashtags: ['oliveoil', 'bread'],
    channels: ['bakery'],
  },
  {
    at: [3, 1, '15:00'],
    pillar: 'harbour',
    title: 'Holiday hours',
    caption: 'Open until noon on the 24th, closed on the 25th and 26th. The starter gets fed all the same.',
    channels: ['bakery', 'lena'],
    // Longer than her channel takes: what an error looks like.
    lena: 'So, the holidays: on the 24th I bake from three in the night and the shop is open until noon, on the 25th and the 26th nobody bakes, and nobody opens, and if you knock you get coffee and no bread. On the 27th everything is back as it was, only slower. The starter gets fed on all of these days, twice, and is the only one of us who works through.',
    notes: 'Check with Lena before this goes out.',
  },
];

export type DemoIdea = DemoPost & {
  stage?: 'idea' | 'drafting' | 'ready';
  /** Meant for next month. */
  nextMonth?: true;
};

/** Newest last, so the first of them ends up at the foot of its column. */
export const IDEAS: DemoIdea[] = [
  {
    pillar: 'craft',
    title: 'Film the lamination of one croissant, start to end',
    caption: '',
    notes: '27 layers. Count them on screen?',
  },
  { pillar: 'people', title: 'Regulars and what they order without asking', caption: '', nextMonth: true },
  {
    pillar: 'harbour',
    title: 'Which loaf for which weather',
    evergreen: true,
    caption: 'Fog: rye. Sun: baguette. Gale: anything with butter.',
    stage: 'drafting',
    hook: 'fog',
  },
  { pillar: 'oven', title: 'A vote: bring back the poppy seed twist?', caption: '' },
  {
    pillar: 'people',
    title: 'What the night shift listens to',
    evergreen: true,
    caption:
      'From three to five: the shipping forecast. From five: whatever Jonas puts on. Nobody sings along, officially.',
    stage: 'drafting',
    hook: 'three',
  },
  {
    pillar: 'harbour',
    title: 'Bread for the late ferry',
    caption:
      'Two minutes until the ferry, and you still have no bread? Ring us from the car. We stand outside with it.',
    stage: 'ready',
    hook: 'ferry',
    channels: ['bakery', 'insta'],
  },
  {
    pillar: 'craft',
    title: 'Sourdough evenings from January',
    caption: 'Eight people, one table, three hours. You take a starter home, and it is older than your car.',
    stage: 'ready',
    link: 'https://harbourbakery.example/evenings',
    nextMonth: true,
  },
  {
    pillar: 'craft',
    title: 'Why bread has holes, in ten seconds',
    caption: '',
    notes: 'From the journal: the boy on Wednesday.',
  },
];

/** What the team says about posts, and where their reviews stand. */
export const REVIEWS: {
  about: string;
  talk: string[];
  steps: { decision: 'asked' | 'approved' | 'changes_requested'; note?: string }[];
}[] = [
  {
    about: 'First stollen of the year',
    talk: ['The picture is from this morning. Jonas cut it, so do not look too closely.'],
    steps: [{ decision: 'asked' }, { decision: 'approved', note: 'Lovely. Out with it.' }],
  },
  {
    about: 'What steam does',
    talk: ['Is there a film yet, or only the words?', 'Tomorrow at five, when the first batch goes in.'],
    steps: [
      { decision: 'asked' },
      { decision: 'changes_requested', note: 'Wait for the film, please. The words alone do not show it.' },
    ],
  },
  {
    about: 'Choir on the quay',
    talk: [
      'Half past five or six? The choir says both.',
      'Half past five, I rang them. They start with the short one.',
      'Then we bring sixty buns, not forty.',
    ],
    steps: [{ decision: 'asked', note: 'Only the time has to be right.' }],
  },
];

export type DemoComment = {
  /** The planned post of the last full week that it is about. */
  about: string;
  hoursAgo: number;
  author: string;
  handle: string;
  text: string;
  done?: true;
  answer?: string;
};

export const COMMENTS: DemoComment[] = [
  {
    about: 'Saturday plaits',
    hoursAgo: 2,
    author: 'Mirek Nowak',
    handle: 'mirek.example',
    text: 'Do you keep one back if I ring before ten? The ferry is never on time.',
  },
  {
    about: 'Saturday plaits',
    hoursAgo: 5,
    author: 'Ines Albrecht',
    handle: 'ines.example',
    text: 'Best plait north of the canal. My daughter asks whether six strands is the record or whether you can do eight.',
  },
  {
    about: 'Rye, slowly',
    hoursAgo: 9,
    author: 'Tomasz',
    handle: 'tomasz.example',
    text: 'Forty hours! Mine collapses after twenty. Is it the flour or is it me?',
  },
  {
    about: 'Cardamom buns are back',
    hoursAgo: 22,
    author: 'Aoife Byrne',
    handle: 'aoife.example',
    text: 'Are they made with milk? Asking for a very hungry vegan.',
  },
  {
    about: 'Why we weigh water',
    hoursAgo: 26,
    author: 'Kitchen Physics',
    handle: 'kitchenphysics.example',
    text: 'And temperature changes its volume, too. Never trust the jug indeed.',
    done: true,
  },
  {
    about: 'Cardamom buns are back',
    hoursAgo: 31,
    author: 'Pia',
    handle: 'pia.example',
    text: 'Is there anything left at three, or do I have to get up?',
    done: true,
    answer: 'There is a second batch at three, Pia. Sleep in.',
  },
];
