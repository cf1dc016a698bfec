import type { CalendarEntry, Topic } from '../../shared/kinds/index.ts';

/** What the bakery reads for, and where. The example feed is its own server's; nothing is fetched for it. */
export const TOPICS: Topic[] = [
  {
    name: 'Grain and dough',
    description: 'What other bakers find out, in words our customers would use.',
    keywords: ['rye', 'spelt', 'sourdough', 'slow dough'],
    query: 'bread -recipe',
  },
  {
    name: 'Markets and neighbours',
    description: 'Stalls, opening hours, who else is at the harbour.',
    keywords: ['market', 'harbour', 'opening hours'],
    query: '',
  },
];

type Line = Pick<CalendarEntry, 'on' | 'time' | 'post_type' | 'title' | 'topic_angle' | 'caption'> & {
  pillar: string;
};

export const CONTENT_CALENDARS: { name: string; description: string; days: number; lines: Line[] }[] = [
  {
    name: 'Market fortnight',
    description:
      'For the two weeks around a market day: what we bring, who stands there, what was left over.',
    days: 14,
    lines: [
      {
        ...{ on: { week: 0, weekday: 2 }, time: null, post_type: 'photo', pillar: 'oven' },
        title: 'What we bring',
        topic_angle: 'The list on the wall, photographed, with one loaf nobody expects.',
        caption: 'On Saturday at the market: {{three loaves}}. The rest is a surprise, for us as well.',
      },
      {
        ...{ on: { week: 0, weekday: 4 }, time: null, post_type: 'short', pillar: 'craft' },
        title: 'Packing the van',
        topic_angle: 'Three in the morning, forty seconds, no words.',
        caption: 'Somebody has to be awake. {{who}} is.',
      },
      {
        ...{ on: { week: 0, weekday: 6 }, time: '08:00', post_type: 'photo', pillar: 'harbour' },
        title: 'We are here',
        topic_angle: 'Where the stall is, and the neighbour to the left.',
        caption: 'At the market until {{time}}. Left of us: {{neighbour}}. Say hello to both.',
      },
      {
        ...{ on: { week: 1, weekday: 1 }, time: null, post_type: 'text', pillar: 'people' },
        title: 'What was left over',
        topic_angle: 'An honest number and what became of it.',
        caption: '{{number}} loaves came back. {{what became of them}}.',
      },
      {
        ...{ on: { week: 1, weekday: 5 }, time: null, post_type: 'carousel', pillar: 'people' },
        title: 'Heard at the stall',
        topic_angle: 'Five questions people asked, five answers of a line.',
        caption: 'Five things you asked us on Saturday, {{brand}} answers.',
      },
    ],
  },
];
