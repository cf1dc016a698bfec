import * as oauth from 'openid-client';
import { z } from 'zod';
import { missingPermissions, type PermissionsFound } from '../connection-check.ts';
import {
  type Account,
  type BrowserSignIn,
  type Connector,
  type ConnectorDeps,
  ConnectorError,
} from './contract.ts';
import { refusedExchange, refusedRefresh, type TokenRefusal } from './token-refusal.ts';

/** Where a platform signs people in, and what we are known as there. */
export type OAuthClient = {
  authorizeUrl: string;
  tokenUrl: string;
  clientId: string;
  /** Null: a public client, known by its id alone. */
  clientSecret: string | null;
  /** How the secret travels (RFC 6749, 2.3.1). */
  auth: 'basic' | 'post';
  /** It made itself known there, and can do so again. */
  registered?: true;
  /** Whether a refusal says that a refresh token is over, where that is not by `invalid_grant`. */
  ended?(refusal: TokenRefusal): boolean;
};

export type Tokens = {
  accessToken: string;
  /** Empty where the platform gave none, or gave none anew. */
  refreshToken: string;
  /** Milliseconds since 1970; null where the platform does not say. */
  expiresAt: number | null;
  scopes: string[];
};

/** What is sealed of an account whose access ends and is refreshed. */
const oauthSecretSchema = z.object({
  accessToken: z.string().min(1).max(10_000),
  refreshToken: z.string().max(10_000),
  /** Milliseconds since 1970; null where the platform does not say. */
  expiresAt: z.number().nullable(),
  /** What was given with it, where it was said. */
  scopes: z.array(z.string()).optional(),
});
export type OAuthSecret = z.infer<typeof oauthSecretSchema>;

/** @throws ConnectorError `secret_unreadable` */
export function openSecret<T>(schema: z.ZodType<T>, secret: string): T {
  try {
    return schema.parse(JSON.parse(secret));
  } catch {
    throw new ConnectorError({
      class: 'reconnect',
      code: 'secret_unreadable',
      message: 'What is stored for this account cannot be read. Connect it again.',
    });
  }
}

/** The tokens of an account that was signed in to by `createCodeSignIn`. @throws ConnectorError `secret_unreadable` */
export const openTokens = (secret: string): OAuthSecret => openSecret(oauthSecretSchema, secret);

/** `connect` of a platform where nobody types in a password. @param name the platform's */
export const onlyInBrowser = (name: string) => async (): Promise<never> => {
  throw new ConnectorError({
    class: 'reconnect',
    code: 'sign_in_in_browser',
    message: `${name} is connected by signing in there.`,
  });
};

const keptSchema = z.object({ verifier: z.string() });

const tokensSchema = z.object({
  access_token: z.string().min(1).max(10_000),
  refresh_token: z.string().max(10_000).default(''),
  expires_in: z.number().positive().optional(),
  scope: z.string().default(''),
});

/** The authorization code grant with PKCE and refreshing, by `openid-client`, through a connector's own fetch. */
export function createOAuth({ fetch, now }: Pick<ConnectorDeps, 'fetch' | 'now'>) {
  const configured = (client: OAuthClient, signal?: AbortSignal): oauth.Configuration => {
    const { authorizeUrl, tokenUrl, clientId, clientSecret, auth } = client;
    const way =
      clientSecret === null
        ? oauth.None()
        : auth === 'basic'
          ? basic(clientSecret)
          : oauth.ClientSecretPost(clientSecret);
    const config = new oauth.Configuration(
      { issuer: new URL(tokenUrl).origin, authorization_endpoint: authorizeUrl, token_endpoint: tokenUrl },
      clientId,
      clientSecret ?? undefined,
      way,
    );
    config[oauth.customFetch] = (url, options) =>
      fetch(url, { ...(options as RequestInit), redirect: 'error', ...(signal ? { signal } : {}) }).then(
        readable,
      );
    // Whether plain http is allowed is for the fetch to say: it knows whose machines they are.
    if (tokenUrl.startsWith('http:')) oauth.allowInsecureRequests(config);
    return config;
  };

  const read = (answer: unknown): Tokens => {
    const { access_token, refresh_token, expires_in, scope } = tokensSchema.parse(answer);
    return {
      accessToken: access_token,
      refreshToken: refresh_token,
      expiresAt: expires_in === undefined ? null : now().getTime() + expires_in * 1000,
      // Spaces by the RFC, commas at some.
      scopes: scope.split(/[\s,]+/).filter((name) => name !== ''),
    };
  };

  return {
    /** @returns the page to open, and the verifier that the exchange will need */
    async begin(
      client: OAuthClient,
      {
        scope,
        redirectUri,
        state,
        extra = {},
      }: { scope: string; redirectUri: string; state: string; extra?: Record<string, string> },
    ): Promise<{ url: string; verifier: string }> {
      const verifier = oauth.randomPKCECodeVerifier();
      const url = oauth.buildAuthorizationUrl(configured(client), {
        redirect_uri: redirectUri,
        scope,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...extra,
      });
      return { url: url.href, verifier };
    },

    /** @throws ConnectorError `sign_in_refused` | `app_misconfigured` | `permission_missing` or whatever the network threw */
    async exchange(
      client: OAuthClient,
      {
        code,
        verifier,
        redirectUri,
        needs,
      }: { code: string; verifier: string; redirectUri: string; needs: readonly string[] },
      signal: AbortSignal,
    ): Promise<Tokens> {
      const asked = { code, code_verifier: verifier, redirect_uri: redirectUri };
      const tokens = await oauth
        .genericGrantRequest(configured(client, signal), 'authorization_code', asked)
        .then(read, refusedExchange(client.registered ?? false));
      // A platform that says nothing of scopes gave what was asked for (RFC 6749, 5.1).
      if (tokens.scopes.length > 0) assertGranted(needs, tokens.scopes);
      return tokens;
    },

    /**
     * The next tokens. An answer without a new refresh token leaves the old one in place: an empty one written over it
     * would end the connection for good.
     * @throws ConnectorError `signed_out` where the platform says that it is over; `app_misconfigured` where the app is at
     * fault; anything that may pass as it came
     */
    async refresh(client: OAuthClient, refreshToken: string, signal: AbortSignal): Promise<Tokens> {
      const tokens = await oauth
        .refreshTokenGrant(configured(client, signal), refreshToken)
        .then(read, refusedRefresh(client.ended));
      return { ...tokens, refreshToken: tokens.refreshToken || refreshToken };
    },
  };
}

