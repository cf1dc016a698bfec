/** Where what every connector promises is asked: the real thing where it runs here, a double of its documentation elsewhere. */
import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import { createBlueskyConnector } from '../../shared/connectors/bluesky/index.ts';
import type { Connector, ConnectorDeps, Session } from '../../shared/connectors/contract.ts';
import { type InstagramDouble, startInstagram } from '../../shared/connectors/instagram/double.ts';
import { createInstagramConnector } from '../../shared/connectors/instagram/index.ts';
import { type MastodonDouble, startMastodon } from '../../shared/connectors/mastodon/double.ts';
import { createMastodonConnector } from '../../shared/connectors/mastodon/index.ts';
import { createSandboxConnector } from '../../shared/connectors/sandbox/index.ts';
import { startX, type XDouble } from '../../shared/connectors/x/double.ts';
import { createXConnector } from '../../shared/connectors/x/index.ts';
import { startYouTube, type YouTubeDouble } from '../../shared/connectors/youtube/double.ts';
import { createYouTubeConnector } from '../../shared/connectors/youtube/index.ts';
import { BY_FACEBOOK } from '../../shared/kinds/index.ts';
import { startDouble } from '../../tests/doubles/double.ts';
import { startPds } from '../../tests/support/pds.ts';
import { noise } from '../../tests/support/pictures.ts';
import { createWorld, type Fault, faulty } from '../publisher/testing.ts';
import { createLocalFetch } from './local-fetch.ts';

export type Stage = {
  connector(fault?: Fault): Connector;
  session: Session;
  /** What the account posted, answers left out, oldest first. */
  posts(): Promise<{ id: string; text: string }[]>;
  /** The account says something by itself, elsewhere than through us; not there: nothing is looked for among it. */
  say?(text: string): void;
  /** Somebody else answers. @returns the id of the comment */
  comment(text: string, below: string): Promise<string>;
  /** The same with many answers, where one after the other takes long. */
  crowd?(texts: readonly string[], below: string): Promise<string[]>;
  /** Whether a request is the one that posts. */
  posting(request: Parameters<Fault>[0]): boolean;
  /** Given one key twice it makes one post. */
  keyed: boolean;
  /** It takes no post without a picture, and no threads. */
  pictures?: boolean;
  /** It takes nothing but films, with a title, and no threads. */
  filmsOnly?: boolean;
  /** The bytes of the film that goes with a post; not there: it takes none, or has no place to look at. */
  filmOf?(postId: string): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** Uploads in parts: the next one is cut off in the middle. @returns how many bytes have arrived so far */
  cutUpload?(): () => number;
  /** The bytes of the last picture that it was sent. */
  lastPicture?(): Uint8Array | undefined;
  /** What the account allows besides its platform's usual. */
  limits?: { deletes: boolean };
  /** Where no app may delete a post: how it goes there. */
  cannotDelete?: { byHand(remoteId: string): void };
  signOut(): void | Promise<void>;
  close(): Promise<void>;
};

/** As long as needs several parts, and no whole number of them. */
export const film = new Uint8Array(3 * 1024 * 1024 + 12_345).map(
  (_, index) => (index * 31 + (index >> 10)) % 251,
);
export const filmItem = () => ({
  sha256: createHash('sha256').update(film).digest('hex'),
  mime: 'video/mp4',
  bytes: film.byteLength,
  width: 1280,
  height: 720,
  duration_ms: 12_000,
  codec: 'avc',
  alt: 'Hands folding dough',
});
const picture = await noise(64, 48).jpeg(80);
export const pictureItem = () => ({
  sha256: createHash('sha256').update(picture).digest('hex'),
  mime: 'image/jpeg',
  bytes: picture.byteLength,
  width: 64,
  height: 48,
  duration_ms: null,
  codec: null,
  alt: 'A loaf of rye on a table',
});
/** Every address but the platform's own is refused. */
export const depsFor = (origin: string, fault?: Fault): ConnectorDeps => {
  const only: typeof globalThis.fetch = (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : String(input)).origin;
    if (asked !== origin) throw new Error(`A request went to ${asked}.`);
    return fetch(input, init);
  };
  return {
    fetch: fault ? faulty(only, fault) : only,
    now: () => new Date(),
    baseUrl: origin,
    readMedia: async ({ mime }, part) => {
      const file = mime.startsWith('video/') ? film : picture;
      return part ? file.subarray(part.from, part.from + part.bytes) : file;
    },
  };
};

