import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { changed, defineMutation, del, made, need, put, Rejection, sameBrand } from './define.ts';

const { id, brand_id, name, time_zone, slots, paused } = kinds.schedule.columns;
const fields = z.object({
  name: name.schema,
  time_zone: time_zone.schema,
  slots: slots.schema,
  paused: paused.schema,
});
const named = z.object({ id: id.schema, brand_id: brand_id.schema });

export const scheduleCreate = defineMutation({
  name: 'schedule.create',
  args: named.extend(fields.shape),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'manager' }),
  reads: (args) => [{ kind: 'schedule', id: args.id }],
  apply(rows, args, ctx) {
    if (rows.get('schedule', args.id)) throw new Rejection('exists', 'This schedule exists already.');
    return { writes: [put('schedule', { ...args, ...made(ctx) })] };
  },
});

export const scheduleEdit = defineMutation({
  name: 'schedule.edit',
  args: named.extend({ fields: fields.partial() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'manager' }),
  reads: (args) => [{ kind: 'schedule', id: args.id }],
  apply(rows, args, ctx) {
    const row = need(rows, 'schedule', args.id);
    sameBrand(row, args.brand_id);
    return { writes: [put('schedule', changed(row, args.fields, ctx))] };
  },
});

/** Posts already put into its slots keep their times. */
export const scheduleDelete = defineMutation({
  name: 'schedule.delete',
  args: named,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'manager' }),
  reads: (args) => [{ kind: 'schedule', id: args.id }],
  apply(rows, args) {
    const row = rows.get('schedule', args.id);
    if (!row) return { writes: [] };
    sameBrand(row, args.brand_id);
    return { writes: [del('schedule', args.id)] };
  },
});
