import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { MAX_CALENDAR_DAYS } from '../kinds/calendars.ts';
import { dateSchema } from '../kinds/define.ts';
import { kinds } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { wallToInstant } from '../time/wall.ts';
import { defineMutation, type MutationContext, made, put, type Rows, type Write } from './define.ts';
import { whenSchema } from './post.ts';
import { fieldsOf, recordMutations } from './record.ts';
import { targetId, WITH_THE_POST } from './target.ts';

export const {
  create: contentCalendarCreate,
  edit: contentCalendarEdit,
  remove: contentCalendarDelete,
} = recordMutations({
  kind: 'content_calendar',
  prefix: 'contentCalendar',
  fields: {
    ...fieldsOf('content_calendar', ['description', 'entries']),
    name: kinds.content_calendar.columns.name.schema.refine(
      (name) => name.trim() !== '',
      'A content calendar needs a name.',
    ),
    days: z.int().min(1).max(MAX_CALENDAR_DAYS),
  },
  merged: ['description'],
  editBeatsDelete: true,
});

const NAMESPACE = '8c5b7a44-2f3e-4b6d-9a51-7e0d3c1f9b26';

/**
 * The id of the post an entry makes for a day, whoever applies the calendar there.
 * @param day the day the entry means, not the one its slot is on
 * @param copy 0, and more where somebody wants the same post once more
 */
export const calendarPostId = (calendarId: string, entryId: string, day: string, copy = 0) =>
  uuidv5(`${calendarId}/${entryId}/${day}/${copy}`, NAMESPACE);

const { brand_id, pillar_id, title, caption } = kinds.post.columns;
const { post_type, topic_angle } = kinds.brief.columns;

/**
 * Makes the post that an entry of a content calendar means on a day, with its brief and channels. Where that post is
 * already there nothing happens, so applying a calendar on two devices makes one of each.
 */
export const contentCalendarMake = defineMutation({
  name: 'contentCalendar.make',
  args: z.object({
    brand_id: brand_id.schema,
    calendar_id: z.uuid(),
    calendar_name: z.string().max(200),
    entry_id: z.uuid(),
    day: dateSchema,
    copy: z.int().min(0).max(1000),
    when: whenSchema,
    pillar_id: pillar_id.schema,
    title: title.schema,
    caption: caption.schema,
    post_type: post_type.schema,
    topic_angle: topic_angle.schema,
    connection_ids: z.array(z.uuid()).max(100),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => postReads(idOf(args), args),
  apply(rows, args, ctx) {
    const id = idOf(args);
    if (rows.get('post', id)) return { writes: [] };
    const { when, ...words } = args;
    const writes = postWrites(rows, id, { ...args, notes: '', link: null }, ctx, when);
    if (words.post_type !== '' || words.topic_angle !== '') {
      const brief = {
        ...{ short_caption: '', visual_suggestion: '', urgency: '' as const },
        ...{ post_type: words.post_type, topic_angle: words.topic_angle },
      };
      writes.push(put('brief', { id, brand_id: args.brand_id, ...brief, ...made(ctx) }));
    }
    const origin = {
      ...{ source: 'calendar' as const, source_id: args.calendar_id, name: args.calendar_name },
      ...{ title: args.title, url: null, entry_id: args.entry_id, day: args.day },
    };
    writes.push(put('origin', { id, brand_id: args.brand_id, ...origin, ...made(ctx) }));
    return { writes };
  },
});

const idOf = (args: { calendar_id: string; entry_id: string; day: string; copy: number }) =>
  calendarPostId(args.calendar_id, args.entry_id, args.day, args.copy);

type Made = {
  brand_id: string;
  pillar_id: string | null;
  title: string;
  caption: string;
  notes: string;
  link: string | null;
  connection_ids: readonly string[];
};

/** The rows a mutator looks at that makes a post from something else. */
export const postReads = (id: string, { connection_ids }: Pick<Made, 'connection_ids'>) => [
  { kind: 'post' as const, id },
  { kind: 'brief' as const, id },
  { kind: 'origin' as const, id },
  ...connection_ids.flatMap((connection) => [
    { kind: 'connection' as const, id: connection },
    { kind: 'target' as const, id: targetId(id, connection) },
  ]),
];

/** A new post with its channels; those that are gone meanwhile are left out. */
export function postWrites(
  rows: Rows,
  id: string,
  words: Made,
  ctx: MutationContext,
  when: z.infer<typeof whenSchema> | null,
): Write[] {
  const { connection_ids, ...args } = words;
  const time = when
    ? { ...when, status: 'scheduled' as const, scheduled_at: wallToInstant(when.wall_time, when.time_zone) }
    : {
        ...{ wall_time: null, time_zone: null, schedule_id: null, slot_key: null },
        ...{ status: 'draft' as const, scheduled_at: null },
      };
  const fields = {
    ...{ brand_id: args.brand_id, pillar_id: args.pillar_id, title: args.title, caption: args.caption },
    ...{ notes: args.notes, hashtags: [], link: args.link },
  };
  const post = { id, ...fields, ...time, created_by: ctx.actor, ...made(ctx) };
  return [
    put('post', post),
    ...connection_ids
      .filter((connection) => rows.get('connection', connection)?.brand_id === args.brand_id)
      .map((connection_id) => {
        const target = {
          brand_id: args.brand_id,
          post_id: id,
          connection_id,
          text: null,
          format: null,
          by_hand: false,
          ...WITH_THE_POST,
          options: null,
        };
        return put('target', { id: targetId(id, connection_id), ...target, ...made(ctx) });
      }),
  ];
}
