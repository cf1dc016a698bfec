import { z } from 'zod';
import { fitPicture } from '../../media/images.ts';
import type { OutgoingMedia } from '../../publishing/outgoing-media.ts';
import { recordKey } from '../../publishing/record-key.ts';
import {
  type Account,
  type Asked,
  type Connector,
  type ConnectorDeps,
  ConnectorError,
  type Content,
  type Published,
  type Session,
  type Standing,
  startAfresh,
} from '../contract.ts';
import { networkFailure } from '../network-failure.ts';
import { createCodeSignIn, type OAuthClient, onlyInBrowser, openTokens as open } from '../oauth.ts';
import {
  channelsSchema,
  commentSchema,
  commentsSchema,
  threadSchema,
  uploadsSchema,
  videosSchema,
  type YouTubeVideo,
} from './api.ts';
import { createClient } from './client.ts';
import { createComments, threadOf } from './comments.ts';
import { youtube } from './facts.ts';
import { createUploads, readTrace } from './upload.ts';
import { videoResource } from './video.ts';

/** Films and their covers, and comments (`force-ssl`). */
const SCOPES = [
  'https://www.googleapis.com/auth/youtube.upload',
  'https://www.googleapis.com/auth/youtube.force-ssl',
] as const;

const preparedSchema = z
  .object({ uri: z.string(), total: z.number(), video: z.object({ id: z.string() }).nullable() })
  .nullable();
type Prepared = z.infer<typeof preparedSchema>;

export type YouTubeDeps = ConnectorDeps & {
  /** The app as it is registered with Google, where people sign in, and where its codes are exchanged. */
  app: { clientId: string; clientSecret: string; authorizeUrl: string; tokenUrl: string };
};

/**
 * YouTube by its Data API. A film is uploaded in a session that can be asked at any time how far it is and what became of
 * it, so a cut upload goes on where it stopped and a lost answer is never guessed about.
 */