/** The one API, at either of its hosts. */
async function instagramStage(byFacebook: boolean): Promise<Stage> {
  const instagram: InstagramDouble = await startInstagram();
  // Where Instagram fetches pictures: our server, elsewhere than the platform.
  instagram.settings.dailyLimit = 1000;
  const files = await startDouble(({ path }, response) =>
    path.endsWith('.mp4')
      ? response.writeHead(200, { 'content-type': 'video/mp4' }).end(film)
      : response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture),
  );
  const { clientId, clientSecret, authorizeUrl, tokenUrl, facebook } = instagram;
  const secret = JSON.stringify(
    byFacebook
      ? { accessToken: facebook.pageToken('77'), expiresAt: null, pageId: '77' }
      : { accessToken: instagram.longToken(), expiresAt: Date.now() + 60 * 86_400_000 },
  );
  return {
    connector: (fault) =>
      createInstagramConnector({
        ...depsFor(byFacebook ? facebook.url : instagram.url, fault),
        ...(byFacebook
          ? {
              baseUrl: instagram.url,
              facebook: {
                graphUrl: facebook.url,
                clientId,
                clientSecret,
                authorizeUrl: facebook.authorizeUrl,
              },
            }
          : { app: { clientId, clientSecret, authorizeUrl, tokenUrl } }),
        mediaUrl: ({ sha256, mime }) => `${files.url}/${sha256}.${mime === 'video/mp4' ? 'mp4' : 'jpg'}`,
      }),
    session: { remoteId: instagram.user.id, serviceUrl: byFacebook ? BY_FACEBOOK : null, secret },
    say: (text) => instagram.say(text),
    posts: async () => instagram.media().map(({ id, caption }) => ({ id, text: caption })),
    comment: async (text, below) => instagram.comment(text, below).id,
    posting: ({ url, method }) => method === 'POST' && url.endsWith('/media_publish'),
    filmOf: (id) => instagram.media().find((media) => media.id === id)?.film?.bytes,
    keyed: false,
    pictures: true,
    ...(byFacebook
      ? { limits: { deletes: true } }
      : { cannotDelete: { byHand: (id) => instagram.remove(id) } }),
    signOut: () => instagram.revokeAll(),
    async close() {
      await instagram.close();
      await files.close();
    },
  };
}

