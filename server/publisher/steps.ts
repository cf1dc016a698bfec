import sql from 'sql-template-tag';
import type { Row } from '../../shared/kinds/index.ts';
import type { Spoken } from '../../shared/mentions/tokens.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { type OutgoingMedia, partMedia } from '../../shared/publishing/outgoing-media.ts';
import { stepId, stepsOf } from '../../shared/threads/steps.ts';
import type { Tx } from '../db/db.ts';
import { contentProblem, partContent } from './content.ts';
import type { WorkKey } from './ledger.ts';

/** Whether the bytes of something's files are here. */
export type Files = 'here' | 'missing' | 'not_uploaded';
export const worseOf = (a: Files, b: Files): Files =>
  [a, b].includes('missing') ? 'missing' : [a, b].includes('not_uploaded') ? 'not_uploaded' : 'here';

type Channel = Pick<Row<'connection'>, 'id' | 'platform' | 'limits'>;
type Followed = Omit<WorkKey, 'occurrence'> & {
  brand_id: string;
  connection_id: string;
  post_id: string | null;
  part_id: string | null;
};

/** What follows a post on a channel, in the order it goes out. Whoever changes it waits for the post. */
export async function stepsAfter(
  tx: Tx,
  postId: string,
  channel: Pick<Channel, 'id' | 'platform'>,
): Promise<Row<'part'>[]> {
  // Nothing follows a story.
  const parts = await tx.many<Row<'part'>>(sql`
    select * from app.post_parts p where post_id = ${postId} and deleted_at is null
       and not exists (select from app.targets t where t.id = ${targetId(postId, channel.id)} and t.format = 'story')`);
  return stepsOf(parts, channel);
}

/**
 * Makes due what follows something that is out, in the transaction that says so: a thread goes on wherever it was
 * interrupted, and a part is never due before what it stands below. Its due time is this moment, so that the brand's
 * grace counts from here.
 */
export async function planNext(tx: Tx, followed: Followed): Promise<void> {
  const { brand_id, connection_id, post_id, part_id } = followed;
  if (followed.subject === 'reply' || post_id === null) return;
  const channel = await tx.one<Channel>(
    sql`select id, platform, limits from app.connections where id = ${connection_id}`,
  );
  if (!channel) return;
  const steps = await stepsAfter(tx, post_id, channel);
  const place = part_id === null ? 0 : steps.findIndex(({ id }) => id === part_id) + 1;
  const next = steps[place];
  if (!next || (part_id !== null && place === 0)) return;
  await tx.run(sql`
    insert into app.publication_work (subject, subject_id, brand_id, connection_id, post_id, part_id, due_at, look_at)
    values ('part', ${stepId(targetId(post_id, connection_id), next.id)}, ${brand_id}, ${connection_id}, ${post_id},
            ${next.id}, date_trunc('milliseconds', clock_timestamp()), clock_timestamp())
    on conflict do nothing`);
}

/**
 * Where a part goes: below the part of the thread before it, a first comment below the post itself.
 * @returns null where what it stands below is out without anybody knowing its place
 */
export async function placeOf(
  tx: Tx,
  part: Row<'part'>,
  channel: Channel,
  steps: readonly Row<'part'>[],
): Promise<{ rootId: string; parentId: string } | null> {
  const target = targetId(part.post_id, channel.id);
  const remoteId = async (subjectId: string) => {
    const row = await tx.one<{ remote_id: string | null }>(sql`
      select remote_id from app.publications
       where id = ${publicationId(subjectId, 'once')} and state = 'published' and deleted_at is null`);
    return row?.remote_id ?? null;
  };
  const rootId = await remoteId(target);
  const before = steps[steps.findIndex(({ id }) => id === part.id) - 1];
  const parentId = part.role === 'thread' && before ? await remoteId(stepId(target, before.id)) : rootId;
  return rootId === null || parentId === null ? null : { rootId, parentId };
}

/** The files of a part, in its order. */
export async function filesOf(
  tx: Tx,
  part: Pick<Row<'part'>, 'asset_ids' | 'frames'>,
): Promise<{ files: Files; media: OutgoingMedia[] }> {
  const { asset_ids } = part;
  if (asset_ids.length === 0) return { files: 'here', media: [] };
  const rows = await tx.many<Row<'asset'>>(
    sql`select * from app.assets where id = any(${asset_ids}) and deleted_at is null`,
  );
  const found = asset_ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  const media = found.map((asset) => partMedia(part, asset));
  if (found.length < asset_ids.length) return { files: 'missing', media };
  return { files: found.some(({ uploaded_at }) => uploaded_at === null) ? 'not_uploaded' : 'here', media };
}

/** The first of what follows that the platform would not take, by its place: nothing of such a thread is begun. */
export function firstProblem(
  channel: Channel,
  steps: readonly Row<'part'>[],
  files: readonly { media: OutgoingMedia[] }[],
  spoken: Spoken,
): { code: string; message: string } | undefined {
  for (const [index, step] of steps.entries()) {
    const nowhere = { rootId: '', parentId: '' };
    const problem = contentProblem(
      channel,
      partContent({ ...step, text: spoken(step.text) }, nowhere, files[index]?.media ?? []),
    );
    if (!problem) continue;
    const which = step.role === 'thread' ? `Part ${index + 2}` : 'First comment';
    return { code: problem.code, message: `${which}: ${problem.message}` };
  }
  return undefined;
}
