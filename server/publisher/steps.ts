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

/**
 * What follows a post on a channel, in the order it goes out. Whoever changes it waits for the post.
 * @param parts of the post, without those that were taken away
 * @param format how the post itself goes out there
 */
export function stepsOn<P extends Row<'part'>>(
  parts: readonly P[],
  channel: Pick<Channel, 'id' | 'platform'>,
  format: Row<'target'>['format'],
): P[] {
  // Nothing follows a story.
  return format === 'story' ? [] : stepsOf(parts, channel);
}

/**
 * Makes due what follows something that is out, in the transaction that says so: a thread goes on wherever it was
 * interrupted, and a part is never due before what it stands below. Its due time is this moment, so that the brand's
 * grace counts from here.
 * @param since when it would have been due, where that is known; what somebody recorded since is theirs
 */
export async function planNext(tx: Tx, followed: Followed, since: string | null = null): Promise<void> {
  const { brand_id, connection_id, post_id, part_id } = followed;
  if (followed.subject === 'reply' || post_id === null) return;
  const parts = await tx.many<Row<'part'> & Pick<Channel, 'platform'> & Pick<Row<'target'>, 'format'>>(sql`
    select p.*, c.platform, t.format from app.post_parts p join app.connections c on c.id = ${connection_id}
      left join app.targets t on t.id = ${targetId(post_id, connection_id)}
     where p.post_id = ${post_id} and p.deleted_at is null`);
  const [any] = parts;
  if (!any) return;
  const steps = stepsOn(parts, { id: connection_id, platform: any.platform }, any.format);
  const place = part_id === null ? 0 : steps.findIndex(({ id }) => id === part_id) + 1;
  const next = steps[place];
  if (!next || (part_id !== null && place === 0)) return;
  const step = stepId(targetId(post_id, connection_id), next.id);
  await tx.run(sql`
    insert into app.publication_work (subject, subject_id, brand_id, connection_id, post_id, part_id, due_at, look_at)
    select 'part', ${step}, ${brand_id}::uuid, ${connection_id}::uuid, ${post_id}::uuid, ${next.id}::uuid,
           coalesce(${since}::timestamptz, date_trunc('milliseconds', clock_timestamp())), clock_timestamp()
     where ${since}::timestamptz is null or not exists (
             select from app.publications where id = ${publicationId(step, 'once')} and deleted_at is null)
    on conflict do nothing`);
}

/**
 * A device gave its account away, perhaps in the middle of threads: those go on behind what it reported as out. What was
 * due longer ago than the brand's grace is told as missed, and what the device said failed waits for a person as before.
 */
export async function goOnWithThreads(tx: Tx, connectionId: string): Promise<void> {
  const out = await tx.many<Followed & { published_at: string }>(sql`
    select p.subject, p.subject_id, p.brand_id, p.connection_id, p.post_id, p.part_id, p.published_at
      from app.publications p
     where p.connection_id = ${connectionId} and p.state = 'published' and p.deleted_at is null
       and p.subject in ('target', 'part') and p.published_at > now() - interval '30 days'
       and exists (select from app.post_parts r where r.post_id = p.post_id and r.deleted_at is null)`);
  for (const { published_at, ...followed } of out) await planNext(tx, followed, published_at);
}

/**
 * Where a part goes: below the part of the thread before it, a first comment below the post itself.
 * @param published what is out of the post, by publication
 * @returns null where what it stands below is out without anybody knowing its place
 */
export function placeOf(
  part: Row<'part'>,
  channel: Pick<Channel, 'id'>,
  steps: readonly Row<'part'>[],
  published: readonly { id: string; remote_id: string | null }[],
): { rootId: string; parentId: string } | null {
  const target = targetId(part.post_id, channel.id);
  const remoteId = (subjectId: string) =>
    published.find(({ id }) => id === publicationId(subjectId, 'once'))?.remote_id ?? null;
  const rootId = remoteId(target);
  const before = steps[steps.findIndex(({ id }) => id === part.id) - 1];
  const parentId = part.role === 'thread' && before ? remoteId(stepId(target, before.id)) : rootId;
  return rootId === null || parentId === null ? null : { rootId, parentId };
}

/** The files of a part, in its order. @param assets those that are in the library */
export function filesOf(
  part: Pick<Row<'part'>, 'asset_ids' | 'frames'>,
  assets: readonly Row<'asset'>[],
): { files: Files; media: OutgoingMedia[] } {
  const { asset_ids } = part;
  const found = asset_ids.flatMap((id) => assets.find((asset) => asset.id === id) ?? []);
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
