import { z } from 'zod';
import { kinds, type Row } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import {
  changed,
  defineMutation,
  del,
  type MutationContext,
  made,
  need,
  put,
  Rejection,
  sameBrand,
} from './define.ts';

const { id, brand_id, screen, filters, position } = kinds.saved_view.columns;
const fields = z.object({
  name: kinds.saved_view.columns.name.schema.refine((name) => name.trim() !== '', 'A view needs a name.'),
  filters: filters.schema,
  position: position.schema,
});
const named = z.object({ id: id.schema, brand_id: brand_id.schema });

/** A view is its maker's; one made before an account belongs to whoever the device is given to. */
function own(row: Row<'saved_view'>, brandId: string, ctx: MutationContext): void {
  sameBrand(row, brandId);
  if (row.created_by !== null && row.created_by !== ctx.actor)
    throw new Rejection('not_yours', 'That view belongs to somebody else.');
}

export const savedViewCreate = defineMutation({
  name: 'savedView.create',
  args: named.extend({ screen: screen.schema, ...fields.shape }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'saved_view', id: args.id }],
  apply(rows, args, ctx) {
    if (rows.get('saved_view', args.id)) throw new Rejection('exists', 'This view exists already.');
    return { writes: [put('saved_view', { ...args, created_by: ctx.actor, ...made(ctx) })] };
  },
});

export const savedViewEdit = defineMutation({
  name: 'savedView.edit',
  args: named.extend({ fields: fields.partial() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'saved_view', id: args.id }],
  apply(rows, args, ctx) {
    const row = need(rows, 'saved_view', args.id);
    own(row, args.brand_id, ctx);
    return { writes: [put('saved_view', changed(row, args.fields, ctx))] };
  },
});

export const savedViewDelete = defineMutation({
  name: 'savedView.delete',
  args: named,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'saved_view', id: args.id }],
  apply(rows, args, ctx) {
    const row = rows.get('saved_view', args.id);
    if (!row) return { writes: [] };
    own(row, args.brand_id, ctx);
    return { writes: [del('saved_view', args.id)] };
  },
});
