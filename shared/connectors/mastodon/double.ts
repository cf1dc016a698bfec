/**
 * A server that behaves like a Mastodon instance's REST API and OAuth pages, made from their documentation
 * (https://docs.joinmastodon.org/): registration of apps, sign-in with PKCE, statuses with idempotency keys, files that
 * take a while, limits with their headers, a list of statuses that may lag behind. Tests switch on what goes wrong.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import {
  type Asked,
  consent,
  consentPage,
  filePart,
  json,
  pageOf,
  startDouble,
} from '../../../tests/doubles/double.ts';

type Account = { id: string; username: string; display_name: string };
type DoubleStatus = {
  id: string;
  text: string;
  created_at: string;
  in_reply_to_id: string | null;
  visibility: string;
  account: Account;
  media_ids: string[];
  gone: boolean;
};
type App = { client_id: string; client_secret: string; redirect_uris: string[]; scopes: string };
type Code = {
  app: App;
  account: Account;
  redirect: string;
  challenge: string | null;
  scope: string;
  used: boolean;
};

const KEY_LIFE_MS = 3_600_000;

export type MastodonDouble = Awaited<ReturnType<typeof startMastodon>>;

export async function startMastodon(options: { maxCharacters?: number } = {}) {
  const apps = new Map<string, App>();
  const codes = new Map<string, Code>();
  const tokens = new Map<string, { account: Account; scope: string }>();
  const statuses: DoubleStatus[] = [];
  const keys = new Map<string, { status: DoubleStatus; at: number }>();
  const media = new Map<string, { looks: number; file: Buffer; type: string; description: string }>();
  const person: Account = { id: '109', username: 'bakery', display_name: 'Harbour Bakery' };
  const visitor: Account = { id: '110', username: 'visitor', display_name: 'A Visitor' };
  const settings = {
    mediaLooks: 1,
    lagMs: 0,
    scope: undefined as string | undefined,
    /** Where the account moved to. */
    moved: null as { acct: string } | null,
    /** How many requests a token may make in a window. */
    limit: 300,
    windowMs: 300_000,
  };
  const windows = new Map<string, { used: number; ends: number }>();
  let last = 112_000_000_000_000_000n;
  const nextId = () => {
    last += 1n;
    return String(last);
  };

  const shown = (status: DoubleStatus) => ({
    ...status,
    content: `<p>${status.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n\n', '</p><p>').replaceAll('\n', '<br>')}</p>`,
    account: { ...status.account, acct: status.account.username, url: `${url}/@${status.account.username}` },
    url: `${url}/@${status.account.username}/${status.id}`,
    uri: `${url}/users/${status.account.username}/statuses/${status.id}`,
  });
  const add = (account: Account, text: string, extra: Partial<DoubleStatus> = {}): DoubleStatus => {
    const status: DoubleStatus = {
      id: nextId(),
      text,
      created_at: new Date().toISOString(),
      in_reply_to_id: null,
      visibility: 'public',
      account,
      media_ids: [],
      gone: false,
      ...extra,
    };
    statuses.push(status);
    return status;
  };

  function answer({ method, url: at, path, headers, raw, body: fields }: Asked, response: ServerResponse) {
    const body = fields as Record<string, string> & { media_ids?: unknown };
    const found = (pattern: RegExp) => pattern.exec(path)?.[1] ?? '';
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const holder = tokens.get(token);
    if (holder) {
      // https://docs.joinmastodon.org/api/rate-limits/
      const known = windows.get(token);
      const window =
        known && known.ends > Date.now() ? known : { used: 0, ends: Date.now() + settings.windowMs };
      window.used += 1;
      windows.set(token, window);
      const left = {
        'x-ratelimit-limit': String(settings.limit),
        'x-ratelimit-remaining': String(Math.max(0, settings.limit - window.used)),
        'x-ratelimit-reset': new Date(window.ends).toISOString(),
      };
      if (window.used > settings.limit) return json(response, 429, { error: 'Too many requests' }, left);
      // Nobody hears an answer that gets lost.
      if ('setHeader' in response)
        for (const [name, value] of Object.entries(left)) response.setHeader(name, value);
    }
    const may = (scope: string): boolean => {
      if (!holder) json(response, 401, { error: 'The access token is invalid' });
      else if (
        !holder.scope.split(' ').some((granted) => granted === scope || granted === scope.split(':')[0])
      )
        json(response, 403, { error: 'This action is outside the authorized scopes' });
      else return true;
      return false;
    };
    const alive = (id: string) => statuses.find((status) => status.id === id && !status.gone);

    if (path === '/api/v2/instance') {
      return json(response, 200, {
        domain: 'example.social',
        version: '4.4.0',
        configuration: {
          statuses: {
            max_characters: options.maxCharacters ?? 500,
            max_media_attachments: 4,
            characters_reserved_per_url: 23,
          },
        },
      });
    }
    if (path === '/api/v1/apps' && method === 'POST') {
      const app: App = {
        client_id: randomBytes(16).toString('hex'),
        client_secret: randomBytes(16).toString('hex'),
        redirect_uris: [body.redirect_uris ?? ''].flatMap((text) => text.split(/\s+/)),
        scopes: body.scopes ?? 'read',
      };
      apps.set(app.client_id, app);
      return json(response, 200, {
        id: nextId(),
        name: body.client_name,
        ...app,
        redirect_uri: body.redirect_uris,
      });
    }
    if (path === '/oauth/authorize') {
      const ask = method === 'POST' ? body : Object.fromEntries(at.searchParams);
      const app = apps.get(ask.client_id ?? '');
      const redirect = ask.redirect_uri ?? '';
      if (!app?.redirect_uris.includes(redirect)) return json(response, 400, { error: 'invalid_client' });
      const beyond = (ask.scope ?? '').split(' ').some((scope) => !app.scopes.split(' ').includes(scope));
      if (beyond) return json(response, 400, { error: 'invalid_scope' });
      if (method === 'GET') return consentPage(response, path, at.searchParams);
      const back = new URL(redirect);
      back.searchParams.set('state', ask.state ?? '');
      if (ask.allow !== 'yes') {
        back.searchParams.set('error', 'access_denied');
        back.searchParams.set(
          'error_description',
          'The resource owner or authorization server denied the request.',
        );
      } else {
        const code = randomBytes(24).toString('base64url');
        codes.set(code, {
          app,
          account: person,
          redirect,
          challenge: ask.code_challenge ?? null,
          scope: ask.scope ?? 'read',
          used: false,
        });
        back.searchParams.set('code', code);
      }
      return void response.writeHead(302, { location: back.href }).end();
    }
    if (path === '/oauth/token' && method === 'POST') {
      const code = codes.get(body.code ?? '');
      const app = apps.get(body.client_id ?? '');
      if (!app || app.client_secret !== body.client_secret)
        return json(response, 401, {
          error: 'invalid_client',
          error_description: 'Client authentication failed',
        });
      const challenge = createHash('sha256')
        .update(body.code_verifier ?? '')
        .digest('base64url');
      const fits = code && !code.used && code.app === app && code.redirect === body.redirect_uri;
      if (!code || !fits || (code.challenge !== null && code.challenge !== challenge))
        return json(response, 400, {
          error: 'invalid_grant',
          error_description: 'The provided authorization grant is invalid',
        });
      code.used = true;
      const access_token = randomBytes(32).toString('base64url');
      const scope = settings.scope ?? code.scope;
      tokens.set(access_token, { account: code.account, scope });
      return json(response, 200, {
        access_token,
        token_type: 'Bearer',
        scope,
        created_at: Math.floor(Date.now() / 1000),
      });
    }
    if (path === '/api/v1/accounts/verify_credentials') {
      if (!may('read:accounts') || !holder) return;
      const { account } = holder;
      return json(response, 200, {
        ...account,
        acct: account.username,
        url: `${url}/@${account.username}`,
        ...(settings.moved ? { moved: settings.moved } : {}),
      });
    }
    if (path === '/api/v2/media' && method === 'POST') {
      if (!may('write:media')) return;
      const id = nextId();
      const part = /Content-Type: (\S+)/i.exec(raw.toString('latin1'))?.[1] ?? '';
      media.set(id, {
        looks: settings.mediaLooks,
        file: filePart(raw, 'file'),
        type: part,
        description: body.description ?? '',
      });
      return json(response, settings.mediaLooks > 0 ? 202 : 200, { id, type: 'image', url: null });
    }
    if (/^\/api\/v1\/media\/\d+$/.test(path)) {
      if (!may('write:media')) return;
      const file = media.get(found(/(\d+)$/));
      if (!file) return json(response, 404, { error: 'Record not found' });
      file.looks -= 1;
      return json(response, file.looks > 0 ? 206 : 200, { id: found(/(\d+)$/), type: 'image', url: null });
    }
    if (path === '/api/v1/statuses' && method === 'POST') {
      if (!may('write:statuses') || !holder) return;
      const key = headers['idempotency-key'];
      const known = typeof key === 'string' ? keys.get(`${token}/${key}`) : undefined;
      if (known && Date.now() - known.at < KEY_LIFE_MS) return json(response, 200, shown(known.status));
      const text = String(body.status ?? '');
      const mediaIds = Array.isArray(body.media_ids) ? body.media_ids.map(String) : [];
      if (text === '' && mediaIds.length === 0)
        return json(response, 422, { error: "Validation failed: Text can't be blank" });
      if ([...text].length > (options.maxCharacters ?? 500))
        return json(response, 422, { error: 'Validation failed: Text character limit exceeded' });
      if (mediaIds.some((id) => !media.has(id) || (media.get(id)?.looks ?? 0) > 0))
        return json(response, 422, {
          error: 'Cannot attach files that have not finished processing. Try again in a moment!',
        });
      if (body.in_reply_to_id && !alive(String(body.in_reply_to_id)))
        return json(response, 404, { error: 'Record not found' });
      const status = add(holder.account, text, {
        in_reply_to_id: body.in_reply_to_id ? String(body.in_reply_to_id) : null,
        visibility: String(body.visibility ?? 'public'),
        media_ids: mediaIds,
      });
      if (typeof key === 'string') keys.set(`${token}/${key}`, { status, at: Date.now() });
      return json(response, 200, shown(status));
    }
    const one = found(/^\/api\/v1\/statuses\/(\d+)/);
    if (one !== '') {
      if (!may(method === 'DELETE' ? 'write:statuses' : 'read:statuses')) return;
      const status = alive(one);
      if (!status) return json(response, 404, { error: 'Record not found' });
      if (path.endsWith('/source'))
        return json(response, 200, { id: one, text: status.text, spoiler_text: '' });
      if (path.endsWith('/context')) {
        const below = new Set([one]);
        const descendants = statuses.filter((each) => {
          if (each.gone || each.in_reply_to_id === null || !below.has(each.in_reply_to_id)) return false;
          below.add(each.id);
          return true;
        });
        return json(response, 200, { ancestors: [], descendants: descendants.map(shown) });
      }
      if (method === 'DELETE') status.gone = true;
      return json(response, 200, shown(status));
    }
    if (/^\/api\/v1\/accounts\/\d+\/statuses$/.test(path)) {
      if (!may('read:statuses')) return;
      const seen = statuses.filter(
        ({ gone, account, created_at }) =>
          !gone &&
          account.id === found(/accounts\/(\d+)/) &&
          Date.parse(created_at) <= Date.now() - settings.lagMs,
      );
      const size = Math.min(40, Number(at.searchParams.get('limit') ?? 20));
      const { items, next } = pageOf(seen.toReversed(), size, at.searchParams.get('max_id'));
      const link = `<${url}${path}?limit=${size}&max_id=${next}>; rel="next"`;
      return json(response, 200, items.map(shown), next === null ? {} : { link });
    }
    return json(response, 404, { error: 'Not Found' });
  }

  const double = await startDouble(answer);
  const { url } = double;

  return {
    ...double,
    person,
    settings,
    /** Statuses that stand, oldest first. */
    statuses: (account: Account = person) =>
      statuses.filter((status) => !status.gone && status.account.id === account.id),
    media: (id: string) => media.get(id),
    files: () => [...media.values()],
    /** The account says something by itself. */
    say: (text: string) => add(person, text),
    /** Somebody else answers. */
    comment: (text: string, below: string) => add(visitor, text, { in_reply_to_id: below }),
    token: (scope = 'read write', account: Account = person) => {
      const token = randomBytes(32).toString('base64url');
      tokens.set(token, { account, scope });
      return token;
    },
    /** Somebody deletes it there. */
    remove: (id: string) => {
      for (const status of statuses) if (status.id === id) status.gone = true;
    },
    revokeAll: () => tokens.clear(),
    /** All it gave out. */
    tokens: () => [...tokens.keys()],
    /** Every window of a limit is over. */
    endWindows: () => windows.clear(),
    forgetApps: () => apps.clear(),
    forgetKeys: () => keys.clear(),
    signIn: consent,
  };
}