/**
 * As the library reads it: some say that there is no new refresh token by an empty one, which it takes for an answer that is
 * broken, and beside a challenge it does not read why.
 */
async function readable(response: Response): Promise<Response> {
  if (!response.ok) {
    if (!response.headers.has('www-authenticate')) return response;
    const headers = new Headers(response.headers);
    headers.delete('www-authenticate');
    return new Response(response.body, { status: response.status, headers });
  }
  const answer = emptyRefresh.safeParse(
    await response
      .clone()
      .json()
      .catch(() => null),
  );
  if (!answer.success) return response;
  const { refresh_token: _none, ...rest } = answer.data;
  return Response.json(rest, { status: response.status });
}
const emptyRefresh = z.looseObject({ refresh_token: z.literal('') });

/**
 * @param granted what the platform says was given
 * @throws ConnectorError `permission_missing` that tells of each
 */
export function assertGranted(needed: readonly string[], granted: readonly string[]): void {
  const missing = missingPermissions(needed, granted);
  if (missing.length === 0) return;
  throw new ConnectorError({
    class: 'reconnect',
    code: 'permission_missing',
    message: `The account was connected without ${missing.join(', ')}. Connect it again and allow everything asked for.`,
    permissions: { needed: [...needed], granted: [...granted] },
  });
}

/** For `catch`: a refusal that came after permissions were found to be given tells of them as well. */
export const alsoGranted =
  (needed: readonly string[], granted: readonly string[]) =>
  (error: unknown): never => {
    if (!(error instanceof ConnectorError) || granted.length === 0) throw error;
    const permissions: PermissionsFound = { needed: [...needed], granted: [...granted] };
    throw new ConnectorError({ ...error.failure, permissions }, { cause: error });
  };

/**
 * Like `ClientSecretBasic`, but letters that a form leaves as they are (`-`, `_`, `.`) stay so: read the same by a server
 * that decodes (RFC 6749, 2.3.1) and by one that does not.
 */
function basic(clientSecret: string): oauth.ClientAuth {
  return (_server, { client_id }, _body, headers) => {
    const credentials = `${encodeURIComponent(client_id)}:${encodeURIComponent(clientSecret)}`;
    headers.set('authorization', `Basic ${btoa(credentials)}`);
  };
}

/** Where a scope was not said again, what was given before holds. */
function sealed({ scopes, ...tokens }: Tokens, before?: OAuthSecret): string {
  const given = scopes.length > 0 ? scopes : before?.scopes;
  return JSON.stringify({ ...tokens, ...(given ? { scopes: given } : {}) } satisfies OAuthSecret);
}

/**
 * All of a connector that signs in by code with PKCE and keeps tokens that are refreshed (`openTokens`).
 * @param what.extra what else the sign-in page is told
 * @param what.accountOf whose tokens they are
 */
export function createCodeSignIn(
  deps: Pick<ConnectorDeps, 'fetch' | 'now'>,
  what: {
    client: OAuthClient;
    scopes: readonly string[];
    extra?: Record<string, string>;
    accountOf(accessToken: string, signal: AbortSignal): Promise<Account>;
  },
): Required<Pick<Connector, 'browser' | 'expiresAt' | 'permissions' | 'refresh'>> {
  const oauth = createOAuth(deps);
  const { client, scopes, extra, accountOf } = what;
  const browser: BrowserSignIn = {
    async begin({ redirectUri, state }) {
      const asked = { scope: scopes.join(' '), redirectUri, state, ...(extra ? { extra } : {}) };
      const { url, verifier } = await oauth.begin(client, asked);
      return { url, kept: JSON.stringify({ verifier }) };
    },
    async finish({ kept, redirectUri, code }, signal) {
      const { verifier } = keptSchema.parse(JSON.parse(kept));
      const tokens = await oauth.exchange(client, { code, verifier, redirectUri, needs: scopes }, signal);
      const account = await accountOf(tokens.accessToken, signal).catch(alsoGranted(scopes, tokens.scopes));
      return { account, secret: sealed(tokens) };
    },
  };
  return {
    browser,
    expiresAt: (secret) => openTokens(secret).expiresAt,
    permissions: (secret) => ({ needed: scopes, granted: openTokens(secret).scopes ?? null }),
    async refresh({ secret }, signal) {
      const before = openTokens(secret);
      if (before.refreshToken === '')
        throw new ConnectorError({
          class: 'reconnect',
          code: 'signed_out',
          message: 'The sign-in has ended, and nothing is kept to renew it with.',
        });
      return sealed(await oauth.refresh(client, before.refreshToken, signal), before);
    },
  };
}
