import {
  AuthClient,
  type AuthError,
  type Session as AuthSession,
  type Provider,
} from '@supabase/supabase-js';
import { z } from 'zod';
import type { ServerInfo } from '../../shared/discovery.ts';
import { AppError } from '../../shared/errors.ts';
import type { Languages } from '../../shared/languages.ts';
import { PROTOCOL } from '../../shared/sync-protocol.ts';
import type { Log } from '../log.ts';
import type { Account, Profile } from '../profile/profile.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { fromAuthError } from './auth-errors.ts';
import { openLoopback } from './loopback.ts';
import { askServer, canonicalServerUrl, unreachable } from './server-info.ts';

type Auth = InstanceType<typeof AuthClient>;
type Credentials = { email: string; password: string };

/** Who uses this desktop, and the tokens that prove it. Tokens live in `secrets`; the rest of the app sees none. */
export type Session = {
  serverUrl(): string;
  /** @throws AppError `already_signed_in`, `offline`, `server_unreachable`, `not_a_server` */
  setServer(url: string): Promise<void>;
  /** The server's word about itself, asked for when it is not known yet. */
  serverInfo(): Promise<ServerInfo>;
  /** `expired`: signed in here before; the server wants the password again. */
  current(): { state: 'none' } | { state: 'signed_in' | 'expired'; account: Account };
  /**
   * The first three ask the server, which alone knows passwords: whoever is signed in stays so without a connection, and
   * whoever signed out there needs one to come back. They throw AppError: `invalid_credentials`, `weak_password`, `user_already_exists`,
   * `confirm_email`, `offline`, `must_update`, `server_must_update`, ...
   */
  signUp(input: Credentials & { name: string }): Promise<Account>;
  signIn(input: Credentials): Promise<Account>;
  signInWithBrowser(): Promise<Account>;
  signOut(): Promise<void>;
  /** The access token to use now; null when nobody is signed in. @throws AppError when the server cannot be asked */
  accessToken(): Promise<string | null>;
  /** A new access token after the server refused one; null when the person has to sign in again. */
  refreshToken(): Promise<string | null>;
  /** Secrets that were locked can be read. @returns whether somebody is signed in again by it */
  secretsOpened(): Promise<boolean>;
  onChange(listener: () => void): () => void;
  close(): void;
};

export type SessionDeps = {
  profile: Profile;
  secrets: Secrets;
  defaultServerUrl: string;
  fetch: typeof fetch;
  openExternal(url: string): Promise<void>;
  /** The words of the page a browser sign-in ends on. */
  languages: Languages;
  log: Log;
};

/** A token this much older than its life is not worth sending. */
const MARGIN_MS = 90_000;
/** Signing out does not wait longer than this for a server that does not answer. */
const SIGN_OUT_PATIENCE_MS = 3000;

const storageKey = (serverUrl: string) => `session ${serverUrl}`;

