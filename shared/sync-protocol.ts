import { z } from 'zod';

/**
 * The write half of sync: POST /api/mutations. Mutations of one client are sent in id order, without gaps.
 *
 * The server locks the client's row, then for each mutation:
 * - its uuid is known: the stored outcome is returned (and, under a new client id, acknowledged again);
 * - id = last + 1: it runs, in one transaction with its acknowledgement;
 * - id <= last with another uuid: 409 `client_forked`; id > last + 1: 409 `client_gap`; both carry `last_id`;
 * - the client id belongs to somebody else: 403 `client_owned`.
 * Every final answer advances the id, rejections included. A discarded entry is sent under the name `noop`.
 */
export const mutationSchema = z.object({
  id: z.int().min(1),
  uuid: z.uuid(),
  name: z.string().min(1).max(80),
  args: z.unknown(),
  /** When it was made, by the device's clock; the server never trusts it for anything but wording and order of display. */
  made_at: z.iso.datetime({ precision: 3 }),
});
export type SentMutation = z.infer<typeof mutationSchema>;

export const pushRequestSchema = z.object({
  client_id: z.uuid(),
  mutations: z.array(mutationSchema).min(1).max(200),
});
export type PushRequest = z.infer<typeof pushRequestSchema>;

export const outcomeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('applied') }),
  z.object({
    status: z.literal('rejected'),
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
]);
export type StoredOutcome = z.infer<typeof outcomeSchema>;

/** One outcome per mutation sent, in order. */
export const pushResponseSchema = z.object({
  outcomes: z.array(z.object({ id: z.int(), uuid: z.uuid(), outcome: outcomeSchema })),
});
export type PushResponse = z.infer<typeof pushResponseSchema>;

/**
 * The read half: GET /api/shapes/<scope> speaks Electric's shape protocol for one scope, `Authorization: Bearer`.
 * Rows are those of sync.rows: `{scope, kind, id, data}`, data being JSON text. Answers of our own:
 * 401 `unauthorized`/`token_expired`, 403 `scope_revoked` (wipe), 404 `unknown_scope`.
 */
export const shapeRowSchema = z.object({
  scope: z.string(),
  kind: z.string(),
  id: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
});

/** Data of the acknowledgement row (kind `client`, id = client id) that a mutation's transaction leaves in its home scope. */
export const ackSchema = z.object({ mutation_id: z.int(), uuid: z.uuid() });
