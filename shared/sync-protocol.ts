import { z } from 'zod';

/**
 * Versions of this protocol that a server of this version serves. A desktop speaks the newest, and says so with every
 * request in the header `pillarbox-protocol` (1 when absent). What is older is refused with 426 `must_update`, what is
 * newer with 426 `server_must_update`. Raised when a desktop that knows nothing of a change could do harm; new kinds,
 * columns and mutations are none of that.
 */
export const PROTOCOL = { oldest: 1, newest: 1 } as const;
export type ProtocolRange = { oldest: number; newest: number };
export const PROTOCOL_HEADER = 'pillarbox-protocol';

/**
 * The write half of sync: POST /api/mutations. Mutations of one client are sent in id order, without gaps.
 *
 * The server locks the client's row, then for each mutation:
 * - its uuid is known: the stored outcome is returned (and, under a new client id, acknowledged again);
 * - id = last + 1: it runs, in one transaction with its acknowledgement;
 * - id <= last with another uuid: 409 `client_forked`; id > last + 1: 409 `client_gap`; both carry `last_id`;
 * - the client id belongs to somebody else: 403 `client_owned`.
 * Every final answer advances the id, rejections included. A discarded entry is sent under the name `noop`.
 *
 * Arguments of an older version are upgraded by the server. A write that only a newer app can have made (an unknown name
 * or version together with a greater `generation` than the server's) ends the request with 409 `server_must_update`:
 * nothing about it is decided, and it is to be sent again later.
 */
export const mutationSchema = z.object({
  id: z.int().min(1),
  uuid: z.uuid(),
  name: z.string().min(1).max(80),
  args: z.unknown(),
  /** Version of the arguments; 1 when absent. */
  version: z.int().min(1).optional(),
  /** When it was made, by the device's clock; the server never trusts it for anything but wording and order of display. */
  made_at: z.iso.datetime({ precision: 3 }),
});
export type SentMutation = z.infer<typeof mutationSchema>;

export const pushRequestSchema = z.object({
  client_id: z.uuid(),
  /** How much the desktop knows of writes (`Registry.generation`). */
  generation: z.int().min(0).optional(),
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

/**
 * Data of a tombstone (kind `gone`, id `<kind>:<id>` of the row it speaks of), which goes ahead of the row's delete in the
 * same transaction and scope. A row that returns takes it away; after 30 days it goes silently. `aged`: nothing happened
 * to the row for long, the server still has it. A delete without a reason is a deletion.
 */
export const goneSchema = z.object({ reason: z.enum(['deleted', 'aged', 'moved']), at: z.string() });
