import { AsyncLocalStorage } from 'node:async_hooks';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { CheckPart, CheckStep } from '../../shared/connection-check.ts';
import { type ConnectionHealth, healthOf } from '../../shared/connection-health.ts';
import { createBlueskyConnector } from '../../shared/connectors/bluesky/index.ts';
import { checkConnection, type Holder } from '../../shared/connectors/check.ts';
import type {
  Account,
  Connector,
  ConnectorDeps,
  Failure,
  Session,
} from '../../shared/connectors/contract.ts';
import { DEFAULT_HOSTS } from '../../shared/connectors/default-hosts.ts';
import type { Answered } from '../../shared/connectors/limits.ts';
import { createMastodonConnector } from '../../shared/connectors/mastodon/index.ts';
import { withoutEcho } from '../../shared/connectors/without-echo.ts';
import { AppError } from '../../shared/errors.ts';
import type { Platform, Row } from '../../shared/kinds/index.ts';
import type { Log } from '../log.ts';
import type { Profile } from '../profile/profile.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Workspace } from '../workspace.ts';
import { createHeard } from './device-heard.ts';
import { connectionOf } from './rows.ts';

type Connection = Row<'connection'>;

/** Accounts whose secrets this device holds, with or without an account of ours. */
export type DeviceAccounts = {
  /** @throws AppError `server_only` for a platform that only the server can hold */
  connector(platform: Platform): Connector;
  /** Signs in and makes the connection. @throws AppError as the platform refused; `already_connected` */
  connect(
    workspace: Workspace,
    input: { brandId: string; platform: Platform; handle: string; secret: string; serviceUrl: string | null },
  ): Promise<string>;
  /** Signs in again to the same account. @throws AppError as the platform refused; `other_account` */
  reconnect(workspace: Workspace, connection: Connection, words: string): Promise<void>;
  /** Keeps what a sign-in brought and makes the connection. @throws AppError `already_connected` */
  add(
    workspace: Workspace,
    made: { id: string; brandId: string; platform: Platform },
    signedIn: { account: Account; secret: string },
  ): Promise<void>;
  /** Puts a new sign-in to the same account in place of the old one. @throws AppError `other_account` */
  renew(
    workspace: Workspace,
    connection: Connection,
    signedIn: { account: Account; secret: string },
  ): Promise<void>;
  /** Calls the platform; its refusal becomes an AppError a screen can show. */
  asked<T>(platform: Platform, call: (at: Connector, signal: AbortSignal) => Promise<T>): Promise<T>;
  holdsHere(connection: Connection): boolean;
  /** What it takes to use the account; null when this device has lost it. @throws AppError `secrets_locked` */
  secretOf(connectionId: string): Promise<string | null>;
  /** Runs a call with a session that works, refreshed once where the platform asks for it. */
  use<T>(connection: Connection, call: (session: Session, connector: Connector) => Promise<T>): Promise<T>;
  forget(connectionId: string): Promise<void>;
  /** A passphrase has to open the secrets first: nothing is known of them, so nothing is missing. */
  locked(): boolean;
  /** They were opened, or given up: what is missing now is said. */
  secretsOpened(): void;
  /** Looks at an account step by step. @param part what is to be found out by this call */
  check(connection: Connection, part: CheckPart): Promise<CheckStep[]>;
  /** How an account stands that this device holds. @throws AppError `secret_missing` */
  health(connection: Connection): Promise<ConnectionHealth>;
  /** What came of asking an account for comments. @param failure why they could not be read; null: they were */
  commentsRead(connectionId: string, failure: Pick<Failure, 'code' | 'message'> | null): void;
  /** Keeps secrets and rows of connections in step. @returns a function that stops it */
  follow(workspace: Workspace): () => void;
};

const PATIENCE_MS = 30_000;
const REFRESH_AHEAD_MS = 60_000;

/** When a sign-in was renewed and used: no secret, and this device's alone. */
const USES = `
  create table if not exists device_accounts (
    connection_id text primary key, renewed_at text, used_at text
  ) strict, without rowid;
`;
const usesSchema = z.object({
  renewed_at: z.string().nullable().default(null),
  used_at: z.string().nullable().default(null),
});

const secretsLocked = () =>
  new AppError('secrets_locked', 'The sign-ins kept on this device are locked.', { status: 423 });

const secretName = (connectionId: string) => `connection ${connectionId}`;

