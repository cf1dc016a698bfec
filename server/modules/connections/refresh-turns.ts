import { setTimeout as sleep } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { AppError } from '../../../shared/errors.ts';
import type { Db } from '../../db/db.ts';
import type { Log } from '../../log.ts';
import { holdSecret, loadSecret, markConnected, storeSecret } from './secrets.ts';
import type { Vault } from './vault.ts';

/** Twice as long as a refresh may ask its platform: only somebody who is gone, or asleep, is still at it after this. */
const TURN_MS = 40_000;
/** A token that was replaced at its platform is nowhere else: so long the database may be away before it is given up. */
const KEEP_TRYING_MS = 600_000;

/** What is stored (`secret`), and who may refresh it: nobody has to, whoever asked, or somebody else has begun already. */
export type Turn =
  | { is: 'needless' | 'others'; secret: string }
  /** `connected`: the account was not signed out when the turn began. */
  | { is: 'mine'; secret: string; connected: boolean };

/**
 * One refresh of an account at a time, across processes, by a row that says whose turn it is and until when. Nothing is
 * held meanwhile: no row, no transaction, no connection to the database. Whoever is lost in its turn is followed by
 * another when its time is over.
 */
export function createRefreshTurns({ db, log, vault }: { db: Db; log: Log; vault: Vault }) {
  return {
    /**
     * @param by an id of whoever asks, new each time
     * @returns undefined where the server holds nothing for the account
     */
    take: (
      connectionId: string,
      by: string,
      isNeedless: (secret: string) => boolean,
    ): Promise<Turn | undefined> =>
      db.tx({ as: 'system' }, async (tx) => {
        const secret = await loadSecret(tx, vault, connectionId, { lock: true });
        if (secret === undefined) return undefined;
        if (isNeedless(secret)) return { is: 'needless', secret };
        const taken = await tx.one<{ connected: boolean }>(sql`
          update secrets.connection_secrets s
             set refreshing_by = ${by}, refreshing_until = clock_timestamp() + ${TURN_MS} * interval '1 ms'
            from app.connections c
           where s.connection_id = ${connectionId} and c.id = s.connection_id
             and (s.refreshing_until is null or s.refreshing_until <= clock_timestamp())
          returning c.status = 'connected' as connected`);
        return taken ? { is: 'mine', secret, connected: taken.connected } : { is: 'others', secret };
      }),

    /**
     * Stores what a refresh in this turn gave, however often it takes, unless something else was stored since.
     * @returns what is stored now; undefined where the server no longer holds the account
     */
    async keep(
      connectionId: string,
      turn: Extract<Turn, { is: 'mine' }>,
      next: string,
    ): Promise<string | undefined> {
      const end = performance.now() + KEEP_TRYING_MS;
      for (let pause = 100; ; pause = Math.min(pause * 2, 5000)) {
        try {
          return await store(connectionId, turn, next);
        } catch (error) {
          if (error instanceof AppError || performance.now() > end) throw error;
          log.warn({ err: error, connectionId }, 'a refreshed session could not be stored yet');
          await sleep(pause);
        }
      }
    },

    /** Nothing came of it: whoever waits may try at once. */
    async giveBack(connectionId: string, by: string): Promise<void> {
      await db
        .tx({ as: 'system' }, (tx) =>
          tx.run(sql`
            update secrets.connection_secrets set refreshing_by = null, refreshing_until = null
             where connection_id = ${connectionId} and refreshing_by = ${by}`),
        )
        .catch((error: unknown) => log.warn({ err: error, connectionId }, 'a refresh ends with its time'));
    },
  };

  function store(
    connectionId: string,
    { secret, connected }: { secret: string; connected: boolean },
    next: string,
  ): Promise<string | undefined> {
    return db.tx({ as: 'system' }, async (tx) => {
      // By what it says, not by its bytes: the vault's key may have changed. Tried again, it may be there already.
      const stored = await holdSecret(tx, vault, connectionId);
      if (stored !== secret) return stored;
      await storeSecret(tx, vault, connectionId, next);
      // This took so long that others were refused with the old one: that says nothing about this one.
      if (connected) await markConnected(tx, connectionId);
      return next;
    });
  }
}
