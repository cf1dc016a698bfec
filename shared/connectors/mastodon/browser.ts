import { z } from 'zod';
import { type Account, type BrowserSignIn, ConnectorError } from '../contract.ts';
import { applicationSchema, tokenSchema } from './api.ts';
import type { createClient, MastodonSecret } from './client.ts';

/** What Pillarbox does there: posts with pictures, reads answers, deletes what it posted. Nothing of the person's lists or messages. */
const SCOPES = ['read:accounts', 'read:statuses', 'write:statuses', 'write:media'] as const;
const SCOPE = SCOPES.join(' ');

const clientSchema = applicationSchema.extend({ service: z.url() });
const keptSchema = clientSchema.extend({ verifier: z.string() });

/**
 * OAuth at an instance (https://docs.joinmastodon.org/methods/oauth/): the app registers itself there once; the
 * challenge of PKCE is understood from 4.3 on and passed over by older ones.
 */
export function createBrowserSignIn(deps: {
  call: ReturnType<typeof createClient>;
  baseUrl: string;
  accountOf(secret: MastodonSecret, signal: AbortSignal): Promise<Account>;
}): BrowserSignIn {
  const { call } = deps;
  return {
    async register({ serviceUrl, redirectUri }, signal) {
      const service = new URL(serviceUrl ?? deps.baseUrl).origin;
      const body = { client_name: 'Pillarbox', redirect_uris: redirectUri, scopes: SCOPE };
      const { data } = await call(applicationSchema, '/api/v1/apps', { service, body, signal });
      return JSON.stringify({ ...data, service });
    },

    async begin({ client, redirectUri, state }) {
      const known = clientSchema.parse(JSON.parse(client));
      const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: known.client_id,
        redirect_uri: redirectUri,
        scope: SCOPE,
        state,
        code_challenge: base64url(new Uint8Array(digest)),
        code_challenge_method: 'S256',
        // A brand is often not the account somebody is signed in to there.
        force_login: 'true',
      });
      return {
        url: `${known.service}/oauth/authorize?${query}`,
        kept: JSON.stringify({ ...known, verifier }),
      };
    },

    async finish({ kept, redirectUri, code }, signal) {
      const { service, verifier, client_id, client_secret } = keptSchema.parse(JSON.parse(kept));
      const { data } = await call(tokenSchema, '/oauth/token', {
        service,
        signal,
        body: {
          grant_type: 'authorization_code',
          code,
          client_id,
          client_secret,
          redirect_uri: redirectUri,
          code_verifier: verifier,
        },
      });
      const granted = new Set(data.scope.split(/\s+/));
      const missing = SCOPES.filter(
        (scope) => !granted.has(scope) && !granted.has(scope.split(':')[0] ?? ''),
      );
      if (data.scope !== '' && missing.length > 0) {
        throw new ConnectorError({
          class: 'reconnect',
          code: 'permission_missing',
          message: `The account was connected without ${missing.join(', ')}. Connect it again and allow everything asked for.`,
        });
      }
      const secret: MastodonSecret = { service, accessToken: data.access_token };
      return { account: await deps.accountOf(secret, signal), secret: JSON.stringify(secret) };
    },
  };
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