export function createDeviceAccounts(deps: {
  profile: Profile;
  secrets: Secrets;
  fetch: typeof fetch;
  now: () => Date;
  log: Log;
  /** Where a Bluesky account lives that names no service. */
  blueskyService: () => string;
  /** The bytes of a file that goes out. */
  readMedia: ConnectorDeps['readMedia'];
}): DeviceAccounts {
  const { profile, secrets, log } = deps;
  const quiet = withoutEcho(deps.fetch);
  const listening = new AsyncLocalStorage<(answer: Answered) => void>();
  /** Tells whoever listens to the call that it is made for. */
  const listened: typeof fetch = async (input, init) => {
    const response = await quiet(input, init);
    const request = input instanceof Request ? input : { url: String(input), method: 'GET' };
    const method = (init?.method ?? request.method).toUpperCase();
    listening.getStore()?.({ method, url: request.url, headers: response.headers });
    return response;
  };
  const bluesky = createBlueskyConnector({
    fetch: listened,
    now: deps.now,
    baseUrl: DEFAULT_HOSTS.bluesky,
    readMedia: deps.readMedia,
  });
  const heard = createHeard(deps.now);
  /** One refresh at a time for each account: two would end the grant. */
  const refreshing = new Map<string, Promise<string>>();

  const mastodon = createMastodonConnector({
    fetch: listened,
    now: deps.now,
    baseUrl: DEFAULT_HOSTS.mastodon,
    readMedia: deps.readMedia,
  });

  const connector = (platform: Platform): Connector => {
    if (platform === 'bluesky') return bluesky;
    if (platform === 'mastodon') return mastodon;
    throw new AppError('server_only', 'Only the server can hold this kind of account.', { status: 409 });
  };

  const asked = async <T>(platform: Platform, call: (at: Connector, signal: AbortSignal) => Promise<T>) => {
    const at = connector(platform);
    try {
      return await call(at, AbortSignal.timeout(PATIENCE_MS));
    } catch (error) {
      const { code, message, answer, class: failureClass, permissions } = at.classify(error);
      const found = permissions ? { permissions } : {};
      throw new AppError(code, message, { status: 502, details: { class: failureClass, answer, ...found } });
    }
  };

  const locked = () => secrets.where() === 'locked';

  const session = (connection: Connection, secret: string): Session => ({
    remoteId: connection.remote_account_id,
    serviceUrl: connection.service_url,
    secret,
  });

  const refreshed = (connection: Connection, secret: string): Promise<string> => {
    const running = refreshing.get(connection.id);
    if (running) return running;
    const work = connector(connection.platform)
      .refresh(session(connection, secret), AbortSignal.timeout(PATIENCE_MS))
      .then(async (next) => {
        await keep(connection.id, next);
        return next;
      })
      .finally(() => refreshing.delete(connection.id));
    refreshing.set(connection.id, work);
    return work;
  };

  const holdsHere = ({ holder, device_id }: Connection) =>
    holder === 'device' && device_id === profile.deviceId;

  const report = async ({ replica, account }: Workspace, connection: Connection, code: string | null) => {
    const args = {
      id: connection.id,
      brand_id: connection.brand_id,
      status: code === null ? ('connected' as const) : ('reconnect' as const),
      status_code: code,
    };
    if (connection.status === args.status && connection.status_code === code) return;
    // What was done on the platform is done, whether or not it can be written down here.
    await replica
      .mutate([{ name: 'connection.report', args }], account?.personId ?? null)
      .catch((error: unknown) => log.warn({ err: error, connection: connection.id }, 'not recorded'));
  };

  profile.db.exec(USES);
  const renewed = profile.db.prepare(
    `insert into device_accounts (connection_id, renewed_at) values (?, ?)
      on conflict (connection_id) do update set renewed_at = excluded.renewed_at`,
  );
  const used = profile.db.prepare(
    `insert into device_accounts (connection_id, used_at) values (?, ?)
      on conflict (connection_id) do update set used_at = excluded.used_at
        where used_at is null or substr(used_at, 1, 16) <> substr(excluded.used_at, 1, 16)`,
  );
  const uses = profile.db.prepare('select renewed_at, used_at from device_accounts where connection_id = ?');
  const forgetUses = profile.db.prepare('delete from device_accounts where connection_id = ?');
  const keep = async (connectionId: string, secret: string) => {
    await secrets.set(secretName(connectionId), secret);
    renewed.run(connectionId, deps.now().toISOString());
  };
  const forget = async (connectionId: string) => {
    forgetUses.run(connectionId);
    heard.forget(connectionId);
    await secrets.delete(secretName(connectionId));
  };

  /** Whose rows are reported to. */
  let following: Workspace | null = null;
  let lookAgain: (() => void) | null = null;

  return {
    connector,
    holdsHere,
    async secretOf(connectionId) {
      const secret = await secrets.get(secretName(connectionId));
      if (secret === null && locked()) throw secretsLocked();
      return secret;
    },
    forget,
    locked,
    secretsOpened: () => lookAgain?.(),

    async health(connection) {
      const secret = await secrets.get(secretName(connection.id));
      if (secret === null && locked()) throw secretsLocked();
      if (secret === null)
        throw new AppError('secret_missing', 'This device no longer has the sign-in for this account.', {
          status: 409,
        });
      const kept = usesSchema.parse(uses.get(connection.id) ?? {});
      return healthOf(connector(connection.platform), secret, { ...kept, ...heard.of(connection.id) });
    },
    commentsRead: heard.comments,

    check(connection, part) {
      const holder: Holder = {
        connector: connector(connection.platform),
        use: (call) => this.use(connection, call),
        listen: (told, work) => listening.run(told, work),
        know: (limits) => heard.limits(connection.id, limits),
      };
      return checkConnection(part, holder, AbortSignal.timeout(PATIENCE_MS));
    },

    asked,

    async connect(workspace, { brandId, platform, handle, secret: words, serviceUrl }) {
      const signedIn = await asked(platform, (at, signal) =>
        at.connect({ handle, secret: words, serviceUrl: serviceUrl ?? deps.blueskyService() }, signal),
      );
      const id = uuidv7();
      await this.add(workspace, { id, brandId, platform }, signedIn);
      return id;
    },

    async add(workspace, { id, brandId, platform }, { account, secret }) {
      const twin = workspace.replica.read.get<{ id: string }>(
        'select id from connections where brand_id = ? and platform = ? and remote_account_id = ?',
        brandId,
        platform,
        account.remoteId,
      );
      if (twin) {
        throw new AppError('already_connected', 'This brand has this account already.', {
          status: 409,
          details: { connection_id: twin.id },
        });
      }
      const args = {
        id,
        brand_id: brandId,
        platform,
        device_id: profile.deviceId,
        handle: account.handle.slice(0, 300),
        display_name: account.displayName.slice(0, 300),
        remote_account_id: account.remoteId,
        service_url: account.serviceUrl,
        limits: account.limits ?? null,
      };
      // The secret first: a row without one would be an account nobody can use.
      await keep(id, secret);
      try {
        await workspace.replica.mutate(
          [{ name: 'connection.add', args }],
          workspace.account?.personId ?? null,
        );
      } catch (error) {
        await forget(id);
        throw error;
      }
    },

    async reconnect(workspace, connection, words) {
      const { handle, service_url: serviceUrl } = connection;
      const signedIn = await asked(connection.platform, (at, signal) =>
        at.connect({ handle, secret: words, serviceUrl }, signal),
      );
      await this.renew(workspace, connection, signedIn);
    },

    async renew(workspace, connection, { account, secret }) {
      if (account.remoteId !== connection.remote_account_id)
        throw new AppError('other_account', 'That is another account than the one connected here.');
      await keep(connection.id, secret);
      await report(workspace, connection, null);
    },

    async use(connection, call) {
      const at = connector(connection.platform);
      const kept = await secrets.get(secretName(connection.id));
      if (kept === null && locked()) throw secretsLocked();
      if (kept === null) {
        if (following) await report(following, connection, 'secret_missing');
        throw new AppError('reconnect_needed', 'This device no longer has the sign-in for this account.', {
          status: 409,
          details: { class: 'reconnect' },
        });
      }
      try {
        used.run(connection.id, deps.now().toISOString());
        const ends = at.expiresAt(kept);
        const secret =
          ends !== null && ends < deps.now().getTime() + REFRESH_AHEAD_MS
            ? await refreshed(connection, kept)
            : kept;
        const others = listening.getStore();
        const told = (answer: Answered) => {
          others?.(answer);
          heard.limits(connection.id, at.limits?.(answer) ?? []);
        };
        const answer = await listening.run(told, () =>
          call(session(connection, secret), at).catch(async (error: unknown) => {
            if (at.classify(error).code !== 'token_expired') throw error;
            return call(session(connection, await refreshed(connection, secret)), at);
          }),
        );
        if (following) await report(following, connection, null);
        return answer;
      } catch (error) {
        const failure = at.classify(error);
        if (failure.class === 'reconnect' && following) await report(following, connection, failure.code);
        throw error;
      }
    },

    follow(workspace) {
      following = workspace;
      const { replica } = workspace;
      const known = new Set<string>();
      /** A connection that was removed, or that the server holds now, leaves no secret here. */
      const tidy = async () => {
        const rows = replica.read.all<{ id: string }>(
          "select id from connections where holder = 'device' and device_id = ?",
          profile.deviceId,
        );
        const held = new Set(rows.map(({ id }) => id));
        for (const id of known) {
          // A removal the server has not accepted yet may still be taken back.
          if (held.has(id) || (workspace.account && replica.pending('connection', id))) continue;
          const brandLeft = replica.read.get('select 1 from connections where id = ?', id) === undefined;
          log.info({ connectionId: id, removed: brandLeft }, 'this device let go of an account');
          known.delete(id);
          await forget(id);
        }
        for (const id of held) {
          if (known.has(id) || locked()) continue;
          known.add(id);
          // Without a keychain nothing outlives the app: say so before something is due.
          if ((await secrets.get(secretName(id))) !== null || following !== workspace) continue;
          const row = connectionOf(replica, id);
          if (row?.status === 'connected') await report(workspace, row, 'secret_missing');
        }
      };
      const run = () =>
        void tidy().catch((error: unknown) => log.error({ err: error }, 'secrets could not be tidied'));
      lookAgain = run;
      run();
      const unlisten = replica.onCommit((kinds) => {
        if (kinds.has('connection')) run();
      });
      return () => {
        unlisten();
        if (following !== workspace) return;
        following = null;
        lookAgain = null;
      };
    },
  };
}
