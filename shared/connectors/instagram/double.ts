/**
 * A server that behaves like Instagram's API with Instagram Login, made from its documentation
 * (https://developers.facebook.com/docs/instagram-platform): codes that become tokens of an hour and then of sixty days,
 * containers that fetch their pictures and films by address, take a while and tell whether they were published, comments, and
 * errors with codes and subcodes.
 */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import {
  type Asked,
  consent,
  consentPage,
  json,
  pageOf,
  startDouble,
} from '../../../tests/doubles/double.ts';
import { createFacebookLogin } from './facebook-double.ts';

type User = { id: string; username: string };
type Container = {
  fields: Record<string, string>;
  looks: number;
  published: boolean;
  problem: string | null;
  film: Buffer | null;
  cover: Buffer | null;
  made: number;
};
type Media = {
  id: string;
  caption: string;
  timestamp: string;
  pictures: string[];
  alts: string[];
  /** Of a reel: what was fetched, and the moment or the picture that stands for it. */
  film: { bytes: Buffer; thumbOffset: number; cover: Buffer | null } | null;
  story: boolean;
};
type Comment = {
  id: string;
  text: string;
  timestamp: string;
  from: User;
  media: string;
  parent: string | null;
};

const PICTURE_BYTES = 8_000_000;
const CONTAINER_LIFE_MS = 86_400_000;
const STORY_LIFE_MS = 86_400_000;

export type InstagramDouble = Awaited<ReturnType<typeof startInstagram>>;

