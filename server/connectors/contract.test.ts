/** What every connector promises, asked of each against the real thing or a server that behaves like its documentation. */
import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBlueskyConnector } from '../../shared/connectors/bluesky/index.ts';
import type { Connector, ConnectorDeps, Content, Session } from '../../shared/connectors/contract.ts';
import { createInstagramConnector } from '../../shared/connectors/instagram/index.ts';
import { createMastodonConnector } from '../../shared/connectors/mastodon/index.ts';
import { createSandboxConnector } from '../../shared/connectors/sandbox/index.ts';
import { createXConnector } from '../../shared/connectors/x/index.ts';
import { createYouTubeConnector } from '../../shared/connectors/youtube/index.ts';
import { BY_FACEBOOK } from '../../shared/kinds/index.ts';
import { pictureSize } from '../../shared/media/images.ts';
import { deletesThere } from '../../shared/publishing/take-down.ts';
import { takesStories } from '../../shared/rules/index.ts';
import { startDouble } from '../../tests/doubles/double.ts';
import { type InstagramDouble, startInstagram } from '../../tests/doubles/instagram.ts';
import { type MastodonDouble, startMastodon } from '../../tests/doubles/mastodon.ts';
import { startX, type XDouble } from '../../tests/doubles/x.ts';
import { startYouTube, type YouTubeDouble } from '../../tests/doubles/youtube.ts';
import { startPds } from '../../tests/support/pds.ts';
import { noise } from '../../tests/support/pictures.ts';
import { createWorld, cut, type Fault, faulty } from '../publisher/testing.ts';
import { createLocalFetch } from './local-fetch.ts';

