import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Connector, Content } from '../../../shared/connectors/contract.ts';
import { startYouTube, type YouTubeDouble } from '../../../shared/connectors/youtube/double.ts';
import { createYouTubeConnector } from '../../../shared/connectors/youtube/index.ts';
import { assetId } from '../../../shared/mutators/asset.ts';
import { noise, sha256 } from '../../../tests/support/pictures.ts';
import { createWorld, until, type World } from '../../publisher/testing.ts';

const film = new Uint8Array(1_500_000).map((_, index) => (index * 7 + (index >> 9)) % 251);
let thumbnail: Uint8Array;
let world: World;
let person: string;
let youtube: YouTubeDouble;
beforeAll(async () => {
  thumbnail = await noise(128, 72).png();
  youtube = await startYouTube();
  world = await createWorld({
    env: youtube.env,
  });
  person = await world.person();
}, 60_000);
afterAll(async () => {
  await world?.close();
  await youtube?.close();
});
beforeEach(() => {
  Object.assign(youtube.settings, { hasChannel: true, scope: undefined, quota: 10_000 });
});

const connector = (now = () => new Date()): Connector => {
  const { clientId, clientSecret, authorizeUrl, tokenUrl } = youtube;
  return createYouTubeConnector({
    fetch,
    now,
    baseUrl: youtube.url,
    app: { clientId, clientSecret, authorizeUrl, tokenUrl },
    readMedia: async ({ mime }, part) => {
      const file = mime.startsWith('video/') ? film : thumbnail;
      return part ? file.subarray(part.from, part.from + part.bytes) : file;
    },
  });
};
const session = () => {
  const { access_token: accessToken, refresh_token: refreshToken } = youtube.grant();
  const secret = JSON.stringify({ accessToken, refreshToken, expiresAt: Date.now() + 3_600_000 });
  return { remoteId: youtube.channel.id, serviceUrl: null, secret };
};
const item = (bytes: Uint8Array, mime: string) => ({
  sha256: sha256(bytes),
  mime,
  bytes: bytes.length,
  width: 1280,
  height: 720,
  duration_ms: null,
  codec: null,
  alt: '',
});
const content = (more: Partial<Content & { kind: 'post' }> = {}): Content & { kind: 'post' } => ({
  kind: 'post',
  title: 'Rye',
  text: 'How we bake it. #Bread #Sourdough',
  media: [item(film, 'video/mp4')],
  ...more,
});
const signal = () => AbortSignal.timeout(10_000);
async function post(what: Content, at = session()) {
  const prepared = await connector().prepare?.(at, what, signal());
  return connector().publish(at, { content: what, prepared, key: 'k', signal: signal() });
}

async function signIn(brand?: string) {
  const id = uuidv7();
  const body = {
    id,
    brand_id: brand ?? (await world.brand(person)),
    platform: 'youtube',
    service_url: null,
  };
  const begun = await world.request(person, 'POST', '/api/connections/browser', body);
  const { pathname, search } = new URL(await youtube.signIn(begun.json().url));
  const page = await world.app.inject({ method: 'GET', url: `${pathname}${search}` });
  return { id, page, state: (await world.request(person, 'GET', `/api/connections/browser/${id}`)).json() };
}

it('a channel is connected by signing in with Google', async () => {
  const { id, page } = await signIn();
  expect(page.statusCode).toBe(200);
  const row = await world.system((tx) =>
    tx.one(sql`select handle, display_name, remote_account_id, holder from app.connections where id = ${id}`),
  );
  expect(row).toEqual({
    handle: '@harbourbakery',
    display_name: 'Harbour Bakery',
    remote_account_id: youtube.channel.id,
    holder: 'server',
  });
});

it('an account without a channel, and one without every permission, is not connected', async () => {
  youtube.settings.hasChannel = false;
  expect((await signIn()).state).toMatchObject({ state: 'failed', code: 'youtube_no_channel' });
  youtube.settings.hasChannel = true;
  youtube.settings.scope = 'https://www.googleapis.com/auth/youtube.upload';
  expect((await signIn()).state).toMatchObject({ state: 'failed', code: 'permission_missing' });
});

