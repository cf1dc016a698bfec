import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type InstagramDouble, startInstagram } from '../../../shared/connectors/instagram/double.ts';
import { createInstagramConnector } from '../../../shared/connectors/instagram/index.ts';
import { startDouble } from '../../../tests/doubles/double.ts';
import { noise } from '../../../tests/support/pictures.ts';
import { createWorld, type World } from '../../publisher/testing.ts';

let world: World;
let person: string;
let instagram: InstagramDouble;
beforeAll(async () => {
  instagram = await startInstagram();
  world = await createWorld({
    env: instagram.env,
  });
  person = await world.person();
}, 60_000);
afterAll(async () => {
  await world?.close();
  await instagram?.close();
});
beforeEach(() => {
  instagram.settings.accountType = 'BUSINESS';
  instagram.settings.permissions = undefined;
});

async function signIn() {
  const id = uuidv7();
  const brand = await world.brand(person);
  const body = { id, brand_id: brand, platform: 'instagram', service_url: null };
  const begun = await world.request(person, 'POST', '/api/connections/browser', body);
  const { pathname, search } = new URL(await instagram.signIn(begun.json().url));
  const page = await world.app.inject({ method: 'GET', url: `${pathname}${search}` });
  return { id, page, state: (await world.request(person, 'GET', `/api/connections/browser/${id}`)).json() };
}

it('a professional account is connected with a token of sixty days', async () => {
  const { id, page } = await signIn();
  expect(page.statusCode).toBe(200);
  const row = await world.system((tx) =>
    tx.one(sql`select handle, display_name, remote_account_id, holder from app.connections where id = ${id}`),
  );
  expect(row).toEqual({
    handle: '@harbourbakery',
    display_name: 'Harbour Bakery',
    remote_account_id: instagram.user.id,
    holder: 'server',
  });
  const health = (await world.request(person, 'GET', `/api/connections/${id}/health`)).json();
  expect(health.granted).toContain('instagram_business_content_publish');
  expect(health.granted).toEqual(expect.arrayContaining(health.needed));
  expect(health.limits).toEqual([]);
  // What a check hears of the day's posts is known from then on.
  await world.request(person, 'POST', `/api/connections/${id}/checks`, { part: 'use' });
  const known = (await world.request(person, 'GET', `/api/connections/${id}/health`)).json().limits;
  expect(known).toMatchObject([{ of: 'account', bucket: 'post', remaining: 50, most: 50 }]);
});

it('a personal account, and one without every permission, is not connected, and the person hears why', async () => {
  instagram.settings.accountType = 'PERSONAL';
  expect((await signIn()).state).toMatchObject({ state: 'failed', code: 'account_not_professional' });
  instagram.settings.accountType = 'BUSINESS';
  instagram.settings.permissions = ['instagram_business_basic'];
  expect((await signIn()).state).toMatchObject({ state: 'failed', code: 'permission_missing' });
});

it('the token is extended half way through its life, and used on while that fails', async () => {
  let at = Date.now();
  instagram.settings.clock = () => at;
  const { id } = await signIn();
  const { clientId, clientSecret, authorizeUrl, tokenUrl } = instagram;
  const now = () => new Date(at);
  const connector = createInstagramConnector({
    fetch,
    now,
    baseUrl: instagram.url,
    readMedia: () => Promise.reject(new Error('no files')),
    mediaUrl: () => 'http://127.0.0.1:1/',
    app: { clientId, clientSecret, authorizeUrl, tokenUrl },
  });
  const sessions = world.sessions(new Map([['instagram', connector]]), now);
  const connection = {
    id,
    platform: 'instagram' as const,
    remote_account_id: instagram.user.id,
    service_url: null,
  };
  const first = (await sessions.open(connection)).secret;
  const extensions = () => instagram.requests.filter(({ path }) => path === '/refresh_access_token').length;
  at += 29 * 86_400_000;
  expect((await sessions.open(connection)).secret).toBe(first);
  expect(extensions()).toBe(0);
  at += 2 * 86_400_000;
  instagram.refuse(/refresh_access_token/, 500, {}, { error: { code: 2, message: 'later' } }, 'GET');
  expect((await sessions.open(connection)).secret).toBe(first);
  const extended = (await sessions.open(connection)).secret;
  expect(extended).not.toBe(first);
  expect(extensions()).toBe(2);
  // An extension does not say what was given: it is what it was.
  expect(connector.permissions?.(extended)).toEqual(connector.permissions?.(first));
  expect(connector.permissions?.(extended).granted).not.toBeNull();
  expect(connector.expiresAt(extended)).toBeGreaterThan(at + 59 * 86_400_000);
});

