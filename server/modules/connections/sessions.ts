import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { missingPermissions } from '../../../shared/connection-check.ts';
import { type Connector, ConnectorError, type Session } from '../../../shared/connectors/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Platform } from '../../../shared/kinds/index.ts';
import { during } from '../../connectors/call.ts';
import type { Connectors } from '../../connectors/index.ts';
import type { Db, Tx } from '../../db/db.ts';
import type { Log } from '../../log.ts';
import { createLimits, type Limits } from '../../publisher/limits.ts';
import type { VaultKeys } from '../../vault-keys.ts';
import { createRefreshTurns } from './refresh-turns.ts';
import { holdSecret, loadSecret, markConnected, noteUse, useSecrets } from './secrets.ts';
import { createVault, type Vault } from './vault.ts';

/** Refreshed this long before it ends; workers spread over half of it so that they do not all want the same turn. */
const REFRESH_AHEAD_MS = 300_000;
/** Refreshed in the background this long before it ends, or up to half as long again. */
const EARLY_MS = 600_000;
const REFRESH_TIMEOUT_MS = 20_000;
/** Between looks at a refresh that somebody else has begun. */
const LOOK_AGAIN_MS = 200;
/** Between words in the log about an app that a platform does not accept. */
const TELL_MS = 600_000;

export type HeldConnection = {
  id: string;
  platform: Platform;
  remote_account_id: string;
  service_url: string | null;
};

type OpenOptions = { refused?: string; early?: boolean; stored?: string | undefined };

export type Sessions = {
  vault: Vault;
  /** What the platforms say is left; whatever asks one listens to it. */
  limits: Limits;
  connectorOf(platform: string): Connector;
  /**
   * An opened secret that works now, refreshed where needed.
   * @param options.refused the secret that the platform just refused: this one is not returned again
   * @param options.early replaces one that will have to be replaced soon
   * @param options.stored what `stored` just said, so that it is not read again
   * @throws ConnectorError or whatever the connector threw; a lasting refusal also marks the connection `reconnect`
   */
  open(connection: HeldConnection, options?: OpenOptions): Promise<Session>;
  /**
   * The secrets of these connections, opened, in the caller's transaction (identity system); their use is written down.
   * @returns by connection id; none where there is none or it does not open, of which `open` says why
   */
  stored(tx: Tx, connectionIds: readonly string[]): Promise<Map<string, string>>;
  /** When to open it `early`, in milliseconds since 1970; null for one that does not end. Another moment each time. */
  refreshAt(platform: string, secret: string): number | null;
  /**
   * Calls the platform with a secret that works; one that just ended is replaced once.
   * @throws whatever `call` or `open` threw
   */
  use<T>(
    connection: HeldConnection,
    call: (session: Session, connector: Connector) => Promise<T>,
  ): Promise<T>;
  /** Takes the mark of one that was signed out away: `secret`, which is still the one that is kept, works and may do all. */
  works(connection: HeldConnection, secret: string): Promise<void>;
  /** Marks a connection as signed out, unless its secret was replaced since `secret` was opened. */
  signedOut(connectionId: string, code: string, secret: string | undefined): Promise<void>;
};

export type SessionsDeps = {
  db: Db;
  log: Log;
  connectors: Connectors;
  vaultKeys: VaultKeys;
  now: () => Date;
};

