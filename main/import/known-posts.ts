import type { PlanRow } from '../../shared/csv/plan.ts';
import type { Reader } from '../replica/reader.ts';

/** What makes two posts the same one: words, time, and (where a file names any) channels. */
export type KnownPosts = {
  has(post: { title: string; text: string; instant: string | null; connections: readonly string[] }): boolean;
  /** Remembers a row of the file, so that the same row further down is the same post. */
  add(post: { title: string; text: string; instant: string | null; connections: readonly string[] }): void;
};

/** The brand's posts, to tell which rows of a file are there already. */
export function readKnownPosts(read: Reader, brandId: string): KnownPosts {
  const known = new Map<string, Set<string>[]>();
  const remember = (key: string, connections: Iterable<string>) => {
    const before = known.get(key);
    if (before) before.push(new Set(connections));
    else known.set(key, [new Set(connections)]);
  };
  const targets = new Map<string, string[]>();
  for (const { post_id, connection_id } of read.all<{ post_id: string; connection_id: string }>(
    'select post_id, connection_id from targets where brand_id = ?',
    brandId,
  )) {
    const before = targets.get(post_id);
    if (before) before.push(connection_id);
    else targets.set(post_id, [connection_id]);
  }
  for (const { id, title, caption, scheduled_at } of read.all<{
    id: string;
    title: string;
    caption: string;
    scheduled_at: string | null;
  }>('select id, title, caption, scheduled_at from posts where brand_id = ?', brandId))
    remember(keyOf(title, caption, scheduled_at), targets.get(id) ?? []);

  return {
    has({ title, text, instant, connections }) {
      const same = known.get(keyOf(title, text, instant)) ?? [];
      return same.some((there) => connections.length === 0 || connections.every((id) => there.has(id)));
    },
    add: ({ title, text, instant, connections }) => remember(keyOf(title, text, instant), connections),
  };
}

const keyOf = (title: string, text: string, instant: string | null) =>
  `${instant ?? ''}\n${same(title)}\n${same(text)}`;
const same = (text: string) => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** When a row would really go out: what is past, done or unfinished becomes a draft without a time. */
export const goesOut = (row: Pick<PlanRow, 'wall' | 'past' | 'status'>): boolean =>
  row.wall !== null && !row.past && (row.status ?? 'scheduled') === 'scheduled';
