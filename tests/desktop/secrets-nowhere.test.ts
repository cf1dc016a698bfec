import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SMTPServer } from 'smtp-server';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { passphraseFile, withoutKeychain } from '../../main/secrets/without-keychain.ts';
import { type InstagramDouble, startInstagram } from '../../shared/connectors/instagram/double.ts';
import { type MastodonDouble, startMastodon } from '../../shared/connectors/mastodon/double.ts';
import { startX, type XDouble } from '../../shared/connectors/x/double.ts';
import { startYouTube, type YouTubeDouble } from '../../shared/connectors/youtube/double.ts';
import { BY_FACEBOOK, type Platform } from '../../shared/kinds/index.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { type Asked, repeated, startDouble } from '../doubles/double.ts';
import { openDesktop, type TestDesktop } from '../support/desktop.ts';
import { encodingsOf } from '../support/encodings.ts';
import { film } from '../support/films.ts';
import { type OnTheWay, standOnTheWay } from '../support/on-the-way.ts';
import { startPds, type TestPds } from '../support/pds.ts';
import { png, streamOf } from '../support/pictures.ts';
import { startServer, type TestServer } from '../support/server.ts';

const PASSPHRASE = 'planted brown bread and butter';
const PASSWORD = 'planted correct horse battery';
const soon = { timeout: 20_000, interval: 50 };

let pds: TestPds;
/** Stands before the PDS, and hears what is said. */
let proxy: Awaited<ReturnType<typeof startDouble>>;
let mastodon: MastodonDouble;
let x: XDouble;
let instagram: InstagramDouble;
let youtube: YouTubeDouble;
let server: TestServer;
/** What the server answers the desktop goes by here, shapes included. */
let way: OnTheWay;
/** Set: writes do not get through before. */
let slow: Promise<void> | undefined;
let smtp: SMTPServer;
let here: TestDesktop;
/** What was written, answered, streamed and mailed, by where. */
const said = {
  'server log': [] as string[],
  answers: [] as string[],
  shapes: [] as string[],
  mail: [] as string[],
  timelines: [] as string[],
  checks: [] as string[],
  errors: [] as string[],
};

beforeAll(async () => {
  [pds, mastodon, x, instagram, youtube] = await Promise.all([
    startPds(),
    startMastodon(),
    startX(),
    startInstagram(),
    startYouTube(),
  ]);
  proxy = await startDouble(async ({ method, url, headers, raw }, response) => {
    const { authorization, 'content-type': type } = headers;
    const answer = await fetch(`${pds.url}${url.pathname}${url.search}`, {
      method,
      headers: { ...(authorization ? { authorization } : {}), ...(type ? { 'content-type': type } : {}) },
      ...(raw.length > 0 ? { body: new Uint8Array(raw) } : {}),
    });
    const body = await answer.text();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
  });
  instagram.facebook.settings.pages = [{ id: '72', name: 'Bakery', instagram: instagram.user }];
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      stream.setEncoding('utf8').on('data', (text: string) => said.mail.push(text));
      stream.on('end', () => done());
    },
  });
  await new Promise<void>((listening) => smtp.listen(0, '127.0.0.1', () => listening()));
  const { port } = smtp.server.address() as { port: number };
  server = await startServer(
    {
      PRIVATE_HOSTS: 'on',
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: 'Pillarbox <pillarbox@example.test>',
      MAIL_WAIT_SECONDS: '0',
      MAIL_INTERVAL_MS: '300',
      ...x.env,
      ...youtube.env,
      ...instagram.env,
      ...instagram.facebook.env,
    },
    (line) => said['server log'].push(line),
  );
  way = await standOnTheWay(server.url, {
    before: (path) => (path.startsWith('/api/mutations') ? slow : undefined),
    heard: (path, answer) => {
      // Of our own sessions whoever signs in is told.
      if (!path.startsWith('/auth/v1/'))
        said[path.includes('shape') ? 'shapes' : 'answers'].push(path, answer);
    },
  });
}, 90_000);
afterAll(async () => {
  await here?.close();
  here?.remove();
  await way?.close();
  await server?.close();
  for (const each of [mastodon, x, instagram, youtube, proxy]) await each?.close();
  await pds?.stop();
  await new Promise<void>((closed) => smtp?.close(() => closed()));
});

