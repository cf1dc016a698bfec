import type { z } from 'zod';
import { BY_FACEBOOK } from '../../kinds/index.ts';
import { ConnectorError, type SignedIn } from '../contract.ts';
import { assertGranted } from '../oauth.ts';
import { pagesSchema, permissionsSchema, userTokenSchema } from './api.ts';
import type { At, Call } from './client.ts';
import type { InstagramSecret } from './index.ts';

/** An app with Facebook Login as it is registered with Meta; addresses without a slash at their end. */
export type FacebookApp = { graphUrl: string; clientId: string; clientSecret: string; authorizeUrl: string };

/** What it takes to do all that we do, but to delete. */
export const FACEBOOK_SCOPES = [
  'instagram_basic',
  'instagram_content_publish',
  'instagram_manage_comments',
  'pages_show_list',
  'pages_read_engagement',
] as const;
/** Only with this one are posts deleted there (https://developers.facebook.com/docs/instagram-platform/reference/instagram-media). */
const DELETES = 'instagram_manage_contents';
/** Pages that belong to a business are not listed without it. */
const BUSINESS = 'business_management';
/** More pages than anybody looks through. */
const MOST_LISTS = 10;

type Request = <T>(schema: z.ZodType<T>, url: string, init: { signal: AbortSignal }) => Promise<T>;

/**
 * Signing in with Facebook to the Instagram accounts of one's pages
 * (https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login). What is kept of it is a
 * page's token, which comes of a token of sixty days and does not end itself; the person's own is let go.
 */
export function createFacebookLogin(deps: { app: FacebookApp; graph: string; request: Request; call: Call }) {
  const { app, graph } = deps;
  const client = { client_id: app.clientId, client_secret: app.clientSecret };
  const token = async (query: Record<string, string>, signal: AbortSignal): Promise<string> => {
    const asked = new URLSearchParams({ ...client, ...query });
    return (await deps.request(userTokenSchema, `${graph}/oauth/access_token?${asked}`, { signal }))
      .access_token;
  };

  async function pagesOf(at: At) {
    const pages: z.infer<typeof pagesSchema>['data'] = [];
    const fields = 'id,name,access_token,instagram_business_account{id,username,name}';
    let after = '';
    for (let lists = 0; lists < MOST_LISTS; lists += 1) {
      const query = new URLSearchParams({ fields, limit: '100', ...(after ? { after } : {}) });
      const { data, paging } = await deps.call(pagesSchema, `me/accounts?${query}`, at);
      pages.push(...data);
      after = paging?.cursors?.after ?? '';
      if (!paging?.next || !after) break;
    }
    return pages;
  }

  return {
    /** The page where people sign in. */
    page({ redirectUri, state }: { redirectUri: string; state: string }): string {
      const query = new URLSearchParams({
        client_id: app.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: [...FACEBOOK_SCOPES, DELETES, BUSINESS].join(','),
        state,
        // What was declined before is asked for again.
        auth_type: 'rerequest',
      });
      return `${app.authorizeUrl}?${query}`;
    },

    /**
     * Every Instagram account of the pages that the person let us see.
     * @throws ConnectorError `permission_missing` | `facebook_no_page` | `facebook_page_alone`
     */
    async finish(
      { redirectUri, code }: { redirectUri: string; code: string },
      signal: AbortSignal,
    ): Promise<SignedIn & { others: SignedIn[] }> {
      const short = await token({ redirect_uri: redirectUri, code }, signal);
      const long = await token({ grant_type: 'fb_exchange_token', fb_exchange_token: short }, signal);
      const at = { graph, token: long, signal };
      const { data } = await deps.call(permissionsSchema, 'me/permissions', at);
      const granted = data.filter(({ status }) => status === 'granted').map(({ permission }) => permission);
      assertGranted(FACEBOOK_SCOPES, granted);
      const permissions = { needed: [...FACEBOOK_SCOPES], granted };
      const pages = await pagesOf(at);
      if (pages.length === 0)
        throw new ConnectorError({
          class: 'reconnect',
          code: 'facebook_no_page',
          message: 'Facebook showed no page that this person may act for.',
          permissions,
        });
      const limits = granted.includes(DELETES) ? { deletes: true } : null;
      const [first, ...others] = pages.flatMap(
        ({ id: pageId, access_token: accessToken, instagram_business_account: account }) =>
          account && accessToken
            ? {
                account: {
                  remoteId: account.id,
                  handle: `@${account.username}`,
                  displayName: account.name || account.username,
                  serviceUrl: BY_FACEBOOK,
                  limits,
                },
                secret: JSON.stringify({
                  accessToken,
                  expiresAt: null,
                  scopes: granted,
                  pageId,
                } satisfies InstagramSecret),
              }
            : [],
      );
      if (first) return { ...first, others };
      const names = pages.map(({ name }) => name).join(', ');
      throw new ConnectorError({
        class: 'reconnect',
        code: 'facebook_page_alone',
        message: `No professional Instagram account is linked to a page that was chosen: ${names}`.slice(
          0,
          500,
        ),
        permissions,
      });
    },
  };
}
