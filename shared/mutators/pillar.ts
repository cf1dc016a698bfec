import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { mergeText } from '../text/merge.ts';
import {
  changed,
  defineMutation,
  del,
  made,
  type Notice,
  need,
  put,
  Rejection,
  sameBrand,
} from './define.ts';

const { id, brand_id, description, position } = kinds.pillar.columns;
const fields = z.object({
  name: kinds.pillar.columns.name.schema.refine((value) => value.trim() !== '', 'A pillar needs a name.'),
  description: description.schema,
  color: z.int().min(1).max(8),
  position: position.schema,
  share: z.int().min(0).max(100).nullable(),
});
const named = z.object({ id: id.schema, brand_id: brand_id.schema });

export const pillarCreate = defineMutation({
  name: 'pillar.create',
  args: named.extend(fields.shape),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'pillar', id: args.id }],
  apply(rows, args, ctx) {
    if (rows.get('pillar', args.id)) throw new Rejection('exists', 'This pillar exists already.');
    return { writes: [put('pillar', { ...args, ...made(ctx) })] };
  },
});

export const pillarEdit = defineMutation({
  name: 'pillar.edit',
  /** `base`: the description its writer saw; it is merged like the words of posts. */
  args: named.extend({
    fields: fields.partial(),
    base: fields.pick({ description: true }).partial().optional(),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'pillar', id: args.id }],
  apply(rows, args, ctx) {
    const row = need(rows, 'pillar', args.id);
    sameBrand(row, args.brand_id);
    const { description: mine } = args.fields;
    const seen = args.base?.description;
    const theirs = row.description;
    if (mine === undefined || seen === undefined || seen === theirs)
      return { writes: [put('pillar', changed(row, args.fields, ctx))] };
    const merged = mergeText({ base: seen, theirs, mine });
    const notice: Notice = {
      code: 'text_conflict',
      params: { field: 'description', kept: theirs, by: ctx.actor ?? '' },
      about: { kind: 'pillar', id: row.id },
    };
    return {
      writes: [put('pillar', changed(row, { ...args.fields, description: merged.text }, ctx))],
      notices: merged.conflict ? [notice] : [],
    };
  },
});

/** Posts keep their pillar_id; a pillar that is gone reads as "no pillar" and comes back if the delete is undone. */
export const pillarDelete = defineMutation({
  name: 'pillar.delete',
  args: named,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'pillar', id: args.id }],
  apply(rows, args) {
    const row = rows.get('pillar', args.id);
    if (!row) return { writes: [] }; // two people deleted it: both got what they wanted
    sameBrand(row, args.brand_id);
    return { writes: [del('pillar', args.id)] };
  },
});
