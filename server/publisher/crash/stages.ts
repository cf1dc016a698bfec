/** The platforms of the crash matrix: the real thing where it runs here, a double of its documentation elsewhere. */
import sql from 'sql-template-tag';
import { startInstagram } from '../../../shared/connectors/instagram/double.ts';
import { startMastodon } from '../../../shared/connectors/mastodon/double.ts';
import { startX } from '../../../shared/connectors/x/double.ts';
import { startYouTube } from '../../../shared/connectors/youtube/double.ts';
import type { PartRole } from '../../../shared/kinds/index.ts';
import { startDouble } from '../../../tests/doubles/double.ts';
import { startPds } from '../../../tests/support/pds.ts';
import type { World } from '../testing.ts';
import { makeConnector, type Spec } from './connectors.ts';

/** Something the account said; `parent` is the id of what it stands below. */
export type Said = { id: string; text: string; parent: string | null };

export type Stage = {
  spec: Spec;
  account: { remoteId: string; serviceUrl: string | null; secret: string };
  /** How the part that follows the post is called there. */
  follow: PartRole;
  /** What “METHOD /path”, with the range of what is sent behind it, of the calls that post matches (source of a RegExp). */
  posting: string;
  /** What goes with the post. */
  media: 'picture' | 'film';
  /** Everything the account said. */
  said(): Promise<Said[]>;
  close(): Promise<void>;
};

/** All cells of a platform are of one account, and none is about what it may do in an hour or a day. */
const NO_LIMIT = 1_000_000;

/** @param file the bytes of the picture that goes out */
export const STAGES: Record<string, (world: World, file: Uint8Array) => Promise<Stage>> = {
  async sandbox(world) {
    const local = await world.app.listen({ port: 0, host: '127.0.0.1' });
    const spec = { platform: 'sandbox', values: {}, local } as const;
    const connector = await makeConnector(spec, { fetch, readMedia: noFile });
    const { account, secret } = await connector.connect(
      { handle: 'bakery', secret: '', serviceUrl: null },
      AbortSignal.timeout(20_000),
    );
    return {
      spec,
      account: { remoteId: account.remoteId, serviceUrl: null, secret },
      follow: 'thread',
      posting: '^POST /sandbox/api/(posts|comments)$',
      media: 'picture',
      said: () =>
        world.system((tx) =>
          tx.many<Said>(sql`
            select id::text, text, null as parent from sandbox.posts where account_id = ${account.remoteId}
            union all select id::text, text, coalesce(parent_id, post_id)::text
              from sandbox.comments where account_id = ${account.remoteId}`),
        ),
      close: async () => undefined,
    };
  },

  async bluesky() {
    const pds = await startPds();
    const alice = await pds.createAccount('alice');
    const spec = { platform: 'bluesky', values: { BLUESKY_SERVICE: pds.url } } as const;
    const connector = await makeConnector(spec, { fetch, readMedia: noFile });
    const { secret } = await connector.connect(
      { handle: alice.handle, secret: alice.appPassword, serviceUrl: pds.url },
      AbortSignal.timeout(20_000),
    );
    return {
      spec,
      account: { remoteId: alice.did, serviceUrl: pds.url, secret },
      follow: 'thread',
      posting: '^POST .*com\\.atproto\\.repo\\.putRecord$',
      media: 'picture',
      said: async () =>
        (await pds.posts(alice.did)).map(({ uri: id, text, replyTo }) => ({
          id,
          text,
          parent: replyTo ?? null,
        })),
      close: () => pds.stop(),
    };
  },

  async mastodon() {
    const instance = await startMastodon();
    instance.settings.limit = NO_LIMIT;
    const secret = JSON.stringify({ service: instance.url, accessToken: instance.token() });
    return {
      spec: { platform: 'mastodon', values: { MASTODON_INSTANCE: instance.url } },
      account: { remoteId: instance.person.id, serviceUrl: instance.url, secret },
      follow: 'thread',
      posting: '^POST /api/v1/statuses$',
      media: 'picture',
      said: async () =>
        instance.statuses().map(({ id, text, in_reply_to_id: parent }) => ({ id, text, parent })),
      close: () => instance.close(),
    };
  },

  async instagram(_world, file) {
    const instagram = await startInstagram();
    instagram.settings.dailyLimit = NO_LIMIT;
    const files = await startDouble((_asked, response) =>
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(file),
    );
    const secret = JSON.stringify({
      accessToken: instagram.longToken(),
      expiresAt: Date.now() + 60 * 86_400_000,
    });
    return {
      spec: { platform: 'instagram', values: instagram.env, mediaUrl: `${files.url}/file.jpg` },
      account: { remoteId: instagram.user.id, serviceUrl: null, secret },
      follow: 'first_comment',
      posting: '^POST .*/(media_publish|comments)$',
      media: 'picture',
      said: async () => [
        ...instagram.media().map(({ id, caption: text }) => ({ id, text, parent: null })),
        ...instagram.comments().map(({ id, text, parent, media }) => ({ id, text, parent: parent ?? media })),
      ],
      async close() {
        await instagram.close();
        await files.close();
      },
    };
  },

  async youtube() {
    const youtube = await startYouTube();
    youtube.settings.quota = NO_LIMIT;
    youtube.settings.uploadLimit = NO_LIMIT;
    const { access_token: accessToken, refresh_token: refreshToken } = youtube.grant();
    return {
      spec: { platform: 'youtube', values: youtube.env },
      account: {
        remoteId: youtube.channel.id,
        serviceUrl: null,
        secret: JSON.stringify({ accessToken, refreshToken, expiresAt: Date.now() + 7_200_000 }),
      },
      follow: 'first_comment',
      // The film is there with the last byte of it, which here is in the only part.
      posting: '^PUT /upload/\\S+ bytes \\d|^POST /youtube/v3/commentThreads$',
      media: 'film',
      said: async () => [
        ...youtube
          .videos()
          .map(({ id, resource }) => ({ id, text: resource.snippet?.description ?? '', parent: null })),
        ...youtube.comments().map(({ id, text, parent, video }) => ({ id, text, parent: parent ?? video })),
      ],
      close: () => youtube.close(),
    };
  },

  async x() {
    const x = await startX();
    const { access_token: accessToken, refresh_token: refreshToken } = x.grant();
    return {
      spec: { platform: 'x', values: x.env },
      account: {
        remoteId: x.user.id,
        serviceUrl: null,
        secret: JSON.stringify({ accessToken, refreshToken, expiresAt: Date.now() + 7_200_000 }),
      },
      follow: 'thread',
      posting: '^POST /2/tweets$',
      media: 'picture',
      said: async () => x.posts().map(({ id, text, parent }) => ({ id, text, parent })),
      close: () => x.close(),
    };
  },
};

const noFile = () => Promise.reject(new Error('There is no file in this step.'));