it('a refresh keeps the refresh token that Google does not send again', async () => {
  const at = session();
  const before = JSON.parse(at.secret);
  const after = JSON.parse(await connector().refresh(at, signal()));
  expect(after.refreshToken).toBe(before.refreshToken);
  expect(after.accessToken).not.toBe(before.accessToken);
  youtube.refuse(/^\/token$/, 503, {}, {});
  const later: unknown = await connector()
    .refresh(at, signal())
    .catch((error: unknown) => error);
  expect(connector().classify(later)).toMatchObject({ class: 'retry', code: 'platform_down' });
});

it('a film has its title, its words, its hashtags as tags, and the picture beside it as its thumbnail', async () => {
  const picture = item(thumbnail, 'image/png');
  const { remoteId, url } = await post(content({ media: [picture, item(film, 'video/mp4')] }));
  const video = youtube.videos().find(({ id }) => id === remoteId);
  expect(video?.resource).toEqual({
    snippet: {
      title: 'Rye',
      description: 'How we bake it. #Bread #Sourdough',
      tags: ['Bread', 'Sourdough'],
      categoryId: '22',
    },
    status: { privacyStatus: 'public' },
  });
  expect(url).toBe(`https://www.youtube.com/watch?v=${remoteId}`);
  expect(video?.thumbnail?.bytes.length).toBeGreaterThan(0);
  // A channel that may not have thumbnails of its own still has its film.
  youtube.refuse(/thumbnails/, 403, {}, { error: { errors: [{ reason: 'forbidden' }] } });
  const other = await post(content({ media: [item(film, 'video/mp4'), picture] }));
  expect(youtube.videos().find(({ id }) => id === other.remoteId)?.thumbnail).toBeNull();
  expect(other.warning?.code).toBe('thumbnail_refused');
});

it('who sees a film, where it is listed and for whom it is made goes with it; else it is as usual', async () => {
  const options = { privacy: 'unlisted', category: '26', made_for_kids: false, quiet: true } as const;
  const { remoteId } = await post(content({ options }));
  const video = youtube.videos().find(({ id }) => id === remoteId);
  expect(video?.resource).toMatchObject({
    snippet: { categoryId: '26' },
    status: { privacyStatus: 'unlisted', selfDeclaredMadeForKids: false },
  });
  expect(video?.notify).toBe(false);
});

it('an upload that YouTube forgot is begun anew, and asked about by what the channel has', async () => {
  const at = session();
  const what = content({ title: 'Forgotten' });
  let trace = '';
  const keep = async (text: string) => {
    trace = text;
  };
  youtube.settings.cutAfter = 300_000;
  await expect(connector().prepare?.(at, what, signal(), { earlier: null, keep })).rejects.toThrow();
  youtube.forgetUploads();
  const prepared = await connector().prepare?.(at, what, signal(), { earlier: trace, keep });
  const since = new Date(Date.now() - 1000).toISOString();
  const { remoteId } = await connector().publish(at, { content: what, prepared, key: 'k', signal: signal() });
  youtube.forgetUploads();
  const asked = { content: what, since, trace, taken: [] };
  expect(await connector().probe(at, 'k', asked, signal())).toMatchObject({ remoteId });
  const taken = { ...asked, taken: [remoteId] };
  expect(await connector().probe(at, 'k', taken, signal())).toEqual({ outcome: 'cannot_know' });
});

it('an upload that turns out to be done is not sent again', async () => {
  const at = session();
  const what = content({ title: 'Once' });
  const prepared = await connector().prepare?.(at, what, signal());
  const { remoteId } = await connector().publish(at, { content: what, prepared, key: 'k', signal: signal() });
  const earlier = connector().trace?.(prepared) ?? null;
  const again = await connector().prepare?.(at, what, signal(), { earlier, keep: async () => undefined });
  const second = await connector().publish(at, {
    content: what,
    prepared: again,
    key: 'k',
    signal: signal(),
  });
  expect(second.remoteId).toBe(remoteId);
  expect(youtube.videos().filter(({ resource }) => resource.snippet?.title === 'Once')).toHaveLength(1);
});

