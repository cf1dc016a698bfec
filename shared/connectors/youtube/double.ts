/**
 * A server that behaves like Google's sign-in and the YouTube Data API, made from their documentation
 * (https://developers.google.com/youtube/v3/docs and identity/protocols/oauth2/web-server): codes with PKCE, one refresh
 * token that stays, resumable uploads that can be cut anywhere and asked about, films that are uploaded and then
 * processed, thumbnails, comments in threads, a day's quota in units, errors with their reasons.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import {
  type Asked,
  consent,
  consentPage,
  json,
  pageOf,
  startDouble,
} from '../../../tests/doubles/double.ts';

type Channel = { id: string; title: string; customUrl: string };
type Resource = {
  snippet?: { title?: string; description?: string; tags?: string[]; categoryId?: string };
  status?: { privacyStatus?: string; selfDeclaredMadeForKids?: boolean };
};
type Upload = {
  resource: Resource;
  notify: boolean;
  total: number;
  type: string;
  file: Buffer;
  video: Video | null;
};
type Video = {
  id: string;
  resource: Resource;
  notify: boolean;
  file: Buffer;
  publishedAt: string;
  /** Looks until it is processed. */
  looks: number;
  thumbnail: { type: string; bytes: Buffer } | null;
  gone: boolean;
};
type Comment = {
  id: string;
  video: string;
  parent: string | null;
  text: string;
  author: Channel;
  at: string;
};
type Grant = { scope: string; ends: number };

/** What arrives of a part is kept in whole pieces of this. */
const GRAIN = 256 * 1024;
/** Units that a call takes of the day's (https://developers.google.com/youtube/v3/determine_quota_cost). */
const COST = { read: 1, write: 50, upload: 100 } as const;
const API = 'https://www.googleapis.com/auth/youtube';

export type YouTubeDouble = Awaited<ReturnType<typeof startYouTube>>;

