import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { kinds, type Row } from '../kinds/index.ts';
import { contentHash } from '../review/content.ts';
import { attachmentId } from './attachment.ts';
import { changed, del, type MutationContext, made, put, type Ref, type Rows, type Write } from './define.ts';
import { firstCommentId } from './part.ts';
import { targetId, WITH_THE_POST } from './target.ts';

const NAMESPACE = '5d3c1f0a-6c1e-4c61-9f1e-2f6b8f0f7a52';

const { asset_id, connection_id } = kinds.attachment.columns;

/**
 * Which rows beside a post a write is about, by what their ids are made of: channels, files, and parts. A mutation names
 * its rows, so whoever makes one says which there are and which there will be, as far as they know.
 */
export const besideSchema = z.object({
  connection_ids: z.array(z.uuid()).max(500),
  media: z.array(z.object({ asset_id: asset_id.schema, connection_id: connection_id.schema })).max(1000),
  part_ids: z.array(z.uuid()).max(1000),
});
export type BesideNames = z.infer<typeof besideSchema>;

/** What a series says beside its words. */
export type BesideTemplate = Pick<Row<'series'>, 'targets' | 'media' | 'parts'>;

/** What stands beside a post and goes out with it. */
export type Beside = { targets: Row<'target'>[]; media: Row<'attachment'>[]; parts: Row<'part'>[] };

type Bare<K extends 'target' | 'attachment' | 'part'> = Omit<
  Row<K>,
  'brand_id' | 'post_id' | 'created_at' | 'updated_at' | 'version'
>;

/** The part of a post that a series' part became; a first comment has the id that its post gives it. */
const madeOf = (postId: string, part: BesideTemplate['parts'][number]) =>
  part.role === 'first_comment'
    ? firstCommentId(postId, part.connection_id)
    : uuidv5(`${postId}/${part.id}`, NAMESPACE);

/** The same in a post that may be the one the series was made from: that one has the part itself. */
export const partIn = (
  postId: string,
  part: BesideTemplate['parts'][number],
  has: (id: string) => boolean,
): string => (part.role === 'thread' && has(part.id) ? part.id : madeOf(postId, part));

/**
 * Names everything beside a post that there is, and that there is to be.
 * @param there what it has now
 * @param template what its series says, where it is to follow it
 */
export function besideNames(
  postId: string,
  there: {
    targets: readonly Pick<Row<'target'>, 'connection_id'>[];
    media: readonly Pick<Row<'attachment'>, 'asset_id' | 'connection_id'>[];
    parts: readonly Pick<Row<'part'>, 'id' | 'connection_id'>[];
  },
  template: BesideTemplate = { targets: [], media: [], parts: [] },
): BesideNames {
  const known = new Set(there.parts.map(({ id }) => id));
  const media = [...there.media, ...template.media];
  const all = [...there.targets, ...template.targets, ...media, ...there.parts, ...template.parts];
  return {
    connection_ids: [...new Set(all.flatMap(({ connection_id: id }) => id ?? []))],
    media: [
      ...new Map(
        media.map(({ asset_id, connection_id }) => [
          attachmentId(postId, asset_id, connection_id),
          { asset_id, connection_id },
        ]),
      ).values(),
    ],
    part_ids: [
      ...new Set([...known, ...template.parts.map((part) => partIn(postId, part, (id) => known.has(id)))]),
    ],
  };
}

export const besideRefs = (postId: string, names: BesideNames): Ref[] => [
  ...names.connection_ids.flatMap((id): Ref[] => [
    { kind: 'connection', id },
    { kind: 'target', id: targetId(postId, id) },
  ]),
  ...names.media.flatMap(({ asset_id, connection_id }): Ref[] => [
    { kind: 'asset', id: asset_id },
    { kind: 'attachment', id: attachmentId(postId, asset_id, connection_id) },
  ]),
  ...names.part_ids.map((id): Ref => ({ kind: 'part', id })),
];

/** What of the named rows stands beside the post. */
export const besideOf = (rows: Rows, postId: string, names: BesideNames): Beside => ({
  targets: names.connection_ids.flatMap((id) => rows.get('target', targetId(postId, id)) ?? []),
  media: names.media.flatMap(
    ({ asset_id, connection_id }) =>
      rows.get('attachment', attachmentId(postId, asset_id, connection_id)) ?? [],
  ),
  parts: names.part_ids
    .flatMap((id) => rows.get('part', id) ?? [])
    .filter(({ post_id }) => post_id === postId),
});

