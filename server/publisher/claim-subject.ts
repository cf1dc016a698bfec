import type { Content } from '../../shared/connectors/contract.ts';
import { spokenOn } from '../../shared/mentions/tokens.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { coverLost, mediaFor, outgoingMedia } from '../../shared/publishing/outgoing-media.ts';
import type { Connection, Rows, Work } from './claim-rows.ts';
import { type contentProblem, partContent, postContent } from './content.ts';
import { type Files, filesOf, firstProblem, placeOf, stepsOn, worseOf } from './steps.ts';

/** What is due, as it would go out now. */
export type Subject = {
  /** Null: what it follows is out, but nobody knows where. */
  content: Content | null;
  /** Why something that follows it would not be taken: nothing of a thread goes out that cannot end. */
  later: ReturnType<typeof contentProblem>;
  /** Whether the bytes of its files are here. */
  files: Files;
  stands: boolean;
  /** A person puts it up there, by their own choice. */
  byHand: boolean;
  /** It is to be taken down from there by now. */
  down: boolean;
};

/** Puts together what one due thing is about, from what was read of all of them. */
export function subjectOf(work: Work, connection: Connection, rows: Rows): Subject {
  if (work.subject === 'reply') {
    const reply = rows.replies.find(({ id }) => id === work.subject_id);
    return {
      content: { kind: 'reply', text: reply?.text ?? '', parentId: reply?.parent ?? '' },
      later: undefined,
      files: 'here',
      stands: reply?.deleted_at === null,
      byHand: false,
      down: false,
    };
  }
  return work.subject === 'part' ? partOf(work, connection, rows) : targetOf(work, connection, rows);
}

function targetOf(work: Work, connection: Connection, rows: Rows): Subject {
  const post = rows.posts.find(({ id }) => id === work.post_id);
  const target = rows.targets.find(({ id }) => id === work.subject_id);
  const people = rows.contacts.filter(({ brand_id }) => brand_id === post?.brand_id);
  const { files, media } = mediaOf(work, rows);
  const steps = stepsFor(work, connection, rows);
  const theirs = steps.map((step) => filesOf(step, rows.assets));
  return {
    content:
      post && target
        ? postContent(post, target, connection.platform, people, media)
        : { kind: 'post', text: '' },
    later: firstProblem(connection, steps, theirs, spokenOn(connection.platform, people)),
    files: theirs.reduce((worst, { files: its }) => worseOf(worst, its), files),
    stands:
      post?.deleted_at === null &&
      target?.deleted_at === null &&
      (work.forced || post.status === 'scheduled'),
    byHand: target?.by_hand === true,
    down: rows.down.includes(work.subject_id),
  };
}

/** What goes with the post on this channel. Whoever attaches or takes away waits for the post, which is held. */
function mediaOf(work: Work, rows: Rows) {
  const of = rows.attachments.filter(({ post_id }) => post_id === work.post_id);
  const attached = mediaFor(of, work.connection_id);
  const media = attached.map(outgoingMedia);
  const assets = attached.flatMap(({ asset, cover_asset }) => [asset, cover_asset ?? []].flat());
  if (attached.some(coverLost) || assets.some(({ deleted_at }) => deleted_at !== null))
    return { files: 'missing', media } as const;
  const here = assets.every(({ uploaded_at }) => uploaded_at !== null);
  return { files: here ? 'here' : 'not_uploaded', media } as const;
}

/** What follows a post, once what it follows is out. */
function partOf(work: Work, connection: Connection, rows: Rows): Subject {
  const post = rows.posts.find(({ id }) => id === work.post_id);
  const part = rows.parts.find(({ id }) => id === work.part_id);
  const people = rows.contacts.filter(({ brand_id }) => brand_id === post?.brand_id);
  const spoken = spokenOn(connection.platform, people);
  const { files, media } = part ? filesOf(part, rows.assets) : { files: 'missing' as const, media: [] };
  const place = part ? placeOf(part, connection, stepsFor(work, connection, rows), rows.places) : null;
  return {
    content: part && place ? partContent({ ...part, text: spoken(part.text) }, place, media) : null,
    later: undefined,
    files,
    stands: post?.deleted_at === null && part?.deleted_at === null,
    byHand: false,
    down: post ? rows.down.includes(targetId(post.id, work.connection_id)) : false,
  };
}

function stepsFor({ post_id }: Work, connection: Connection, { parts, targets }: Rows) {
  if (post_id === null) return [];
  const target = targets.find(({ id }) => id === targetId(post_id, connection.id));
  const its = parts.filter((part) => part.post_id === post_id && part.deleted_at === null);
  return stepsOn(its, connection, target?.format ?? null);
}
