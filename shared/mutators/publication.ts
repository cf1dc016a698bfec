import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { FAILURE_CLASSES, kinds } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { defineMutation, need, put, Rejection, sameBrand } from './define.ts';

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
    connection_id: z.uuid(),
    due_at: kinds.publication.columns.due_at.schema,
    tries: z.int().min(1),
    result: z.discriminatedUnion('state', [
      z.object({
        state: z.literal('published'),
        published_at: kinds.publication.columns.due_at.schema,
        remote_id: z.string().max(2000),
        url: z.string().max(2000).nullable(),
      }),
      z.object({
        // `missed`: its time passed while the device that holds the account was not running
        state: z.enum(['failed', 'unknown', 'missed']),
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
  ],
  apply(rows, { result, ...args }, ctx) {
    const connection = need(rows, 'connection', args.connection_id);
    sameBrand(connection, args.brand_id);
    if (connection.holder !== 'device')
      throw new Rejection('not_holder', 'The server holds this connection now.');
    const id = publicationId(args.subject_id, 'once');
    if (rows.get('publication', id)?.state === 'published') return { writes: [] };
    const published = result.state === 'published' ? result : null;
    const failure = result.state === 'published' ? null : result;
    return {
      writes: [
        put('publication', {
          id,
          ...args,
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
