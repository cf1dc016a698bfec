import { RECORD_MS } from '../../shared/publishing/late.ts';
import type { QueryArgs, QueryResult } from '../../shared/queries.ts';
import type { Reader } from '../replica/reader.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { byId, connectionsById } from './read-rows.ts';
import { postViews } from './views.ts';

/** More at once is no list anybody reads. */
const MOST = 200;
/** What was due before this is no news on any screen; years of records from before are not walked for it at every commit. */
const LOOK_BACK_MS = 90 * 86_400_000;

type Untaken = { id: string; due_at: string; post_id: string; connection_id: string };

/**
 * Targets whose time comes before a moment and of which nothing was heard: no publication says that somebody has them.
 * Read from `undecided`, so it costs as much as there is, however much went out before; at most ninety days back.
 * @param brandId null: of every brand of this device
 * @returns what was due first first
 */
export const untakenBefore = (read: Reader, brandId: string | null, until: string): Untaken[] =>
  read.all<Untaken>(
    `select u.id, u.due_at, t.post_id, t.connection_id
       from connections c
       cross join undecided u on u.connection_id = c.id and u.subject = 'target' and u.due_at >= :from and u.due_at < :until
       join targets t on t.id = u.id
      where c.brand_id = coalesce(:brandId, c.brand_id)
        and not exists (select 1 from publications p where p.subject = 'target' and p.subject_id = u.id)
        and julianday(t.created_at) - julianday(u.due_at) <= :recordDays
      order by u.due_at, u.id limit :most`,
    {
      brandId,
      until,
      recordDays: RECORD_MS / 86_400_000,
      most: MOST,
      from: new Date(Date.parse(until) - LOOK_BACK_MS).toISOString(),
    },
  );

/** The same as a screen shows them. */
export function untaken(
  replica: ReplicaView,
  { brandId, until }: QueryArgs<'untaken'>,
): QueryResult<'untaken'> {
  const { read } = replica;
  const found = untakenBefore(read, brandId, until);
  const posts = byId(
    postViews(
      replica,
      'p.id in (select value from json_each(?))',
      JSON.stringify(found.map(({ post_id }) => post_id)),
    ),
  );
  const connections = connectionsById(
    read,
    found.map(({ connection_id }) => connection_id),
  );
  return found.flatMap(({ id, due_at, post_id, connection_id }) => {
    const post = posts.get(post_id);
    const connection = connections.get(connection_id);
    const target = post?.targets.find((one) => one.id === id);
    if (!post || !connection || !target) return [];
    const files = [...post.media, ...post.parts.flatMap(({ assets }) => assets.map((asset) => ({ asset })))];
    return [
      {
        id,
        due_at,
        post_id,
        name: { title: post.title, caption: post.caption.slice(0, 160) },
        by_hand: target.by_hand,
        review: post.review,
        pending: post.pending,
        filesHere: files.some(({ asset }) => asset !== null && asset.uploaded_at === null),
        connection,
      },
    ];
  });
}