/** A hash of what stands beside a post, by which it is known whether somebody changed it since. In any order. */
export const besideHash = ({ targets, media, parts }: Beside): string =>
  hashOf({ targets: targets.map(bare), media: media.map(bare), parts: parts.map(bare) });

const hashOf = (of: { targets: Bare<'target'>[]; media: Bare<'attachment'>[]; parts: Bare<'part'>[] }) =>
  contentHash(
    Object.fromEntries(
      Object.entries(of).map(([name, list]) => [
        name,
        list.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(said),
      ]),
    ),
  );

/** Without what is empty, so that a column that is added later makes nothing look changed. */
const said = (row: object) =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([, value]) => value !== null && value !== false && !/^(""|\[\]|\{\})$/.test(JSON.stringify(value)),
    ),
  );

/** A row without what every write of it changes, and without what it is named by. */
function bare<R extends Row<'target'> | Row<'attachment'> | Row<'part'>>(row: R) {
  const { brand_id: _b, post_id: _p, created_at: _c, updated_at: _u, version: _v, ...rest } = row;
  return rest;
}

/**
 * Brings what stands beside a post to what its series says, as far as it is named. A channel or file that is gone is
 * left away, unless the post has it already.
 * @returns the writes, and the hash of what stands after them
 */
export function besideFollows(
  rows: Rows,
  post: Pick<Row<'post'>, 'id' | 'brand_id'>,
  series: BesideTemplate,
  names: BesideNames,
  ctx: MutationContext,
): { writes: Write[]; hash: string } {
  const there = besideOf(rows, post.id, names);
  const channels = new Set(
    names.connection_ids.filter(
      (id) =>
        rows.get('connection', id)?.brand_id === post.brand_id ||
        there.targets.some((target) => target.connection_id === id),
    ),
  );
  const open = ({ connection_id: id }: { connection_id: string | null }) => id === null || channels.has(id);
  const named = new Set([
    ...names.part_ids,
    ...names.media.map(({ asset_id, connection_id }) => attachmentId(post.id, asset_id, connection_id)),
  ]);
  const wanted = {
    targets: series.targets.filter(open).map((target) => {
      const id = targetId(post.id, target.connection_id);
      // A date of a channel's own belongs to one date of a series, which keeps it.
      const { scheduled_at, wall_time, time_zone } =
        there.targets.find((one) => one.id === id) ?? WITH_THE_POST;
      return { id, ...target, scheduled_at, wall_time, time_zone };
    }),
    media: series.media.filter(open).flatMap((file) => {
      const id = attachmentId(post.id, file.asset_id, file.connection_id);
      if (!named.has(id)) return [];
      const here = rows.get('asset', file.asset_id)?.brand_id === post.brand_id || rows.get('attachment', id);
      return here ? [{ id, ...file }] : [];
    }),
    parts: series.parts.filter(open).flatMap((part) => {
      const id = partIn(post.id, part, (one) => there.parts.some((row) => row.id === one));
      return named.has(id) ? [{ ...part, id }] : [];
    }),
  };
  return {
    writes: [
      ...settle('target', wanted.targets, there.targets, post, ctx),
      ...settle('attachment', wanted.media, there.media, post, ctx),
      ...settle('part', wanted.parts, there.parts, post, ctx),
    ],
    hash: hashOf(wanted),
  };
}

/** Makes what is wanted, changes what is otherwise, and takes away what is there besides. */
function settle<R extends Row<'target'> | Row<'attachment'> | Row<'part'>>(
  kind: 'target' | 'attachment' | 'part',
  wanted: readonly { id: string }[],
  there: readonly R[],
  { id: post_id, brand_id }: Pick<Row<'post'>, 'id' | 'brand_id'>,
  ctx: MutationContext,
): Write[] {
  const before = new Map(there.map((row) => [row.id, row]));
  const stays = new Set(wanted.map(({ id }) => id));
  const written = (row: object) => put(kind, row as Row<typeof kind>);
  return [
    ...wanted.flatMap((fields) => {
      const row = before.get(fields.id);
      if (!row) return [written({ ...fields, brand_id, post_id, ...made(ctx) })];
      const same = contentHash(bare(row)) === contentHash(fields);
      return same ? [] : [written(changed(row, fields as R, ctx))];
    }),
    ...there.filter(({ id }) => !stays.has(id)).map(({ id }) => del(kind, id)),
  ];
}
