import { createHash, createHmac, randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import { v7 as uuid } from 'uuid';
import type { Db, Tx } from '../../db/db.ts';
import { authError, sessionNotFound } from './errors.ts';
import type { Claims } from './tokens.ts';

/** Parallel requests with one token, and answers that got lost, are honest for this long (GoTrue's reuse interval). */
const GRACE_S = 10;
/** A device that was not used for this long signs in again. */
const IDLE_DAYS = 180;
/** How long an ended session may go on working in another server process. */
const CHECK_EVERY_MS = 5000;
const MAX_CHECKED = 20_000;

export type Session = { id: string; user_id: string; generation: number; aal: string; created_at: string };
/** A session with the one token that continues it. The token exists nowhere else in plain form. */
export type Issued = { session: Session; refreshToken: string };
export type Device = { userAgent: string | undefined; ip: string };

type TokenRow = Session & {
  token_generation: number;
  successor_salt: Buffer | null;
  in_grace: boolean;
  seen_generation: number;
  revoked: boolean;
  expired: boolean;
};

export type Sessions = {
  start(tx: Tx, userId: string, device: Device): Promise<Issued>;
  /**
   * Exchanges a refresh token for its successor.
   * @throws AppError `refresh_token_not_found` | `session_expired` | `refresh_token_already_used` (then the whole
   *   session has been ended: one of two holders of the token is a thief)
   */
  refresh(refreshToken: string): Promise<Issued>;
  /** Ends sessions of a person: all, one, or all but one. */
  end(tx: Tx, userId: string, which: { only: string } | { except: string } | 'all'): Promise<void>;
  /** @throws AppError `session_not_found` when the session behind verified claims has ended */
  assertAlive(claims: Claims): Promise<void>;
  /** Removes what no request can need any more. */
  purge(): Promise<void>;
};

/** @param deps.onReuse told when a used refresh token came back and its session was ended */
export function createSessions(deps: { db: Db; onReuse?: (sessionId: string) => void }): Sessions {
  const { db } = deps;
  // Sessions known to be alive, by id, oldest check first.
  const checked = new Map<string, { at: number; seen: number; userId: string }>();

  return {
    async start(tx, userId, device) {
      const id = uuid();
      const refreshToken = randomBytes(32).toString('base64url');
      const session = await tx.one<Session>(sql`
        insert into identity.sessions (id, user_id, user_agent, ip, not_after)
        values (${id}, ${userId}, ${device.userAgent?.slice(0, 400) ?? null}, ${device.ip},
                now() + make_interval(days => ${IDLE_DAYS}))
        returning id, user_id, generation, aal, created_at`);
      if (!session) throw new Error('A session was not stored.');
      await tx.run(sql`
        insert into identity.refresh_tokens (token_hash, session_id, generation)
        values (${digest(refreshToken)}, ${id}, 0)`);
      return { session, refreshToken };
    },

    async refresh(refreshToken) {
      const outcome = await db.tx({ as: 'system' }, (tx) => rotate(tx, refreshToken));
      if (outcome.kind === 'issued') return outcome;
      if (outcome.kind === 'reused') {
        checked.delete(outcome.sessionId);
        deps.onReuse?.(outcome.sessionId);
        throw authError(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used');
      }
      if (outcome.kind === 'expired') {
        throw authError(400, 'session_expired', 'Invalid Refresh Token: Session Expired');
      }
      throw authError(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found');
    },

    async end(tx, userId, which) {
      const only = which === 'all' || !('only' in which) ? null : which.only;
      const except = which === 'all' || !('except' in which) ? null : which.except;
      await tx.run(sql`
        update identity.sessions set revoked_at = now()
         where user_id = ${userId} and revoked_at is null
           and (${only}::uuid is null or id = ${only}) and (${except}::uuid is null or id <> ${except})`);
      checked.clear();
    },

    async assertAlive({ session_id: id, sub, gen = 0 }) {
      const known = checked.get(id);
      const now = performance.now();
      if (known?.userId === sub && now - known.at < CHECK_EVERY_MS && known.seen >= gen) return;
      // The write happens once per generation: it proves that the client holds the newest tokens.
      const row = await db.tx({ as: 'system' }, async (tx) => {
        const found = await tx.one<{ seen_generation: number }>(sql`
          select seen_generation from identity.sessions
           where id = ${id} and user_id = ${sub} and revoked_at is null and not_after > now()`);
        if (found && found.seen_generation < gen) {
          await tx.run(sql`
            update identity.sessions set seen_generation = ${gen}
             where id = ${id} and seen_generation < ${gen} and generation >= ${gen}`);
        }
        return found;
      });
      checked.delete(id);
      if (!row) throw sessionNotFound();
      checked.set(id, { at: now, seen: Math.max(row.seen_generation, gen), userId: sub });
      const oldest = checked.size > MAX_CHECKED ? checked.keys().next().value : undefined;
      if (oldest !== undefined) checked.delete(oldest);
    },

    async purge() {
      await db.tx({ as: 'system' }, async (tx) => {
        await tx.run(sql`
          delete from identity.sessions
           where least(revoked_at, not_after) < now() - interval '30 days'`);
        await tx.run(sql`delete from identity.refresh_tokens where used_at < now() - interval '30 days'`);
        await tx.run(sql`delete from identity.flow_states where expires_at < now() - interval '1 day'`);
      });
    },
  };
}

type Outcome =
  | ({ kind: 'issued' } & Issued)
  | { kind: 'reused'; sessionId: string }
  | { kind: 'expired' }
  | { kind: 'unknown' };

/**
 * The session's row is locked first, so parallel refreshes stand in line and the later ones find a used token. Such a
 * token leads to the same successor again when it was used moments ago, or when it is the last one used and no
 * client has ever shown an access token of the successor: then the answer was lost (a laptop closed in
 * between), however long ago. Any other second use is theft.
 */
async function rotate(tx: Tx, presented: string): Promise<Outcome> {
  const owner = await tx.one<{ session_id: string }>(sql`
    select session_id from identity.refresh_tokens where token_hash = ${digest(presented)}`);
  if (!owner) return { kind: 'unknown' };
  await tx.run(sql`select from identity.sessions where id = ${owner.session_id} for update`);

  let token = presented;
  for (;;) {
    const row = await tx.one<TokenRow>(sql`
      select s.id, s.user_id, s.generation, s.aal, s.created_at, s.seen_generation,
             s.revoked_at is not null as revoked, s.not_after <= now() as expired,
             t.generation as token_generation, t.successor_salt,
             coalesce(t.used_at > clock_timestamp() - make_interval(secs => ${GRACE_S}), false) as in_grace
        from identity.refresh_tokens t join identity.sessions s on s.id = t.session_id
       where t.token_hash = ${digest(token)}`);
    if (!row || row.revoked) return { kind: 'unknown' };
    if (row.expired) return { kind: 'expired' };
    const { id, user_id, generation, aal, created_at } = row;

    if (row.token_generation === generation) {
      if (token !== presented) {
        return { kind: 'issued', session: { id, user_id, generation, aal, created_at }, refreshToken: token };
      }
      const refreshToken = await advance(tx, id, generation, token);
      const session = { id, user_id, generation: generation + 1, aal, created_at };
      return { kind: 'issued', session, refreshToken };
    }

    const answerLost = row.token_generation === generation - 1 && row.seen_generation < generation;
    if (!row.successor_salt || !(row.in_grace || answerLost)) {
      await tx.run(sql`update identity.sessions set revoked_at = now() where id = ${id}`);
      return { kind: 'reused', sessionId: id };
    }
    token = successor(token, row.successor_salt);
  }
}

/** Uses up the current token and stores its successor. */
async function advance(tx: Tx, sessionId: string, generation: number, token: string): Promise<string> {
  const salt = randomBytes(32);
  const next = successor(token, salt);
  await tx.run(sql`
    update identity.refresh_tokens set used_at = clock_timestamp(), successor_salt = ${salt}
     where token_hash = ${digest(token)}`);
  await tx.run(sql`
    insert into identity.refresh_tokens (token_hash, session_id, generation)
    values (${digest(next)}, ${sessionId}, ${generation + 1})`);
  await tx.run(sql`
    update identity.sessions
       set generation = ${generation + 1}, refreshed_at = now(),
           not_after = now() + make_interval(days => ${IDLE_DAYS})
     where id = ${sessionId}`);
  return next;
}

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
const successor = (token: string, salt: Buffer): string =>
  createHmac('sha256', token).update(salt).digest('base64url');