export function createYouTubeConnector(deps: YouTubeDeps): Connector {
  const client = createClient(deps);
  const uploads = createUploads({ client, readMedia: deps.readMedia, baseUrl: deps.baseUrl });
  const { authorizeUrl, tokenUrl, clientId, clientSecret } = deps.app;
  const app: OAuthClient = { authorizeUrl, tokenUrl, clientId, clientSecret, auth: 'post' };
  const commentsOf = ({ remoteId }: Session) =>
    createComments(client, ({ snippet }) => snippet.authorChannelId?.value === remoteId);

  async function accountOf(token: string, signal: AbortSignal): Promise<Account> {
    const url = client.address('channels', { part: 'snippet', mine: 'true' });
    const [channel] = (await client.call(channelsSchema, url, { token, signal })).items;
    if (!channel) throw noChannel();
    const title = channel.snippet?.title ?? channel.id;
    return {
      remoteId: channel.id,
      handle: channel.snippet?.customUrl || title,
      displayName: title,
      serviceUrl: null,
    };
  }

  /** The picture beside a film stands for it. */
  async function setThumbnail(
    { id }: Pick<YouTubeVideo, 'id'>,
    { media = [] }: Content & { kind: 'post' },
    at: { token: string; signal: AbortSignal },
  ): Promise<void> {
    const picture = pictureOf(media);
    if (!picture) return;
    const { bytes, mime } = await fitPicture(
      { bytes: await deps.readMedia(picture), mime: picture.mime, crop: picture.crop },
      youtube.account.pictures,
    );
    const url = client.address('thumbnails/set', { videoId: id, uploadType: 'media' }, true);
    await client.raw(url, { ...at, headers: { 'content-type': mime }, body: new Uint8Array(bytes) });
  }

  const signIn = createCodeSignIn(deps, {
    client: app,
    scopes: SCOPES,
    // Only so is there a refresh token, also for somebody who said yes before; one person often has several channels.
    extra: { access_type: 'offline', prompt: 'consent select_account' },
    accountOf,
  });

  const connector: Connector = {
    platform: 'youtube',
    // A session knows at once what became of it; comments follow within seconds.
    settleMs: 10_000,

    ...signIn,
    connect: onlyInBrowser('YouTube'),
    takeOver: (credentials, signal) => connector.connect(credentials, signal),

    async examine(session, signal) {
      const { remoteId, handle } = await accountOf(open(session.secret).accessToken, signal);
      return { remoteId, handle, accountType: null, unfit: null };
    },
    async tryRead(session, signal) {
      const at = { token: open(session.secret).accessToken, signal };
      const playlistId = await uploadsOf(at);
      if (playlistId === null) throw noChannel();
      const url = client.address('playlistItems', { part: 'contentDetails', playlistId, maxResults: '1' });
      // A channel without films has a list that is not there yet.
      await client.raw(url, at).catch(orGone);
      return [];
    },
    key: recordKey,

    async prepare(session, content, signal, resume = startAfresh): Promise<Prepared> {
      if (content.kind !== 'post') return null;
      const about = videoResource(content);
      const at = { token: open(session.secret).accessToken, signal };
      const { uri, total, video } = await uploads.begin(filmOf(content), about, at, resume);
      return { uri, total, video: video && { id: video.id } };
    },
    trace(prepared) {
      const upload = preparedSchema.parse(prepared);
      return upload && JSON.stringify({ uri: upload.uri, total: upload.total });
    },

    async publish(session, { content, prepared, signal }) {
      const at = { token: open(session.secret).accessToken, signal };
      if (content.kind === 'reply') {
        const body = { snippet: { parentId: threadOf(content.parentId), textOriginal: content.text } };
        const url = client.address('comments', { part: 'snippet' });
        const { id } = await client.call(commentSchema, url, { ...at, body });
        return { remoteId: id, url: null };
      }
      if (content.kind === 'part') {
        const topLevelComment = { snippet: { textOriginal: content.text } };
        const body = { snippet: { channelId: session.remoteId, videoId: content.rootId, topLevelComment } };
        const url = client.address('commentThreads', { part: 'snippet' });
        const { id } = await client.call(threadSchema, url, { ...at, body });
        return { remoteId: id, url: `${videoUrl(content.rootId)}&lc=${id}` };
      }
      const upload = preparedSchema.parse(prepared);
      if (!upload) throw filmNeeded();
      const video = upload.video ?? (await uploads.finish(filmOf(content), upload, at));
      const out = { remoteId: video.id, url: videoUrl(video.id) };
      try {
        await setThumbnail(video, content, at);
        return out;
      } catch (error) {
        // The film is out: no refusal of the picture makes it less so, but somebody has to know.
        return { ...out, warning: { code: 'thumbnail_refused', message: networkFailure(error).message } };
      }
    },

    async probe(session, _key, asked, signal) {
      const at = { token: open(session.secret).accessToken, signal };
      if (asked.content.kind !== 'post') return commentsOf(session).find(asked.content, asked, at);
      const trace = readTrace(asked.trace);
      const state = trace ? await uploads.look(trace, at) : 'gone';
      if (state !== 'gone') {
        if (!('video' in state)) return { outcome: 'not_published' };
        const { id, snippet } = state.video;
        const publishedAt = isoOrNull(snippet?.publishedAt ?? '');
        return {
          outcome: 'published',
          remoteId: id,
          url: videoUrl(id),
          publishedAt,
          ...lostThumbnail(asked),
        };
      }
      // The session is over: perhaps because it is done. What the channel has says yes, never no.
      const { title = '', text } = asked.content;
      const from = Date.parse(asked.since) - 60_000;
      const found = (await newest(at)).find(
        ({ snippet, contentDetails: { videoId, videoPublishedAt } }) =>
          !asked.taken.includes(videoId) &&
          Date.parse(videoPublishedAt) >= from &&
          snippet.title === title.trim() &&
          snippet.description.trim() === text.trim(),
      )?.contentDetails;
      if (!found) return { outcome: 'cannot_know' };
      const publishedAt = new Date(found.videoPublishedAt).toISOString();
      return {
        outcome: 'published',
        remoteId: found.videoId,
        url: videoUrl(found.videoId),
        publishedAt,
        ...lostThumbnail(asked),
      };
    },

    async remove(session, { remoteId: id, kind }, signal) {
      const at = { token: open(session.secret).accessToken, signal };
      const url = client.address(kind === 'post' ? 'videos' : 'comments', { id });
      await client.raw(url, { ...at, method: 'DELETE' }).catch(orGone);
    },

    async read(session, { remoteId: id, kind }, signal) {
      const at = { token: open(session.secret).accessToken, signal };
      if (kind === 'post') {
        const url = client.address('videos', { part: 'snippet,status', id });
        const [video] = (await client.call(videosSchema, url, at)).items;
        if (!video || video.status?.uploadStatus === 'deleted') return null;
        const { description: text = '', publishedAt = '' } = video.snippet ?? {};
        return { text, url: videoUrl(id), publishedAt: isoOrNull(publishedAt), ...processing(video) };
      }
      const url = client.address('comments', { part: 'snippet', id, textFormat: 'plainText' });
      const [comment] = (await client.call(commentsSchema, url, at).catch(orGone))?.items ?? [];
      if (!comment) return null;
      const { textOriginal, textDisplay, publishedAt } = comment.snippet;
      return { text: textOriginal ?? textDisplay, url: null, publishedAt: isoOrNull(publishedAt) };
    },

    async listComments(session, posts, signal) {
      const at = { token: open(session.secret).accessToken, signal };
      const comments = commentsOf(session);
      const lists = [];
      for (const post of posts) lists.push(await comments.list(post, at));
      return lists;
    },

    classify: networkFailure,
  };
  return connector;

  /** The list of everything the channel uploaded; null where there is no channel. */
  async function uploadsOf(at: { token: string; signal: AbortSignal }): Promise<string | null> {
    const url = client.address('channels', { part: 'contentDetails', mine: 'true' });
    const [channel] = (await client.call(channelsSchema, url, at)).items;
    return channel?.contentDetails?.relatedPlaylists.uploads || null;
  }

  /** The channel's newest films. */
  async function newest(at: { token: string; signal: AbortSignal }) {
    const playlistId = await uploadsOf(at);
    if (playlistId === null) return [];
    const query = { part: 'snippet,contentDetails', playlistId, maxResults: '50' };
    return (await client.call(uploadsSchema, client.address('playlistItems', query), at)).items;
  }
}