type Held = { platform: Platform; holder: 'server' | 'device'; brandId: string; id: string };
let media: { picture: Buffer; film: Buffer };

async function makeBrand(): Promise<string> {
  const id = uuidv7();
  await here.mutate('brand.create', {
    id,
    organization_id: here.query('organizations', {})[0]?.id ?? null,
    name: 'Corner shop',
    time_zone: 'UTC',
    week_starts_on: 1,
  });
  return id;
}

/** Refused with everything repeated, then signed in to. */
async function signIn(
  double: { signIn(url: string): Promise<string>; refuse: MastodonDouble['refuse'] },
  account: Omit<Held, 'id'>,
  serviceUrl: string | null,
): Promise<Held> {
  const begin = async () => {
    const before = here.opened.length;
    const { brandId, platform, holder } = account;
    const asked = { brandId, platform, holder, serviceUrl, connectionId: null };
    const { connectionId } = await here.invoke('connections.signIn', asked);
    await expect.poll(() => here.opened.length, soon).toBe(before + 1);
    said.answers.push(await (await fetch(await double.signIn(here.opened.at(-1) ?? ''))).text());
    const state = async () => (await here.invoke('connections.signInState', { connectionId })).state;
    await expect.poll(state, soon).not.toBe('waiting');
    return { connectionId, state: await state() };
  };
  const path = /\/(oauth\/token|oauth2\/token|token|access_token)$/;
  for (const method of ['POST', 'GET']) double.refuse(path, 400, {}, errorOf, method);
  expect((await begin()).state).toBe('failed');
  // The one of the two that was not asked for still stands there.
  const again = await begin();
  const made = again.state === 'connected' ? again : await begin();
  expect(made.state).toBe('connected');
  return { ...account, id: made.connectionId };
}

/** In the words of all of them at once, with everything repeated that was asked with. */
const errorOf = (asked: Asked): object => ({
  error: {
    message: repeated(asked),
    code: 100,
    errors: [{ message: repeated(asked), reason: 'invalidTitle' }],
  },
  error_description: repeated(asked),
  error_type: 'OAuthException',
  error_message: repeated(asked),
  title: repeated(asked),
  detail: repeated(asked),
});
const mastodonError = (asked: Asked): object => ({
  error: repeated(asked),
  error_description: repeated(asked),
});

async function publish(account: Held, title: string): Promise<string> {
  const { brandId, id: connectionId, platform } = account;
  const id = uuidv7();
  const words = { title, caption: title, notes: '', hashtags: [], link: null, pillar_id: null };
  await here.mutate('post.create', { id, brand_id: brandId, ...words, when: null });
  await here.mutate('target.add', {
    brand_id: brandId,
    post_id: id,
    connection_id: connectionId,
    text: null,
  });
  const file = platform === 'instagram' ? 'picture' : platform === 'youtube' ? 'film' : null;
  if (file) {
    const name = file === 'film' ? 'rye.mp4' : 'rye.png';
    const { assetId } = await here.add(brandId, name, streamOf(media[file]));
    await expect.poll(() => here.query('asset', { id: assetId })?.uploaded_at ?? null, soon).not.toBeNull();
    await here.mutate('attachment.add', {
      brand_id: brandId,
      post_id: id,
      asset_id: assetId,
      connection_id: null,
      position: 0,
      alt_text: 'Rye',
    });
  }
  await here.invoke('publish.now', { postId: id, connectionId }).catch((error: unknown) => {
    said.errors.push(String(error));
  });
  const state = () => publicationOf(account, id)?.state;
  await expect.poll(state, soon).toMatch(/^(published|failed)$/);
  const publication = publicationOf(account, id);
  const timeline = await here.invoke('publish.timeline', { publicationId: publication?.id ?? '' });
  said.timelines.push(JSON.stringify(timeline));
  return [platform, publication?.state, publication?.error_code].filter(Boolean).join(' ');
}
const publicationOf = ({ brandId, id }: Held, postId: string) =>
  here
    .query('publications', { brandId, limit: 200 })
    .find(({ subject_id }) => subject_id === targetId(postId, id));

