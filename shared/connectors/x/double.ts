/**
 * A server that behaves like X's API v2, made from its documentation (https://docs.x.com/x-api): OAuth 2 with PKCE and
 * refresh tokens that work once, posts without any key, files in parts, links made into t.co, problems as RFC 9457, limits
 * with their headers.
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

type User = { id: string; username: string; name: string };
type Post = {
  id: string;
  text: string;
  created_at: string;
  author: User;
  conversation_id: string;
  parent: string | null;
  media: string[];
};
type Grant = { user: User; scope: string; refresh: string | null; ends: number };

export type XDouble = Awaited<ReturnType<typeof startX>>;

export async function startX(options: { clientId?: string; clientSecret?: string } = {}) {
  const { clientId = 'app', clientSecret = 'app-secret' } = options;
  const user: User = { id: '2244994945', username: 'harbourbakery', name: 'Harbour Bakery' };
  const visitor: User = { id: '783214', username: 'visitor', name: 'A Visitor' };
  const codes = new Map<string, { redirect: string; challenge: string; scope: string }>();
  const access = new Map<string, Grant>();
  const refreshes = new Map<string, Grant>();
  const posts: Post[] = [];
  const media = new Map<
    string,
    {
      total: number;
      type: string;
      parts: Map<number, Buffer>;
      ready: boolean;
      alt: string;
      looks: number;
      category: string;
    }
  >();
  const settings = {
    accessSeconds: 7200,
    processingLooks: 0,
    /** Set: the line is cut when this part of a file comes, once. */
    cutSegment: null as number | null,
    callback: undefined as string | undefined,
    /** What is given, whatever was asked for. */
    scope: undefined as string | undefined,
    /** Only its followers see its posts. */
    protected: false,
  };
  let last = 0n;
  /** Ids hold the time they were made at (https://docs.x.com/x-api/fundamentals/x-ids). */
  const idAt = (ms: number) => BigInt(ms - 1_288_834_974_657) << 22n;
  const nextId = () => {
    const now = idAt(Date.now());
    last = now > last ? now : last + 1n;
    return String(last);
  };

  const problem = (response: ServerResponse, status: number, name: string, detail: string, headers = {}) =>
    json(
      response,
      status,
      {
        title: detail,
        detail,
        type: name === '' ? 'about:blank' : `https://api.x.com/2/problems/${name}`,
        status,
      },
      headers,
    );
  const grant = (scope: string): object => {
    const token = randomBytes(32).toString('base64url');
    const refresh = scope.includes('offline.access') ? randomBytes(32).toString('base64url') : null;
    const given: Grant = { user, scope, refresh, ends: Date.now() + settings.accessSeconds * 1000 };
    access.set(token, given);
    if (refresh) refreshes.set(refresh, given);
    return {
      token_type: 'bearer',
      expires_in: settings.accessSeconds,
      access_token: token,
      scope,
      ...(refresh ? { refresh_token: refresh } : {}),
    };
  };
  const add = (author: User, text: string, extra: Partial<Post> = {}): Post => {
    const id = nextId();
    const post: Post = {
      id,
      text,
      created_at: new Date().toISOString(),
      author,
      conversation_id: id,
      parent: null,
      media: [],
      ...extra,
    };
    posts.push(post);
    return post;
  };
  /** As X shows it: links are t.co links, a t.co link stands for the files, and three characters are entities. */
  const shown = (post: Post) => {
    let text = post.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const urls: { start: number; end: number; url: string; expanded_url: string }[] = [];
    const short = () => `https://t.co/${randomBytes(5).toString('hex')}`;
    text = text.replace(/https?:\/\/\S+|\b[\w-]+\.(?:com|example|org|net)\b\S*/g, (expanded_url) => {
      const url = short();
      urls.push({ start: 0, end: 0, url, expanded_url });
      return url;
    });
    if (post.media.length > 0) text = `${text} ${short()}`;
    for (const link of urls) {
      link.start = [...text.slice(0, text.indexOf(link.url))].length;
      link.end = link.start + link.url.length;
    }
    return {
      id: post.id,
      text,
      created_at: `${post.created_at.slice(0, 19)}.000Z`,
      author_id: post.author.id,
      conversation_id: post.conversation_id,
      ...(urls.length > 0 ? { entities: { urls } } : {}),
      ...(post.parent ? { referenced_tweets: [{ type: 'replied_to', id: post.parent }] } : {}),
    };
  };
  /** Newest first, ten unless more are asked for (https://docs.x.com/x-api/fundamentals/pagination). */
  const page = (all: readonly Post[], asked: URLSearchParams, token: string) => {
    const size = Math.min(100, Number(asked.get('max_results') ?? 10));
    const { items, next } = pageOf(all, size, asked.get(token));
    return {
      ...(items.length > 0 ? { data: items.map(shown) } : {}),
      meta: { result_count: items.length, ...(next === null ? {} : { next_token: next }) },
    };
  };
  const limits = () => ({
    'x-rate-limit-limit': '100',
    'x-rate-limit-remaining': '99',
    'x-rate-limit-reset': String(Math.floor(Date.now() / 1000) + 900),
  });

  function answer({ method, url: at, path, headers, raw, body }: Asked, response: ServerResponse) {
    if (path === '/i/oauth2/authorize') {
      const ask = (method === 'POST' ? body : Object.fromEntries(at.searchParams)) as Record<string, string>;
      if (ask.client_id !== clientId || ask.code_challenge_method !== 'S256' || !ask.state)
        return problem(response, 400, 'invalid-request', 'Something went wrong');
      if (method === 'GET') return consentPage(response, path, at.searchParams);
      const back = new URL(ask.redirect_uri ?? '');
      back.searchParams.set('state', ask.state);
      if (ask.allow !== 'yes') back.searchParams.set('error', 'access_denied');
      else {
        const code = randomBytes(24).toString('base64url');
        codes.set(code, {
          redirect: ask.redirect_uri ?? '',
          challenge: ask.code_challenge ?? '',
          scope: settings.scope ?? ask.scope ?? '',
        });
        back.searchParams.set('code', code);
      }
      return void response.writeHead(302, { location: back.href }).end();
    }
    if (path === '/2/oauth2/token') {
      const form = body as Record<string, string>;
      const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
      if (headers.authorization !== basic)
        return json(response, 401, {
          error: 'unauthorized_client',
          error_description: 'Missing valid authorization header',
        });
      const refuse = (words: string) =>
        json(response, 400, { error: 'invalid_request', error_description: words });
      if (form.grant_type === 'refresh_token') {
        const old = refreshes.get(form.refresh_token ?? '');
        if (!old) return refuse('Value passed for the token was invalid.');
        // A refresh token works once.
        refreshes.delete(form.refresh_token ?? '');
        return json(response, 200, grant(old.scope));
      }
      const code = codes.get(form.code ?? '');
      codes.delete(form.code ?? '');
      const challenge = createHash('sha256')
        .update(form.code_verifier ?? '')
        .digest('base64url');
      if (!code || code.redirect !== form.redirect_uri || code.challenge !== challenge)
        return refuse('Value passed for the authorization code was invalid.');
      return json(response, 200, grant(code.scope));
    }

    const given = access.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '');
    if (!given || given.ends < Date.now())
      return json(response, 401, {
        title: 'Unauthorized',
        type: 'about:blank',
        status: 401,
        detail: 'Unauthorized',
      });
    const may = (scope: string): boolean => {
      if (given.scope.split(' ').includes(scope)) return true;
      problem(response, 403, 'not-authorized-for-resource', 'The scope is missing.');
      return false;
    };
    if (path === '/2/users/me')
      return json(response, 200, { data: { ...given.user, protected: settings.protected } }, limits());
    if (path === '/2/media/upload/initialize') {
      if (!may('media.write')) return;
      const id = nextId();
      media.set(id, {
        total: Number(body.total_bytes),
        type: String(body.media_type),
        parts: new Map(),
        ready: false,
        alt: '',
        category: String(body.media_category),
        // Films are always worked on before a post may name them.
        looks: Math.max(settings.processingLooks, body.media_category === 'tweet_video' ? 1 : 0),
      });
      return json(response, 200, { data: { id, media_key: `3_${id}`, expires_after_secs: 86_400 } });
    }
    if (path === '/2/media/metadata') {
      const { id, metadata } = body as { id: string; metadata: { alt_text: { text: string } } };
      const file = media.get(id);
      if (!file) return problem(response, 400, 'invalid-request', 'No such media.');
      if (file.category === 'tweet_video')
        return problem(response, 400, 'invalid-request', 'Alt text is for pictures.');
      file.alt = metadata.alt_text.text;
      return json(response, 200, { data: { id } });
    }
    if (path === '/2/media/upload' && method === 'GET') {
      const id = at.searchParams.get('media_id') ?? '';
      const file = media.get(id);
      if (!file) return problem(response, 404, 'resource-not-found', 'No such media.');
      file.looks -= 1;
      file.ready = file.looks <= 0;
      return json(response, 200, {
        data: {
          id,
          processing_info: { state: file.ready ? 'succeeded' : 'in_progress', check_after_secs: 0 },
        },
      });
    }
    const [, uploading, step] = /^\/2\/media\/upload\/(\d+)\/(append|finalize)$/.exec(path) ?? [];
    if (uploading) {
      const file = media.get(uploading);
      if (!file) return problem(response, 400, 'invalid-request', 'No such media.');
      if (step === 'append') {
        const { cutSegment } = settings;
        if (cutSegment !== null && Number(body.segment_index) === cutSegment) {
          settings.cutSegment = null;
          return void response.destroy();
        }
        if (Number(body.segment_index) > 999)
          return problem(response, 400, 'invalid-request', 'segment_index must be from 0 to 999.');
        file.parts.set(Number(body.segment_index), filePart(raw, 'media'));
        return json(response, 200, { data: { expires_at: Date.now() + 86_400_000 } });
      }
      const got = [...file.parts.values()].reduce((sum, { length }) => sum + length, 0);
      if (got !== file.total)
        return problem(response, 400, 'invalid-request', `Segments do not add up: ${got} of ${file.total}.`);
      file.ready = file.looks <= 0;
      const processing_info = file.ready
        ? {}
        : { processing_info: { state: 'pending', check_after_secs: 0 } };
      return json(response, 200, {
        data: { id: uploading, media_key: `3_${uploading}`, ...processing_info },
      });
    }
    if (path === '/2/tweets' && method === 'POST') {
      if (!may('tweet.write')) return;
      const {
        text = '',
        media: files,
        reply,
      } = body as {
        text?: string;
        media?: { media_ids: string[] };
        reply?: { in_reply_to_tweet_id: string };
      };
      const ids = files?.media_ids ?? [];
      if (ids.some((id) => !media.get(id)?.ready))
        return problem(response, 400, 'invalid-request', 'Your media IDs are invalid.');
      if (text === '' && ids.length === 0)
        return problem(response, 400, 'invalid-request', 'The text is missing.');
      const parent = reply && posts.find(({ id }) => id === reply.in_reply_to_tweet_id);
      if (reply && !parent)
        return problem(
          response,
          403,
          '',
          'You attempted to reply to a Tweet that is deleted or not visible to you.',
        );
      // Who is answered is named in front, unless it is the account itself.
      const names = parent && parent.author !== given.user ? `@${parent.author.username} ` : '';
      const post = add(given.user, text.startsWith(names) ? text : `${names}${text}`, {
        media: ids,
        ...(parent ? { parent: parent.id, conversation_id: parent.conversation_id } : {}),
      });
      return json(response, 201, { data: { id: post.id, text: shown(post).text } }, limits());
    }
    const one = /^\/2\/tweets\/(\d+)$/.exec(path)?.[1];
    if (one) {
      const at = posts.findIndex(({ id }) => id === one);
      const post = posts[at];
      if (method === 'DELETE') {
        if (!may('tweet.write')) return;
        if (!post) return problem(response, 404, 'resource-not-found', 'Not Found');
        if (post.author !== given.user)
          return problem(response, 403, '', 'You are not authorized to delete this Tweet.');
        posts.splice(at, 1);
        return json(response, 200, { data: { deleted: true } }, limits());
      }
      if (!may('tweet.read')) return;
      // A look at what is gone is answered with a yes and a problem in it.
      if (!post)
        return json(response, 200, {
          errors: [
            {
              title: 'Not Found Error',
              detail: `Could not find tweet with id: [${one}].`,
              type: 'https://api.twitter.com/2/problems/resource-not-found',
              resource_type: 'tweet',
              resource_id: one,
            },
          ],
        });
      return json(response, 200, { data: shown(post) }, limits());
    }
    const whose = /^\/2\/users\/(\d+)\/tweets$/.exec(path)?.[1];
    if (whose) {
      if (!may('tweet.read')) return;
      const from = Date.parse(at.searchParams.get('start_time') ?? '') || 0;
      const seen = posts
        .filter(({ author, created_at }) => author.id === whose && Date.parse(created_at) >= from)
        .toReversed();
      return json(response, 200, page(seen, at.searchParams, 'pagination_token'), limits());
    }
    if (path === '/2/tweets/search/recent') {
      const conversation = /^conversation_id:(\d+)$/.exec(at.searchParams.get('query') ?? '')?.[1];
      const asked = at.searchParams.get('since_id');
      const since = BigInt(asked ?? '0');
      // It looks back a week, and refuses to be asked about what was before.
      if (asked !== null && since < idAt(Date.now() - 7 * 86_400_000))
        return problem(
          response,
          400,
          'invalid-request',
          "'since_id' must be a tweet id created after a week ago.",
        );
      const seen = posts
        .filter(
          (post) => post.conversation_id === conversation && post.parent !== null && BigInt(post.id) > since,
        )
        .toReversed();
      const users = [...new Map(seen.map(({ author }) => [author.id, author])).values()];
      const found = page(seen, at.searchParams, 'next_token');
      return json(response, 200, { ...found, ...(found.data ? { includes: { users } } : {}) });
    }
    return problem(response, 404, 'resource-not-found', 'Not Found');
  }

  const double = await startDouble(answer);
  return {
    ...double,
    user,
    settings,
    clientId,
    clientSecret,
    authorizeUrl: `${double.url}/i/oauth2/authorize`,
    /** What a server is configured with to meet it in X's place. */
    env: {
      X_CLIENT_ID: clientId,
      X_CLIENT_SECRET: clientSecret,
      X_API_URL: double.url,
      X_AUTHORIZE_URL: `${double.url}/i/oauth2/authorize`,
    },
    posts: () => posts.filter(({ author }) => author === user),
    media: (id: string) => media.get(id),
    files: () => [...media.values()].map(wholeOf),
    forgetMedia: () => media.clear(),
    /** The film or first picture of a post. */
    fileOf(id: string): Buffer | undefined {
      const file = media.get(posts.find((post) => post.id === id)?.media[0] ?? '');
      return file && wholeOf(file);
    },
    /** Somebody deletes it there. */
    remove: (id: string) => {
      const at = posts.findIndex((post) => post.id === id);
      if (at >= 0) posts.splice(at, 1);
    },
    /** The account says something by itself. */
    say: (text: string) => add(user, text),
    comment: (text: string, below: string) => {
      const parent = posts.find(({ id }) => id === below);
      return add(visitor, text, { parent: below, conversation_id: parent?.conversation_id ?? below });
    },
    /** Tokens as the token endpoint gives them. */
    grant: (scope = 'tweet.read tweet.write users.read media.write offline.access') =>
      grant(scope) as { access_token: string; refresh_token: string; expires_in: number },
    revokeAll: () => {
      access.clear();
      refreshes.clear();
    },
    endAccess: () => access.clear(),
    signIn: consent,
  };
}

const wholeOf = ({ parts }: { parts: Map<number, Buffer> }): Buffer =>
  Buffer.concat([...parts].toSorted(([a], [b]) => a - b).map(([, part]) => part));