const videoUrl = (id: string): string => `https://www.youtube.com/watch?v=${id}`;

/** What became of a film after it was uploaded: it is worked on for a while, and may be refused then. */
function processing({ status }: YouTubeVideo): Pick<Standing, 'pending' | 'refused'> {
  switch (status?.uploadStatus) {
    case 'uploaded':
      return { pending: true };
    case 'failed': {
      const message = `YouTube could not process the film (${status.failureReason ?? 'it does not say why'}).`;
      return { refused: { code: 'film_failed', message } };
    }
    case 'rejected': {
      const message = `YouTube rejected the film (${status.rejectionReason ?? 'it does not say why'}).`;
      return { refused: { code: 'film_rejected', message } };
    }
    default:
      return {};
  }
}

const isoOrNull = (text: string): string | null =>
  Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString();

function orGone(error: unknown): null {
  if (error instanceof ConnectorError && ['not_found', 'comment_gone'].includes(error.failure.code))
    return null;
  throw error;
}

const noChannel = () =>
  new ConnectorError({
    class: 'reconnect',
    code: 'youtube_no_channel',
    message: 'This Google account has no YouTube channel.',
  });

const filmNeeded = () =>
  new ConnectorError({ class: 'fix_content', code: 'media_needed', message: 'YouTube wants a film.' });

const pictureOf = (media: readonly OutgoingMedia[] = []) =>
  media.find(({ mime }) => mime.startsWith('image/'));

/** Found by looking, a film went out without an answer: whether its picture was set as well is not known. */
const lostThumbnail = ({ content }: Asked): Pick<Published, 'warning'> =>
  content.kind !== 'reply' && pictureOf(content.media)
    ? {
        warning: {
          code: 'thumbnail_unknown',
          message: 'The film was found there; its picture may be missing.',
        },
      }
    : {};

function filmOf({ media = [] }: Content & { kind: 'post' }): OutgoingMedia {
  const film = media.find(({ mime }) => mime.startsWith('video/'));
  if (film) return film;
  throw filmNeeded();
}
