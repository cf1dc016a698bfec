import { type Mentioned, mentionsShown } from '../../shared/mentions/tokens.ts';
import type { PostReview, PostView } from '../../shared/queries.ts';
import { reviewedContent, reviewedMedia, reviewedParts, titleShown } from '../../shared/review/content.ts';
import { type Decided, reviewOf } from '../../shared/review/state.ts';
import type { Reader } from '../replica/reader.ts';
import { contactsBy } from './contacts.ts';

/** A post with what goes out with it. */
type Whole = Omit<PostView, 'review' | 'pending' | 'pillar'>;

/** What is reviewed of a post, from its rows. */
export const contentOf = (post: Whole, people: readonly Mentioned[]) =>
  reviewedContent(post, post.targets, {
    media: reviewedMedia(
      post.media,
      post.media.flatMap(({ asset, cover_asset }) => [asset ?? [], cover_asset ?? []].flat()),
    ),
    parts: reviewedParts(
      post.parts,
      post.parts.flatMap(({ assets }) => assets.filter((asset) => asset !== null)),
    ),
    title: titleShown(post.title, platformsOf(post)),
    mentions: mentionsShown(
      [post.caption, ...post.targets.map(({ text }) => text), ...post.parts.map(({ text }) => text)],
      platformsOf(post),
      people,
    ),
  });

const platformsOf = (post: Whole) => post.targets.flatMap(({ connection }) => connection?.platform ?? []);

/** Brands that ask for approval. */
export const strict = (read: Reader): Set<string> =>
  new Set(
    read
      .all<{ brand_id: string }>('select brand_id from approval_rules where required = 1')
      .map(({ brand_id }) => brand_id),
  );

/** Tells where each of these posts stands. Reads nothing for each of them but the decisions there are. */
export function reviewsOf(read: Reader, posts: readonly { id: string }[]): (post: Whole) => PostReview {
  const required = strict(read);
  const people = contactsBy(read);
  const decisions = new Map<string, Decided[]>();
  if (read.get('select 1 from decisions limit 1')) {
    const found = read.all<Omit<Decided, 'seen'> & { seen: string; post_id: string }>(
      `select d.id, d.post_id, d.decision, d.content_hash, d.seen
         from json_each(?) j join decisions d on d.post_id = j.value`,
      JSON.stringify(posts.map(({ id }) => id)),
    );
    for (const { post_id, seen, ...rest } of found) {
      const one = { ...rest, seen: JSON.parse(seen) as string[] };
      const before = decisions.get(post_id);
      if (before) before.push(one);
      else decisions.set(post_id, [one]);
    }
  }
  return (post) => {
    const rule = required.has(post.brand_id);
    const { state, edited } = reviewOf(
      () => contentOf(post, people(post.brand_id)),
      decisions.get(post.id) ?? [],
      {
        required: rule,
        scheduled: post.status === 'scheduled',
      },
    );
    return { required: rule, state, edited };
  };
}
