import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import sql from 'sql-template-tag';
import type { Db, Tx } from '../../db/db.ts';
import { authError } from './errors.ts';
import type { Issued, Sessions } from './sessions.ts';

/** A code waits for one redirect and one request; RFC 6749 section 4.1.2 allows ten minutes at most. */
const CODE_MINUTES = 5;

export type FlowStates = {
  /** @returns a code for whoever knows the verifier behind `codeChallenge` (RFC 7636, S256) */
  issue(userId: string, codeChallenge: string): Promise<string>;
  /**
   * Exchanges a code, once. A wrong verifier uses it up as well: then somebody else has read it.
   * @param start opens the person's session in the transaction that uses up the code
   * @throws AppError `flow_state_not_found` | `flow_state_expired` | `bad_code_verifier`. A replay with the right
   *   verifier also ends the session that the code led to (RFC 6749, section 4.1.2).
   */
  exchange(
    code: string,
    verifier: string,
    start: (tx: Tx, userId: string) => Promise<Issued>,
  ): Promise<Issued>;
};

type Row = {
  user_id: string;
  code_challenge: string;
  used: boolean;
  expired: boolean;
  session_id: string | null;
};

export function createFlowStates(deps: { db: Db; sessions: Sessions }): FlowStates {
  const { db, sessions } = deps;
  return {
    async issue(userId, codeChallenge) {
      const code = randomBytes(32).toString('base64url');
      await db.tx({ as: 'system' }, (tx) =>
        tx.run(sql`
          insert into identity.flow_states (code_hash, user_id, code_challenge, expires_at)
          values (${digest(code)}, ${userId}, ${codeChallenge}, now() + make_interval(mins => ${CODE_MINUTES}))`),
      );
      return code;
    },

    async exchange(code, verifier, start) {
      // Refusals are returned, not thrown: what they write (a used-up code, an ended session) must stay.
      const outcome = await db.tx({ as: 'system' }, async (tx) => {
        const codeHash = digest(code);
        const row = await tx.one<Row>(sql`
          select user_id, code_challenge, used_at is not null as used, expires_at <= now() as expired, session_id
            from identity.flow_states where code_hash = ${codeHash} for update`);
        if (!row) return 'unknown';
        const fits = timingSafeEqual(
          digest(row.code_challenge),
          digest(createHash('sha256').update(verifier).digest('base64url')),
        );
        if (row.used) {
          if (fits && row.session_id) await sessions.end(tx, row.user_id, { only: row.session_id });
          return 'unknown';
        }
        await tx.run(sql`update identity.flow_states set used_at = now() where code_hash = ${codeHash}`);
        if (row.expired) return 'expired';
        if (!fits) return 'wrong verifier';
        const issued = await start(tx, row.user_id);
        await tx.run(sql`
          update identity.flow_states set session_id = ${issued.session.id} where code_hash = ${codeHash}`);
        return issued;
      });
      if (outcome === 'expired') {
        throw authError(403, 'flow_state_expired', 'This sign-in took too long. Start it again.');
      }
      if (outcome === 'wrong verifier') {
        throw authError(
          400,
          'bad_code_verifier',
          'The code verifier does not match. Start signing in again.',
        );
      }
      if (outcome === 'unknown') {
        throw authError(
          404,
          'flow_state_not_found',
          'This sign-in code is not valid. Start signing in again.',
        );
      }
      return outcome;
    },
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
