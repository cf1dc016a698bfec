import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { FAILURE_CLASSES, kinds, type PublicationState, type Row } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { defineMutation, del, need, put, Rejection, sameBrand } from './define.ts';
import { goesByHand, goesOutAt, targetId } from './target.ts';

const NAMESPACE = '0a1c6a0e-5f1e-4d7e-8d57-3a0f8b5b7c11';

/** The one id of "this subject, this occurrence": the server's due-scan and a device mean the same publication. */
export const publicationId = (subjectId: string, occurrence: string) =>
  uuidv5(`${subjectId}/${occurrence}`, NAMESPACE);

/** What a device did with a connection it holds itself (publish now, a reply): the record the others see. */
export const publicationRecord = defineMutation({
  name: 'publication.record',
  args: z.object({
    brand_id: z.uuid(),
    subject: kinds.publication.columns.subject.schema,
    subject_id: z.uuid(),
    post_id: z.uuid().nullable(),
    part_id: z.uuid().nullable().optional(), // set: of a part that follows the post
    connection_id: z.uuid(),
    due_at: kinds.publication.columns.due_at.schema,
    tries: z.int().min(1),
    result: z.discriminatedUnion('state', [
      z.object({
        state: z.literal('published'),
        published_at: kinds.publication.columns.due_at.schema,
        /** Null: a person says that it is out, and nobody knows where. */
        remote_id: z.string().max(2000).nullable(),
        url: z.string().max(2000).nullable(),
      }),
      z.object({
        // `missed`: its time passed while the device that holds the account was not running
        // `cancelled`: a person said that it is not to go out
        state: z.enum(['failed', 'unknown', 'missed', 'cancelled']),
        error_code: z.string().max(80),
        error_class: z.enum(FAILURE_CLASSES),
        error_message: z.string().max(2000).nullable(),
      }),
    ]),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'publication', id: publicationId(args.subject_id, 'once') },
    { kind: 'connection', id: args.connection_id },
    ...(args.subject === 'target' && args.post_id !== null
      ? [
          { kind: 'post' as const, id: args.post_id },
          { kind: 'target' as const, id: args.subject_id },
        ]
      : []),
  ],
  apply(rows, { result, ...args }, ctx) {
    const id = publicationId(args.subject_id, 'once');
    const before = rows.get('publication', id);
    const connection = rows.get('connection', args.connection_id);
    // Of an account that was removed, only a last word is taken, about something that was still a person's to settle.
    const lastWord = before && isUnsettled(before) && before.connection_id === args.connection_id;
    if (!connection && !(lastWord && result.state !== 'unknown'))
      need(rows, 'connection', args.connection_id);
    for (const row of [connection, before]) if (row) sameBrand(row, args.brand_id);
    if (connection && connection.holder !== 'device')
      throw new Rejection('not_holder', 'The server holds this connection now.');
    if (before?.state === 'published') return { writes: [] };
    const post = args.post_id === null ? undefined : rows.get('post', args.post_id);
    const target = rows.get('target', args.subject_id);
    // Somebody else planned it otherwise before this device had heard of it: nothing was missed.
    if (result.state === 'missed' && post && target && goesOutAt(post, target) !== args.due_at)
      return { writes: [] };
    const published = result.state === 'published' ? result : null;
    const failure = result.state === 'published' ? null : result;
    return {
      writes: [
        put('publication', {
          id,
          ...args,
          part_id: args.part_id ?? null,
          occurrence: 'once',
          state: result.state,
          published_at: published?.published_at ?? null,
          late_ms: published
            ? Math.max(0, Date.parse(published.published_at) - Date.parse(args.due_at))
            : null,
          remote_id: published?.remote_id ?? null,
          url: published?.url ?? null,
          next_try_at: null,
          error_code: failure?.error_code ?? null,
          error_class: failure?.error_class ?? 'none',
          error_message: failure?.error_message ?? null,
          updated_at: ctx.madeAt,
        }),
      ],
    };
  },
});

/** Neither out nor given up, and nobody is sending it. */
const isUnsettled = ({ state }: Row<'publication'>): boolean =>
  state === 'waiting' || state === 'failed' || state === 'unknown' || state === 'missed';