it('a film is a reel with its cover, taken up again where Instagram was still working on it', async () => {
  const film = Buffer.alloc(5000, 7);
  const files = await startDouble((_asked, response) =>
    response.writeHead(200, { 'content-type': 'video/mp4' }).end(film),
  );
  const connector = createInstagramConnector({
    fetch,
    now: () => new Date(),
    baseUrl: instagram.url,
    readMedia: () => Promise.reject(new Error('no files')),
    mediaUrl: () => `${files.url}/film.mp4`,
    app: { clientId: '1', clientSecret: '2', authorizeUrl: '', tokenUrl: '' },
  });
  const secret = JSON.stringify({ accessToken: instagram.longToken(), expiresAt: Date.now() + 1e9 });
  const session = { remoteId: instagram.user.id, serviceUrl: null, secret };
  const item = { sha256: 'ab', mime: 'video/mp4', bytes: 5000, width: 720, height: 1280, duration_ms: 9000 };
  const reel = { ...item, codec: 'avc', alt: 'Dough', cover_ms: 2500 };
  const content = { kind: 'post' as const, text: 'A reel', media: [reel] };
  instagram.settings.filmLooks = 3;
  let kept: string | null = null;
  const keep = async (trace: string) => {
    kept = trace;
  };
  const before = instagram.containers();
  const short = connector.prepare?.(session, content, AbortSignal.timeout(400), { earlier: null, keep });
  await expect(short).rejects.toThrow();
  const signal = AbortSignal.timeout(10_000);
  const prepared = await connector.prepare?.(session, content, signal, { earlier: kept, keep });
  expect(instagram.containers()).toBe(before + 1);
  const armed = { content, prepared, key: 'k', signal };
  const { remoteId } = await connector.publish(session, armed);
  const [made] = instagram.media().filter(({ id }) => id === remoteId);
  expect(made).toMatchObject({ caption: 'A reel', film: { bytes: film, thumbOffset: 2500 } });
  // What is out already is never published again, whoever asks.
  const again = await connector.prepare?.(session, content, signal, { earlier: kept, keep });
  const second: unknown = await connector
    .publish(session, { ...armed, prepared: again })
    .catch((error: unknown) => error);
  expect(connector.classify(second)).toMatchObject({ outcome: 'unknown' });
  instagram.settings.filmLooks = 1;
  await files.close();
});

