import type { Row } from '../../../shared/kinds/index.ts';
import { writerOf } from '../../../shared/mutators/history.ts';
import type { PostView, RevisionView } from '../../../shared/queries.ts';

export type ChannelWords = Exclude<
  Row<'revision'>['words'],
  { caption: string } | { rank: string } | { topic_angle: string }
>;

export type BriefWords = Extract<Row<'revision'>['words'], { topic_angle: string }>;

const TOLD = ['format', 'by_hand', 'options'] as const;

/** What a channel was told beside the words that is otherwise now; a version of long ago says nothing of some of it. */
export const toldDifferently = (then: ChannelWords, now: ChannelWords): (typeof TOLD)[number][] =>
  TOLD.filter(
    (name) =>
      then[name] !== undefined &&
      now[name] !== undefined &&
      JSON.stringify(then[name]) !== JSON.stringify(now[name]),
  );

type PostWords = Extract<Row<'revision'>['words'], { caption: string }>;

/** Changes by one person that follow each other within this time are one sitting. */
export const BURST_MS = 10 * 60_000;

export type Sitting = {
  key: string;
  author: string | null;
  madeBy: string | null;
  /** Newest first. */
  versions: RevisionView[];
};

/** Versions newest first, put together by who made them in one sitting. What lost a merge stands with what won. */
export function sittings(revisions: readonly RevisionView[]): Sitting[] {
  const newestFirst = revisions.toSorted(
    (a, b) =>
      b.made_at.localeCompare(a.made_at) ||
      b.version - a.version ||
      Number(a.conflict !== null) - Number(b.conflict !== null),
  );
  const found: Sitting[] = [];
  for (const revision of newestFirst) {
    const last = found.at(-1);
    const previous = last?.versions.at(-1);
    const near = previous && Date.parse(previous.made_at) - Date.parse(revision.made_at) <= BURST_MS;
    if (last && near && last.madeBy === revision.made_by) last.versions.push(revision);
    else
      found.push({
        key: revision.id,
        author: revision.author,
        madeBy: revision.made_by,
        versions: [revision],
      });
  }
  return found;
}

/**
 * What this device holds and what the server gave of before, as one history.
 * @param names of people by id
 */
export function withOlder(
  present: readonly RevisionView[],
  older: readonly Row<'revision'>[],
  names: ReadonlyMap<string, string>,
): readonly RevisionView[] {
  if (older.length === 0) return present;
  const here = new Set(present.map(({ id }) => id));
  const before = older
    .filter(({ id }) => !here.has(id))
    .map((row): RevisionView => ({ ...row, author: null, pending: false }));
  const all = [...before, ...present].sort((a, b) => a.version - b.version);
  return all.map((version) => {
    const made_by = writerOf(version, all);
    return { ...version, made_by, author: (made_by !== null && names.get(made_by)) || null };
  });
}

export type FieldName = keyof Pick<
  PostWords,
  'title' | 'caption' | 'notes' | 'hashtags' | 'link' | 'pillar_id'
>;
const FIELDS: FieldName[] = ['title', 'caption', 'notes', 'hashtags', 'link', 'pillar_id'];

/** The words of a version that are not as the post has them now. */
export function differences(words: PostWords, now: Pick<PostView, FieldName>): FieldName[] {
  return FIELDS.filter((field) => JSON.stringify(words[field]) !== JSON.stringify(now[field]));
}

export const timeDiffers = (words: PostWords, now: Pick<PostView, 'wall_time' | 'time_zone'>): boolean =>
  words.wall_time !== now.wall_time || words.time_zone !== now.time_zone;

export const isPostWords = (words: Row<'revision'>['words']): words is PostWords => 'caption' in words;
