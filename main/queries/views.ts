import { writerOf } from '../../shared/mutators/history.ts';
import type { PostView, RevisionView, TargetView } from '../../shared/queries.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { mediaOfPosts } from './media.ts';
import { partsOfPosts, stepsOfTargets } from './parts.ts';
import { afterOf, newestBySubject } from './publications.ts';
import { byId, connectionsById, exactRows, grouped, pendingIn, rowsOf } from './read-rows.ts';
import { reviewsOf } from './reviewed.ts';

/**
 * Posts with everything shown beside them.
 * @param where a condition on posts `p`, with what follows it (order, limit); the one source of which posts
 */
export function postViews(replica: ReplicaView, where: string, ...values: unknown[]): PostView[] {
  const { read } = replica;
  const posts = exactRows(read, 'post', 'p', `from posts p where ${where}`, ...values);
  if (posts.length === 0) return [];
  const ids = JSON.stringify(posts.map((post) => post.id));
  const targets = exactRows(
    read,
    'target',
    't',
    'from json_each(?) j join targets t on t.post_id = j.value order by t.created_at, t.id',
    ids,
  );
  const publications = newestBySubject(
    read,
    targets.map((target) => target.id),
  );
  const pillars = byId(
    rowsOf(
      read,
      'pillar',
      'select t.* from pillars t where t.id in (select value from json_each(?))',
      JSON.stringify(posts.map((post) => post.pillar_id)),
    ),
  );
  const connections = connectionsById(
    read,
    targets.map((target) => target.connection_id),
  );
  const media = mediaOfPosts(
    read,
    posts.map((post) => post.id),
  );
  const parts = partsOfPosts(
    read,
    posts.map((post) => post.id),
  );
  const steps = stepsOfTargets(
    read,
    posts.map((post) => post.id),
  );
  const after = afterOf(
    read,
    targets.map((target) => target.id),
    [...publications.values()].map(({ id }) => id),
  );
  const targetsOf = grouped(targets, (target) => target.post_id);
  const pending = pendingIn(replica);
  const reviewOf = reviewsOf(read, posts);
  return posts.map((post) => {
    const own = targetsOf.get(post.id) ?? [];
    // A month is thousands of rows: nobody else has these, so they are added to instead of copied.
    const view = Object.assign(post, {
      pillar: (post.pillar_id !== null && pillars.get(post.pillar_id)) || null,
      targets: own.map(
        (target): TargetView =>
          Object.assign(target, {
            connection: connections.get(target.connection_id) ?? null,
            publication: publications.get(target.id) ?? null,
            steps: steps(target),
            takedown: after.takedown(target.id),
            standing: after.standing(publications.get(target.id)?.id ?? ''),
          }),
      ),
      media: media.get(post.id) ?? [],
      parts: parts.get(post.id) ?? [],
      pending:
        pending('post', post.id) ||
        own.some(({ id }) => pending('target', id) || pending('takedown', id)) ||
        (parts.get(post.id) ?? []).some((part) => pending('part', part.id)),
    });
    return Object.assign(view, { review: reviewOf(view) });
  });
}

/** A post's versions with the names of those who made them. Words that lost a merge are their writer's. */
export function revisionViews(replica: ReplicaView, postId: string): RevisionView[] {
  const { read } = replica;
  const revisions = rowsOf(
    read,
    'revision',
    `select r.* from post_revisions r where r.post_id = ?
      order by r.connection_id is not null, r.connection_id, r.part_id, r.of_brief, r.version, r.conflict is not null, r.id`,
    postId,
  );
  const [first] = revisions;
  if (!first) return [];
  const names = new Map(
    rowsOf(read, 'member', 'select * from members where brand_id = ?', first.brand_id).map(
      ({ person_id, name }) => [person_id, name],
    ),
  );
  const pending = pendingIn(replica);
  return revisions.map((revision, index) => {
    const made_by = writerOf(revision, revisions.slice(0, index));
    return {
      ...revision,
      made_by,
      author: (made_by !== null && names.get(made_by)) || null,
      pending: pending('revision', revision.id),
    };
  });
}