it('a picture stands for a film alone, and for none in a carousel or a story; what Instagram refuses is told', async () => {
  const film = Buffer.alloc(5000, 7);
  const photo = await noise(90, 160).jpeg(80);
  let served: Buffer = photo;
  const files = await startDouble(({ path }, response) =>
    path === '/film.mp4'
      ? response.writeHead(200, { 'content-type': 'video/mp4' }).end(film)
      : response.writeHead(200, { 'content-type': 'image/jpeg' }).end(served),
  );
  const asked: string[] = [];
  const connector = createInstagramConnector({
    fetch,
    now: () => new Date(),
    baseUrl: instagram.url,
    readMedia: () => Promise.reject(new Error('no files')),
    mediaUrl: ({ sha256, mime }) => {
      asked.push(sha256);
      return `${files.url}/${mime === 'video/mp4' ? 'film.mp4' : 'cover.jpg'}`;
    },
    app: { clientId: '1', clientSecret: '2', authorizeUrl: '', tokenUrl: '' },
  });
  const secret = JSON.stringify({ accessToken: instagram.longToken(), expiresAt: Date.now() + 1e9 });
  const session = { remoteId: instagram.user.id, serviceUrl: null, secret };
  const item = { sha256: 'ab', mime: 'video/mp4', bytes: 5000, width: 720, height: 1280, duration_ms: 9000 };
  const cover = { sha256: 'cd', mime: 'image/png' };
  const reel = { ...item, codec: 'avc', alt: '', cover_ms: 2500, cover };
  const signal = AbortSignal.timeout(20_000);
  const send = async (media: (typeof reel)[], format?: 'story') => {
    const content = { kind: 'post' as const, text: '', media, ...(format ? { format } : {}) };
    const prepared = await connector.prepare?.(session, content, signal);
    const { remoteId } = await connector.publish(session, { content, prepared, key: 'k', signal });
    return instagram.media().find(({ id }) => id === remoteId);
  };
  // The picture is looked at and the moment is not.
  expect(await send([reel])).toMatchObject({ film: { bytes: film, cover: photo, thumbOffset: 0 } });
  expect(asked).toEqual(['ab', 'cd']);
  expect(await send([reel], 'story')).toMatchObject({ story: true, film: { cover: null } });
  await send([reel, reel]);
  expect(asked).toEqual(['ab', 'cd', 'ab', 'ab', 'ab']);
  for (const [wrong, code] of [
    [await noise(9, 16).png(), 'media_unfit'],
    [Buffer.concat([photo, Buffer.alloc(8_000_000)]), 'too_large'],
  ] as const) {
    served = wrong;
    const thrown: unknown = await send([reel]).catch((error: unknown) => error);
    expect(connector.classify(thrown)).toMatchObject({ class: 'fix_content', code });
  }
  await files.close();
});

it('of several files those that Instagram has still are not made again, whatever became of the try', async () => {
  const photo = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
  const files = await startDouble((_asked, response) =>
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(photo),
  );
  let now = Date.now();
  instagram.settings.clock = () => now;
  const connector = createInstagramConnector({
    fetch,
    now: () => new Date(now),
    baseUrl: instagram.url,
    readMedia: () => Promise.reject(new Error('no files')),
    mediaUrl: ({ sha256 }) => `${files.url}/${sha256}.jpg`,
    app: { clientId: '1', clientSecret: '2', authorizeUrl: '', tokenUrl: '' },
  });
  const secret = JSON.stringify({ accessToken: instagram.longToken(), expiresAt: Date.now() + 1e10 });
  const session = { remoteId: instagram.user.id, serviceUrl: null, secret };
  const rest = { mime: 'image/jpeg', bytes: 500, width: 80, height: 80, duration_ms: null, codec: null };
  const media = ['a', 'b', 'c'].map((sha256) => ({ ...rest, sha256, alt: sha256 }));
  const content = { kind: 'post' as const, text: 'Three of them', media };
  let kept: string | null = null;
  const keep = async (trace: string) => {
    kept = trace;
  };
  const signal = AbortSignal.timeout(20_000);
  const prepare = () => connector.prepare?.(session, content, signal, { earlier: kept, keep });
  const made = async (work: () => Promise<unknown> | undefined) => {
    const before = instagram.containers();
    const result = await work();
    return { result, containers: instagram.containers() - before };
  };
  // The third is refused for a moment: two are there, and so much is kept.
  let asked = 0;
  const cut = createInstagramConnector({
    fetch: (input, init) => {
      if (init?.method === 'POST') asked += 1;
      return asked === 3 && init?.method === 'POST'
        ? Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }))
        : fetch(input, init);
    },
    now: () => new Date(now),
    baseUrl: instagram.url,
    readMedia: () => Promise.reject(new Error('no files')),
    mediaUrl: ({ sha256 }) => `${files.url}/${sha256}.jpg`,
    app: { clientId: '1', clientSecret: '2', authorizeUrl: '', tokenUrl: '' },
  });
  const first = await made(() =>
    cut.prepare?.(session, content, signal, { earlier: null, keep }).catch(() => 'cut'),
  );
  expect(first).toEqual({ result: 'cut', containers: 2 });
  // The third file and what joins them.
  const second = await made(prepare);
  expect(second.containers).toBe(2);
  expect(connector.trace?.(second.result)).toBe(kept);
  // All of it is there: nothing is made.
  expect((await made(prepare)).containers).toBe(0);
  // A day later nothing of it is left.
  now += 90_000_000;
  const third = await made(prepare);
  expect(third.containers).toBe(4);
  const before = instagram.media().length;
  await connector.publish(session, { content, prepared: third.result, key: 'k', signal });
  instagram.settings.clock = () => Date.now();
  expect(instagram.media().slice(before)).toMatchObject([
    { caption: 'Three of them', alts: ['a', 'b', 'c'] },
  ]);
  await files.close();
});

