import { z } from 'zod';
import { kinds, type Row } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { wallToInstant } from '../time/wall.ts';
import {
  changed,
  defineMutation,
  type MutationContext,
  made,
  need,
  put,
  type Rows,
  sameBrand,
  type Write,
} from './define.ts';
import { whenSchema } from './post.ts';
import { fieldsOf, keyedEdit, recordMutations } from './record.ts';
import { targetId } from './target.ts';

/** A channel's profile; the row's id is the connection's. */
export const feedEdit = keyedEdit({
  kind: 'feed',
  name: 'feed.edit',
  of: 'connection',
  fields: fieldsOf('feed', [
    'display_name',
    'category',
    'avatar_id',
    'bio_id',
    'document_id',
    'vibe',
    'story',
    'rhythm',
    'research',
    'hashtags',
  ]),
  merged: ['vibe', 'story', 'rhythm', 'research'],
  empty: {
    display_name: '',
    category: '',
    avatar_id: null,
    bio_id: null,
    document_id: null,
    vibe: '',
    story: '',
    rhythm: '',
    research: '',
    hashtags: [],
  },
});

/** A place in a grid: a time, or where a post without one stands among the others that have none. */
export const tilePlaceSchema = z.union([
  z.object({ when: whenSchema }),
  z.object({ position: kinds.feed_tile.columns.position.schema }),
]);
export type TilePlace = z.infer<typeof tilePlaceSchema>;

/** Where a post without a date stands that nobody has placed: when it was made. */
export const positionOf = (post: Pick<Row<'post'>, 'created_at'>, tile: { position: number } | undefined) =>
  tile?.position ?? Date.parse(post.created_at);

/** Where a post stands now. */
export function tilePlace(post: Row<'post'>, tile: { position: number } | undefined): TilePlace {
  const { wall_time, time_zone, schedule_id, slot_key } = post;
  return wall_time !== null && time_zone !== null
    ? { when: { wall_time, time_zone, schedule_id, slot_key } }
    : { position: positionOf(post, tile) };
}

/** Two places are one when a post would stand or go out the same in both. */
export const placeKey = (place: TilePlace): string =>
  'when' in place ? `${place.when.wall_time} ${place.when.time_zone}` : String(place.position);

const connectionArgs = z.object({ brand_id: z.uuid(), connection_id: z.uuid() });

/** Posts without a date are put into a grid, at places of their own. */
export const feedPlace = defineMutation({
  name: 'feed.place',
  args: connectionArgs.extend({
    tiles: z
      .array(z.object({ post_id: z.uuid(), position: kinds.feed_tile.columns.position.schema }))
      .min(1)
      .max(200),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'connection', id: args.connection_id },
    ...args.tiles.flatMap(({ post_id }) => [
      { kind: 'post' as const, id: post_id },
      { kind: 'feed_tile' as const, id: targetId(post_id, args.connection_id) },
    ]),
  ],
  apply(rows, args, ctx) {
    sameBrand(need(rows, 'connection', args.connection_id), args.brand_id);
    return {
      writes: args.tiles.flatMap(({ post_id, position }) => {
        const post = rows.get('post', post_id);
        if (!post) return [];
        sameBrand(post, args.brand_id);
        return [tileAt(rows, args, post_id, position, ctx)];
      }),
    };
  },
});

const oneTile = z.object({ id: z.uuid(), seen: tilePlaceSchema });

/**
 * Two posts change places in a grid: their times, or their places among those without one. `seen` is where each stood
 * for whoever moved them.
 *
 * It says who changes places with whom, not where each goes. So when two people move at once no time is lost and none
 * is given twice, whatever the order the two arrive in: what stands in a grid is always the same places with the posts
 * in another order. Two people who make the same exchange mean it once: where both stand as wished already, nothing
 * happens. A post that is gone takes nothing, and the other stays.
 */
export const feedSwap = defineMutation({
  name: 'feed.swap',
  args: connectionArgs.extend({ a: oneTile, b: oneTile }).refine(({ a, b }) => a.id !== b.id, 'Two posts.'),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: ({ a, b, connection_id }) =>
    [a.id, b.id].flatMap((id) => [
      { kind: 'post' as const, id },
      { kind: 'feed_tile' as const, id: targetId(id, connection_id) },
    ]),
  apply(rows, args, ctx) {
    const [a, b] = [args.a, args.b].map(({ id }) => {
      const post = rows.get('post', id);
      if (post) sameBrand(post, args.brand_id);
      return (
        post && { post, place: tilePlace(post, rows.get('feed_tile', targetId(id, args.connection_id))) }
      );
    });
    if (!a || !b) return { writes: [] };
    const done = placeKey(a.place) === placeKey(args.b.seen) && placeKey(b.place) === placeKey(args.a.seen);
    if (done || placeKey(a.place) === placeKey(b.place)) return { writes: [] };
    return {
      writes: [...movedTo(rows, args, a.post, b.place, ctx), ...movedTo(rows, args, b.post, a.place, ctx)],
    };
  },
});

