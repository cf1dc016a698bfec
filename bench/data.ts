import { createHash } from 'node:crypto';
import type { Row } from '../shared/kinds/index.ts';

/** Rows that look like people's, the same on every run. */

const FOREIGN = [
  'schöne Grüße',
  '¡qué rico!',
  '美味しいです',
  '面包很好吃',
  'خبز طازج',
  '🔥🔥',
  '😍',
  'très bon café',
  'вкусно',
];

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A uuid (version 8) made of a name. */
export function idOf(name: string): string {
  const hex = createHash('sha1').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

// Words come as often as in a language: few of them most of the time.
const WORDS = (() => {
  const random = randomFrom(7);
  const pick = (from: string) => from[Math.floor(random() * from.length)] ?? '';
  const syllable = () =>
    pick('bbccddffghjkllmmnnpprrssttvwz') + pick('aaeeeiioou') + (random() < 0.4 ? pick('lmnrst') : '');
  return Array.from({ length: 20_000 }, (_, rank) =>
    Array.from(
      { length: 1 + Math.floor(random() * 2) + Math.floor(Math.log10(rank + 1) / 2) },
      syllable,
    ).join(''),
  );
})();
const wordsFrom = (random: () => number, count: number) =>
  Array.from({ length: count }, () => WORDS[Math.floor(WORDS.length * random() ** 3)]).join(' ');

const DAY = 86_400_000;
/** Nine in the morning of this month's first day: what is planned and said lies around today. */
const now = new Date();
const START = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1, 9);
const stamps = {
  created_at: new Date(START).toISOString(),
  updated_at: new Date(START).toISOString(),
  version: 1,
};

/** @param index decides everything about it; of three comments one is open */
export function commentOf(brandId: string, connectionId: string, index: number): Row<'comment'> {
  const random = randomFrom(index + 1);
  const text = wordsFrom(random, 4 + Math.floor(random() * 28));
  return {
    id: idOf(`${brandId} comment ${index}`),
    brand_id: brandId,
    connection_id: connectionId,
    post_id: null,
    remote_id: `at://did:plc:${idOf(`who ${index}`).slice(0, 24)}/app.bsky.feed.post/3k${index.toString(36)}`,
    parent_remote_id: null,
    url: `https://bsky.example/profile/someone-${index}/post/3k${index.toString(36)}`,
    author_name: wordsFrom(random, 2),
    author_handle: `${wordsFrom(random, 1)}-${index % 5000}.example`,
    text: index % 4 === 0 ? `${text} ${FOREIGN[(index / 4) % FOREIGN.length]}` : text,
    // Not so long ago that it would leave the desktops (COMMENTS_WINDOW_DAYS).
    commented_at: new Date(START - random() * 45 * DAY).toISOString(),
    status: index % 3 === 0 ? 'open' : 'done',
    assigned_to: null,
    ...stamps,
  };
}

/** @param perDay posts that go out on one day; they reach back from today and a month ahead */
export function postOf(brandId: string, index: number, perDay: number): Row<'post'> {
  const random = randomFrom(index + 1);
  const at = new Date(
    START + 40 * DAY - Math.floor(index / perDay) * DAY - Math.floor(random() * 12) * 3_600_000,
  );
  return {
    id: idOf(`${brandId} post ${index}`),
    brand_id: brandId,
    pillar_id: null,
    title: wordsFrom(random, 4),
    caption: wordsFrom(random, 30),
    notes: index % 3 === 0 ? wordsFrom(random, 20) : '',
    hashtags: [wordsFrom(random, 1), wordsFrom(random, 1)],
    link: null,
    status: 'scheduled',
    scheduled_at: at.toISOString(),
    wall_time: at.toISOString().slice(0, 16),
    time_zone: 'UTC',
    schedule_id: null,
    slot_key: null,
    created_by: null,
    ...stamps,
  };
}

export function targetOf(brandId: string, connectionId: string, post: Row<'post'>): Row<'target'> {
  const id = idOf(`${post.id} target`);
  return {
    id,
    brand_id: brandId,
    post_id: post.id,
    connection_id: connectionId,
    text: null,
    by_hand: false,
    options: null,
    format: null,
    scheduled_at: null,
    wall_time: null,
    time_zone: null,
    ...stamps,
  };
}

export function publicationOf(post: Row<'post'>, target: Row<'target'>): Row<'publication'> {
  return {
    id: idOf(`${post.id} publication`),
    brand_id: post.brand_id,
    subject: 'target',
    subject_id: target.id,
    post_id: post.id,
    part_id: null,
    connection_id: target.connection_id,
    occurrence: 'once',
    state: 'published',
    due_at: post.scheduled_at ?? stamps.created_at,
    published_at: post.scheduled_at,
    late_ms: 40,
    remote_id: `r-${post.id}`,
    url: `https://bsky.example/post/${post.id}`,
    tries: 1,
    next_try_at: null,
    error_code: null,
    error_class: 'none',
    error_message: null,
    updated_at: stamps.updated_at,
  };
}

export const brandOf = (id: string): Row<'brand'> => ({
  id,
  organization_id: null,
  name: 'Harbour Bakery',
  time_zone: 'UTC',
  week_starts_on: 1,
  grace_minutes: 60,
  ...stamps,
});

export const connectionOf = (brandId: string): Row<'connection'> => ({
  id: idOf(`${brandId} connection`),
  brand_id: brandId,
  platform: 'sandbox',
  holder: 'server',
  device_id: null,
  handle: 'harbour-bakery',
  display_name: 'Harbour Bakery',
  remote_account_id: '1',
  service_url: null,
  status: 'connected',
  status_code: null,
  limits: null,
  ...stamps,
});

/** This month as the calendar shows it: six weeks of seven days. */
export const MONTH = (() => {
  const monday = START - ((new Date(START).getUTCDay() + 6) % 7) * DAY;
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { from: day(monday), to: day(monday + 41 * DAY), timeZone: 'UTC' };
})();
