/**
 * Facebook Login to Instagram accounts as Meta documents it (login dialog, tokens of a person that are exchanged, what they
 * allowed, and the pages they may act for with each page's own token).
 */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type Asked, consentPage, json } from '../../../tests/doubles/double.ts';

export type FacebookPage = {
  id: string;
  name: string;
  instagram: { id: string; username: string; name: string } | null;
};
type Refuse = (response: ServerResponse, code: number, message: string, subcode?: number) => void;

/** How many pages one list has: fewer than there, so that lists have to be followed. */
const PER_LIST = 2;
const ALLOWED = [
  'instagram_basic',
  'instagram_content_publish',
  'instagram_manage_comments',
  'instagram_manage_contents',
  'pages_show_list',
  'pages_read_engagement',
  'business_management',
];

export function createFacebookLogin(app: { clientId: string; clientSecret: string }, refuse: Refuse) {
  const codes = new Map<string, string>();
  const people = new Map<string, 'short' | 'long'>();
  const pageTokens = new Map<string, string>();
  const settings = { pages: [] as FacebookPage[], declined: [] as string[] };
  const random = (start: string) => `${start}${randomBytes(40).toString('base64url')}`;
  const pageToken = (pageId: string) => {
    const token = random('EAAP');
    pageTokens.set(token, pageId);
    return token;
  };
  const person = (kind: 'short' | 'long') => {
    const token = random('EAAU');
    people.set(token, kind);
    return token;
  };

  return {
    settings,
    pageToken,
    isPageToken: (token: string) => pageTokens.has(token),
    revokeAll: () => pageTokens.clear(),

    /** @param rest the path without its version @returns whether it was any of this */
    answer(
      { method, path, url, body }: Asked,
      rest: string,
      token: string,
      response: ServerResponse,
    ): boolean {
      const query = url.searchParams;
      if (path === '/dialog/oauth') {
        const ask = method === 'POST' ? (body as Record<string, string>) : Object.fromEntries(query);
        if (ask.client_id !== app.clientId || !ask.state) refuse(response, 101, 'Invalid App ID');
        else if (method === 'GET') consentPage(response, path, query);
        else {
          const back = new URL(ask.redirect_uri ?? '');
          back.searchParams.set('state', ask.state);
          if (ask.allow === 'yes') {
            const code = random('AQ');
            codes.set(code, ask.redirect_uri ?? '');
            back.searchParams.set('code', code);
          } else back.searchParams.set('error', 'access_denied');
          response.writeHead(302, { location: `${back.href}#_=_` }).end();
        }
        return true;
      }
      if (rest === 'oauth/access_token') {
        const mine =
          query.get('client_id') === app.clientId && query.get('client_secret') === app.clientSecret;
        const code = query.get('code') ?? '';
        const redirect = codes.get(code);
        if (!mine) refuse(response, 1, 'Error validating client secret.');
        else if (query.get('grant_type') === 'fb_exchange_token') {
          if (people.get(query.get('fb_exchange_token') ?? '') !== 'short')
            refuse(response, 190, 'Invalid OAuth access token.');
          else
            json(response, 200, {
              access_token: person('long'),
              token_type: 'bearer',
              expires_in: 5_183_944,
            });
        } else if (!codes.delete(code) || redirect !== query.get('redirect_uri'))
          refuse(response, 100, 'This authorization code has been used.', 36009);
        else json(response, 200, { access_token: person('short'), token_type: 'bearer', expires_in: 5400 });
        return true;
      }
      if (rest !== 'me/permissions' && rest !== 'me/accounts') return false;
      // Only of a long token are the pages' tokens without an end.
      if (people.get(token) !== 'long') refuse(response, 190, 'Invalid OAuth access token.', 463);
      else if (rest === 'me/permissions')
        json(response, 200, {
          data: ALLOWED.map((permission) => ({
            permission,
            status: settings.declined.includes(permission) ? 'declined' : 'granted',
          })),
        });
      else {
        const from = Number(query.get('after') ?? 0);
        const more = settings.pages.length > from + PER_LIST;
        json(response, 200, {
          data: settings.pages.slice(from, from + PER_LIST).map(({ id, name, instagram }) => ({
            id,
            name,
            access_token: pageToken(id),
            ...(instagram ? { instagram_business_account: instagram } : {}),
          })),
          paging: {
            cursors: { before: String(from), after: String(from + PER_LIST) },
            ...(more ? { next: `${url.origin}${path}?after=${from + PER_LIST}` } : {}),
          },
        });
      }
      return true;
    },
  };
}