function movedTo(
  rows: Rows,
  args: z.infer<typeof connectionArgs>,
  post: Row<'post'>,
  place: TilePlace,
  ctx: MutationContext,
): Write[] {
  if ('position' in place) {
    const tile = tileAt(rows, args, post.id, place.position, ctx);
    if (post.status === 'draft') return [tile];
    const undated = {
      status: 'draft',
      scheduled_at: null,
      wall_time: null,
      time_zone: null,
      schedule_id: null,
      slot_key: null,
    } as const;
    return [put('post', changed(post, undated, ctx)), tile];
  }
  const { when } = place;
  const scheduled_at = wallToInstant(when.wall_time, when.time_zone);
  return [put('post', changed(post, { ...when, status: 'scheduled', scheduled_at }, ctx))];
}

function tileAt(
  rows: Rows,
  { brand_id, connection_id }: z.infer<typeof connectionArgs>,
  postId: string,
  position: number,
  ctx: MutationContext,
): Write {
  const id = targetId(postId, connection_id);
  const before = rows.get('feed_tile', id);
  return put(
    'feed_tile',
    before
      ? changed(before, { position }, ctx)
      : { id, brand_id, post_id: postId, connection_id, position, ...made(ctx) },
  );
}

export const {
  create: bioCreate,
  edit: bioEdit,
  remove: bioDelete,
} = recordMutations({
  kind: 'bio',
  prefix: 'bio',
  fields: fieldsOf('bio', ['connection_id', 'text', 'links', 'note']),
  merged: ['text'],
  editBeatsDelete: true,
});

export const {
  create: highlightCreate,
  edit: highlightEdit,
  remove: highlightDelete,
} = recordMutations({
  kind: 'highlight',
  prefix: 'highlight',
  fields: fieldsOf('highlight', ['connection_id', 'title', 'cover_id', 'post_ids', 'position']),
  editBeatsDelete: true,
});

export const {
  create: carouselCreate,
  edit: carouselEdit,
  remove: carouselDelete,
} = recordMutations({
  kind: 'carousel',
  prefix: 'carousel',
  fields: fieldsOf('carousel', ['post_id', 'title', 'shape']),
  editBeatsDelete: true,
});

export const {
  create: slideCreate,
  edit: slideEdit,
  remove: slideDelete,
} = recordMutations({
  kind: 'slide',
  prefix: 'slide',
  fields: fieldsOf('slide', ['carousel_id', 'position', 'asset_id', 'crop', 'background', 'overlays']),
  editBeatsDelete: true,
});

export const {
  create: strategyDocumentCreate,
  edit: strategyDocumentEdit,
  remove: strategyDocumentDelete,
} = recordMutations({
  kind: 'strategy_document',
  prefix: 'strategyDocument',
  fields: fieldsOf('strategy_document', ['title', 'text']),
  merged: ['text'],
  editBeatsDelete: true,
});

const versionFields = fieldsOf('document_version', ['document_id', 'title', 'text', 'note']);

/** A strategy as it stands is kept. Nothing changes a version afterwards; making the same one twice makes one. */
export const documentVersionKeep = defineMutation({
  name: 'documentVersion.keep',
  args: z.object({
    ...versionFields,
    id: z.uuid(),
    brand_id: z.uuid(),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'document_version', id: args.id },
    { kind: 'strategy_document', id: args.document_id },
  ],
  apply(rows, args, ctx) {
    sameBrand(need(rows, 'strategy_document', args.document_id), args.brand_id);
    if (rows.get('document_version', args.id)) return { writes: [] };
    return { writes: [put('document_version', { ...args, created_by: ctx.actor, ...made(ctx) })] };
  },
});

const originFields = fieldsOf('rendering', ['carousel_id', 'slide_id', 'original_id', 'source']);

/** A picture was made from a slide; the same bytes made from another slide are that one's from then on. */
export const renderingRecord = defineMutation({
  name: 'rendering.record',
  args: z.object({
    ...originFields,
    id: z.uuid(),
    brand_id: z.uuid(),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: ({ id }) => [
    { kind: 'asset', id },
    { kind: 'rendering', id },
  ],
  apply(rows, args, ctx) {
    sameBrand(need(rows, 'asset', args.id), args.brand_id);
    const before = rows.get('rendering', args.id);
    return {
      writes: [put('rendering', before ? changed(before, args, ctx) : { ...args, ...made(ctx) })],
    };
  },
});

/** Colours that a device found in pictures. Whoever is first says them: the bytes never change, so neither do these. */
export const lookRecord = defineMutation({
  name: 'look.record',
  args: z.object({
    brand_id: z.uuid(),
    looks: z
      .array(
        z.object({
          id: z.uuid(),
          colors: kinds.asset_look.columns.colors.schema,
          lightness: z.int().min(0).max(100),
        }),
      )
      .min(1)
      .max(200),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) =>
    args.looks.flatMap(({ id }) => [
      { kind: 'asset' as const, id },
      { kind: 'asset_look' as const, id },
    ]),
  apply(rows, { brand_id, looks }, ctx) {
    return {
      writes: looks.flatMap((look) => {
        const asset = rows.get('asset', look.id);
        if (!asset || rows.get('asset_look', look.id)) return [];
        sameBrand(asset, brand_id);
        return [put('asset_look', { brand_id, ...look, ...made(ctx) })];
      }),
    };
  },
});