it('a film that YouTube is still working on, could not process or rejected is no film that stands there', async () => {
  youtube.settings.processingLooks = 2;
  const { remoteId } = await post(content());
  youtube.settings.processingLooks = 1;
  const read = () => connector().read(session(), { remoteId, kind: 'post' }, signal());
  expect(await read()).toMatchObject({ pending: true });
  const well = await read();
  expect(well).toMatchObject({ text: content().text });
  expect(well).not.toHaveProperty('pending');
  expect(well).not.toHaveProperty('refused');
  try {
    youtube.settings.verdict = { uploadStatus: 'failed', failureReason: 'codec' };
    expect(await read()).toMatchObject({
      refused: { code: 'film_failed', message: expect.stringContaining('codec') },
    });
    youtube.settings.verdict = { uploadStatus: 'rejected', rejectionReason: 'duplicate' };
    expect(await read()).toMatchObject({
      refused: { code: 'film_rejected', message: expect.stringContaining('duplicate') },
    });
    youtube.settings.verdict = { uploadStatus: 'deleted' };
    expect(await read()).toBeNull();
  } finally {
    youtube.settings.verdict = null;
  }
});

it('a session is never asked for anywhere but at YouTube', async () => {
  const earlier = JSON.stringify({ uri: 'http://127.0.0.1:9/upload', total: film.length });
  const prepared = await connector().prepare?.(session(), content(), signal(), {
    earlier,
    keep: async () => undefined,
  });
  expect(new URL((prepared as { uri: string }).uri).origin).toBe(youtube.url);
});

it('all answers of a thread are read, and a film without comments has none', async () => {
  const at = session();
  const { remoteId } = await post(content(), at);
  const first = youtube.comment('First', remoteId);
  for (const text of ['One', 'Two', 'Three']) youtube.comment(text, first.id);
  const list = () => connector().listComments(at, [{ remoteId, cursor: null }], signal());
  const [polled] = await list();
  expect(polled?.comments.map(({ text }) => text)).toEqual(['First', 'One', 'Two', 'Three']);
  // An answer to an answer stands in the same thread.
  const last = polled?.comments.at(-1)?.remoteId ?? '';
  const answered = await post({ kind: 'reply', text: 'Thanks', parentId: last }, at);
  expect(answered.remoteId.startsWith(`${first.id}.`)).toBe(true);
  youtube.settings.commentsOff.add(remoteId);
  expect(await list()).toEqual([{ remoteId, cursor: null, comments: [] }]);
});

it('what is used up for the day comes back at midnight in California', async () => {
  youtube.settings.quota = 50;
  const at = () => new Date('2026-11-21T15:00:00.000Z');
  const thrown: unknown = await connector(at)
    .prepare?.(session(), content(), signal())
    .catch((error: unknown) => error);
  expect(connector().classify(thrown)).toMatchObject({
    class: 'wait',
    code: 'quota_used',
    retryAt: '2026-11-22T08:00:00.000Z',
  });
});

it.each([
  ['authError', 401, { class: 'retry', code: 'token_expired' }],
  ['youtubeSignupRequired', 401, { class: 'reconnect', code: 'youtube_no_channel' }],
  ['insufficientPermissions', 403, { class: 'reconnect', code: 'permission_missing' }],
  ['accessNotConfigured', 403, { class: 'give_up', code: 'app_not_allowed' }],
  ['rateLimitExceeded', 403, { class: 'wait', code: 'rate_limited' }],
  ['uploadLimitExceeded', 400, { class: 'wait', code: 'daily_limit' }],
  ['invalidTitle', 400, { class: 'fix_content', code: 'content_refused' }],
  ['invalidDescription', 400, { class: 'fix_content', code: 'content_refused' }],
  ['invalidTags', 400, { class: 'fix_content', code: 'content_refused' }],
  ['forbiddenPrivacySetting', 403, { class: 'fix_content', code: 'content_refused' }],
  ['somethingNew', 400, { class: 'fix_content', code: 'content_refused' }],
  ['backendError', 503, { class: 'retry', code: 'platform_down', outcome: 'unknown' }],
])('reason %s is understood', async (reason, status, meaning) => {
  const body = { error: { code: status, message: 'x', errors: [{ domain: 'youtube', reason }] } };
  youtube.refuse(/upload\/youtube/, status, {}, body);
  const thrown: unknown = await connector()
    .prepare?.(session(), content(), signal())
    .catch((error: unknown) => error);
  expect(connector().classify(thrown)).toMatchObject(meaning);
});