it.each([
  [190, 460, 400, { class: 'reconnect', code: 'signed_out' }],
  [10, undefined, 403, { class: 'reconnect', code: 'permission_missing' }],
  [4, undefined, 403, { class: 'wait', code: 'rate_limited' }],
  [9, 2207042, 403, { class: 'wait', code: 'daily_limit' }],
  [9004, 2207052, 400, { class: 'retry', code: 'media_fetch_failed', outcome: 'not_published' }],
  [36003, 2207009, 400, { class: 'fix_content', code: 'media_unfit' }],
  [100, 2207010, 400, { class: 'fix_content', code: 'content_refused' }],
  [1, undefined, 400, { class: 'retry', code: 'platform_down', outcome: 'unknown' }],
  [-1, 2207001, 400, { class: 'retry', code: 'platform_down', outcome: 'unknown' }],
  [-1, 2207032, 400, { class: 'retry', code: 'platform_down' }],
  [2, undefined, 500, { class: 'retry', code: 'platform_down', outcome: 'unknown' }],
])('code %s with subcode %s is understood', async (code, error_subcode, status, meaning) => {
  const connector = createInstagramConnector({
    fetch,
    now: () => new Date(),
    baseUrl: instagram.url,
    readMedia: () => Promise.reject(new Error('no files')),
    mediaUrl: () => 'http://127.0.0.1:1/',
    app: { clientId: '1', clientSecret: '2', authorizeUrl: '', tokenUrl: '' },
  });
  const secret = JSON.stringify({ accessToken: instagram.longToken(), expiresAt: Date.now() + 1e9 });
  const session = { remoteId: instagram.user.id, serviceUrl: null, secret };
  instagram.refuse(/media_publish$/, status, {}, { error: { message: 'x', code, error_subcode } });
  const armed = {
    content: { kind: 'post', text: 'x' } as const,
    prepared: { containerId: '1', out: false, trace: '1' },
    key: 'k',
  };
  const thrown: unknown = await connector
    .publish(session, { ...armed, signal: AbortSignal.timeout(5000) })
    .catch((error: unknown) => error);
  expect(connector.classify(thrown)).toMatchObject(meaning);
});

