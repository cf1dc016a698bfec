import sql from 'sql-template-tag';
import type { Account, Connector, SignedIn } from '../../../shared/connectors/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Platform, Row } from '../../../shared/kinds/index.ts';
import type { Db } from '../../db/db.ts';
import { goOnWithThreads } from '../../publisher/steps.ts';
import { requireRole } from '../organizations/roles.ts';
import { storeSecret } from './secrets.ts';
import type { Sessions } from './sessions.ts';

const SIGN_IN_TIMEOUT_MS = 25_000;

type Connection = Row<'connection'>;
export type Accounts = ReturnType<typeof createAccounts>;

/** Connecting accounts that the server holds: sign in at the platform, seal what comes back, then write the row. */
export function createAccounts({ db, sessions }: { db: Db; sessions: Sessions }) {
  return {
    /**
     * Signs in and makes the connection. Sent again with the same id it finds what the first made.
     * @throws AppError forbidden | exists | already_connected | platform_off or the platform's refusal
     */
    async connect(
      personId: string,
      input: {
        id: string;
        brandId: string;
        platform: Platform;
        handle: string;
        secret: string;
        serviceUrl: string | null;
      },
    ): Promise<void> {
      const { id, brandId, platform, handle, serviceUrl } = input;
      const before = await db.tx({ as: 'system' }, async (tx) => {
        await requireRole(tx, personId, brandId, 'manager');
        return tx.one<{ brand_id: string; holder: string; deleted_at: string | null }>(
          sql`select brand_id, holder, deleted_at from app.connections where id = ${id}`,
        );
      });
      if (before) {
        if (before.brand_id === brandId && before.holder === 'server' && before.deleted_at === null) return;
        throw new AppError('exists', 'A connection with this id exists already.', { status: 409 });
      }
      const connector = sessions.connectorOf(platform);
      const signedIn = await asked(connector, (signal) =>
        connector.connect({ handle, secret: input.secret, serviceUrl }, signal),
      );
      await this.add(personId, input, signedIn);
    },

    /** Writes down an account that was just signed in to. @throws AppError forbidden | already_connected */
    async add(
      personId: string,
      { id, brandId, platform }: { id: string; brandId: string; platform: Platform },
      { account, secret }: SignedIn,
    ): Promise<void> {
      await db
        .tx({ as: 'system' }, async (tx) => {
          await requireRole(tx, personId, brandId, 'manager');
          await tx.run(sql`
            insert into app.connections (id, brand_id, platform, holder, device_id, handle, display_name,
              remote_account_id, service_url, status, status_code, limits, created_at, updated_at, version)
            values (${id}, ${brandId}, ${platform}, 'server', null, ${account.handle.slice(0, 300)},
              ${account.displayName.slice(0, 300)}, ${account.remoteId}, ${account.serviceUrl}, 'connected', null,
              ${account.limits ? JSON.stringify(account.limits) : null}, now(), now(), 1)`);
          await storeSecret(tx, sessions.vault, id, secret);
        })
        .catch(alreadyConnected);
    },

    /**
     * Puts a new sign-in in place of the one the server held.
     * @throws AppError not_found | forbidden | other_account
     */
    async renew(personId: string, connectionId: string, { account, secret }: SignedIn): Promise<void> {
      const connection = await managed(personId, connectionId);
      sameAccount(connection, account);
      await keep(connection, account, secret, sql`holder = 'server'`);
    },

    /** The connection, if the person may manage it. @throws AppError not_found | forbidden */
    managed,

    /**
     * Takes a device's account over: signs in or refreshes once, stores, and flips the holder in one transaction. When
     * the answer was lost the device asks again and finds it done.
     * @throws AppError not_found | forbidden | other_account or the platform's refusal
     */
    async handOver(personId: string, connectionId: string, held: string): Promise<void> {
      const connection = await managed(personId, connectionId);
      if (connection.holder === 'server' && connection.status === 'connected') return;
      const connector = sessions.connectorOf(connection.platform);
      const { account, secret } = await asked(connector, (signal) =>
        connector.takeOver(credentials(connection, held), signal),
      );
      sameAccount(connection, account);
      await keep(connection, account, secret, sql`holder in ('device', 'server')`).catch(alreadyConnected);
    },

    /**
     * New words for an account the server holds and was signed out of.
     * @throws AppError not_found | forbidden | not_holder | other_account or the platform's refusal
     */
    async reconnect(personId: string, connectionId: string, words: string): Promise<void> {
      const connection = await managed(personId, connectionId);
      if (connection.holder !== 'server') {
        throw new AppError('not_holder', 'A device holds this account: reconnect it there.', { status: 409 });
      }
      const connector = sessions.connectorOf(connection.platform);
      const signedIn = await asked(connector, (signal) =>
        connector.connect(credentials(connection, words), signal),
      );
      await this.renew(personId, connectionId, signedIn);
    },
  };

  /** The connection, if the person may manage it. Somebody else's is not even found. */
  function managed(personId: string, connectionId: string): Promise<Connection> {
    return db.tx({ as: 'person', personId }, async (tx) => {
      const connection = await tx.one<Connection>(
        sql`select * from app.connections where id = ${connectionId} and deleted_at is null`,
      );
      if (!connection) throw new AppError('not_found', 'There is no such connection.', { status: 404 });
      await requireRole(tx, personId, connection.brand_id, 'manager');
      return connection;
    });
  }

  /** Stores the secret and says the server holds it, unless the connection changed hands or went away meanwhile. */
  function keep(
    connection: Connection,
    account: Account,
    secret: string,
    condition: ReturnType<typeof sql>,
  ): Promise<void> {
    return db.tx({ as: 'system' }, async (tx) => {
      const kept = await tx.run(sql`
        update app.connections
           set holder = 'server', device_id = null, handle = ${account.handle.slice(0, 300)},
               display_name = ${account.displayName.slice(0, 300)}, service_url = ${account.serviceUrl},
               limits = ${account.limits ? JSON.stringify(account.limits) : null},
               status = 'connected', status_code = null, version = version + 1, updated_at = greatest(updated_at, now())
         where id = ${connection.id} and deleted_at is null and ${condition}`);
      if (kept === 0)
        throw new AppError('not_found', 'This connection was removed meanwhile.', { status: 404 });
      await storeSecret(tx, sessions.vault, connection.id, secret);
      if (connection.holder === 'device') await goOnWithThreads(tx, connection.id);
    });
  }
}

