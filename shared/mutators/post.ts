import { z } from 'zod';
import { wallTimeSchema } from '../kinds/define.ts';
import { kinds, type Row } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { mergeText } from '../text/merge.ts';
import { wallToInstant } from '../time/wall.ts';
import { isZone } from '../time/zones.ts';
import {
  changed,
  defineMutation,
  del,
  type MutationContext,
  made,
  type Notice,
  need,
  put,
  Rejection,
  type Rows,
  sameBrand,
} from './define.ts';

const { id, brand_id, pillar_id, title, caption, notes, hashtags, link } = kinds.post.columns;
const words = z.object({
  pillar_id: pillar_id.schema,
  title: title.schema,
  caption: caption.schema,
  notes: notes.schema,
  hashtags: hashtags.schema,
  link: link.schema,
});
/** Long text is merged three ways, so an edit carries the text its writer saw. */
const LONG_TEXT = ['caption', 'notes'] as const;
const base = z.object({ caption: caption.schema, notes: notes.schema }).partial();

/** A moment as a person chooses it. */
export const momentSchema = z.object({
  wall_time: wallTimeSchema,
  time_zone: z.string().max(64).refine(isZone, 'Not a time zone this app knows.'),
});

/** When a post goes out: wall time and zone are what the person chose; the instant is derived from them here. */
export const whenSchema = momentSchema.extend({
  schedule_id: z.uuid().nullable(),
  slot_key: z.string().max(120).nullable(),
});
const named = z.object({ id: id.schema, brand_id: brand_id.schema });

const unscheduled = {
  status: 'draft',
  scheduled_at: null,
  wall_time: null,
  time_zone: null,
  schedule_id: null,
  slot_key: null,
} as const;

const scheduled = (at: z.infer<typeof whenSchema>) =>
  ({ ...at, status: 'scheduled', scheduled_at: wallToInstant(at.wall_time, at.time_zone) }) as const;

function postOf(rows: Rows, args: z.infer<typeof named>): Row<'post'> {
  const row = need(rows, 'post', args.id);
  sameBrand(row, args.brand_id);
  return row;
}

export const postCreate = defineMutation({
  name: 'post.create',
  args: named.extend(words.shape).extend({ when: whenSchema.nullable() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'post', id: args.id }],
  apply(rows, { when: at, ...args }, ctx) {
    if (rows.get('post', args.id)) throw new Rejection('exists', 'This post exists already.');
    const row = { ...args, ...unscheduled, ...(at && scheduled(at)), created_by: ctx.actor, ...made(ctx) };
    return { writes: [put('post', row)] };
  },
});

export const postEdit = defineMutation({
  name: 'post.edit',
  args: named.extend({ fields: words.partial(), base }),
  overDeletion: true,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'post', id: args.id }],
  apply(rows, args, ctx) {
    const row = postOf(rows, args);
    const fields = { ...args.fields };
    const notices: Notice[] = [];
    for (const field of LONG_TEXT) {
      const mine = fields[field];
      const seen = args.base[field];
      if (mine === undefined || seen === undefined || seen === row[field]) continue;
      // Somebody else's words arrived first: merge, and where both changed the same words the later arrival stands.
      const merged = mergeText({ base: seen, theirs: row[field], mine });
      fields[field] = merged.text;
      if (merged.conflict) {
        notices.push({
          code: 'text_conflict',
          params: { field, kept: merged.kept ?? row[field], by: ctx.actor ?? '' },
          about: { kind: 'post', id: row.id },
        });
      }
    }
    return { writes: [put('post', changed(row, fields, ctx))], notices };
  },
});

export const postSchedule = defineMutation({
  name: 'post.schedule',
  args: named.extend({ when: whenSchema }),
  overDeletion: true,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'post', id: args.id }],
  apply: (rows, args, ctx) => ({
    writes: [put('post', changed(postOf(rows, args), scheduled(args.when), ctx))],
  }),
});

export const postUnschedule = defineMutation({
  name: 'post.unschedule',
  args: named,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'post', id: args.id }],
  apply: (rows, args, ctx) => ({
    writes: [put('post', changed(postOf(rows, args), unscheduled, ctx))],
  }),
});

/** Carries the version the person saw: a newer edit by somebody else beats the delete. */
export const postDelete = defineMutation({
  name: 'post.delete',
  args: named.extend({ version: z.int() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'post', id: args.id }],
  apply(rows, args, ctx) {
    const row = rows.get('post', args.id);
    if (!row) return { writes: [] };
    sameBrand(row, args.brand_id);
    if (row.version > args.version) {
      return {
        writes: [],
        notices: [
          {
            code: 'edit_beat_delete',
            params: { title: row.title, by: ctx.actor ?? '' },
            about: { kind: 'post', id: row.id },
          },
        ],
      };
    }
    return { writes: [del('post', row.id)] };
  },
});

/** Puts back a post just deleted, as it was (undo). */
export const postRestore = defineMutation({
  name: 'post.restore',
  args: z.object({ row: kinds.post.schema }),
  home: (args) => planningScope(args.row.brand_id),
  authority: (args) => ({ brandId: args.row.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'post', id: args.row.id }],
  apply(rows, { row }, ctx: MutationContext) {
    if (rows.get('post', row.id)) return { writes: [] };
    // The instant is derived again: a restored row is input like any other.
    const time =
      row.wall_time && row.time_zone
        ? scheduled({
            wall_time: row.wall_time,
            time_zone: row.time_zone,
            schedule_id: row.schedule_id,
            slot_key: row.slot_key,
          })
        : unscheduled;
    return { writes: [put('post', changed({ ...row, created_by: ctx.actor ?? row.created_by }, time, ctx))] };
  },
});