it('what is out and not listed yet is asked for again, and a person only after an hour', async () => {
  const picture = await noise(64, 48).jpeg(80);
  const files = await startDouble((_asked, response) =>
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture),
  );
  let at = Date.now();
  instagram.settings.clock = () => at;
  const connector = createInstagramConnector({
    fetch,
    now: () => new Date(at),
    baseUrl: instagram.url,
    readMedia: () => Promise.reject(new Error('no files')),
    mediaUrl: () => `${files.url}/loaf.jpg`,
    app: { clientId: '1', clientSecret: '2', authorizeUrl: '', tokenUrl: '' },
  });
  const secret = JSON.stringify({ accessToken: instagram.longToken(), expiresAt: at + 1e9 });
  const session = { remoteId: instagram.user.id, serviceUrl: null, secret };
  const item = { sha256: 'ab', mime: 'image/jpeg', bytes: picture.length, width: 64, height: 48 };
  const media = [{ ...item, duration_ms: null, codec: null, alt: 'A loaf' }];
  const content = { kind: 'post' as const, text: 'Listed late', media };
  const signal = AbortSignal.timeout(20_000);
  const since = new Date(at).toISOString();
  const prepared = await connector.prepare?.(session, content, signal);
  const { remoteId } = await connector.publish(session, { content, prepared, key: '', signal });
  instagram.settings.listLagMs = 30_000;
  const asked = { content, since, trace: connector.trace?.(prepared) ?? null, taken: [] };
  const early = await connector.probe(session, '', asked, signal).catch(connector.classify);
  expect(early).toMatchObject({ outcome: 'unknown', class: 'retry', code: 'media_not_ready' });
  at += 31_000;
  expect(await connector.probe(session, '', asked, signal)).toMatchObject({
    outcome: 'published',
    remoteId,
  });
  // Deleted in the meantime, it is never listed; what somebody posted by hand is not taken for it.
  instagram.remove(remoteId);
  at += 60_000;
  instagram.say('By hand');
  at += 31_000;
  expect(await connector.probe(session, '', asked, signal).catch(connector.classify)).toMatchObject({
    class: 'retry',
  });
  at += 3_600_000;
  expect(await connector.probe(session, '', asked, signal)).toEqual({ outcome: 'cannot_know' });
  instagram.settings.listLagMs = 0;
  await files.close();
});

it.each([
  ['Error: 2207001 Instagram server error, try again.', { class: 'retry', code: 'platform_down' }],
  ['Error: 2207032 Create media fail, please try to re-create media.', { class: 'retry' }],
  ['Error: 2207052 The media could not be fetched.', { class: 'retry', code: 'media_fetch_failed' }],
  ['Error: 2207026 Unsupported video format.', { class: 'fix_content', code: 'media_unfit' }],
  ['Error: something new', { class: 'fix_content', code: 'media_unfit' }],
])(
  'a container that ended with “%s” is understood, and made anew where it is tried again',
  async (status, meaning) => {
    const picture = await noise(64, 48).jpeg(80);
    const files = await startDouble((_asked, response) =>
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture),
    );
    const connector = createInstagramConnector({
      fetch,
      now: () => new Date(),
      baseUrl: instagram.url,
      readMedia: () => Promise.reject(new Error('no files')),
      mediaUrl: () => `${files.url}/loaf.jpg`,
      app: { clientId: '1', clientSecret: '2', authorizeUrl: '', tokenUrl: '' },
    });
    const secret = JSON.stringify({ accessToken: instagram.longToken(), expiresAt: Date.now() + 1e9 });
    const session = { remoteId: instagram.user.id, serviceUrl: null, secret };
    const item = { sha256: 'ab', mime: 'image/jpeg', bytes: picture.length, width: 64, height: 48 };
    const content = {
      kind: 'post' as const,
      text: 'x',
      media: [{ ...item, duration_ms: null, codec: null, alt: '' }],
    };
    let kept: string | null = null;
    const keep = async (trace: string) => {
      kept = trace;
    };
    const signal = AbortSignal.timeout(20_000);
    instagram.settings.problem = status;
    const thrown: unknown = await connector
      .prepare?.(session, content, signal, { earlier: null, keep })
      .catch((error: unknown) => error);
    instagram.settings.problem = null;
    expect(connector.classify(thrown)).toMatchObject({ outcome: 'not_published', ...meaning });
    const prepared = await connector.prepare?.(session, content, signal, { earlier: kept, keep });
    const { remoteId } = await connector.publish(session, { content, prepared, key: 'k', signal });
    expect(instagram.media().map(({ id }) => id)).toContain(remoteId);
    await files.close();
  },
);