/** Restores the account that was signed in last, whether or not the server can be reached. */
export async function createSession(deps: SessionDeps): Promise<Session> {
  const { profile, secrets, log } = deps;
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of [...listeners]) listener();
  };

  let serverUrl =
    profile.account()?.serverUrl ?? profile.server() ?? canonicalServerUrl(deps.defaultServerUrl);
  let info: ServerInfo | null = profile.serverInfo(serverUrl);
  let client: Auth | null = null;
  let account = profile.account();
  let expired = account !== null && (await secrets.get(storageKey(serverUrl))) === null;
  /** The last token issued to this process; its life is counted by a clock that nobody sets. */
  let held: { token: string; goodUntil: number } | null = null;
  let waitingForBrowser: { close(): void } | null = null;
  let lastFailure: unknown;
  const onUnreachable = new Set<(error: AppError) => void>();

  /** auth-js retries a refresh for half a minute; whoever needs the token now is told at the first failure. */
  async function orUnreachable<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    onUnreachable.add(reject);
    try {
      return await Promise.race([work, promise]);
    } finally {
      onUnreachable.delete(reject);
    }
  }

  const authFetch: typeof fetch = async (input, init) => {
    const fail = (error: unknown) => {
      lastFailure = error;
      const reason = unreachable(serverUrl, error);
      for (const reject of [...onUnreachable]) reject(reason);
      throw error;
    };
    const answer = await deps
      .fetch(input, { ...init, signal: AbortSignal.timeout(20_000) })
      .catch((error: unknown) => fail(error));
    const refreshing = String(input).includes('grant_type=refresh_token');
    const json = (answer.headers.get('content-type') ?? '').includes('json');
    // Only the auth service itself may end a session: not a gateway, a limit or a hotel's sign-in page.
    if (
      refreshing &&
      !answer.ok &&
      (!json || [408, 425, 429].includes(answer.status) || answer.status >= 500)
    ) {
      await answer.body?.cancel();
      return fail(new Error(`The server answers ${answer.status}.`));
    }
    return answer;
  };

  const serverInfo = async (): Promise<ServerInfo> => {
    if (info) return info;
    info = await askServer(serverUrl, deps.fetch);
    profile.setServerInfo(serverUrl, info);
    return info;
  };

  const auth = async (): Promise<Auth> => {
    if (client) return client;
    const { auth_url, anon_key } = await serverInfo();
    if (client) return client;
    const made = new AuthClient({
      url: `${auth_url.replace(/\/+$/, '')}/auth/v1`,
      headers: { apikey: anon_key },
      storageKey: storageKey(serverUrl),
      storage: { getItem: secrets.get, setItem: secrets.set, removeItem: secrets.delete },
      persistSession: true,
      autoRefreshToken: false,
      detectSessionInUrl: false,
      skipAutoInitialize: true,
      flowType: 'pkce',
      fetch: authFetch,
    });
    made.onAuthStateChange((event, next) => {
      if (client !== made) return;
      if (event === 'TOKEN_REFRESHED' && next) hold(next);
      if (event === 'SIGNED_OUT') expire();
    });
    client = made;
    return made;
  };

  const expire = () => {
    if (!account || expired) return;
    expired = true;
    held = null;
    void secrets.delete(storageKey(serverUrl));
    log.info('the session has ended; the person has to sign in again');
    changed();
  };

  const hold = ({ access_token, expires_in }: AuthSession) => {
    held = { token: access_token, goodUntil: performance.now() + expires_in * 1000 - MARGIN_MS };
  };

  const thrown = (error: AuthError) => fromAuthError(error, serverUrl, lastFailure);

  const signedIn = async (session: AuthSession | null): Promise<Account> => {
    if (!session) {
      throw new AppError('confirm_email', 'Confirm the address with the link in the e-mail, then sign in.');
    }
    const { server_id } = await serverInfo();
    const { user } = session;
    account = {
      serverUrl,
      serverKey: server_id,
      personId: z.uuid().parse(user.id),
      email: user.email ?? '',
      name: z.string().max(200).catch('').parse(user.user_metadata.name),
    };
    profile.setAccount(account);
    expired = false;
    hold(session);
    changed();
    return account;
  };

  const forSignIn = async (): Promise<Auth> => {
    if (account && !expired) throw new AppError('already_signed_in', 'Sign out first.', { status: 409 });
    lastFailure = undefined;
    // Where accounts live may have changed since the last time.
    const answer = await askServer(serverUrl, deps.fetch);
    if (answer.protocol.oldest > PROTOCOL.newest)
      throw new AppError('must_update', 'This server needs a newer version of the app.');
    if (answer.protocol.newest < PROTOCOL.newest)
      throw new AppError(
        'server_must_update',
        'This app is newer than the server. The server needs an update.',
      );
    if (answer.auth_url !== info?.auth_url || answer.anon_key !== info.anon_key) client = null;
    info = answer;
    profile.setServerInfo(serverUrl, answer);
    return auth();
  };

  return {
    serverUrl: () => serverUrl,
    serverInfo,

    async setServer(url) {
      if (account) throw new AppError('already_signed_in', 'Sign out first.', { status: 409 });
      const next = canonicalServerUrl(url);
      const answer = await askServer(next, deps.fetch);
      serverUrl = next;
      info = answer;
      client = null;
      held = null;
      profile.setServer(next);
      profile.setServerInfo(next, answer);
      changed();
    },

    async secretsOpened() {
      if (!account || !expired || (await secrets.get(storageKey(serverUrl))) === null) return false;
      expired = false;
      // Made while there was nothing to read.
      client = null;
      changed();
      return true;
    },

    current: () => (account ? { state: expired ? 'expired' : 'signed_in', account } : { state: 'none' }),

    async signUp({ email, password, name }) {
      const { data, error } = await (await forSignIn()).signUp({
        email,
        password,
        options: { data: { name } },
      });
      if (error) throw thrown(error);
      return signedIn(data.session);
    },

    async signIn(credentials) {
      const { data, error } = await (await forSignIn()).signInWithPassword(credentials);
      if (error) throw thrown(error);
      return signedIn(data.session);
    },

    async signInWithBrowser() {
      const signIn = await forSignIn();
      waitingForBrowser?.close();
      const loopback = await openLoopback({ languages: deps.languages });
      waitingForBrowser = loopback;
      try {
        // Our own pages call their provider `email`, which auth-js has no name for.
        const provider = 'email' as Provider;
        const options = { redirectTo: loopback.redirectUrl, skipBrowserRedirect: true };
        const { data, error } = await signIn.signInWithOAuth({ provider, options });
        if (error) throw thrown(error);
        await deps.openExternal(data.url);
        const exchanged = await signIn.exchangeCodeForSession(await loopback.code);
        if (exchanged.error) throw thrown(exchanged.error);
        return await signedIn(exchanged.data.session);
      } finally {
        if (waitingForBrowser === loopback) waitingForBrowser = null;
        loopback.close();
      }
    },

    async signOut() {
      if (!account) return;
      const ending = client ?? (info && (await auth()));
      account = null;
      expired = false;
      held = null;
      profile.setAccount(null);
      client = null;
      if (ending) {
        const patience = new Promise<void>((done) => setTimeout(done, SIGN_OUT_PATIENCE_MS).unref());
        await Promise.race([ending.signOut({ scope: 'local' }).catch(() => undefined), patience]);
      }
      // Whatever the server said, this device keeps nothing to come back with.
      await secrets.delete(storageKey(serverUrl));
      changed();
    },

    async accessToken() {
      if (!account || expired) return null;
      if (held && performance.now() < held.goodUntil) return held.token;
      const { data, error } = await orUnreachable((await auth()).getSession());
      if (data.session) return data.session.access_token;
      if (error) {
        const reason = thrown(error);
        if (reason.status === 503) throw reason;
      }
      expire();
      return null;
    },

    async refreshToken() {
      if (!account || expired) return null;
      held = null;
      const { data, error } = await orUnreachable((await auth()).refreshSession());
      if (data.session) return data.session.access_token;
      if (error) {
        const reason = thrown(error);
        if (reason.status === 503) throw reason;
        log.info({ code: reason.code }, 'the session could not be refreshed');
      }
      // auth-js keeps a session whose token has not run out; but the server has just refused that token.
      expire();
      return null;
    },

    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    close() {
      waitingForBrowser?.close();
      client = null;
      listeners.clear();
    },
  };
}
