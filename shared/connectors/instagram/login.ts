import type { z } from 'zod';
import { type Account, ConnectorError, type SignedIn } from '../contract.ts';
import { alsoGranted, assertGranted } from '../oauth.ts';
import { longTokenSchema, meSchema, shortTokenSchema } from './api.ts';
import type { At, Call } from './client.ts';
import type { InstagramSecret } from './index.ts';

/** An app with Instagram Login as it is registered with Meta, where people sign in, and where its codes are exchanged. */
export type InstagramApp = {
  clientId: string;
  clientSecret: string;
  authorizeUrl: string;
  tokenUrl: string;
};

export const INSTAGRAM_SCOPES = [
  'instagram_business_basic',
  'instagram_business_content_publish',
  'instagram_business_manage_comments',
] as const;

type Request = <T>(
  schema: z.ZodType<T>,
  url: string,
  init: RequestInit & { signal: AbortSignal },
) => Promise<T>;

/**
 * Signing in to Instagram itself (https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login).
 * A code becomes a token of an hour, that one a token of sixty days, and that is extended. It takes no PKCE; the state and
 * the app's secret guard it.
 */
export function createInstagramLogin(deps: {
  app: InstagramApp | undefined;
  /** The host without a version, and with it. */
  baseUrl: string;
  graph: string;
  now: () => Date;
  request: Request;
  call: Call;
}) {
  const { app, baseUrl, request } = deps;

  /** @param scopes what was given when the account was connected: an extension never says */
  const sealed = (answer: z.infer<typeof longTokenSchema>, scopes: readonly string[] | undefined): string =>
    JSON.stringify({
      accessToken: answer.access_token,
      expiresAt: deps.now().getTime() + answer.expires_in * 1000,
      ...(scopes?.length && { scopes: [...scopes] }),
    } satisfies InstagramSecret);

  const me = (token: string, signal: AbortSignal) => {
    const at: At = { graph: deps.graph, token, signal };
    return deps.call(meSchema, 'me?fields=user_id,username,name,account_type', at);
  };

  async function accountOf(token: string, signal: AbortSignal): Promise<Account> {
    const { user_id, username, name, account_type } = await me(token, signal);
    if (!isProfessional(account_type)) {
      throw new ConnectorError({
        class: 'reconnect',
        code: 'account_not_professional',
        message: 'Instagram lets apps post only to professional accounts (business or creator).',
      });
    }
    return {
      remoteId: user_id,
      handle: `@${username}`,
      displayName: name || username,
      serviceUrl: null,
    };
  }

  return {
    /** The page where people sign in. @throws ConnectorError `platform_off` */
    page({ redirectUri, state }: { redirectUri: string; state: string }): string {
      if (!app) throw off();
      const query = new URLSearchParams({
        client_id: app.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: INSTAGRAM_SCOPES.join(','),
        state,
        // A brand is often not the account somebody is signed in to there.
        force_reauth: 'true',
      });
      return `${app.authorizeUrl}?${query}`;
    },

    /** @throws ConnectorError `platform_off` | `permission_missing` | `account_not_professional` */
    async finish(
      { redirectUri, code }: { redirectUri: string; code: string },
      signal: AbortSignal,
    ): Promise<SignedIn> {
      if (!app) throw off();
      const short = await request(shortTokenSchema, app.tokenUrl, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: app.clientId,
          client_secret: app.clientSecret,
          grant_type: 'authorization_code',
          redirect_uri: redirectUri,
          // Some answers carry a mark at the end that is no part of it.
          code: code.replace(/#_$/, ''),
        }),
        signal,
      });
      const { permissions } = short;
      if (permissions.length > 0) assertGranted(INSTAGRAM_SCOPES, permissions);
      const query = new URLSearchParams({
        grant_type: 'ig_exchange_token',
        client_secret: app.clientSecret,
        access_token: short.accessToken,
      });
      const long = await request(longTokenSchema, `${baseUrl}/access_token?${query}`, { signal });
      const account = await accountOf(long.access_token, signal).catch(
        alsoGranted(INSTAGRAM_SCOPES, permissions),
      );
      return { account, secret: sealed(long, permissions) };
    },

    /** For another sixty days. */
    async extend({ accessToken, scopes }: InstagramSecret, signal: AbortSignal): Promise<string> {
      const query = new URLSearchParams({ grant_type: 'ig_refresh_token', access_token: accessToken });
      const long = await request(longTokenSchema, `${baseUrl}/refresh_access_token?${query}`, { signal });
      return sealed(long, scopes);
    },

    /** Whose token it is, and whether the account is of a sort that apps may post to. */
    async examine(token: string, signal: AbortSignal) {
      const { user_id, username, account_type } = await me(token, signal);
      const unfit = isProfessional(account_type) ? null : 'account_not_professional';
      return { remoteId: user_id, handle: `@${username}`, accountType: account_type || null, unfit };
    },
  };
}

const isProfessional = (accountType: string): boolean =>
  accountType === '' || ['BUSINESS', 'MEDIA_CREATOR'].includes(accountType.toUpperCase());

/** The server is not set up for this way of signing in, or not any more. */
export const off = () =>
  new ConnectorError({
    class: 'give_up',
    code: 'platform_off',
    message: 'This server is not set up for this way of signing in to Instagram.',
  });