type Stage = {
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
const film = new Uint8Array(3 * 1024 * 1024 + 12_345).map((_, index) => (index * 31 + (index >> 10)) % 251);
const filmItem = () => ({
  sha256: createHash('sha256').update(film).digest('hex'),
  mime: 'video/mp4',
  bytes: film.byteLength,
  width: 1280,
  height: 720,
  duration_ms: 12_000,
  codec: 'avc',
  alt: 'Hands folding dough',
});
let picture: Uint8Array;
const pictureItem = () => ({
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
const depsFor = (origin: string, fault?: Fault): ConnectorDeps => {
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

const stages: Record<string, () => Promise<Stage>> = {
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

beforeAll(async () => {
  picture = await noise(64, 48).jpeg(80);
});

describe.each(Object.entries(stages))('%s', (name, start) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start();
  }, 90_000);
  afterAll(() => stage?.close());

  const signal = () => AbortSignal.timeout(20_000);
  const newKey = (connector: Connector) => connector.key(uuidv7(), new Date().toISOString());
  /** What the ledger keeps between a call and a look. */
  let lastTrace: string | null = null;
  async function publish(connector: Connector, content: Content, key = newKey(connector)) {
    const prepared = (await connector.prepare?.(stage.session, content, signal())) ?? null;
    lastTrace = connector.trace?.(prepared) ?? null;
    return connector.publish(stage.session, { content, prepared, key, signal: signal() });
  }
  const since = () => new Date(Date.now() - 2000).toISOString();
  const words = (text: string): Content & { kind: 'post' } => ({
    kind: 'post',
    text: `${stage.filmsOnly ? text.replaceAll(/[<>]/g, '') : text} ${uuidv7().slice(-6)}`,
    ...(stage.pictures ? { media: [pictureItem()] } : {}),
    ...(stage.filmsOnly ? { title: text.replaceAll(/[<>]/g, ''), media: [filmItem()] } : {}),
  });

  it('publishes words and reads them back', async () => {
    const content = words('Rye & <wheat>, see https://bread.example/rye 🍞');
    const { remoteId } = await publish(stage.connector(), content);
    expect((await stage.posts()).filter(({ id }) => id === remoteId)).toMatchObject([{ text: content.text }]);
  });

  it('publishes a picture with words for those who do not see it', async () => {
    const cut = { ...pictureItem(), crop: { x: 0, y: 0, width: 0.5, height: 1 } };
    if (stage.filmsOnly) return expect(await stage.filmOf?.('')).toBeUndefined();
    const content: Content = { ...words('Two pictures'), media: [pictureItem(), cut] };
    const { remoteId } = await publish(stage.connector(), content);
    expect((await stage.posts()).map(({ id }) => id)).toContain(remoteId);
    // What was cut goes out cut.
    const sent = stage.lastPicture?.();
    if (sent) expect(pictureSize(sent)).toEqual({ width: 32, height: 48 });
  });

  it('publishes a film as it is', async () => {
    if (!stage.filmOf) return expect(stage.filmsOnly).toBeUndefined();
    const { remoteId } = await publish(stage.connector(), { ...words('A film'), media: [filmItem()] });
    expect(Buffer.compare((await stage.filmOf(remoteId)) ?? new Uint8Array(), film)).toBe(0);
  });

  it('goes on where an upload was interrupted, in another process', async () => {
    if (!stage.cutUpload) return expect(stage.filmsOnly).toBeUndefined();
    const content = { ...words('Cut off'), media: [filmItem()] };
    const arrived = stage.cutUpload();
    let kept: string | null = null;
    const keep = async (trace: string) => {
      kept = trace;
    };
    const connector = stage.connector();
    const cutOff: unknown = await connector
      .prepare?.(stage.session, content, signal(), { earlier: null, keep })
      .catch((error: unknown) => error);
    expect(connector.classify(cutOff)).toMatchObject({ class: 'retry' });
    const before = arrived();
    expect(before).toBeGreaterThan(film.byteLength / 3);
    expect(before).toBeLessThan(film.byteLength);

    let sent = 0;
    const other = stage.connector((request, pass) => {
      if (request.method !== 'GET') sent += request.bytes;
      return pass();
    });
    const prepared = await other.prepare?.(stage.session, content, signal(), { earlier: kept, keep });
    const armed = { content, prepared, key: newKey(other), signal: signal() };
    const { remoteId } = await other.publish(stage.session, armed);
    expect(Buffer.compare((await stage.filmOf?.(remoteId)) ?? new Uint8Array(), film)).toBe(0);
    // What had arrived was not sent again: a little is, for what goes with each part.
    expect(sent).toBeLessThan(film.byteLength - before + 20_000);
  });

  it('sends one key twice and makes one post, where it has keys', async () => {
    if (!stage.keyed) return expect((await stage.posts()).length).toBeGreaterThan(0);
    const connector = stage.connector();
    const key = newKey(connector);
    const content = words('Once');
    const first = await publish(connector, content, key);
    expect((await publish(connector, content, key)).remoteId).toBe(first.remoteId);
    expect((await stage.posts()).filter(({ text }) => text === content.text)).toHaveLength(1);
  });

  it('does not know what became of a lost answer, asks, and finds it', async () => {
    const connector = stage.connector(async (request, pass) => {
      const answer = await pass();
      if (!stage.posting(request)) return answer;
      throw cut();
    });
    const key = newKey(connector);
    const content = words('Lost & found at https://bread.example');
    const from = since();
    const error = await publish(connector, content, key).catch((thrown: unknown) => thrown);
    expect(connector.classify(error)).toMatchObject({ outcome: 'unknown', class: 'retry' });
    const [post] = (await stage.posts()).filter(({ text }) => text === content.text);
    const found = await connector.probe(
      stage.session,
      key,
      { content, since: from, trace: lastTrace, taken: [] },
      signal(),
    );
    expect(found).toMatchObject({ outcome: 'published', remoteId: post?.id });
  });

  it('asks about something that never arrived, and hears so', async () => {
    const connector = stage.connector(async (request, pass) => {
      if (stage.posting(request)) throw cut();
      return pass();
    });
    const key = newKey(connector);
    const content = words('Never arrived');
    const from = since();
    await expect(publish(connector, content, key)).rejects.toThrow();
    const asked = { content, since: from, trace: lastTrace, taken: [] };
    expect(await connector.probe(stage.session, key, asked, signal())).toEqual({ outcome: 'not_published' });
  });

  it('finds it, or that it is not there, behind everything that was said since', async () => {
    const say = stage.say;
    if (!say) return expect(stage.keyed || stage.filmsOnly).toBe(true);
    const connector = stage.connector(async (request, pass) => {
      const answer = await pass();
      if (stage.posting(request)) throw cut();
      return answer;
    });
    const from = since();
    const content = words('Under the pile');
    await expect(publish(connector, content)).rejects.toThrow();
    const made = (await stage.posts()).find(({ text }) => text === content.text);
    for (let n = 0; n < 130; n += 1) say(`Said on the phone, ${n}`);
    const asked = { content, since: from, trace: lastTrace, taken: [] };
    const found = await connector.probe(stage.session, newKey(connector), asked, signal());
    expect(found).toMatchObject({ outcome: 'published', remoteId: made?.id });
    const others = { ...asked, taken: [made?.id ?? ''], content: { ...content, text: 'Never sent' } };
    if (!stage.pictures)
      expect(await connector.probe(stage.session, newKey(connector), others, signal())).toEqual({
        outcome: 'not_published',
      });
  });

  it('finds its comment, or that it is not there, behind what everybody said since', async () => {
    if (!stage.pictures && !stage.filmsOnly) return;
    const connector = stage.connector();
    const { remoteId: rootId } = await publish(connector, words('Talk of the town'));
    const comment = await stage.comment('And on Sundays?', rootId);
    const from = since();
    const contents: Content[] = [
      { kind: 'part', role: 'first_comment', text: '#bread', rootId, parentId: rootId },
      { kind: 'reply', text: 'Closed.', parentId: comment },
    ];
    const made = [];
    for (const content of contents) made.push((await publish(connector, content)).remoteId);
    for (let n = 0; n < 130; n += 1) {
      await stage.comment(`Crowd, ${n}`, rootId);
      await stage.comment(`Crowd below, ${n}`, comment);
    }
    for (const [index, content] of contents.entries()) {
      const asked = { content, since: from, trace: null, taken: [] };
      const key = newKey(connector);
      const found = await connector.probe(stage.session, key, asked, signal());
      expect(found).toMatchObject({ outcome: 'published', remoteId: made[index] });
      const never = { ...asked, content: { ...content, text: 'Never sent' } };
      expect(await connector.probe(stage.session, key, never, signal())).toEqual({
        outcome: 'not_published',
      });
    }
  });

  it('does not take the same words of another publication for the one it looks for', async () => {
    const connector = stage.connector();
    const content = words('Every Saturday');
    const other = await publish(connector, content);
    // The one it looks for was prepared and never sent.
    const prepared = (await connector.prepare?.(stage.session, content, signal())) ?? null;
    const trace = connector.trace?.(prepared) ?? null;
    const asked = { content, since: since(), trace, taken: [other.remoteId] };
    expect(await connector.probe(stage.session, newKey(connector), asked, signal())).toEqual({
      outcome: 'not_published',
    });
  });

  it('puts the parts of a thread one below the other', async () => {
    const connector = stage.connector();
    const { remoteId: rootId } = await publish(connector, words('A thread'));
    // A first comment, where there are no threads.
    if (stage.pictures || stage.filmsOnly) {
      const content: Content = {
        kind: 'part',
        role: 'first_comment',
        text: '#bread',
        rootId,
        parentId: rootId,
      };
      const from = since();
      const { remoteId } = await publish(connector, content);
      const asked = { content, since: from, trace: null, taken: [] };
      const found = await connector.probe(stage.session, newKey(connector), asked, signal());
      return expect(found).toMatchObject({ outcome: 'published', remoteId });
    }
    const part = (text: string, parentId: string): Content => ({
      kind: 'part',
      role: 'thread',
      text,
      rootId,
      parentId,
    });
    const second = await publish(connector, part('Second part', rootId));
    const from = since();
    const third = await publish(connector, part('Third part', second.remoteId));
    const asked = { content: part('Third part', second.remoteId), since: from, trace: lastTrace, taken: [] };
    const key = newKey(connector);
    if (!stage.keyed || name === 'Mastodon')
      expect(await connector.probe(stage.session, key, asked, signal())).toMatchObject({
        remoteId: third.remoteId,
      });
    const [polled] = await connector.listComments(
      stage.session,
      [{ remoteId: rootId, cursor: null }],
      signal(),
    );
    expect(new Map(polled?.comments.map((comment) => [comment.remoteId, comment.parentRemoteId]))).toEqual(
      new Map([
        [second.remoteId, rootId],
        [third.remoteId, second.remoteId],
      ]),
    );
  });

  it('reads comments once, and answers under them', async () => {
    const connector = stage.connector();
    const { remoteId } = await publish(connector, words('Ask me'));
    const comment = await stage.comment('Open on Monday?', remoteId);
    const [polled] = await connector.listComments(stage.session, [{ remoteId, cursor: null }], signal());
    expect(polled?.comments).toMatchObject([{ remoteId: comment, text: 'Open on Monday?', own: false }]);
    await publish(connector, { kind: 'reply', text: 'It is.', parentId: comment });
    const [next] = await connector.listComments(
      stage.session,
      [{ remoteId, cursor: polled?.cursor ?? null }],
      signal(),
    );
    const fresh = next?.comments.filter(({ remoteId: id }) => id !== comment);
    expect(fresh).toMatchObject([{ own: true, parentRemoteId: comment }]);
    expect(fresh?.[0]?.text).toContain('It is.');
  });

  it('misses none of many comments between two looks', async () => {
    const connector = stage.connector();
    const { remoteId } = await publish(connector, words('Everybody asks'));
    const look = async (cursor: string | null) =>
      (await connector.listComments(stage.session, [{ remoteId, cursor }], signal()))[0];
    const first = await stage.comment('First!', remoteId);
    const before = await look(null);
    expect(before?.comments.map(({ remoteId: id }) => id)).toEqual([first]);
    const questions = Array.from({ length: 130 }, (_, n) => `Question ${n}`);
    const said = (await stage.crowd?.(questions, remoteId)) ?? [];
    if (!stage.crowd) for (const text of questions) said.push(await stage.comment(text, remoteId));
    const after = (await look(before?.cursor ?? null))?.comments.map(({ remoteId: id }) => id);
    expect(after?.filter((id) => id !== first).toSorted()).toEqual(said.toSorted());
    expect(new Set(said).size).toBe(questions.length);
  });

  it('shows one file as a story, finds it after a lost answer, and keeps words away from it', async () => {
    const connector = stage.connector();
    if (!takesStories(connector.platform)) return;
    const content: Content = { kind: 'post', text: '', format: 'story', media: [pictureItem()] };
    const from = since();
    const lost = stage.connector(async (request, pass) => {
      const answer = await pass();
      if (!stage.posting(request)) return answer;
      throw cut();
    });
    const taken = (await stage.posts()).map(({ id }) => id);
    await expect(publish(lost, content)).rejects.toThrow();
    const asked = { content, since: from, trace: lastTrace, taken };
    const found = await connector.probe(stage.session, newKey(connector), asked, signal());
    const standing = await stage.posts();
    const story = standing.find(({ id }) => !taken.includes(id));
    expect(found).toMatchObject({ outcome: 'published', remoteId: story?.id });
    expect(story?.text).toBe('');
    const thing = { remoteId: story?.id ?? '', kind: 'post' } as const;
    expect(await connector.read(stage.session, thing, signal())).toMatchObject({ text: '' });
  });

  it('reads back what stands there, takes it down, and finds it gone', async () => {
    const connector = stage.connector();
    const content = words('Down by Sunday');
    const { remoteId, url } = await publish(connector, content);
    const thing = { remoteId, kind: 'post' } as const;
    const standing = await connector.read(stage.session, thing, signal());
    expect(standing).toMatchObject({ text: content.text, url });
    expect(Math.abs(Date.parse(standing?.publishedAt ?? '') - Date.now())).toBeLessThan(60_000);
    const { platform } = connector;
    expect(deletesThere({ platform, holder: 'server', limits: stage.limits ?? null })).toBe(
      !stage.cannotDelete,
    );
    if (stage.cannotDelete) {
      const refused = await connector.remove(stage.session, thing, signal()).catch(connector.classify);
      expect(refused).toMatchObject({ code: 'cannot_delete', class: 'give_up', outcome: 'not_published' });
      expect(await connector.read(stage.session, thing, signal())).not.toBeNull();
      stage.cannotDelete.byHand(remoteId);
    } else {
      const others = (await stage.posts()).length - 1;
      await connector.remove(stage.session, thing, signal());
      // Asked again, as after a lost answer, there is nothing left to do.
      await connector.remove(stage.session, thing, signal());
      expect(await stage.posts()).toHaveLength(others);
    }
    expect(await connector.read(stage.session, thing, signal())).toBeNull();
  });

  it('takes down what stands below a post', async () => {
    const connector = stage.connector();
    const { remoteId: rootId } = await publish(connector, words('With a word below'));
    const role = stage.pictures || stage.filmsOnly ? 'first_comment' : 'thread';
    const part: Content = { kind: 'part', role, text: 'Below', rootId, parentId: rootId };
    const thing = { remoteId: (await publish(connector, part)).remoteId, kind: 'part' } as const;
    expect(await connector.read(stage.session, thing, signal())).toMatchObject({ text: 'Below' });
    await connector.remove(stage.session, thing, signal());
    expect(await connector.read(stage.session, thing, signal())).toBeNull();
    const post = { remoteId: rootId, kind: 'post' } as const;
    expect(await connector.read(stage.session, post, signal())).not.toBeNull();
  });

  it('says so when it was signed out for good', async () => {
    await stage.signOut();
    const connector = stage.connector();
    const refreshed = await connector
      .refresh(stage.session, signal())
      .then((secret) => publish(stage.connector(), words(name)).then(() => secret))
      .catch((thrown: unknown) => connector.classify(thrown));
    expect(refreshed).toMatchObject({ class: 'reconnect', outcome: 'not_published' });
  });
});