const credentials = (connection: Connection, secret: string) => ({
  handle: connection.handle,
  secret,
  serviceUrl: connection.service_url,
});

function sameAccount(connection: Connection, account: Account): void {
  if (account.remoteId === connection.remote_account_id) return;
  throw new AppError(
    'other_account',
    `That signs in to ${account.handle}, but this connection is ${connection.handle}.`,
    { status: 409 },
  );
}

/** Runs a sign-in and turns the platform's refusal into an error for the person: its code, its sentence, no secret. */
export async function asked<T>(connector: Connector, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await work(AbortSignal.timeout(SIGN_IN_TIMEOUT_MS));
  } catch (error) {
    const failure = connector.classify(error);
    // With somebody waiting: what the server's own app is refused for does not pass by waiting a little.
    const tooMuch = failure.class === 'wait' && failure.code !== 'app_misconfigured';
    const status = failure.class === 'retry' ? 502 : tooMuch ? 429 : 422;
    throw new AppError(failure.code, failure.message, {
      status,
      details: {
        class: failure.class,
        retry_at: failure.retryAt,
        ...(failure.permissions ? { permissions: failure.permissions } : {}),
      },
    });
  }
}

function alreadyConnected(error: unknown): never {
  if (error instanceof Error && 'constraint' in error && error.constraint === 'connections_server_account') {
    throw new AppError('already_connected', 'This brand has that account already.', { status: 409 });
  }
  throw error;
}
