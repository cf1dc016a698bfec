import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { changed, defineMutation, del, made, need, put, Rejection, sameBrand } from './define.ts';

const {
  id,
  brand_id,
  platform,
  device_id,
  handle,
  display_name,
  remote_account_id,
  service_url,
  status,
  status_code,
  limits,
} = kinds.connection.columns;
const named = z.object({ id: id.schema, brand_id: brand_id.schema });

/** A connection this device holds. One that the server holds is made by the server, because its secret goes there. */
export const connectionAdd = defineMutation({
  name: 'connection.add',
  args: named.extend({
    platform: platform.schema,
    device_id: device_id.schema.refine((value) => value !== null, 'A device must hold it.'),
    handle: handle.schema,
    display_name: display_name.schema,
    remote_account_id: remote_account_id.schema,
    service_url: service_url.schema,
    /** An older app tells none. */
    limits: limits.schema.optional(),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'manager' }),
  reads: (args) => [{ kind: 'connection', id: args.id }],
  apply(rows, args, ctx) {
    if (rows.get('connection', args.id)) throw new Rejection('exists', 'This connection exists already.');
    return {
      writes: [
        put('connection', {
          ...args,
          holder: 'device',
          status: 'connected',
          status_code: null,
          limits: args.limits ?? null,
          ...made(ctx),
        }),
      ],
    };
  },
});

/** A channel that a person posts to by hand: planned for like any other, with nobody's secrets. */
export const connectionAddByHand = defineMutation({
  name: 'connection.addByHand',
  args: named.extend({
    platform: platform.schema,
    handle: handle.schema.refine((value) => value.trim() !== '', 'It needs a name.'),
    limits: limits.schema,
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'manager' }),
  reads: (args) => [{ kind: 'connection', id: args.id }],
  apply(rows, args, ctx) {
    if (rows.get('connection', args.id)) throw new Rejection('exists', 'This connection exists already.');
    const row = {
      ...args,
      holder: 'person',
      device_id: null,
      display_name: '',
      remote_account_id: '',
      service_url: null,
      status: 'connected',
      status_code: null,
      ...made(ctx),
    } as const;
    return { writes: [put('connection', row)] };
  },
});

/** Another name for a channel posted to by hand, or other limits; its platform stays, what is planned was written for it. */
export const connectionEditByHand = defineMutation({
  name: 'connection.editByHand',
  args: named.extend({
    fields: z
      .object({
        handle: handle.schema.refine((value) => value.trim() !== '', 'It needs a name.'),
        limits: limits.schema,
      })
      .partial(),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'manager' }),
  reads: (args) => [{ kind: 'connection', id: args.id }],
  apply(rows, args, ctx) {
    const row = need(rows, 'connection', args.id);
    sameBrand(row, args.brand_id);
    if (row.holder !== 'person')
      throw new Rejection('not_by_hand', 'Pillarbox publishes to this channel by itself.');
    return { writes: [put('connection', changed(row, args.fields, ctx))] };
  },
});

/** What the holding device found out about its connection (signed out there, working again). */
export const connectionReport = defineMutation({
  name: 'connection.report',
  args: named.extend({ status: status.schema, status_code: status_code.schema }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'connection', id: args.id }],
  apply(rows, args, ctx) {
    const row = need(rows, 'connection', args.id);
    sameBrand(row, args.brand_id);
    if (row.holder !== 'device') throw new Rejection('not_holder', 'The server holds this connection now.');
    return {
      writes: [put('connection', changed(row, { status: args.status, status_code: args.status_code }, ctx))],
    };
  },
});

/** The server deletes its secrets as an effect; a device deletes its own when the row is gone. */
export const connectionRemove = defineMutation({
  name: 'connection.remove',
  args: named,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'manager' }),
  reads: (args) => [{ kind: 'connection', id: args.id }],
  apply(rows, args) {
    const row = rows.get('connection', args.id);
    if (!row) return { writes: [] };
    sameBrand(row, args.brand_id);
    return { writes: [del('connection', args.id)] };
  },
});