/** Opens and refreshes the secrets of connections the server holds. */
export function createSessions({ db, log, connectors, vaultKeys, now }: SessionsDeps): Sessions {
  const vault = createVault(vaultKeys);
  const turns = createRefreshTurns({ db, log, vault });
  const limits = createLimits({ db, log });
  /** By platform, in milliseconds since 1970. */
  const toldOfApp = new Map<string, number>();

  const connectorOf = (platform: string): Connector => {
    const connector = connectors.get(platform);
    if (!connector) {
      throw new AppError('platform_off', `This server has no connector for ${platform}.`, { status: 422 });
    }
    return connector;
  };

  const isFresh = (connector: Connector, secret: string, { refused, early }: OpenOptions): boolean => {
    if (secret === refused) return false;
    const from = connector.refreshFrom?.(secret);
    if (typeof from === 'number') return now().getTime() < from;
    const ends = connector.expiresAt(secret);
    const ahead = early ? EARLY_MS * 1.5 : REFRESH_AHEAD_MS * (0.5 + Math.random() / 2);
    return ends === null || ends - now().getTime() > ahead;
  };

  const signedOut: Sessions['signedOut'] = (connectionId, code, secret) =>
    db.tx({ as: 'system' }, async (tx) => {
      const stored = await holdSecret(tx, vault, connectionId).catch(() => undefined);
      // Somebody connected it again in the meantime: what was refused is not what is stored.
      if (stored !== secret) return;
      const marked = await tx.run(sql`
        update app.connections set status = 'reconnect', status_code = ${code}, version = version + 1,
               updated_at = greatest(updated_at, now())
         where id = ${connectionId} and holder = 'server' and deleted_at is null
           and (status, status_code) is distinct from ('reconnect', ${code})`);
      if (marked > 0) log.warn({ connectionId, code }, 'a connection has to be made again');
    });

  const works: Sessions['works'] = async ({ id, platform }, secret) => {
    const { needed, granted } = connectorOf(platform).permissions?.(secret) ?? { needed: [], granted: null };
    if (granted && missingPermissions(needed, granted).length > 0) return;
    await db.tx({ as: 'system' }, async (tx) => {
      const stored = await holdSecret(tx, vault, id).catch(() => undefined);
      if (stored === secret) await markConnected(tx, id);
    });
  };

  return {
    vault,
    limits,
    connectorOf,
    signedOut,
    stored: (tx, connectionIds) => useSecrets(tx, vault, connectionIds),
    works,

    async use(connection, call) {
      const connector = connectorOf(connection.platform);
      const session = await this.open(connection);
      try {
        return await call(session, connector);
      } catch (error) {
        if (connector.classify(error).code !== 'token_expired') throw error;
        return call(await this.open(connection, { refused: session.secret }), connector);
      }
    },

    refreshAt(platform, secret) {
      const connector = connectorOf(platform);
      const from = connector.refreshFrom?.(secret);
      // Not all of them at one moment: half an hour is nothing where days are left.
      if (typeof from === 'number') return from + Math.random() * EARLY_MS * 3;
      const ends = connector.expiresAt(secret);
      return ends === null ? null : ends - EARLY_MS * (1 + Math.random() / 2);
    },

    async open(connection, options = {}) {
      const { refused } = options;
      const connector = connectorOf(connection.platform);
      const session = (secret: string): Session => ({
        remoteId: connection.remote_account_id,
        serviceUrl: connection.service_url,
        secret,
      });
      const stored =
        options.stored ??
        (await db.tx({ as: 'system' }, async (tx) => {
          await noteUse(tx, connection.id);
          return loadSecret(tx, vault, connection.id);
        }));
      if (stored === undefined) throw noSecret();
      if (isFresh(connector, stored, options)) return session(stored);

      let tried = stored;
      const by = randomUUID();
      const heard = limits.listen(connector, connection);
      try {
        for (;;) {
          const turn = await turns.take(connection.id, by, (secret) => isFresh(connector, secret, options));
          if (turn === undefined) throw noSecret();
          tried = turn.secret;
          if (turn.is === 'needless') return session(turn.secret);
          if (turn.is === 'mine') {
            const next = await during(heard, () =>
              connector.refresh(session(turn.secret), AbortSignal.timeout(REFRESH_TIMEOUT_MS)),
            );
            const kept = await turns.keep(connection.id, turn, next);
            if (kept === undefined) throw noSecret();
            log.debug({ connectionId: connection.id }, 'refreshed a session');
            return session(kept);
          }
          if (refused === undefined && stillWorks(connector, turn.secret)) return session(turn.secret);
          await sleep(LOOK_AGAIN_MS);
        }
      } catch (error) {
        await turns.giveBack(connection.id, by);
        const failure = connector.classify(error);
        if (failure.code === 'app_misconfigured') tellOfApp(connector.platform);
        // Only a refusal that will stay one disconnects; a platform that is down or slow does not.
        if (failure.class === 'reconnect') await signedOut(connection.id, failure.code, tried);
        else if (refused === undefined && stillWorks(connector, stored)) return session(stored);
        throw error;
      } finally {
        await heard.keep();
      }
    },
  };

  /** Whoever runs the server mends it, no person who signs in: told once in a while for all accounts there. */
  function tellOfApp(platform: string): void {
    const at = now().getTime();
    if (at - (toldOfApp.get(platform) ?? Number.NEGATIVE_INFINITY) < TELL_MS) return;
    toldOfApp.set(platform, at);
    log.error({ platform }, "the platform does not accept this server's app: check its id and secret");
  }

  /** The refresh failed for now, but what we have has not ended yet. */
  function stillWorks(connector: Connector, secret: string): boolean {
    const ends = connector.expiresAt(secret);
    return ends !== null && ends > now().getTime() + 10_000;
  }
}

const noSecret = () =>
  new ConnectorError({
    class: 'reconnect',
    code: 'secret_missing',
    message: 'The server holds nothing to sign in with for this account. Connect it again.',
  });