export async function startInstagram(options: { clientId?: string; clientSecret?: string } = {}) {
  const { clientId = '1234567890', clientSecret = 'meta-secret' } = options;
  const user: User & { name: string } = {
    id: '17841400000000001',
    username: 'harbourbakery',
    name: 'Harbour Bakery',
  };
  const visitor: User = { id: '17841400000000099', username: 'visitor' };
  const codes = new Map<string, string>();
  const tokens = new Map<string, { kind: 'short' | 'long'; made: number }>();
  const containers = new Map<string, Container>();
  const media: Media[] = [];
  const comments: Comment[] = [];
  const settings = {
    containerLooks: 1,
    filmLooks: 1,
    accountType: 'BUSINESS',
    permissions: undefined as string[] | undefined,
    dailyLimit: 50,
    /** How long a token of sixty days lives. */
    lifeSeconds: 5_184_000,
    /** What is wrong with every container that is made now. */
    problem: null as string | null,
    /** How much later than it is there something is listed. */
    listLagMs: 0,
    /** The permission to publish was taken back in the account's settings. */
    mayPublish: true,
    clock: () => Date.now(),
  };
  let last = 17_900_000_000_000_000n;
  const nextId = () => {
    last += 1n;
    return String(last);
  };
  const stamp = () => `${new Date(settings.clock()).toISOString().slice(0, 19)}+0000`;
  const newToken = (kind: 'short' | 'long') => {
    const token = `IGA${randomBytes(40).toString('base64url')}`;
    tokens.set(token, { kind, made: settings.clock() });
    return token;
  };
  const graphError = (
    response: ServerResponse,
    code: number,
    message: string,
    subcode?: number,
    status = 400,
  ) =>
    json(response, status, {
      error: {
        message,
        type: 'OAuthException',
        code,
        ...(subcode ? { error_subcode: subcode } : {}),
        fbtrace_id: 'A1b2',
      },
    });

  const login = createFacebookLogin({ clientId, clientSecret }, graphError);

  /** What Instagram does with a picture's address: fetches it, and takes JPEG of at most 8 MB only. */
  async function fetchPicture(url: string): Promise<{ picture: Buffer | null; problem: string | null }> {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok)
      return { picture: null, problem: 'Error: 2207052 The media could not be fetched from this URI.' };
    const picture = Buffer.from(await answer.arrayBuffer());
    if (picture[0] !== 0xff || picture[1] !== 0xd8)
      return { picture, problem: 'Error: 2207005 The image format is not supported.' };
    if (picture.length > PICTURE_BYTES)
      return { picture, problem: 'Error: 2207004 The image is too large to download.' };
    return { picture, problem: null };
  }
  /** A film is fetched as well; what it is made of shows while it is worked on. */
  async function fetchFilm(url: string): Promise<{ film: Buffer | null; problem: string | null }> {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok)
      return { film: null, problem: 'Error: 2207052 The media could not be fetched from this URI.' };
    const film = Buffer.from(await answer.arrayBuffer());
    const taken = ['video/mp4', 'video/quicktime'].includes(answer.headers.get('content-type') ?? '');
    return { film, problem: taken ? null : 'Error: 2207026 Unsupported video format.' };
  }

  /** 25 unless more are asked for, by cursors (https://developers.facebook.com/docs/graph-api/results). */
  const page = <T extends { id: string }>(
    all: readonly T[],
    asked: URLSearchParams,
    shown: (item: T) => object,
  ) => {
    const size = Math.min(50, Number(asked.get('limit') ?? 25));
    const { items, next } = pageOf(all, size, asked.get('after'));
    const cursors = { before: items[0]?.id, after: items.at(-1)?.id };
    const more = next === null ? {} : { next: `https://graph.instagram.com/?after=${next}` };
    return { data: items.map(shown), ...(items.length > 0 ? { paging: { cursors, ...more } } : {}) };
  };

  const listed = (stories: boolean) =>
    media.filter(
      ({ story, timestamp }) =>
        story === stories && (!story || Date.parse(timestamp) > settings.clock() - STORY_LIFE_MS),
    );
  const listedBy = (moment: number, stories: boolean) =>
    listed(stories).filter(({ timestamp }) => Date.parse(timestamp) <= moment);

  /** @param byFacebook asked at graph.facebook.com, which knows other tokens and lets posts be deleted */
  async function answer(asked: Asked, response: ServerResponse, byFacebook: boolean) {
    const { method, url: at, path, headers, body } = asked;
    const form = body as Record<string, string>;
    const query = at.searchParams;
    if (!byFacebook && path === '/oauth/authorize') {
      const ask = method === 'POST' ? form : Object.fromEntries(query);
      if (ask.client_id !== clientId || !ask.state)
        return json(response, 400, {
          error_type: 'OAuthException',
          code: 400,
          error_message: 'Invalid platform app',
        });
      if (method === 'GET') return consentPage(response, path, query);
      const back = new URL(ask.redirect_uri ?? '');
      back.searchParams.set('state', ask.state);
      if (ask.allow === 'yes') {
        const code = randomBytes(24).toString('base64url');
        codes.set(code, ask.redirect_uri ?? '');
        back.searchParams.set('code', code);
      } else {
        back.searchParams.set('error', 'access_denied');
        back.searchParams.set('error_reason', 'user_denied');
      }
      return response.writeHead(302, { location: `${back.href}#_` }).end();
    }
    if (!byFacebook && path === '/oauth/access_token') {
      const redirect = codes.get(form.code ?? '');
      codes.delete(form.code ?? '');
      if (form.client_secret !== clientSecret || form.client_id !== clientId)
        return json(response, 400, {
          error_type: 'OAuthException',
          code: 400,
          error_message: 'Invalid client secret',
        });
      if (redirect === undefined || redirect !== form.redirect_uri)
        return json(response, 400, {
          error_type: 'OAuthException',
          code: 400,
          error_message: 'Matching code was not found or was already used',
        });
      const permissions = settings.permissions ?? [
        'instagram_business_basic',
        'instagram_business_content_publish',
        'instagram_business_manage_comments',
      ];
      return json(response, 200, {
        data: [{ access_token: newToken('short'), user_id: user.id, permissions: permissions.join(',') }],
      });
    }
    if (!byFacebook && (path === '/access_token' || path === '/refresh_access_token')) {
      const old = tokens.get(query.get('access_token') ?? '');
      const exchange = path === '/access_token';
      if (!old || (exchange && (query.get('client_secret') !== clientSecret || old.kind !== 'short')))
        return graphError(response, 190, 'Error validating access token: the session is invalid.');
      if (!exchange && settings.clock() - old.made < 86_400_000)
        return graphError(response, 100, 'The token must be at least 24 hours old.');
      return json(response, 200, {
        access_token: newToken('long'),
        token_type: 'bearer',
        expires_in: settings.lifeSeconds,
      });
    }

    const [, version, rest = ''] = /^\/(v\d+\.\d+)\/(.*)$/.exec(path) ?? [];
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? query.get('access_token') ?? '';
    if (byFacebook && login.answer(asked, rest, token, response)) return;
    if (!version)
      return json(response, 404, {
        error: { message: 'Unknown path components', type: 'OAuthException', code: 2500 },
      });
    if (!(byFacebook ? login.isPageToken(token) : tokens.has(token)))
      return graphError(
        response,
        190,
        'Error validating access token: the session has been invalidated.',
        460,
      );
    if (!byFacebook && rest === 'me')
      return json(response, 200, {
        user_id: user.id,
        id: '9',
        username: user.username,
        name: user.name,
        account_type: settings.accountType,
      });
    const [node = '', edge] = rest.split('/');
    const ofToday = () =>
      media.filter(({ timestamp }) => Date.parse(timestamp) > settings.clock() - 86_400_000).length;

    if (node === user.id && edge === undefined)
      return json(response, 200, { id: user.id, username: user.username });
    if (node === user.id && edge === 'content_publishing_limit') {
      if (!settings.mayPublish)
        return graphError(
          response,
          10,
          'Application does not have permission for this action',
          undefined,
          403,
        );
      if (!byFacebook && settings.accountType === 'PERSONAL')
        return graphError(response, 100, 'Unsupported request - method type: get');
      const config = { quota_total: settings.dailyLimit, quota_duration: 86_400 };
      return json(response, 200, { data: [{ quota_usage: ofToday(), config }] });
    }

    if (node === user.id && edge === 'media' && method === 'POST') {
      const children = form.children?.split(',') ?? [];
      // "For Reels only": everywhere else it is a parameter that is not known.
      if (form.cover_url && form.media_type !== 'REELS')
        return graphError(response, 100, 'Invalid parameter: cover_url is for reels only');
      if (form.media_type === 'CAROUSEL') {
        if (children.length < 2 || children.some((child) => !containers.has(child)))
          return graphError(response, 100, 'Invalid parameter', 2207028);
      } else if (form.media_type === 'STORIES') {
        if (!form.image_url === !form.video_url)
          return graphError(response, 100, 'A story takes one picture or one video');
        if (form.caption || form.alt_text)
          return graphError(response, 100, 'Captions and alt_text are not supported for stories');
      } else if (form.video_url) {
        const one = form.is_carousel_item === 'true';
        if (form.media_type === 'VIDEO' && !one)
          return graphError(response, 100, 'Use the REELS media type', 2207067);
        if (form.media_type !== (one ? 'VIDEO' : 'REELS'))
          return graphError(response, 100, 'Invalid media_type');
        if (form.alt_text) return graphError(response, 100, 'alt_text is not supported for reels');
        if (!/^\d*$/.test(form.thumb_offset ?? ''))
          return graphError(response, 100, 'Invalid thumb offset', 2207057);
      } else if (!form.image_url) return graphError(response, 100, 'The parameter image_url is required');
      if ((form.caption ?? '').length > 2200)
        return graphError(response, 100, 'The caption is too long', 2207010);
      const id = nextId();
      const { film, problem } = form.video_url
        ? await fetchFilm(form.video_url)
        : { film: null, problem: form.image_url ? (await fetchPicture(form.image_url)).problem : null };
      const cover = form.cover_url ? await fetchPicture(form.cover_url) : null;
      containers.set(id, {
        fields: form,
        looks: film ? settings.filmLooks : settings.containerLooks,
        published: false,
        problem: problem ?? cover?.problem ?? settings.problem,
        film,
        cover: cover?.picture ?? null,
        made: settings.clock(),
      });
      return json(response, 200, { id });
    }
    if (node === user.id && edge === 'media_publish' && method === 'POST') {
      const box = containers.get(form.creation_id ?? '');
      if (!box) return graphError(response, 100, 'Invalid parameter');
      if (settings.clock() - box.made > CONTAINER_LIFE_MS)
        return graphError(response, -1, 'The container has expired', 2207020);
      if (box.problem || box.looks > 0)
        return graphError(response, 9007, 'Media ID is not available', 2207027);
      if (box.published) return graphError(response, 100, 'This container was published already', 2207020);
      if (ofToday() >= settings.dailyLimit)
        return graphError(response, 9, 'Application request limit reached', 2207042, 403);
      box.published = true;
      const boxes = box.fields.children
        ? box.fields.children.split(',').flatMap((child) => containers.get(child) ?? [])
        : [box];
      const made: Media = {
        id: nextId(),
        caption: box.fields.caption ?? '',
        timestamp: stamp(),
        pictures: boxes.map(({ fields }) => fields.image_url ?? ''),
        alts: boxes.map(({ fields }) => fields.alt_text ?? ''),
        story: box.fields.media_type === 'STORIES',
        // With both, the moment is not looked at.
        film: box.film && {
          bytes: box.film,
          thumbOffset: box.cover ? 0 : Number(box.fields.thumb_offset ?? 0),
          cover: box.cover,
        },
      };
      media.push(made);
      return json(response, 200, { id: made.id });
    }
    // Stories have a list of their own, for as long as they are there.
    if (node === user.id && (edge === 'media' || edge === 'stories'))
      return json(
        response,
        200,
        page(
          listedBy(settings.clock() - settings.listLagMs, edge === 'stories').toReversed(),
          query,
          ({ film: _film, ...each }) => ({
            ...each,
            permalink: `https://www.instagram.com/p/${each.id}/`,
          }),
        ),
      );

    const box = containers.get(node);
    if (box) {
      if (box.looks > 0) box.looks -= 1;
      const state = box.published
        ? 'PUBLISHED'
        : box.problem
          ? 'ERROR'
          : settings.clock() - box.made > CONTAINER_LIFE_MS
            ? 'EXPIRED'
            : box.looks > 0
              ? 'IN_PROGRESS'
              : 'FINISHED';
      return json(response, 200, { id: node, status_code: state, status: box.problem ?? state });
    }
    const one = [...listed(false), ...listed(true)].find(({ id }) => id === node);
    const shown = ({ media: _media, parent: _parent, ...comment }: Comment) => ({
      ...comment,
      username: comment.from.username,
    });
    if (one && edge === 'comments') {
      if (method === 'POST') {
        const made: Comment = {
          id: nextId(),
          text: form.message ?? '',
          timestamp: stamp(),
          from: user,
          media: node,
          parent: null,
        };
        comments.push(made);
        return json(response, 200, { id: made.id });
      }
      const top = comments
        .filter((comment) => comment.media === node && comment.parent === null)
        .toReversed();
      const withReplies = (comment: Comment) => {
        const replies = comments.filter(({ parent }) => parent === comment.id).map(shown);
        return { ...shown(comment), ...(replies.length > 0 ? { replies: { data: replies } } : {}) };
      };
      return json(response, 200, page(top, query, withReplies));
    }
    if (one && method === 'DELETE' && byFacebook) {
      media.splice(media.indexOf(one), 1);
      return json(response, 200, { success: true, deleted_id: one.id });
    }
    if (one && method === 'DELETE')
      return graphError(
        response,
        100,
        'Unsupported delete request. The object does not support this operation.',
        33,
      );
    if (one)
      return json(response, 200, {
        id: one.id,
        caption: one.caption,
        timestamp: one.timestamp,
        permalink: `https://www.instagram.com/p/${one.id}/`,
      });
    const comment = comments.find(({ id }) => id === node);
    if (comment && edge === 'replies') {
      if (method === 'GET')
        return json(
          response,
          200,
          page(
            comments.filter(({ parent }) => parent === node),
            query,
            shown,
          ),
        );
      const made: Comment = {
        id: nextId(),
        text: form.message ?? '',
        timestamp: stamp(),
        from: user,
        media: comment.media,
        parent: comment.id,
      };
      comments.push(made);
      return json(response, 200, { id: made.id });
    }
    if (comment && method === 'DELETE') {
      comments.splice(comments.indexOf(comment), 1);
      return json(response, 200, { success: true });
    }
    if (comment) return json(response, 200, shown(comment));
    return graphError(response, 100, 'Unsupported get request. The object does not exist.', 33);
  }

  const double = await startDouble((asked, response) => answer(asked, response, false));
  const facebook = await startDouble((asked, response) => answer(asked, response, true));
  return {
    ...double,
    /** The same accounts where people come by Facebook. */
    facebook: {
      ...facebook,
      settings: login.settings,
      authorizeUrl: `${facebook.url}/dialog/oauth`,
      /** The same, in Facebook's. */
      env: {
        FACEBOOK_CLIENT_ID: clientId,
        FACEBOOK_CLIENT_SECRET: clientSecret,
        FACEBOOK_GRAPH_URL: facebook.url,
        FACEBOOK_AUTHORIZE_URL: `${facebook.url}/dialog/oauth`,
      },
      pageToken: login.pageToken,
    },
    user,
    settings,
    clientId,
    clientSecret,
    authorizeUrl: `${double.url}/oauth/authorize`,
    tokenUrl: `${double.url}/oauth/access_token`,
    /** What a server is configured with to meet it in Instagram's place. */
    env: {
      INSTAGRAM_CLIENT_ID: clientId,
      INSTAGRAM_CLIENT_SECRET: clientSecret,
      INSTAGRAM_GRAPH_URL: double.url,
      INSTAGRAM_AUTHORIZE_URL: `${double.url}/oauth/authorize`,
      INSTAGRAM_TOKEN_URL: `${double.url}/oauth/access_token`,
    },
    media: () => media,
    /** What the account itself said below its posts. */
    comments: () => comments.filter(({ from }) => from === user),
    containers: () => containers.size,
    comment(text: string, below: string) {
      const parent = comments.find(({ id }) => id === below);
      const made: Comment = {
        id: nextId(),
        text,
        timestamp: stamp(),
        from: visitor,
        media: parent?.media ?? below,
        parent: parent?.id ?? null,
      };
      comments.push(made);
      return made;
    },
    /** The account posts something by itself. */
    say: (caption: string) => {
      const made: Media = {
        id: nextId(),
        caption,
        timestamp: stamp(),
        pictures: [],
        alts: [],
        film: null,
        story: false,
      };
      media.push(made);
      return made;
    },
    /** Somebody deletes it there. */
    remove(id: string) {
      const at = media.findIndex((each) => each.id === id);
      if (at >= 0) media.splice(at, 1);
    },
    longToken: () => newToken('long'),
    revokeAll() {
      tokens.clear();
      login.revokeAll();
    },
    secrets: () => [...double.secrets(), ...facebook.secrets()],
    async close() {
      await double.close();
      await facebook.close();
    },
    signIn: consent,
  };
}
