import sql from 'sql-template-tag';
import type { Db } from '../../db/db.ts';
import type { Log } from '../../log.ts';
import type { HeldConnection, Sessions } from './sessions.ts';

const AT_ONCE = 20;
/** While one process refreshes an account, the others leave it alone; a failed one is tried again after this. */
const LEASE_MS = 300_000;
const DAY_MS = 86_400_000;

export type KeeperDeps = {
  db: Db;
  log: Log;
  sessions: Sessions;
  now: () => Date;
};

/**
 * Refreshes what the server holds before it ends, so that nothing that goes out waits for it, and so that an account
 * that is used seldom does not fall asleep: one with nothing planned for the next day is refreshed once a day.
 */
export function createKeeper({ db, log, sessions, now }: KeeperDeps) {
  const after = (ms: number) => new Date(now().getTime() + ms);

  return {
    /** One look at what is due; any number of processes may look. @returns how many accounts were looked at */
    async look(): Promise<number> {
      const due = await db.tx({ as: 'system' }, (tx) =>
        tx.many<HeldConnection>(sql`
          update secrets.connection_secrets s set refresh_at = ${after(LEASE_MS * (1 + Math.random()))}
            from app.connections c
           where c.id = s.connection_id and s.connection_id in (
             select d.connection_id from secrets.connection_secrets d join app.connections e on e.id = d.connection_id
              where (d.refresh_at is null or d.refresh_at <= ${now()})
                and e.holder = 'server' and e.status = 'connected' and e.deleted_at is null
              order by d.refresh_at nulls first limit ${AT_ONCE} for update of d skip locked)
          returning c.id, c.platform, c.remote_account_id, c.service_url`),
      );
      await Promise.all(due.map(keep));
      return due.length;
    },
  };

  async function keep(connection: HeldConnection): Promise<void> {
    try {
      const { secret } = await sessions.open(connection, { early: true });
      const at = sessions.refreshAt(connection.platform, secret);
      await db.tx({ as: 'system' }, async (tx) => {
        const soon = await tx.one(sql`
          select from app.publication_work where connection_id = ${connection.id} and due_at <= ${after(DAY_MS)} limit 1`);
        // A refresh that failed for now leaves a moment that is over: the lease is what waits for the next try.
        const least = after(soon ? LEASE_MS : DAY_MS * (0.8 + Math.random() * 0.2));
        await tx.run(sql`
          update secrets.connection_secrets
             set refresh_at = ${at === null ? 'infinity' : new Date(Math.max(at, least.getTime()))}
           where connection_id = ${connection.id}`);
      });
    } catch (error) {
      // Whether it is signed out was decided where it was tried.
      log.warn({ err: error, connectionId: connection.id }, 'an account could not be refreshed');
    }
  }
}
