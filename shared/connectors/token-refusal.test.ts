/** What a platform's answer to a refresh says about the account: only what its documentation calls the end is one. */
import { describe, expect, it } from 'vitest';
import { createBlueskyConnector } from './bluesky/index.ts';
import type { Connector, ConnectorDeps, Failure } from './contract.ts';
import { createInstagramConnector } from './instagram/index.ts';
import { createXConnector } from './x/index.ts';
import { createYouTubeConnector } from './youtube/index.ts';

const app = {
  clientId: 'id',
  clientSecret: 'secret',
  authorizeUrl: 'https://platform.test/authorize',
  tokenUrl: 'https://platform.test/token',
};
const tokens = { accessToken: 'old-access', refreshToken: 'old-refresh', expiresAt: 1 };
const makers = {
  x: { make: (deps: ConnectorDeps) => createXConnector({ ...deps, app }), secret: tokens },
  youtube: { make: (deps: ConnectorDeps) => createYouTubeConnector({ ...deps, app }), secret: tokens },
  instagram: {
    make: (deps: ConnectorDeps) => createInstagramConnector({ ...deps, app, mediaUrl: () => '' }),
    secret: { accessToken: 'old-access', expiresAt: 1 },
  },
  bluesky: {
    make: createBlueskyConnector,
    secret: {
      did: 'did:plc:abcdefghijklmnopqrstuvwx',
      handle: 'bakery.test',
      service: 'https://platform.test',
      pds: 'https://platform.test',
      accessJwt: 'old',
      refreshJwt: 'old-refresh',
    },
  },
} satisfies Record<string, { make: (deps: ConnectorDeps) => Connector; secret: object }>;

async function refreshed(
  platform: keyof typeof makers,
  answer: () => Response | Promise<Response>,
  secret: object = makers[platform].secret,
): Promise<Failure> {
  const connector = makers[platform].make({
    fetch: async () => answer(),
    now: () => new Date(),
    baseUrl: 'https://platform.test',
    readMedia: async () => new Uint8Array(),
  });
  const session = { remoteId: '1', serviceUrl: null, secret: JSON.stringify(secret) };
  const thrown = await connector.refresh(session, AbortSignal.timeout(5000)).then(
    () => {
      throw new Error('It was refreshed.');
    },
    (error: unknown) => error,
  );
  return connector.classify(thrown);
}
const oauth = (error: string, error_description?: string) => ({ error, error_description });
const graph = (code: number, error_subcode?: number, message = 'No.') => ({
  error: { message, type: 'OAuthException', code, error_subcode },
});
const ENDED = { class: 'reconnect', code: 'signed_out' };
const APP = { class: 'wait', code: 'app_misconfigured', retryAt: null };
const LATER = { class: 'retry', code: 'refresh_refused' };

/** @see RFC 6749, 5.2; https://docs.x.com; https://developers.google.com/identity/protocols/oauth2; https://developers.facebook.com/docs/graph-api/guides/error-handling */
const cases: [keyof typeof makers, number, object, object][] = [
  ['x', 400, oauth('invalid_grant'), ENDED],
  ['x', 400, oauth('invalid_request', 'Value passed for the token was invalid.'), ENDED],
  ['x', 400, oauth('invalid_request', 'Missing required parameter [grant_type].'), LATER],
  ['x', 401, oauth('invalid_client'), APP],
  ['x', 401, oauth('unauthorized_client', 'Missing valid authorization header'), APP],
  ['x', 400, oauth('unauthorized_client'), APP],
  ['x', 400, oauth('temporarily_unavailable'), LATER],
  ['x', 403, oauth('access_denied'), LATER],
  ['x', 403, { title: 'Forbidden' }, LATER],
  ['x', 401, { title: 'Unauthorized' }, LATER],
  ['x', 429, oauth('slow_down'), { class: 'wait', code: 'rate_limited' }],
  ['x', 503, oauth('server_error'), { class: 'retry', code: 'platform_down' }],
  ['youtube', 400, oauth('invalid_grant', 'Token has been expired or revoked.'), ENDED],
  ['youtube', 401, oauth('invalid_client', 'The OAuth client was not found.'), APP],
  ['youtube', 401, oauth('deleted_client', 'The OAuth client was deleted.'), APP],
  ['youtube', 400, oauth('invalid_request', 'Value passed for the token was invalid.'), LATER],
  ['youtube', 400, oauth('invalid_scope'), LATER],
  ['instagram', 400, graph(190), ENDED],
  ['instagram', 400, graph(190, 463), ENDED],
  ['instagram', 400, graph(102), ENDED],
  ['instagram', 400, graph(190, undefined, 'Error validating application. It was deleted.'), APP],
  ['instagram', 400, graph(200, undefined, 'API access blocked.'), APP],
  ['instagram', 400, graph(101, undefined, 'Invalid App ID'), APP],
  ['instagram', 400, graph(2), { class: 'retry', code: 'platform_down', outcome: 'unknown' }],
  ['instagram', 401, { html: true }, { class: 'retry', code: 'platform_down' }],
  ['bluesky', 400, { error: 'ExpiredToken', message: 'Token has been revoked' }, ENDED],
  ['bluesky', 400, { error: 'InvalidToken', message: 'Malformed token' }, ENDED],
  ['bluesky', 401, { error: 'AccountTakedown' }, { class: 'reconnect', code: 'account_suspended' }],
  ['bluesky', 401, { html: true }, LATER],
  ['bluesky', 403, { html: true }, LATER],
];

describe('a refresh that was refused', () => {
  it.each(cases)('%s %i %j', async (platform, status, body, expected) => {
    const failure = await refreshed(platform, () => Response.json(body, { status }));
    expect(failure).toMatchObject({ outcome: 'not_published', ...expected });
  });

  it('a challenge beside the refusal changes nothing of what it says (RFC 6749, 5.2)', async () => {
    const challenged = (error: string) => () =>
      Response.json(oauth(error), { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } });
    expect(await refreshed('x', challenged('invalid_client'))).toMatchObject(APP);
    expect(await refreshed('x', challenged('invalid_grant'))).toMatchObject(ENDED);
  });

  it('a page in between that is no answer of the platform says nothing of the account', async () => {
    const page = (status: number) => () =>
      new Response('<h1>Proxy</h1>', { status, headers: { 'content-type': 'text/html' } });
    for (const platform of ['x', 'youtube'] as const)
      for (const status of [400, 401, 403, 407])
        expect(await refreshed(platform, page(status))).toMatchObject(LATER);
  });

  it('where nothing is kept to renew it with, it has ended without asking', async () => {
    const asked = () => {
      throw new Error('It was asked.');
    };
    expect(await refreshed('x', asked, { ...tokens, refreshToken: '' })).toMatchObject(ENDED);
  });
});