async function look({ id: connectionId }: Held): Promise<string[]> {
  const steps = [];
  for (const part of ['account', 'use'] as const)
    steps.push(...(await here.invoke('connections.check', { connectionId, part })).steps);
  const health = await here.invoke('connections.health', { connectionId }).catch(String);
  said.checks.push(JSON.stringify(steps), JSON.stringify(health));
  return steps.map(({ check, state }) => `${check} ${state}`);
}

test('no secret of any account is anywhere but in the vault and in the file that a passphrase opens', async () => {
  media = { picture: await png(640, 640), film: await film('mp4', { seconds: 3 }) };
  const alice = await pds.createAccount('alice');
  const bob = await pds.createAccount('bob');
  const dir = mkdtempSync(join(tmpdir(), 'nowhere-'));
  const secrets = withoutKeychain(passphraseFile(dir));
  here = await openDesktop({
    serverUrl: way.url,
    from: { profile: dir, secrets },
    logFile: join(dir, 'desktop.log'),
  });
  await here.invoke('secrets.protect', { passphrase: PASSPHRASE });
  await here.invoke('session.signUp', { email: 'ada@example.test', password: PASSWORD, name: 'Ada' });
  await expect.poll(() => here.query('organizations', {}).length, soon).toBe(1);
  const [one, two] = [await makeBrand(), await makeBrand()];

  const byPassword = async (account: Omit<Held, 'id'>, handle: string, secret: string): Promise<Held> => {
    const asked = { ...account, handle, serviceUrl: proxy.url };
    proxy.refuse(/createSession/, 400, {}, (sent) => ({ error: 'InvalidRequest', message: repeated(sent) }));
    const wrong = await here.invoke('connections.connect', { ...asked, secret }).catch(String);
    said.errors.push(String(wrong));
    return { ...account, id: (await here.invoke('connections.connect', { ...asked, secret })).connectionId };
  };
  const held: Held[] = [
    await signIn(mastodon, { platform: 'mastodon', holder: 'server', brandId: one }, mastodon.url),
    await signIn(x, { platform: 'x', holder: 'server', brandId: one }, null),
    await signIn(youtube, { platform: 'youtube', holder: 'server', brandId: one }, null),
    await signIn(instagram, { platform: 'instagram', holder: 'server', brandId: one }, null),
    await signIn(
      { signIn: instagram.signIn, refuse: instagram.facebook.refuse },
      { platform: 'instagram', holder: 'server', brandId: two },
      BY_FACEBOOK,
    ),
    await byPassword(
      { platform: 'bluesky', holder: 'server', brandId: one },
      alice.handle,
      alice.appPassword,
    ),
    await signIn(mastodon, { platform: 'mastodon', holder: 'device', brandId: two }, mastodon.url),
    await byPassword({ platform: 'bluesky', holder: 'device', brandId: two }, bob.handle, bob.appPassword),
  ];
  for (const account of held) {
    expect(await look(account)).toEqual(expect.arrayContaining(['signed_in ok', 'read ok']));
    expect(await publish(account, 'Rye bread')).toBe(`${account.platform} published`);
  }

  // Every token that can be is renewed.
  x.endAccess();
  youtube.endAccess();
  instagram.settings.clock = () => Date.now() + 2 * 86_400_000;
  for (const account of held) await look(account);

  // What is refused repeats what it was asked with.
  const posting = /\/(api\/v1\/statuses|2\/tweets|media|youtube\/v3\/videos)$/;
  mastodon.refuse(posting, 422, {}, mastodonError);
  mastodon.refuse(posting, 422, {}, mastodonError);
  for (const double of [x, youtube, instagram, instagram.facebook]) double.refuse(posting, 400, {}, errorOf);
  const states = [];
  for (const account of held) states.push(await publish(account, 'Oat bread'));
  expect(states).toEqual(
    held.map(({ platform }) =>
      platform === 'bluesky' ? 'bluesky published' : expect.stringMatching(`${platform} failed`),
    ),
  );
  await expect.poll(() => said.mail.length ?? 0, soon).toBeGreaterThan(0);

  // The device's Bluesky account goes to the server, which renews it; then everything is signed out and removed.
  await here.invoke('connections.handOver', { connectionId: held.at(-1)?.id ?? '' });
  for (const double of [mastodon, x, youtube, instagram]) double.revokeAll();
  for (const account of held) await look(account);
  const vault = await server.dump();
  const answered = await here.invoke('export.save', {
    brandIds: [one, two],
    from: null,
    to: null,
    ideas: true,
    what: 'archive',
    media: false,
    reviews: true,
    language: 'en',
  });
  expect(answered.saved).toBe(true);
  await here.invoke('diagnostics.save', {});
  // Writes that wait go into a file as well: these do until the line is free.
  let letThrough = () => {};
  slow = new Promise((done) => {
    letThrough = done;
  });
  for (const { id, brandId } of held) await here.mutate('connection.remove', { id, brand_id: brandId });
  await here.invoke('sync.export', { uuids: null });
  letThrough();
  // The removal takes the sealed rows along.
  await expect.poll(server.dump, soon).not.toContain('secrets.connection_secrets (');

  const planted = [
    PASSPHRASE,
    PASSWORD,
    alice.appPassword,
    bob.appPassword,
    x.clientSecret,
    youtube.clientSecret,
    instagram.clientSecret,
    ...[mastodon, x, instagram, youtube, proxy].flatMap((double) => double.secrets()),
    ...server.vaultKeys.map(({ key }) => key),
  ];
  // Every platform gave something out: a token at least, and what came of it.
  expect(planted.length).toBeGreaterThan(40);
  // Copies of the replica are made like this before it is changed (main/replica/copies.ts).
  const accounts = join(here.profile, 'accounts');
  const [replica = ''] = readdirSync(accounts).filter((name) => name.endsWith('.sqlite'));
  const copied = new Database(join(accounts, replica));
  copied.prepare('vacuum into ?').run(join(accounts, 'copy.sqlite'));
  copied.close();
  const files = filesOf(here.profile);
  expect(files.map(([name]) => name)).toEqual(
    expect.arrayContaining([expect.stringMatching(/\.sqlite-wal$/), 'desktop.log', 'secrets.passphrase']),
  );
  const places: (readonly [string, string])[] = [
    ['database while they were held', vault],
    ['database after they were removed', await server.dump()],
    ...files,
    ...filesOf(server.dataHome).map(([name, bytes]) => [`server's ${name}`, bytes] as const),
    ...here.saved.map(({ name, bytes }) => [name, bytes.toString('latin1')] as const),
    ...Object.entries(said).map(([name, lines]) => [name, lines.join('\n')] as const),
  ];
  for (const [name, lines] of Object.entries(said))
    expect(lines.join('').length, `${name} is empty`).toBeGreaterThan(100);
  const found = planted.flatMap((secret) =>
    encodingsOf(secret).flatMap((form) =>
      places.flatMap(([name, text]) => {
        const at = text.indexOf(form);
        return at < 0 ? [] : [`${name}: …${text.slice(Math.max(0, at - 80), at)}[secret]`];
      }),
    ),
  );
  expect([...new Set(found)]).toEqual([]);
  expect(vault).toContain('secrets.connection_secrets (');
}, 90_000);

/** Every file below a folder, byte for byte. */
const filesOf = (folder: string): (readonly [string, string])[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(
      (entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name)).toString('latin1')] as const,
    );
