import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { changed, defineMutation, made, need, put, Rejection } from './define.ts';

const { id, name, time_zone, week_starts_on, grace_minutes } = kinds.brand.columns;
const nameSchema = name.schema.refine((value) => value.trim() !== '', 'A brand needs a name.');

export const brandCreate = defineMutation({
  name: 'brand.create',
  args: z.object({
    id: id.schema,
    organization_id: z.uuid().nullable(), // null before an account; adoption fills it in
    name: nameSchema,
    time_zone: time_zone.schema,
    week_starts_on: week_starts_on.schema,
  }),
  home: (args) => planningScope(args.id),
  // The brand does not exist yet: the server checks the role in the organization named in the arguments.
  authority: (args) => ({ brandId: args.id, minimum: 'admin' }),
  reads: (args) => [{ kind: 'brand', id: args.id }],
  apply(rows, args, ctx) {
    if (rows.get('brand', args.id)) throw new Rejection('exists', 'This brand exists already.');
    return { writes: [put('brand', { ...args, grace_minutes: 60, ...made(ctx) })] };
  },
});

export const brandEdit = defineMutation({
  name: 'brand.edit',
  args: z.object({
    id: id.schema,
    fields: z
      .object({
        name: nameSchema,
        time_zone: time_zone.schema,
        week_starts_on: week_starts_on.schema,
        grace_minutes: grace_minutes.schema,
      })
      .partial(),
  }),
  home: (args) => planningScope(args.id),
  authority: (args) => ({ brandId: args.id, minimum: 'manager' }),
  reads: (args) => [{ kind: 'brand', id: args.id }],
  apply: (rows, args, ctx) => ({
    writes: [put('brand', changed(need(rows, 'brand', args.id), args.fields, ctx))],
  }),
});
