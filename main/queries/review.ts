import type { Row } from '../../shared/kinds/index.ts';
import type { DecisionView, PostReview, PostView, QueryArgs, QueryResult } from '../../shared/queries.ts';
import { contentHash } from '../../shared/review/content.ts';
import { reviewOf } from '../../shared/review/state.ts';
import type { Reader } from '../replica/reader.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { contactsOf } from './contacts.ts';
import { pendingIn, rowsOf } from './read-rows.ts';
import { contentOf, strict } from './reviewed.ts';
import { postViews } from './views.ts';

/** Where posts stand of which only a part was read; those that have decisions are read whole. */
export function reviewsOfCards(
  replica: ReplicaView,
  posts: readonly { id: string }[],
): (post: { id: string; brand_id: string; status: Row<'post'>['status'] }) => PostReview {
  const { read } = replica;
  const required = strict(read);
  const decided = read.get('select 1 from decisions limit 1')
    ? postViews(
        replica,
        'p.id in (select d.post_id from json_each(?) j join decisions d on d.post_id = j.value)',
        JSON.stringify(posts.map(({ id }) => id)),
      )
    : [];
  const known = new Map(decided.map(({ id, review }) => [id, review]));
  return ({ id, brand_id, status }) => {
    const rule = required.has(brand_id);
    return (
      known.get(id) ?? {
        required: rule,
        state: rule && status === 'scheduled' ? 'in_review' : 'draft',
        edited: false,
      }
    );
  };
}

const members = (read: Reader, brandId: string) =>
  rowsOf(
    read,
    'member',
    'select * from members where brand_id = ? order by name collate nocase, id',
    brandId,
  );
const namesOf = (people: Row<'member'>[]) => new Map(people.map(({ person_id, name }) => [person_id, name]));

/** Everything a screen shows of one post's review. */
export function reviewView(replica: ReplicaView, { postId }: QueryArgs<'review'>): QueryResult<'review'> {
  const { read } = replica;
  const post = postViews(replica, 'p.id = ?', postId)[0];
  if (!post) return null;
  const rows = rowsOf(
    read,
    'decision',
    'select * from decisions where post_id = ? order by made_at, id',
    postId,
  );
  const content = contentOf(post, contactsOf(read, post.brand_id));
  const { required, state, edited } = post.review;
  const { heads } = reviewOf(content, rows, { required, scheduled: post.status === 'scheduled' });
  const names = namesOf(members(read, post.brand_id));
  const pending = pendingIn(replica);
  const decisions = rows.map(
    (row): DecisionView => ({
      ...row,
      author: row.link_id !== null ? row.name : (row.made_by !== null && names.get(row.made_by)) || null,
      pending: pending('decision', row.id),
    }),
  );
  return {
    required,
    state,
    edited,
    content,
    hash: contentHash(content),
    heads: heads.map(({ id }) => id),
    decisions,
    lastApproved: decisions.findLast(({ decision }) => decision === 'approved') ?? null,
  };
}

/** How many posts are looked at for those that wait; a queue longer than this is no queue. */
const LOOKED_AT = 500;

/** Posts that wait for a decision or were sent back, the next one due first, those without a time last. */
export function reviewQueue(replica: ReplicaView, { brandId }: QueryArgs<'reviewQueue'>): PostView[] {
  const planned = strict(replica.read).has(brandId) ? "p.status = 'scheduled' or" : '';
  return postViews(
    replica,
    `p.brand_id = ? and (${planned} p.id in (select d.post_id from decisions d where d.brand_id = p.brand_id))
       and not exists (select 1 from publications x where x.post_id = p.id
                        and x.state in ('published', 'by_hand', 'publishing', 'unknown', 'missed'))
     order by p.scheduled_at is null, p.scheduled_at, p.id limit ${LOOKED_AT}`,
    brandId,
  ).filter(({ review }) => review.state === 'in_review' || review.state === 'changes_requested');
}

export function postComments(
  replica: ReplicaView,
  { postId }: QueryArgs<'postComments'>,
): QueryResult<'postComments'> {
  const rows = rowsOf(
    replica.read,
    'post_comment',
    'select * from post_comments where post_id = ? order by created_at, id',
    postId,
  );
  const [first] = rows;
  if (!first) return [];
  const names = namesOf(members(replica.read, first.brand_id));
  const pending = pendingIn(replica);
  return rows.map((row) => ({
    ...row,
    author: (row.created_by !== null && names.get(row.created_by)) || null,
    pending: pending('post_comment', row.id),
  }));
}

/** Open notes that mention a person who has said nothing on that post since, newest first. */
export function mentionsOf(
  replica: ReplicaView,
  { brandId, personId }: QueryArgs<'mentions'>,
): QueryResult<'mentions'> {
  const rows = replica.read.all<{ id: string; title: string; caption: string }>(
    `select c.id, p.title, p.caption from post_comments c join posts p on p.id = c.post_id
      where c.brand_id = ? and c.resolved_at is null
        and exists (select 1 from json_each(c.mentions) m where m.value = ?)
        and not exists (select 1 from post_comments a where a.post_id = c.post_id and a.created_by = ?
                         and (a.created_at, a.id) > (c.created_at, c.id))
      order by c.created_at desc, c.id desc limit 50`,
    brandId,
    personId,
    personId,
  );
  const names = namesOf(members(replica.read, brandId));
  const comments = new Map(
    rowsOf(
      replica.read,
      'post_comment',
      'select t.* from json_each(?) j join post_comments t on t.id = j.value',
      JSON.stringify(rows.map(({ id }) => id)),
    ).map((row) => [row.id, row]),
  );
  return rows.flatMap(({ id, title, caption }) => {
    const row = comments.get(id);
    if (!row) return [];
    const author = (row.created_by !== null && names.get(row.created_by)) || null;
    return [{ ...row, author, post: { title, caption } }];
  });
}