export async function startYouTube(options: { clientId?: string; clientSecret?: string } = {}) {
  const { clientId = 'project.apps.googleusercontent.com', clientSecret = 'google-secret' } = options;
  const channel: Channel = {
    id: 'UCharbourbakery0000000000',
    title: 'Harbour Bakery',
    customUrl: '@harbourbakery',
  };
  const visitor: Channel = { id: 'UCvisitor0000000000000000', title: 'A Visitor', customUrl: '@visitor' };
  const codes = new Map<string, { redirect: string; challenge: string; scope: string; offline: boolean }>();
  const access = new Map<string, Grant>();
  const refreshes = new Map<string, { scope: string }>();
  const uploads = new Map<string, Upload>();
  const videos: Video[] = [];
  const comments: Comment[] = [];
  const settings = {
    accessSeconds: 3599,
    /** What a person ticks; all that is asked for by default. */
    scope: undefined as string | undefined,
    hasChannel: true,
    /** Units left today. */
    quota: 10_000,
    uploadLimit: 100,
    processingLooks: 1,
    /** What becomes of films once they are processed; null: all is well. */
    verdict: null as { uploadStatus: string; failureReason?: string; rejectionReason?: string } | null,
    /** Films whose comments are switched off. */
    commentsOff: new Set<string>(),
    /** Set: of the next part with bytes so many are kept, then the line is cut. */
    cutAfter: null as number | null,
  };
  let last = 0;
  const nextId = (prefix: string, length: number) => {
    last += 1;
    return `${prefix}${String(last).padStart(length - prefix.length, '0')}`;
  };
  const stamp = () => `${new Date().toISOString().slice(0, 19)}Z`;
  const refuse = (response: ServerResponse, status: number, reason: string, message = reason, headers = {}) =>
    json(
      response,
      status,
      { error: { code: status, message, errors: [{ message, domain: 'youtube', reason }] } },
      headers,
    );
  const grant = (scope: string): { access_token: string; expires_in: number } => {
    const token = `ya29.${randomBytes(40).toString('base64url')}`;
    access.set(token, { scope, ends: Date.now() + settings.accessSeconds * 1000 });
    return { access_token: token, expires_in: settings.accessSeconds };
  };
  const keepRefresh = (scope: string): string => {
    const token = `1//${randomBytes(40).toString('base64url')}`;
    refreshes.set(token, { scope });
    return token;
  };
  const addComment = (author: Channel, video: string, text: string, parent: string | null): Comment => {
    const id = parent === null ? nextId('Ugx', 26) : `${parent}.${nextId('9', 22)}`;
    const made = { id, video, parent, text, author, at: new Date().toISOString() };
    comments.push(made);
    return made;
  };
  /** Twenty unless more are asked for (https://developers.google.com/youtube/v3/guides/implementation/pagination). */
  const page = <T extends { id: string }>(
    all: readonly T[],
    asked: URLSearchParams,
    shown: (item: T) => object,
  ) => {
    const size = Math.min(100, Number(asked.get('maxResults') ?? 20));
    const { items, next } = pageOf(all, size, asked.get('pageToken'));
    return { items: items.map(shown), ...(next === null ? {} : { nextPageToken: next }) };
  };
  const shownComment = ({ id, video, parent, text, author, at }: Comment) => ({
    kind: 'youtube#comment',
    id,
    snippet: {
      videoId: video,
      textDisplay: text,
      textOriginal: text,
      authorDisplayName: author.customUrl,
      authorChannelId: { value: author.id },
      ...(parent ? { parentId: parent } : {}),
      publishedAt: at,
    },
  });
  const shownVideo = (video: Video) => ({
    kind: 'youtube#video',
    id: video.id,
    snippet: { ...video.resource.snippet, channelId: channel.id, publishedAt: video.publishedAt },
    status: {
      ...video.resource.status,
      ...(video.looks > 0
        ? { uploadStatus: 'uploaded' }
        : (settings.verdict ?? { uploadStatus: 'processed' })),
    },
  });
  const standing = (id: string | null | undefined) => videos.find((video) => video.id === id && !video.gone);
  const problemOf = ({ snippet = {} }: Resource): string | null => {
    const { title = '', description = '', tags = [], categoryId = '22' } = snippet;
    if (title.trim() === '' || [...title].length > 100 || /[<>]/.test(title)) return 'invalidTitle';
    if (Buffer.byteLength(description) > 5000 || /[<>]/.test(description)) return 'invalidDescription';
    if (tags.join(',').length > 500) return 'invalidTags';
    return /^\d{1,2}$/.test(categoryId) ? null : 'invalidCategoryId';
  };

  function answer(asked: Asked, response: ServerResponse) {
    const { method, url: at, path, headers, body } = asked;
    const form = body as Record<string, string>;
    const query = at.searchParams;
    if (path === '/o/oauth2/v2/auth') {
      const ask = method === 'POST' ? form : Object.fromEntries(query);
      if (ask.client_id !== clientId || ask.response_type !== 'code' || !ask.state)
        return json(response, 400, { error: 'invalid_request' });
      if (method === 'GET') return consentPage(response, path, query);
      const back = new URL(ask.redirect_uri ?? '');
      back.searchParams.set('state', ask.state);
      if (ask.allow === 'yes') {
        const code = `4/0${randomBytes(24).toString('base64url')}`;
        codes.set(code, {
          redirect: ask.redirect_uri ?? '',
          challenge: ask.code_challenge ?? '',
          scope: settings.scope ?? ask.scope ?? '',
          offline: ask.access_type === 'offline',
        });
        back.searchParams.set('code', code);
      } else back.searchParams.set('error', 'access_denied');
      return void response.writeHead(302, { location: back.href }).end();
    }
    if (path === '/token') {
      if (form.client_id !== clientId || form.client_secret !== clientSecret)
        return json(response, 401, {
          error: 'invalid_client',
          error_description: 'The OAuth client was not found.',
        });
      const gone = (words: string) =>
        json(response, 400, { error: 'invalid_grant', error_description: words });
      if (form.grant_type === 'refresh_token') {
        const held = refreshes.get(form.refresh_token ?? '');
        if (!held) return gone('Token has been expired or revoked.');
        // The refresh token stays what it was, and is not sent again.
        return json(response, 200, { ...grant(held.scope), scope: held.scope, token_type: 'Bearer' });
      }
      const code = codes.get(form.code ?? '');
      codes.delete(form.code ?? '');
      const challenge = createHash('sha256')
        .update(form.code_verifier ?? '')
        .digest('base64url');
      if (!code || code.redirect !== form.redirect_uri || code.challenge !== challenge)
        return gone('Malformed auth code.');
      return json(response, 200, {
        ...grant(code.scope),
        ...(code.offline ? { refresh_token: keepRefresh(code.scope) } : {}),
        scope: code.scope,
        token_type: 'Bearer',
      });
    }

    const given = access.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '');
    if (!given || given.ends < Date.now())
      return refuse(response, 401, 'authError', 'Request had invalid authentication credentials.');
    const may = (...scopes: string[]) => {
      if (given.scope.split(' ').some((scope) => scopes.includes(scope))) return true;
      refuse(response, 403, 'insufficientPermissions', 'Request had insufficient authentication scopes.');
      return false;
    };
    const pay = (units: number): boolean => {
      if (settings.quota < units) {
        refuse(
          response,
          403,
          'quotaExceeded',
          'The request cannot be completed because you have exceeded your quota.',
        );
        return false;
      }
      settings.quota -= units;
      return true;
    };

    if (path === '/upload/youtube/v3/videos') {
      if (!may(`${API}.upload`, `${API}.force-ssl`)) return;
      if (method === 'PUT') return part(asked, response);
      if (query.get('uploadType') !== 'resumable') return refuse(response, 400, 'mediaBodyRequired');
      if (!settings.hasChannel) return refuse(response, 401, 'youtubeSignupRequired');
      const resource = body as Resource;
      const problem = problemOf(resource);
      if (problem) return refuse(response, 400, problem);
      if (videos.length >= settings.uploadLimit)
        return refuse(
          response,
          400,
          'uploadLimitExceeded',
          'The user has exceeded the number of videos they may upload.',
        );
      if (!pay(COST.upload)) return;
      const id = randomBytes(24).toString('base64url');
      uploads.set(id, {
        resource,
        notify: query.get('notifySubscribers') !== 'false',
        total: Number(headers['x-upload-content-length']),
        type: String(headers['x-upload-content-type']),
        file: Buffer.alloc(0),
        video: null,
      });
      const session = new URL(`${double.url}${path}?uploadType=resumable`);
      session.searchParams.set('upload_id', id);
      return void response.writeHead(200, { location: session.href, 'content-length': '0' }).end();
    }
    if (path === '/upload/youtube/v3/thumbnails/set') {
      if (!may(`${API}.upload`, `${API}.force-ssl`) || !pay(COST.write)) return;
      const video = standing(query.get('videoId'));
      if (!video) return refuse(response, 404, 'videoNotFound');
      if (asked.raw.length > 2_000_000) return refuse(response, 400, 'mediaBodyRequired');
      video.thumbnail = { type: headers['content-type'] ?? '', bytes: asked.raw };
      return json(response, 200, { kind: 'youtube#thumbnailSetResponse', items: [] });
    }
    if (path === '/youtube/v3/channels') {
      if (!may(`${API}.force-ssl`, `${API}.readonly`) || !pay(COST.read)) return;
      const items = settings.hasChannel
        ? [
            {
              id: channel.id,
              snippet: { title: channel.title, customUrl: channel.customUrl },
              contentDetails: { relatedPlaylists: { uploads: channel.id.replace(/^UC/, 'UU') } },
            },
          ]
        : undefined;
      return json(response, 200, { kind: 'youtube#channelListResponse', ...(items ? { items } : {}) });
    }
    if (path === '/youtube/v3/playlistItems') {
      if (!may(`${API}.force-ssl`) || !pay(COST.read)) return;
      const items = videos
        .filter(({ gone }) => !gone)
        .toReversed()
        .slice(0, Number(query.get('maxResults') ?? 5))
        .map(({ id, resource, publishedAt }) => ({
          snippet: {
            title: resource.snippet?.title ?? '',
            description: resource.snippet?.description ?? '',
          },
          contentDetails: { videoId: id, videoPublishedAt: publishedAt },
        }));
      return json(response, 200, { items });
    }
    if (path === '/youtube/v3/videos') {
      if (!may(`${API}.force-ssl`) || !pay(method === 'DELETE' ? COST.write : COST.read)) return;
      const video = standing(query.get('id'));
      if (method !== 'DELETE') {
        if (video && video.looks > 0) video.looks -= 1;
        if (!video) return json(response, 200, { items: [] });
        const { snippet, status, ...rest } = shownVideo(video);
        const parts = query.get('part')?.split(',') ?? [];
        const asked = {
          ...(parts.includes('snippet') && { snippet }),
          ...(parts.includes('status') && { status }),
        };
        return json(response, 200, { items: [{ ...rest, ...asked }] });
      }
      if (!video) return refuse(response, 404, 'videoNotFound');
      video.gone = true;
      return void response.writeHead(204).end();
    }
    if (path === '/youtube/v3/commentThreads') {
      if (!may(`${API}.force-ssl`) || !pay(method === 'POST' ? COST.write : COST.read)) return;
      const asks = body as {
        snippet?: { videoId?: string; channelId?: string; topLevelComment?: { snippet?: object } };
      };
      const id = method === 'POST' ? asks.snippet?.videoId : query.get('videoId');
      const video = standing(id);
      if (!video) return refuse(response, 404, 'videoNotFound');
      if (settings.commentsOff.has(video.id)) return refuse(response, 403, 'commentsDisabled');
      if (method === 'POST') {
        const text = textOf(asks.snippet?.topLevelComment?.snippet);
        if (!asks.snippet?.channelId) return refuse(response, 400, 'channelOrVideoIdMissing');
        const bad = badText(text);
        if (bad) return refuse(response, 400, bad);
        return json(response, 200, thread(addComment(channel, video.id, text, null)));
      }
      const top = comments.filter((each) => each.video === video.id && each.parent === null).toReversed();
      return json(response, 200, page(top, query, thread));
    }
    if (path === '/youtube/v3/comments') {
      if (!may(`${API}.force-ssl`) || !pay(method === 'GET' ? COST.read : COST.write)) return;
      if (method === 'GET') {
        const one = query.get('id');
        const found = comments.filter(({ id, parent }) =>
          one ? id === one : parent === query.get('parentId'),
        );
        return json(response, 200, page(found, query, shownComment));
      }
      const { snippet } = body as { snippet?: { parentId?: string } };
      const parent = comments.find(
        ({ id }) => id === (method === 'POST' ? snippet?.parentId : query.get('id')),
      );
      if (!parent) return refuse(response, 404, 'parentCommentNotFound');
      if (method === 'DELETE') {
        comments.splice(comments.indexOf(parent), 1);
        return void response.writeHead(204).end();
      }
      // Answers stand below the first comment of a thread only.
      if (parent.parent !== null) return refuse(response, 400, 'operationNotSupported');
      const text = textOf(snippet);
      const bad = badText(text);
      if (bad) return refuse(response, 400, bad);
      return json(response, 200, shownComment(addComment(channel, parent.video, text, parent.id)));
    }
    return refuse(response, 404, 'notFound');
  }

  /** One `PUT` of a session: a part of the file, or a question how far it is. */
  function part({ url: at, headers, raw }: Asked, response: ServerResponse) {
    const upload = uploads.get(at.searchParams.get('upload_id') ?? '');
    if (!upload) return refuse(response, 404, 'notFound');
    if (upload.video) return json(response, 200, shownVideo(upload.video));
    const [, from, to, total] =
      /^bytes (?:(\d+)-(\d+)|\*)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
    if (total === undefined || Number(total) !== upload.total) return refuse(response, 400, 'badRequest');
    if (from !== undefined && to !== undefined) {
      const whole = Number(to) + 1 === upload.total;
      if (raw.length !== Number(to) + 1 - Number(from) || (!whole && raw.length % GRAIN !== 0))
        return refuse(response, 400, 'badRequest');
      // Beyond what it has nothing is taken; what it has already is not taken again.
      const { cutAfter } = settings;
      const arrived = cutAfter === null ? raw : raw.subarray(0, Math.floor(cutAfter / GRAIN) * GRAIN);
      if (Number(from) <= upload.file.length) {
        const fresh = arrived.subarray(upload.file.length - Number(from));
        upload.file = Buffer.concat([upload.file, fresh]);
      }
      if (cutAfter !== null) {
        settings.cutAfter = null;
        return void response.destroy();
      }
    }
    if (upload.file.length < upload.total) {
      const got = upload.file.length > 0 ? { range: `bytes=0-${upload.file.length - 1}` } : {};
      return void response.writeHead(308, { ...got, 'content-length': '0' }).end();
    }
    const { resource, notify, file } = upload;
    upload.video = {
      id: nextId('vid', 11),
      resource,
      notify,
      file,
      publishedAt: stamp(),
      looks: settings.processingLooks,
      thumbnail: null,
      gone: false,
    };
    videos.push(upload.video);
    return json(response, 200, shownVideo(upload.video));
  }

  /** A thread shows a few of its answers only. */
  function thread(top: Comment) {
    const below = comments.filter(({ parent }) => parent === top.id);
    const shown = below.slice(-2).map(shownComment);
    return {
      kind: 'youtube#commentThread',
      id: top.id,
      snippet: {
        videoId: top.video,
        topLevelComment: shownComment(top),
        totalReplyCount: below.length,
        canReply: true,
      },
      ...(shown.length > 0 ? { replies: { comments: shown } } : {}),
    };
  }

  const double = await startDouble(answer);
  return {
    ...double,
    channel,
    settings,
    clientId,
    clientSecret,
    authorizeUrl: `${double.url}/o/oauth2/v2/auth`,
    tokenUrl: `${double.url}/token`,
    /** What a server is configured with to meet it in YouTube's place. */
    env: {
      YOUTUBE_CLIENT_ID: clientId,
      YOUTUBE_CLIENT_SECRET: clientSecret,
      YOUTUBE_API_URL: double.url,
      YOUTUBE_AUTHORIZE_URL: `${double.url}/o/oauth2/v2/auth`,
      YOUTUBE_TOKEN_URL: `${double.url}/token`,
    },
    /** Films that stand, oldest first. */
    videos: () => videos.filter(({ gone }) => !gone),
    uploads: () => [...uploads.values()],
    /** What the channel itself said below films. */
    comments: () => comments.filter(({ author }) => author === channel),
    comment(text: string, below: string): Comment {
      const parent = comments.find(({ id }) => id === below);
      return addComment(visitor, parent?.video ?? below, text, parent ? (parent.parent ?? parent.id) : null);
    },
    /** Tokens as the token endpoint gives them. */
    grant: (scope = `${API}.upload ${API}.force-ssl`) => ({
      ...grant(scope),
      refresh_token: keepRefresh(scope),
    }),
    forgetUploads: () => uploads.clear(),
    endAccess: () => access.clear(),
    revokeAll: () => {
      access.clear();
      refreshes.clear();
    },
    signIn: consent,
  };
}

const textOf = (snippet: object | undefined): string =>
  snippet && 'textOriginal' in snippet ? String(snippet.textOriginal) : '';
const badText = (text: string): string | null =>
  text === '' ? 'commentTextRequired' : text.length > 10_000 ? 'commentTextTooLong' : null;