export const stages: Record<string, () => Promise<Stage>> = {
  async Bluesky() {
    const pds = await startPds();
    const [alice, bob] = [await pds.createAccount('alice'), await pds.createAccount('bob')];
    const connector = (fault?: Fault) => createBlueskyConnector(depsFor(pds.url, fault));
    const { secret } = await connector().connect(
      { handle: alice.handle, secret: alice.appPassword, serviceUrl: pds.url },
      AbortSignal.timeout(20_000),
    );
    const { refreshJwt } = JSON.parse(secret) as { refreshJwt: string };
    return {
      connector,
      session: { remoteId: alice.did, serviceUrl: pds.url, secret },
      posts: async () =>
        (await pds.posts(alice.did))
          .filter(({ replyTo }) => !replyTo)
          .map(({ uri, text }) => ({ id: uri, text })),
      comment: async (text, below) => (await pds.reply(bob, below, text)).uri,
      crowd: (texts, below) => pds.replyOften(bob, below, texts),
      posting: ({ url }) => url.includes('putRecord'),
      keyed: true,
      async signOut() {
        await fetch(`${pds.url}/xrpc/com.atproto.server.deleteSession`, {
          method: 'POST',
          headers: { authorization: `Bearer ${refreshJwt}` },
        });
      },
      close: () => pds.stop(),
    };
  },

  async Mastodon() {
    const instance: MastodonDouble = await startMastodon();
    const secret = JSON.stringify({ service: instance.url, accessToken: instance.token() });
    return {
      connector: (fault) => createMastodonConnector(depsFor(instance.url, fault)),
      session: { remoteId: instance.person.id, serviceUrl: instance.url, secret },
      say: (text) => instance.say(text),
      posts: async () => instance.statuses().filter(({ in_reply_to_id }) => !in_reply_to_id),
      comment: async (text, below) => instance.comment(text, below).id,
      posting: ({ url, method }) => method === 'POST' && url.endsWith('/api/v1/statuses'),
      lastPicture: () => instance.files().at(-1)?.file,
      filmOf: (id) =>
        instance.media(instance.statuses().find((status) => status.id === id)?.media_ids[0] ?? '')?.file,
      keyed: true,
      signOut: () => instance.revokeAll(),
      close: () => instance.close(),
    };
  },

  async X() {
    const x: XDouble = await startX();
    const { access_token: accessToken, refresh_token: refreshToken } = x.grant();
    const app = { clientId: x.clientId, clientSecret: x.clientSecret, authorizeUrl: x.authorizeUrl };
    return {
      connector: (fault) => createXConnector({ ...depsFor(x.url, fault), app }),
      session: {
        remoteId: x.user.id,
        serviceUrl: null,
        secret: JSON.stringify({ accessToken, refreshToken, expiresAt: Date.now() + 7_200_000 }),
      },
      say: (text) => x.say(text),
      posts: async () => x.posts().filter(({ parent }) => !parent),
      comment: async (text, below) => x.comment(text, below).id,
      posting: ({ url, method }) => method === 'POST' && url.endsWith('/2/tweets'),
      lastPicture: () => x.files().at(-1),
      filmOf: (id) => x.fileOf(id),
      cutUpload() {
        x.settings.cutSegment = 2;
        return () => x.files().at(-1)?.length ?? 0;
      },
      keyed: false,
      signOut: () => x.revokeAll(),
      close: () => x.close(),
    };
  },

  Instagram: () => instagramStage(false),
  'Instagram by Facebook': () => instagramStage(true),

  async YouTube() {
    const youtube: YouTubeDouble = await startYouTube();
    const { access_token: accessToken, refresh_token: refreshToken } = youtube.grant();
    const { clientId, clientSecret, authorizeUrl, tokenUrl } = youtube;
    const app = { clientId, clientSecret, authorizeUrl, tokenUrl };
    return {
      connector: (fault) => createYouTubeConnector({ ...depsFor(youtube.url, fault), app }),
      session: {
        remoteId: youtube.channel.id,
        serviceUrl: null,
        secret: JSON.stringify({ accessToken, refreshToken, expiresAt: Date.now() + 3_600_000 }),
      },
      posts: async () =>
        youtube.videos().map(({ id, resource }) => ({ id, text: resource.snippet?.description ?? '' })),
      comment: async (text, below) => youtube.comment(text, below).id,
      // The part with which the film is there.
      posting({ method, headers }) {
        const [, to, total] = /^bytes \d+-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
        return method === 'PUT' && to !== undefined && Number(to) + 1 === Number(total);
      },
      keyed: false,
      filmsOnly: true,
      filmOf: (id) => youtube.videos().find((video) => video.id === id)?.file,
      cutUpload() {
        youtube.settings.cutAfter = 2 * 1024 * 1024;
        return () => youtube.uploads().at(-1)?.file.length ?? 0;
      },
      signOut: () => youtube.revokeAll(),
      close: () => youtube.close(),
    };
  },

  async Sandbox() {
    const world = await createWorld();
    const local = createLocalFetch(world.app);
    const connector = (fault?: Fault): Connector =>
      createSandboxConnector({
        ...depsFor('http://sandbox.invalid'),
        fetch: fault ? faulty(local, fault) : local,
      });
    const { account, secret } = await connector().connect(
      { handle: 'bakery', secret: '', serviceUrl: null },
      AbortSignal.timeout(10_000),
    );
    return {
      connector,
      session: { remoteId: account.remoteId, serviceUrl: null, secret },
      posts: () =>
        world.system((tx) =>
          tx.many<{ id: string; text: string }>(
            sql`select id, text from sandbox.posts where account_id = ${account.remoteId} order by created_at, id`,
          ),
        ),
      async comment(text, below) {
        await world.app.inject({
          method: 'POST',
          url: `/sandbox/@bakery/${below}`,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams({ name: 'Visitor', text }).toString(),
        });
        const made = await world.system((tx) =>
          tx.one<{ id: string }>(
            sql`select id from sandbox.comments where post_id = ${below} order by seq desc limit 1`,
          ),
        );
        return made?.id ?? '';
      },
      crowd: (texts, below) =>
        world.system(async (tx) => {
          const made = await tx.many<{ id: string }>(sql`
            insert into sandbox.comments (id, post_id, author_name, text)
            select gen_random_uuid(), ${below}, 'Visitor', text from unnest(${[...texts]}::text[]) text returning id`);
          return made.map(({ id }) => id);
        }),
      posting: ({ url, method }) => method === 'POST' && url.endsWith('/posts'),
      keyed: true,
      signOut: async () => {
        await world.system((tx) =>
          tx.run(
            sql`update sandbox.accounts set token_hash = ${Buffer.alloc(32)} where id = ${account.remoteId}`,
          ),
        );
      },
      close: () => world.close(),
    };
  },
};
