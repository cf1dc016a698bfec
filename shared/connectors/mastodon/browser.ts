import { z } from 'zod';
import type { Account, BrowserSignIn, ConnectorDeps } from '../contract.ts';
import { alsoGranted, createOAuth, type OAuthClient } from '../oauth.ts';
import { applicationSchema } from './api.ts';
import type { createClient, MastodonSecret } from './client.ts';

/** What Pillarbox does there: posts with pictures, reads answers, deletes what it posted. Nothing of the person's lists or messages. */
export const SCOPES = ['read:accounts', 'read:statuses', 'write:statuses', 'write:media'] as const;
const SCOPE = SCOPES.join(' ');

const clientSchema = applicationSchema.extend({ service: z.url() });
const keptSchema = clientSchema.extend({ verifier: z.string() });

/**
 * OAuth at an instance (https://docs.joinmastodon.org/methods/oauth/): the app registers itself there once; the
 * challenge of PKCE is understood from 4.3 on and passed over by older ones.
 */
export function createBrowserSignIn(
  deps: ConnectorDeps & {
    call: ReturnType<typeof createClient>;
    accountOf(secret: MastodonSecret, signal: AbortSignal): Promise<Account>;
  },
): BrowserSignIn {
  const oauth = createOAuth(deps);
  return {
    async register({ serviceUrl, redirectUri }, signal) {
      const service = new URL(serviceUrl ?? deps.baseUrl).origin;
      const body = { client_name: 'Pillarbox', redirect_uris: redirectUri, scopes: SCOPE };
      const { data } = await deps.call(applicationSchema, '/api/v1/apps', { service, body, signal });
      return JSON.stringify({ ...data, service });
    },

    async begin({ client, redirectUri, state }) {
      const known = clientSchema.parse(JSON.parse(client));
      const { url, verifier } = await oauth.begin(clientAt(known), {
        scope: SCOPE,
        redirectUri,
        state,
        // A brand is often not the account somebody is signed in to there.
        extra: { force_login: 'true' },
      });
      return { url, kept: JSON.stringify({ ...known, verifier }) };
    },

    async finish({ kept, redirectUri, code }, signal) {
      const known = keptSchema.parse(JSON.parse(kept));
      const { verifier, service } = known;
      const tokens = await oauth.exchange(
        clientAt(known),
        { code, verifier, redirectUri, needs: SCOPES },
        signal,
      );
      const secret: MastodonSecret = {
        service,
        accessToken: tokens.accessToken,
        ...(tokens.scopes.length > 0 ? { scopes: tokens.scopes } : {}),
      };
      const account = await deps.accountOf(secret, signal).catch(alsoGranted(SCOPES, tokens.scopes));
      return { account, secret: JSON.stringify(secret) };
    },
  };
}

const clientAt = ({ service, client_id, client_secret }: z.infer<typeof clientSchema>): OAuthClient => ({
  authorizeUrl: `${service}/oauth/authorize`,
  tokenUrl: `${service}/oauth/token`,
  clientId: client_id,
  clientSecret: client_secret,
  auth: 'post',
  registered: true,
});