it('the ledger goes on with an upload that was cut off, and the film is there once', async () => {
  const brand = await world.brand(person);
  const { id: connection } = await signIn(brand);
  const id = await world.post(brand, [connection], 60_000, 'From the ledger');
  await world.system((tx) => tx.run(sql`update app.posts set title = 'Ledger' where id = ${id}`));
  const asset = { name: 'film', mime: 'video/mp4', bytes: film.length, width: 1280, height: 720 };
  const rest = { duration_ms: 9000, codec: 'avc', alt_text: '', folder: '', tags: [], rating: 0 };
  const args = { brand_id: brand, sha256: sha256(film), ...asset, ...rest };
  expect(await world.mutate(person, 'asset.add', args)).toMatchObject({ status: 'applied' });
  await world.mutate(person, 'attachment.add', {
    brand_id: brand,
    post_id: id,
    asset_id: assetId(brand, sha256(film)),
    connection_id: null,
    position: 0,
    alt_text: null,
  });
  mkdirSync(world.media.uploads, { recursive: true });
  const file = join(world.media.uploads, uuidv7());
  writeFileSync(file, film);
  await world.media.keep(file, sha256(film));
  const bytes = film.length;
  await world.system((tx) =>
    tx.run(
      sql`insert into app.media_files (brand_id, sha256, bytes) values (${brand}, ${sha256(film)}, ${bytes})`,
    ),
  );
  const named = { brand_id: brand, post_id: id, connection_id: connection };
  const options = { privacy: 'private', category: '22' } as const;
  expect(await world.mutate(person, 'target.options', { ...named, options })).toMatchObject({
    status: 'applied',
  });
  const sessions = youtube.uploads().length;
  youtube.settings.cutAfter = 800_000;
  await world.schedule(id, 0);
  await world.worker(undefined, {}, connector());
  const seen = await until(
    () => world.publication(id, connection),
    (row) => row?.state === 'retrying',
  );
  const traces = () =>
    world.system((tx) =>
      tx.many<{ trace: string | null }>(
        sql`select trace from app.publish_attempts where publication_id = ${seen?.id} order by n`,
      ),
    );
  expect((await traces())[0]?.trace).toContain('upload_id=');
  // It was cut off on its way and goes on from there: none of the three tries.
  const work = await world.system((tx) =>
    tx.one(sql`select tries from app.publication_work where post_id = ${id}`),
  );
  expect(work).toEqual({ tries: 0 });
  await world.hurry();
  await until(
    () => world.publication(id, connection),
    (row) => row?.state === 'published',
  );
  const uris = (await traces()).map(({ trace }) => (JSON.parse(trace ?? '{}') as { uri?: string }).uri);
  expect(new Set(uris).size).toBe(1);
  expect(youtube.uploads()).toHaveLength(sessions + 1);
  const [made] = youtube.videos().filter(({ resource }) => resource.snippet?.title === 'Ledger');
  expect(Buffer.compare(made?.file ?? new Uint8Array(), film)).toBe(0);
  expect(made?.resource.status).toEqual({ privacyStatus: 'private' });
  // What a desktop is told says nothing of where the upload was.
  const told = await world.system((tx) =>
    tx.many(
      sql`select from app.publications p where p.id = ${seen?.id} and to_jsonb(p)::text like '%upload_id%'`,
    ),
  );
  expect(told).toEqual([]);
}, 30_000);
