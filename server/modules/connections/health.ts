import sql from 'sql-template-tag';
import { type ConnectionHealth, healthOf } from '../../../shared/connection-health.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Db } from '../../db/db.ts';
import { twinsOf } from '../../publisher/account.ts';
import { heldHere } from './held-here.ts';
import { loadSecret } from './secrets.ts';
import type { Sessions } from './sessions.ts';

/** How connections that the server holds stand: what may be done with them, until when, when they were last used. */
export function createHealth({ db, sessions }: { db: Db; sessions: Sessions }) {
  return {
    /** @throws AppError not_found | forbidden | not_holder | secret_missing | platform_off */
    async look(personId: string, connectionId: string): Promise<ConnectionHealth> {
      const connection = await heldHere(db, personId, connectionId);
      const connector = sessions.connectorOf(connection.platform);
      const kept = await db.tx({ as: 'system' }, async (tx) => {
        const secret = await loadSecret(tx, sessions.vault, connectionId);
        const times = await tx.one<Pick<ConnectionHealth, 'renewed_at' | 'used_at'>>(sql`
          select app.iso(updated_at) as renewed_at, app.iso(used_at) as used_at
            from secrets.connection_secrets where connection_id = ${connectionId}`);
        // Remaining counts what workers took since; brands that hold the same account share it.
        const limits = await tx.many<ConnectionHealth['limits'][number]>(sql`
          select distinct on (1, 2) case when connection_id is null then 'app' else 'account' end as of, bucket,
                 greatest(remaining, 0) as remaining, most, app.iso(reset_at) as resets_at, app.iso(heard_at) as heard_at
            from app.platform_limits
           where platform = ${connection.platform}
             and (connection_id in (select t.id from ${twinsOf([connectionId])} t) or connection_id is null)
             and reset_at > now()
           order by 1, 2, remaining`);
        const comments = await tx.one<NonNullable<ConnectionHealth['comments']>>(sql`
          select app.iso(failing_since) as failing_since, error_code as code, error_message as message from app.comment_polls
           where connection_id = ${connectionId} and next_at is not null and failures > 1
             and failing_since is not null and error_code is not null
           order by failing_since limit 1`);
        return secret !== undefined && times
          ? { secret, times: { ...times, limits, comments: comments ?? null } }
          : null;
      });
      if (kept) return healthOf(connector, kept.secret, kept.times);
      throw new AppError('secret_missing', 'The server holds nothing to sign in with for this account.', {
        status: 409,
      });
    },
  };
}
