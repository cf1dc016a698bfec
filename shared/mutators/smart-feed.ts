import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { normalFeedUrl } from '../feeds/address.ts';
import { kinds, type Row } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { postReads, postWrites } from './content-calendar.ts';
import { changed, defineMutation, made, put, type Rows, sameBrand, type Write } from './define.ts';
import { fieldsOf, keyedEdit, recordMutations } from './record.ts';

/** What a brand looks for in its feeds; the row's id is the brand's. */
export const smartFeedEdit = keyedEdit({
  kind: 'smart_feed',
  name: 'smartFeed.edit',
  of: 'brand',
  fields: fieldsOf('smart_feed', ['topics']),
  empty: { topics: [] },
});

const NAMESPACE = '3e0a1c5d-9b7f-4f0e-8a26-5d4c7b1e6f90';

/** The one id of a brand's source, by its address. */
export const feedSourceId = (brandId: string, url: string) =>
  uuidv5(`${brandId}/${normalFeedUrl(url) ?? url}`, NAMESPACE);

export const {
  create: feedSourceCreate,
  edit: feedSourceEdit,
  remove: feedSourceDelete,
} = recordMutations({
  kind: 'feed_source',
  prefix: 'feedSource',
  fields: {
    ...fieldsOf('feed_source', ['name', 'paused']),
    url: kinds.feed_source.columns.url.schema.refine(
      (url) => normalFeedUrl(url) !== null,
      'Not an address of the web.',
    ),
  },
});

const { id, brand_id, read, dismissed, post_id } = kinds.feed_mark.columns;
const named = z.object({ id: id.schema, brand_id: brand_id.schema });
const marks = z.object({ read: read.schema, dismissed: dismissed.schema, post_id: post_id.schema });

/**
 * Says that items were read, dismissed, or made into a post, or takes it back. An item that is gone meanwhile needs
 * no mark: nothing happens.
 */
export const feedItemMark = defineMutation({
  name: 'feedItem.mark',
  args: named.extend({ fields: marks.partial() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'feed_item', id: args.id },
    { kind: 'feed_mark', id: args.id },
  ],
  apply: (rows, args, ctx) => ({ writes: markWrites(rows, args, args.fields, ctx) }),
});

function markWrites(
  rows: Rows,
  args: z.infer<typeof named>,
  fields: Partial<z.infer<typeof marks>>,
  ctx: Parameters<typeof made>[0],
): Write[] {
  const item = rows.get('feed_item', args.id);
  if (!item) return [];
  sameBrand(item, args.brand_id);
  const row = rows.get('feed_mark', args.id);
  const none = { read: false, dismissed: false, post_id: null };
  const next = row
    ? changed<Row<'feed_mark'>>(row, fields, ctx)
    : { id: args.id, brand_id: args.brand_id, ...none, ...fields, ...made(ctx) };
  return [put('feed_mark', next)];
}

/** The post that is made of an item, whoever makes it. */
export const itemPostId = (itemId: string) => uuidv5(itemId, NAMESPACE);

const { title, notes, link } = kinds.post.columns;

/** Makes an idea of an item, with where it comes from. Where somebody has already, nothing happens twice. */
export const feedItemMakePost = defineMutation({
  name: 'feedItem.makePost',
  args: named.extend({
    source_name: z.string().max(300),
    title: title.schema,
    notes: notes.schema,
    link: link.schema,
    connection_ids: z.array(z.uuid()).max(100),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'feed_item', id: args.id },
    { kind: 'feed_mark', id: args.id },
    ...postReads(itemPostId(args.id), args),
  ],
  apply(rows, args, ctx) {
    const post = itemPostId(args.id);
    const marked = markWrites(rows, args, { read: true, post_id: post }, ctx);
    if (rows.get('post', post)) return { writes: marked };
    const writes = postWrites(rows, post, { ...args, pillar_id: null, caption: '' }, ctx, null);
    const origin = {
      ...{ source: 'feed' as const, source_id: args.id, name: args.source_name, title: args.title },
      ...{ url: args.link, entry_id: null, day: null },
    };
    writes.push(put('origin', { id: post, brand_id: args.brand_id, ...origin, ...made(ctx) }), ...marked);
    return { writes };
  },
});
