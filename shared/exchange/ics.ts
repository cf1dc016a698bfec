import ICAL from 'ical.js';
import { writeChannelDate } from '../csv/channel-date.ts';
import { plainly } from '../mentions/tokens.ts';
import { channelName, type ExportChannel, type ExportPost, postName } from './post.ts';

// It counts a folded line without the space that the line begins with.
ICAL.foldLength = 74;

/** What a calendar is made of. */
export type CalendarFile = {
  name: string;
  /** IANA; what times are shown in where a reader asks. The times themselves are UTC. */
  timeZone: string;
  posts: readonly ExportPost[];
};

/** How often readers of a feed should look again. */
const REFRESH = 'PT1H';
/** A post is a moment; calendars draw nothing for one without a length. */
const LENGTH = 'PT15M';

/**
 * Planned posts as a calendar of RFC 5545: an event keeps its UID for as long as its post is there, DTSTAMP is the
 * post's last change (so that the same plan is the same file), times are UTC, lines are folded at 75 bytes and words
 * escaped by ical.js. A channel with a date of its own has an event of its own beside its post's. Where there are several
 * brands each event has its brand's name as a category too. Ideas without a time are left out. What no calendar has a property
 * for stands in X-PILLARBOX-*.
 */
export function writeCalendar({ name, timeZone, posts }: CalendarFile): string {
  // A file of one brand can be brought into any other.
  const several = new Set(posts.map(({ brand }) => brand)).size > 1;
  const events = posts.flatMap((post) =>
    post.scheduled_at === null
      ? []
      : [
          event(post, post.scheduled_at, several),
          ...[...laterOf(post)].map(([at, some]) => event(post, at, several, some)),
        ],
  );
  const calendar = [
    'vcalendar',
    [
      ['prodid', {}, 'text', '-//Pillarbox//Plan//EN'],
      ['version', {}, 'text', '2.0'],
      ['calscale', {}, 'text', 'GREGORIAN'],
      ['method', {}, 'text', 'PUBLISH'],
      ['name', {}, 'text', line(name)],
      ['x-wr-calname', {}, 'text', line(name)],
      ['x-wr-timezone', {}, 'text', timeZone],
      ['refresh-interval', {}, 'duration', REFRESH],
      ['x-published-ttl', {}, 'duration', REFRESH],
    ],
    events,
  ];
  return `${ICAL.stringify(calendar)}\r\n`;
}

/** Channels that do not go out with their post, by when they do. */
const laterOf = ({ channels }: ExportPost) =>
  Map.groupBy(
    channels.filter(({ own }) => own !== null),
    ({ own }) => own?.scheduled_at ?? '',
  );

/**
 * @param several whether the file is of more than one brand, so that each is named
 * @param apart channels with a date of their own, whose event it is; the post's own names them all
 */
function event(post: ExportPost, at: string, several: boolean, apart?: readonly ExportChannel[]): unknown[] {
  const brand = several ? line(post.brand) : '';
  const stamp = seconds(post.updated_at);
  const title = line(post.title);
  // Programs draw and filter by categories: the brand is the last of them.
  const categories = [post.pillar ? line(post.pillar) : '', brand].filter(Boolean);
  return [
    'vevent',
    [
      ['uid', {}, 'text', apart ? `${post.id}.${seconds(at)}@pillarbox` : `${post.id}@pillarbox`],
      ['dtstamp', {}, 'date-time', stamp],
      ['last-modified', {}, 'date-time', stamp],
      ['sequence', {}, 'integer', post.version],
      ['dtstart', {}, 'date-time', seconds(at)],
      ['duration', {}, 'duration', LENGTH],
      ['summary', {}, 'text', line(postName(post)) || '–'],
      ...(title === '' ? [['x-pillarbox-untitled', {}, 'text', 'TRUE']] : []),
      ['description', {}, 'text', words(plainly(post.caption))],
      // Each a line of its own: not every reader tells a comma in a name from one between two.
      ...categories.map((name) => ['categories', {}, 'text', name]),
      ...(brand ? [['x-pillarbox-brand', {}, 'text', brand]] : []),
      ...(post.link && URL.canParse(post.link) ? [['url', {}, 'uri', new URL(post.link).href]] : []),
      ...(post.time_zone ? [['x-pillarbox-zone', {}, 'text', post.time_zone]] : []),
      ...post.hashtags.map((tag) => ['x-pillarbox-hashtag', {}, 'text', line(tag)]),
      ...(apart ?? post.channels).map((channel) => [
        'x-pillarbox-channel',
        {},
        'text',
        line(channelName(channel)),
      ]),
      ...(apart
        ? [['x-pillarbox-part-of', {}, 'text', post.id]]
        : post.channels.flatMap((channel) =>
            channel.own
              ? [
                  [
                    'x-pillarbox-date',
                    {},
                    'text',
                    `${writeChannelDate(channel.own)} ${line(channelName(channel))}`,
                  ],
                ]
              : [],
          )),
      ['transp', {}, 'text', 'TRANSPARENT'], // nobody is busy because a post goes out
      ['status', {}, 'text', 'CONFIRMED'],
    ],
    [],
  ];
}

const seconds = (instant: string): string => `${instant.slice(0, 19)}Z`;

/** Without the characters that RFC 5545 has no way to write. */
const words = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u2028\u2029]/g, '');

const line = (text: string): string => words(text).replace(/\s+/gu, ' ').trim();
