import pg from 'pg';
import type { Sql } from 'sql-template-tag';

// int8 arrives as text by default; every int8 we keep (log positions, sizes, counts) is far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// Instants travel as ISO text everywhere (rows, shapes, screens); a Date would lose the text form we compare.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString());

/** One open transaction. Build statements with the `sql` tag of `sql-template-tag`: values are always bound. */
export type Tx = {
  /** Runs a statement and returns its rows. */
  many<Row extends object>(statement: Sql): Promise<Row[]>;
  /** Runs a statement and returns its first row, or undefined. */
  one<Row extends object>(statement: Sql): Promise<Row | undefined>;
  /** Runs a statement and returns how many rows it touched. */
  run(statement: Sql): Promise<number>;
  /** Goes on under another identity within this transaction. Data written before keeps its own checks. */
  become(identity: Identity): Promise<void>;
};

/**
 * A statement that each connection plans once: for what is run all the time and takes longer to plan than to run.
 * @param name unique to its text, which is the same each time (all that differs is bound)
 */
export const plannedOnce = (name: string, statement: Sql): Sql => Object.assign(statement, { name });

/** The three identities work can run under. None of them can bypass row-level security. */
export type Identity =
  | { as: 'person'; personId: string }
  | { as: 'system' }
  /** The projection's reader: shapes, the log, mutation outcomes. */
  | { as: 'sync' };

/** The connecting role itself, for what no identity may do. Only the shape endpoint's test mode has one. */
export type OwnerDb = {
  tx<T>(
    work: (tx: Tx) => Promise<T>,
    options?: { isolation?: 'repeatable read'; identity?: Identity },
  ): Promise<T>;
} & Pick<Db, 'listen' | 'close'>;

export type Db = {
  /** Runs `work` in one transaction under an identity; commits when it resolves, rolls back when it throws. */
  tx<T>(
    identity: Identity,
    work: (tx: Tx) => Promise<T>,
    options?: { isolation?: 'repeatable read' },
  ): Promise<T>;
  /**
   * Listens on a channel over a connection of its own, reconnecting when it drops.
   * @param onReconnect called after a reconnect, because notifications sent meanwhile are lost
   * @returns a function that stops listening
   */
  listen(
    channel: string,
    onPayload: (payload: string) => void,
    onReconnect?: () => void,
  ): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

const ROLE = { person: 'pillarbox_app', system: 'pillarbox_system', sync: 'pillarbox_sync' } as const;

/** @param url a postgres:// URL, or a libpq-style URL naming a Unix socket folder (`postgres://user@/db?host=/folder`) */
export function createDb(url: string, options: ConnectionOptions = {}): Db {
  const { tx: run, ...rest } = createOwnerDb(url, options);
  return {
    ...rest,
    tx: (identity, work, options) => run(work, { ...options, identity }),
  };
}

type ConnectionOptions = { max?: number; onError?: (error: Error) => void };

/** @param url as for `createDb` */
export function createOwnerDb(url: string, options: ConnectionOptions = {}): OwnerDb {
  const pool = new pg.Pool({ connectionString: url, max: options.max ?? 20 });
  // An idle connection that drops (a restarted Postgres) must not end the process; the next query reconnects.
  pool.on('error', (error) => options.onError?.(error));
  const listeners = new Set<() => Promise<void>>();

  return {
    async tx(work, { isolation, identity } = {}) {
      const client = await pool.connect();
      let broken: Error | undefined;
      // One that drops between two statements says so by an event, which would end the process; the next statement fails.
      const dropped = (error: Error) => options.onError?.(error);
      client.on('error', dropped);
      try {
        // One round trip: each costs more than the statement, and every request makes transactions.
        const begin = isolation ? `begin isolation level ${isolation}` : 'begin';
        await client.query(identity ? `${begin}; ${becoming(identity)}` : begin);
        const result = await work(txOver(client));
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((rollbackError: Error) => {
          broken = rollbackError;
        });
        throw error;
      } finally {
        client.off('error', dropped);
        client.release(broken);
      }
    },

    async listen(channel, onPayload, onReconnect) {
      let stopped = false;
      let client: pg.Client | undefined;
      const open = async () => {
        const next = new pg.Client({ connectionString: url, keepAlive: true });
        next.on('notification', (message) => onPayload(message.payload ?? ''));
        next.on('error', (error) => options.onError?.(error));
        try {
          await next.connect();
          await next.query(`listen ${pg.escapeIdentifier(channel)}`);
        } catch (error) {
          void next.end().catch(() => undefined);
          throw error;
        }
        // Only now: a connection that fails to open ends too, and whoever opened it tries again already.
        client = next;
        if (stopped) await next.end();
        else next.once('end', () => void reopen());
      };
      const reopen = async () => {
        for (let delay = 50; !stopped; delay = Math.min(delay * 2, 2000)) {
          await new Promise((resolve) => setTimeout(resolve, delay));
          if (stopped) return;
          try {
            await open();
            onReconnect?.();
            return;
          } catch (error) {
            options.onError?.(error as Error);
          }
        }
      };
      await open();
      const stop = async () => {
        stopped = true;
        listeners.delete(stop);
        await client?.end().catch(() => undefined);
      };
      listeners.add(stop);
      return stop;
    },

    async close() {
      await Promise.all([...listeners].map((stop) => stop()));
      await pool.end();
    },
  };
}

const becoming = (identity: Identity) => {
  const personId = identity.as === 'person' ? identity.personId : '';
  return `set local role ${ROLE[identity.as]}; set local app.person_id = ${pg.escapeLiteral(personId)}`;
};

function txOver(client: pg.PoolClient): Tx {
  return {
    many: async <Row extends object>(statement: Sql) => (await client.query<Row>(statement)).rows,
    one: async <Row extends object>(statement: Sql) => (await client.query<Row>(statement)).rows[0],
    run: async (statement) => (await client.query(statement)).rowCount ?? 0,
    become: async (identity) => {
      await client.query(becoming(identity));
    },
  };
}
