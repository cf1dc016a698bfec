import { v5 as uuidv5 } from 'uuid';
import type { Row } from '../kinds/index.ts';
import type { Notice, Write } from './define.ts';

const NAMESPACE = '8c1f6d0e-93d8-4f0b-a2f5-6a2de1a7c9b4';

/** A brief has its post's id: its versions are named apart from the post's. */
const BRIEFS = 'e0b6c1a7-2d0e-4c6c-9a53-6a0f6bb1d5c8';

/** The one id of a version of a post, of a part of it, or of a channel's own words, whoever writes it down first. */
const revisionId = (of: Subject, version: number, conflict: string | null) =>
  uuidv5(`${of.id}/${version}/${conflict ?? ''}`, isBrief(of) ? BRIEFS : NAMESPACE);

/** Which write made a version, by whom and when. */
export type RevisionMaker = { cause: string; actor: string | null; at: string };

/**
 * The history of a write: every version of a post, of its parts, its brief and what a channel has of its own that it
 * made, and beside it the words that lost a merge in it. A part that is taken away leaves what it said, to be brought back
 * from. The replica runs it on what the mutator wrote, the server on what it stored, so both have the same rows. What was made and never changed has no history but itself: its first version is written down with
 * its second, so that an import of ten thousand posts does not send each of them twice.
 * @param before the row as it was; undefined where there was none
 * @param notices what the same write has to tell: `text_conflict` names the field whose words lost
 */
export function historyOf(
  write: Write,
  before: Subject | undefined,
  notices: readonly Notice[],
  maker: RevisionMaker,
): Row<'revision'>[] {
  if (write.op === 'delete') {
    if (write.kind !== 'part' || !before || !('rank' in before)) return [];
    return [revisionOf(before, maker, before.version + 1, null)];
  }
  if (write.kind !== 'post' && write.kind !== 'target' && write.kind !== 'part' && write.kind !== 'brief')
    return [];
  const { row } = write;
  const revisions: Row<'revision'>[] = [];
  const keep = (of: Subject, made: RevisionMaker, version: number, conflict: string | null) => {
    revisions.push(revisionOf(of, made, version, conflict));
  };
  const add: typeof keep = (of, ...rest) => {
    if (worthKeeping(of)) keep(of, ...rest);
  };
  if (!before) {
    // A row of before that comes back is a version of its own.
    if (row.version > 1) add(row, maker, row.version, null);
    return revisions;
  }
  if (before.version === 1 && (worthKeeping(before) || toldOtherwise(before, row)))
    keep(
      before,
      {
        cause: write.kind === 'part' ? 'part.add' : `${write.kind}.create`,
        actor: makerOf(before),
        at: before.created_at,
      },
      1,
      null,
    );
  add(row, maker, row.version, null);
  for (const { code, params, about } of notices) {
    const field = params.field ?? '';
    const mine = write.kind === 'post' ? field !== 'text' : field === 'text';
    if (code === 'text_conflict' && about.id === postOf(row) && mine)
      add(before, { ...maker, actor: null }, row.version, field);
  }
  return revisions;
}

/**
 * Who made a version. Words that lost a merge are their writer's: the maker of the first of the versions up to then that
 * had them in this field.
 * @param before versions of the same post up to this one, oldest first, as far as they are known
 * @returns a person's id; null before an account, and for words whose first version is not among those
 */
export function writerOf(version: Row<'revision'>, before: readonly Row<'revision'>[]): string | null {
  const { conflict: field } = version;
  if (field === null) return version.made_by;
  const wordOf = ({ words }: Row<'revision'>) => (words as Record<string, unknown>)[field];
  let writer = version.made_by;
  for (const earlier of before.toReversed()) {
    if (earlier.connection_id !== version.connection_id || earlier.part_id !== version.part_id) continue;
    if (earlier.of_brief !== version.of_brief) continue;
    if (earlier.conflict !== null) continue;
    if (earlier.version >= version.version) continue;
    if (wordOf(earlier) !== wordOf(version)) break;
    writer = earlier.made_by;
  }
  return writer;
}

/** What leaves versions. */
export type Subject = Row<'post'> | Row<'target'> | Row<'part'> | Row<'brief'>;

const isBrief = (row: Subject): row is Row<'brief'> => 'topic_angle' in row;

const revisionOf = (of: Subject, made: RevisionMaker, version: number, conflict: string | null) =>
  ({
    id: revisionId(of, version, conflict),
    brand_id: of.brand_id,
    post_id: postOf(of),
    connection_id: 'connection_id' in of ? of.connection_id : null,
    part_id: 'rank' in of ? of.id : null,
    of_brief: isBrief(of),
    version,
    cause: made.cause,
    made_by: made.actor,
    made_at: made.at,
    conflict,
    words: wordsOf(of),
  }) satisfies Row<'revision'>;

const postOf = (row: Subject) => ('post_id' in row ? row.post_id : row.id);
const makerOf = (row: Subject) => ('created_by' in row ? row.created_by : null);
/** A channel that follows the caption has nothing of its own to keep. */
const worthKeeping = (row: Subject) =>
  !('text' in row) || 'rank' in row || row.version > 1 || row.text !== null;

/** Whether a channel is told something else beside the words: then what it was told before is worth going back to. */
const toldOtherwise = (before: Subject, now: Subject) =>
  'by_hand' in before &&
  'by_hand' in now &&
  JSON.stringify([before.format, before.by_hand, before.options, before.scheduled_at]) !==
    JSON.stringify([now.format, now.by_hand, now.options, now.scheduled_at]);

function wordsOf(row: Subject): Row<'revision'>['words'] {
  if (isBrief(row)) {
    const { short_caption, topic_angle, visual_suggestion, post_type, urgency } = row;
    return { short_caption, topic_angle, visual_suggestion, post_type, urgency };
  }
  if ('rank' in row) {
    const { role, rank, text, asset_ids, frames } = row;
    return { role, rank, text, asset_ids, frames };
  }
  if ('text' in row) {
    const { text, format, by_hand, options, wall_time, time_zone } = row;
    const own = wall_time === null || time_zone === null ? {} : { wall_time, time_zone };
    return { text, format, by_hand, options, ...own };
  }
  const { title, caption, notes, hashtags, link, pillar_id } = row;
  const { wall_time, time_zone, schedule_id, slot_key } = row;
  return { title, caption, notes, hashtags, link, pillar_id, wall_time, time_zone, schedule_id, slot_key };
}
