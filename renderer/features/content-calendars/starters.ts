import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { CalendarEntry } from '../../../shared/kinds/index.ts';

export type StarterEntry = {
  on: CalendarEntry['on'];
  /** Where the brand has no schedule. */
  time: string;
  /** Which of the brand's pillars, counted from the first; they repeat where there are fewer. */
  pillar: number;
  post_type: CalendarEntry['post_type'];
  title: MessageDescriptor;
  angle: MessageDescriptor;
  caption: MessageDescriptor;
};
export type Starter = {
  key: string;
  name: MessageDescriptor;
  description: MessageDescriptor;
  days: number;
  entries: readonly StarterEntry[];
};

const week = (weeks: number, weekday: number) => ({ week: weeks, weekday });
const day = (offset: number) => ({ day: offset });

const post = (
  on: StarterEntry['on'],
  time: string,
  pillar: number,
  post_type: StarterEntry['post_type'],
) => ({ on, time, pillar, post_type });

/** Calendars to begin with; what is between double braces is filled in when a post is made, or by its writer. */
export const STARTERS: readonly Starter[] = [
  {
    key: 'steady',
    name: msg`A steady week`,
    description: msg`Three posts a week that most brands can keep up: something useful, something human, something to answer.`,
    days: 7,
    entries: [
      {
        ...post(week(0, 2), '09:00', 0, 'photo'),
        title: msg`One useful thing`,
        angle: msg`Answer a question you were asked this month, so that nobody has to ask it again.`,
        caption: msg`You asked: “'{{'question'}}'” The short answer: '{{'answer'}}'.`,
      },
      {
        ...post(week(0, 4), '12:00', 1, 'photo'),
        title: msg`How it is made`,
        angle: msg`One step of the work that customers never see. Hands, tools, the moment before it is done.`,
        caption: msg`What happens before '{{'thing'}}' reaches you: '{{'step'}}'.`,
      },
      {
        ...post(week(0, 5), '16:00', 2, 'text'),
        title: msg`A question back`,
        angle: msg`Ask something people like to answer in one line. Reply to everybody on the same day.`,
        caption: msg`'{{'choice one'}}' or '{{'choice two'}}'? We cannot agree at '{{'brand'}}'.`,
      },
    ],
  },
  {
    key: 'launch',
    name: msg`A launch in two weeks`,
    description: msg`From the first hint to the last call. The day itself is the tenth; apply it so that this falls on your date.`,
    days: 14,
    entries: [
      {
        ...post(day(0), '09:00', 0, 'photo'),
        title: msg`Something is coming`,
        angle: msg`A detail, no name. Make people guess.`,
        caption: msg`We have been working on something since '{{'month'}}'. More next week.`,
      },
      {
        ...post(day(2), '12:00', 1, 'text'),
        title: msg`Why we make it`,
        angle: msg`The problem it solves, told by somebody who has it.`,
        caption: msg`For years people told us: '{{'problem'}}'. So we sat down.`,
      },
      {
        ...post(day(4), '09:00', 1, 'short'),
        title: msg`Behind the scenes`,
        angle: msg`Tests, failures, the version that did not work.`,
        caption: msg`Version one fell apart. Version four did not.`,
      },
      {
        ...post(day(7), '09:00', 0, 'carousel'),
        title: msg`Here it is`,
        angle: msg`Name, picture, price, day. Everything people need to decide.`,
        caption: msg`'{{'name'}}' comes on '{{'launch day'}}'. What it does: '{{'promise'}}'. What it costs: '{{'price'}}'.`,
      },
      {
        ...post(day(8), '16:00', 2, 'text'),
        title: msg`Your questions`,
        angle: msg`Collect what people asked under the last post and answer all of it.`,
        caption: msg`You asked, we answer: '{{'three questions'}}'.`,
      },
      {
        ...post(day(9), '08:00', 0, 'video'),
        title: msg`Today is the day`,
        angle: msg`Short and clear. Where, from when, how.`,
        caption: msg`It is here. '{{'name'}}', from now on at '{{'where'}}'.`,
      },
      {
        ...post(day(11), '12:00', 2, 'photo'),
        title: msg`First reactions`,
        angle: msg`Quote two customers by name, with their leave.`,
        caption: msg`“'{{'quote'}}'” Thank you, '{{'who'}}'.`,
      },
      {
        ...post(day(13), '16:00', 0, 'photo'),
        title: msg`Last call`,
        angle: msg`What ends, and when. Only if it is true.`,
        caption: msg`Until tonight: '{{'offer'}}'. After that it costs '{{'price'}}'.`,
      },
    ],
  },
  {
    key: 'month',
    name: msg`A varied month`,
    description: msg`Four weeks, three posts each, no two alike in a row. Good for filling an empty month in one go.`,
    days: 28,
    entries: (
      [
        [
          0,
          2,
          0,
          'carousel',
          msg`Start with the basics`,
          msg`The three things everybody should know before they buy from you.`,
        ],
        [0, 4, 1, 'photo', msg`Who does the work`, msg`Introduce one person: name, job, one opinion.`],
        [0, 6, 2, 'photo', msg`Around the corner`, msg`Something from your neighbourhood that is not yours.`],
        [1, 2, 0, 'short', msg`Done in a minute`, msg`One tip that works at once, shown and not told.`],
        [1, 4, 2, 'text', msg`An honest number`, msg`A figure from your work and what it means.`],
        [1, 6, 1, 'photo', msg`Before and after`, msg`The same thing twice, with what happened in between.`],
        [2, 2, 1, 'text', msg`A mistake of ours`, msg`What went wrong, what you changed.`],
        [2, 4, 0, 'carousel', msg`Compared`, msg`Two ways to do it, who each is for. Be fair.`],
        [
          2,
          6,
          2,
          'photo',
          msg`Customers, not models`,
          msg`How somebody uses what you make, with their leave.`,
        ],
        [3, 2, 0, 'text', msg`A myth`, msg`Something everybody believes about your trade that is wrong.`],
        [3, 4, 1, 'short', msg`The quiet hour`, msg`A minute of work without a word.`],
        [3, 6, 2, 'text', msg`What next month brings`, msg`Dates, times, one thing to look forward to.`],
      ] as const
    ).map(([weeks, weekday, pillar, post_type, title, angle]) => ({
      ...post(week(weeks, weekday), '09:00', pillar, post_type),
      ...{ title, angle },
      caption: msg`'{{'first line'}}'`,
    })),
  },
  {
    key: 'event',
    name: msg`Before, at and after an event`,
    description: msg`A market, a talk, an open day: the event is on the eighth day.`,
    days: 10,
    entries: [
      {
        ...post(day(0), '09:00', 2, 'photo'),
        title: msg`Save the date`,
        angle: msg`What, when, where, for whom. Nothing else.`,
        caption: msg`'{{'event'}}', '{{'day and time'}}', '{{'place'}}'. Come by.`,
      },
      {
        ...post(day(4), '12:00', 1, 'short'),
        title: msg`We are getting ready`,
        angle: msg`Packing, practising, the list on the wall.`,
        caption: msg`Three days to go, and '{{'thing'}}' is still missing.`,
      },
      {
        ...post(day(6), '17:00', 2, 'text'),
        title: msg`Tomorrow`,
        angle: msg`How to get there, how long you are there, what people should bring.`,
        caption: msg`Tomorrow from '{{'time'}}' at '{{'place'}}'. '{{'how to get there'}}'.`,
      },
      {
        ...post(day(7), '10:00', 2, 'story'),
        title: msg`We are here`,
        angle: msg`A picture from the place within the first half hour.`,
        caption: msg`Here until '{{'time'}}'. Say hello.`,
      },
      {
        ...post(day(9), '12:00', 1, 'carousel'),
        title: msg`What it was like`,
        angle: msg`Five pictures, one thing you learned, one thank-you by name.`,
        caption: msg`Thank you, '{{'place'}}'. What we take home: '{{'lesson'}}'.`,
      },
    ],
  },
];