/** Why something due waits: it is a person's to post (a connection with holder `person`). */
export const BY_HAND = 'by_hand';

/** Due, and a person's to post. */
export const isYours = ({ state, error_code }: Pick<Row<'publication'>, 'state' | 'error_code'>): boolean =>
  state === 'waiting' && error_code === BY_HAND;

const byHandNamed = z.object({ brand_id: z.uuid(), post_id: z.uuid(), connection_id: z.uuid() });
type ByHand = z.infer<typeof byHandNamed>;

const byHandRow = (
  { brand_id, post_id, connection_id }: ByHand,
  state: PublicationState,
  due_at: string,
  at: string,
): Row<'publication'> => ({
  id: publicationId(targetId(post_id, connection_id), 'once'),
  brand_id,
  subject: 'target',
  subject_id: targetId(post_id, connection_id),
  post_id,
  part_id: null,
  connection_id,
  occurrence: 'once',
  state,
  due_at,
  published_at: null,
  late_ms: null,
  remote_id: null,
  url: null,
  tries: 0,
  next_try_at: null,
  error_code: null,
  error_class: 'none',
  error_message: null,
  updated_at: at,
});

/**
 * The time of a post has come, or is no longer now, on a channel that a person posts to by hand. Whoever sees it first
 * says so (a device, the server's publisher): all make the same row.
 */
export const publicationTurn = defineMutation({
  name: 'publication.turn',
  args: byHandNamed,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'connection', id: args.connection_id },
    { kind: 'post', id: args.post_id },
    { kind: 'target', id: targetId(args.post_id, args.connection_id) },
    { kind: 'publication', id: publicationId(targetId(args.post_id, args.connection_id), 'once') },
  ],
  apply(rows, args, ctx) {
    const id = publicationId(targetId(args.post_id, args.connection_id), 'once');
    const connection = rows.get('connection', args.connection_id);
    const post = rows.get('post', args.post_id);
    const target = rows.get('target', targetId(args.post_id, args.connection_id));
    const before = rows.get('publication', id);
    for (const row of [connection, post, target, before]) if (row) sameBrand(row, args.brand_id);
    if (before && !isYours(before)) return { writes: [] };
    const due =
      post && target && connection && goesByHand(target, connection) ? goesOutAt(post, target) : null;
    if (due === null || due > ctx.madeAt) return { writes: before ? [del('publication', id)] : [] };
    if (before?.due_at === due) return { writes: [] };
    const row = byHandRow(args, 'waiting', due, ctx.madeAt);
    return { writes: [put('publication', { ...row, error_code: BY_HAND })] };
  },
});

/** A person says what became of a post they put up themselves: it is out, or it is not going out. */
export const publicationByHand = defineMutation({
  name: 'publication.byHand',
  args: byHandNamed.extend({
    out: z.boolean(),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .nullable(),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'connection', id: args.connection_id },
    { kind: 'post', id: args.post_id },
    { kind: 'target', id: targetId(args.post_id, args.connection_id) },
    { kind: 'publication', id: publicationId(targetId(args.post_id, args.connection_id), 'once') },
  ],
  apply(rows, { out, url, ...args }, ctx) {
    const before = rows.get('publication', publicationId(targetId(args.post_id, args.connection_id), 'once'));
    const connection = rows.get('connection', args.connection_id);
    const post = need(rows, 'post', args.post_id);
    sameBrand(post, args.brand_id);
    const target = need(rows, 'target', targetId(args.post_id, args.connection_id));
    sameBrand(target, args.brand_id);
    if (!goesByHand(target, connection) && !(before && isYours(before)))
      throw new Rejection('not_by_hand', 'Pillarbox publishes to this channel by itself.');
    if (before && ['published', 'by_hand'].includes(before.state)) return { writes: [] };
    const due = goesOutAt(post, target) ?? ctx.madeAt;
    const row = byHandRow(args, out ? 'by_hand' : 'cancelled', due, ctx.madeAt);
    return { writes: [put('publication', out ? { ...row, url, published_at: ctx.madeAt } : row)] };
  },
});
