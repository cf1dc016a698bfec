/** Each account that cannot be used as it is, as its platform shows it, and the step at which a person is told. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHECK_PARTS, type CheckStep, signInSteps } from '../../shared/connection-check.ts';
import { createBlueskyConnector } from '../../shared/connectors/bluesky/index.ts';
import { checkConnection, type Holder } from '../../shared/connectors/check.ts';
import type { Connector, ConnectorDeps, Session } from '../../shared/connectors/contract.ts';
import { type InstagramDouble, startInstagram } from '../../shared/connectors/instagram/double.ts';
import { createInstagramConnector } from '../../shared/connectors/instagram/index.ts';
import { type MastodonDouble, startMastodon } from '../../shared/connectors/mastodon/double.ts';
import { createMastodonConnector } from '../../shared/connectors/mastodon/index.ts';
import { startX, type XDouble } from '../../shared/connectors/x/double.ts';
import { createXConnector } from '../../shared/connectors/x/index.ts';
import { startYouTube, type YouTubeDouble } from '../../shared/connectors/youtube/double.ts';
import { createYouTubeConnector } from '../../shared/connectors/youtube/index.ts';
import { BY_FACEBOOK } from '../../shared/kinds/index.ts';
import { type PdsAccount, startPds, type TestPds } from '../../tests/support/pds.ts';
import { during } from './call.ts';
import { createSafeFetch } from './safe-fetch.ts';

const safe = createSafeFetch({ allowPrivate: true });
afterAll(() => safe.close());

const deps = (baseUrl: string): ConnectorDeps => ({
  fetch: safe.fetch,
  now: () => new Date(),
  baseUrl,
  readMedia: async () => new Uint8Array(),
});
const signal = () => AbortSignal.timeout(20_000);

async function stepsOf(connector: Connector, session: Session): Promise<CheckStep[]> {
  const steps: CheckStep[] = [];
  const holder: Holder = {
    connector,
    use: (call) => call(session, connector),
    listen: (told, work) => during({ answered: told }, work),
  };
  for (const part of CHECK_PARTS) steps.push(...(await checkConnection(part, holder, signal())));
  return steps;
}
/** One line a step: what, how it stands, and why. */
const lines = (steps: CheckStep[]) =>
  steps.map(({ check, state, name, code }) =>
    [check, state, ...(check === 'permission' && name ? [name] : []), ...(code ? [code] : [])].join(' '),
  );
async function check(connector: Connector, session: Session): Promise<string[]> {
  return lines(await stepsOf(connector, session));
}
/** Signs in as a browser does. @returns the session, or how far it came */
async function signIn(
  connector: Connector,
  visit: (url: string) => Promise<string>,
  serviceUrl: string | null = null,
): Promise<Session | string[]> {
  const redirectUri = 'http://127.0.0.1:1/connect/callback';
  const { browser } = connector;
  try {
    const client = (await browser?.register?.({ serviceUrl, redirectUri }, signal())) ?? '';
    const begun = await browser?.begin({ client, serviceUrl, redirectUri, state: 'state' });
    const code = new URL(await visit(begun?.url ?? '')).searchParams.get('code') ?? '';
    const made = await browser?.finish({ kept: begun?.kept ?? '', redirectUri, code }, signal());
    return { remoteId: made?.account.remoteId ?? '', serviceUrl, secret: made?.secret ?? '' };
  } catch (error) {
    const { code, message, permissions = null } = connector.classify(error);
    return lines(signInSteps({ code, message, permissions }));
  }
}
const held = (session: Session | string[]): Session => {
  if ('secret' in session) return session;
  throw new Error(session.join('\n'));
};

describe('Bluesky, on a real PDS', () => {
  let pds: TestPds;
  let account: PdsAccount;
  let session: Session;
  const connector = () => createBlueskyConnector(deps(pds.url));
  beforeAll(async () => {
    pds = await startPds();
    account = await pds.createAccount('alice');
    const { handle, appPassword } = account;
    const credentials = { handle, secret: appPassword, serviceUrl: pds.url };
    const { secret } = await connector().connect(credentials, signal());
    session = { remoteId: account.did, serviceUrl: pds.url, secret };
  }, 90_000);
  afterAll(() => pds?.stop());

  it('an app password gives all permissions there are', async () => {
    const steps = await stepsOf(connector(), session);
    expect(steps[0]?.name).toBe(account.handle);
    expect(lines(steps)).toEqual([
      'signed_in ok',
      'account ok',
      'permission ok',
      'read ok',
      'limits unasked check_not_said',
    ]);
  });

  it('a wrong password, and an account that is switched off, are told apart', async () => {
    const wrong = { handle: account.handle, secret: 'aaaa-bbbb-cccc-dddd', serviceUrl: pds.url };
    const failure = connector().classify(
      await connector()
        .connect(wrong, signal())
        .catch((error: unknown) => error),
    );
    expect(lines(signInSteps({ ...failure, permissions: null }))[0]).toBe('signed_in fix wrong_credentials');
    await pds.deactivate(account);
    expect((await check(connector(), session)).slice(0, 2)).toEqual([
      'signed_in ok',
      'account fix account_deactivated',
    ]);
  });
});

describe('Mastodon', () => {
  let instance: MastodonDouble;
  beforeAll(async () => {
    instance = await startMastodon();
  });
  afterAll(() => instance?.close());
  const connector = () => createMastodonConnector(deps(instance.url));
  const session = (scope?: string): Session => ({
    remoteId: instance.person.id,
    serviceUrl: instance.url,
    secret: JSON.stringify({
      service: instance.url,
      accessToken: instance.token(scope),
      ...(scope ? { scopes: scope.split(' ') } : {}),
    }),
  });

  it('shows each permission and what is left', async () => {
    const steps = await stepsOf(connector(), held(await signIn(connector(), instance.signIn, instance.url)));
    expect(lines(steps)).toEqual([
      'signed_in ok',
      'account ok',
      ...['read:accounts', 'read:statuses', 'write:statuses', 'write:media'].map(
        (name) => `permission ok ${name}`,
      ),
      'read ok',
      'limits ok',
    ]);
    expect(steps.at(-1)?.limits[0]).toMatchObject({ of: 'account', bucket: 'all' });
  });

  it('does not say of a token that a person made what it may do, and shows one that may not post', async () => {
    expect(await check(connector(), session())).toContain('permission unasked write:statuses check_not_said');
    const steps = await check(connector(), session('read write:media'));
    expect(steps).toContain('permission fix write:statuses permission_missing');
    expect(steps).toContain('permission ok read:accounts');
    expect(await check(connector(), session('read:accounts write'))).toContain('read fix permission_missing');
  });

  it('says that the account moved, and that it was signed out', async () => {
    instance.settings.moved = { acct: 'bakery@elsewhere.example' };
    expect(await check(connector(), session())).toContain('account fix account_moved');
    instance.settings.moved = null;
    const ended = session();
    instance.revokeAll();
    expect(await check(connector(), ended)).toEqual([
      'signed_in fix signed_out',
      'account unasked check_not_reached',
      'permission unasked check_not_reached',
      'read fix signed_out',
      'limits unasked check_not_reached',
    ]);
  });

  it('blames nobody for an instance that is away or wants a rest', async () => {
    const path = /verify_credentials|statuses/;
    instance.refuse(path, 503, {}, {}, 'GET');
    instance.refuse(path, 429, {}, {}, 'GET');
    const steps = await check(connector(), session());
    expect(steps[0]).toBe('signed_in unasked platform_down');
    expect(steps.at(-2)).toBe('read unasked rate_limited');
  });

  it('a sign-in without every permission tells of each', async () => {
    instance.settings.scope = 'read:accounts read:statuses write:media';
    const came = await signIn(connector(), instance.signIn, instance.url);
    instance.settings.scope = undefined;
    expect(came).toEqual([
      'signed_in ok',
      'account unasked check_not_reached',
      'permission ok read:accounts',
      'permission ok read:statuses',
      'permission fix write:statuses permission_missing',
      'permission ok write:media',
      'read unasked check_not_reached',
      'limits unasked check_not_reached',
    ]);
  });
});

describe('X', () => {
  let x: XDouble;
  beforeAll(async () => {
    x = await startX();
  });
  afterAll(() => x?.close());
  beforeEach(() => Object.assign(x.settings, { scope: undefined, protected: false }));
  const connector = () => {
    const { clientId, clientSecret, authorizeUrl } = x;
    return createXConnector({ ...deps(x.url), app: { clientId, clientSecret, authorizeUrl } });
  };

  it('is right, and says so of an account whose posts only followers see', async () => {
    const session = held(await signIn(connector(), x.signIn));
    x.settings.protected = true;
    const steps = await stepsOf(connector(), session);
    expect(lines(steps).filter((line) => !/ ok/.test(line))).toEqual(['limits unasked check_not_said']);
    expect(steps[1]).toMatchObject({ check: 'account', name: 'protected' });
  });

  it('may not post: told at the sign-in, and of one that was connected before', async () => {
    x.settings.scope = 'tweet.read users.read media.write offline.access';
    expect(await signIn(connector(), x.signIn)).toContain('permission fix tweet.write permission_missing');
    const scopes = x.settings.scope.split(' ');
    const { access_token: accessToken, refresh_token: refreshToken } = x.grant(x.settings.scope);
    const secret = JSON.stringify({ accessToken, refreshToken, expiresAt: null, scopes });
    const steps = await check(connector(), { remoteId: x.user.id, serviceUrl: null, secret });
    expect(steps).toContain('permission fix tweet.write permission_missing');
    expect(steps).toContain('read ok');
  });

  it('is another account than the one that was connected', async () => {
    const session = held(await signIn(connector(), x.signIn));
    expect((await check(connector(), { ...session, remoteId: '1' }))[0]).toBe('signed_in fix other_account');
  });
});

describe.each([
  ['Instagram', false],
  ['Instagram by Facebook', true],
])('%s', (_name, byFacebook) => {
  let instagram: InstagramDouble;
  beforeAll(async () => {
    instagram = await startInstagram();
    instagram.facebook.settings.pages = [{ id: '72', name: 'Bakery', instagram: instagram.user }];
  });
  afterAll(() => instagram?.close());
  beforeEach(() => {
    Object.assign(instagram.settings, {
      accountType: 'BUSINESS',
      permissions: undefined,
      mayPublish: true,
      dailyLimit: 50,
    });
    instagram.facebook.settings.declined = [];
  });
  const connector = () => {
    const { clientId, clientSecret, authorizeUrl, tokenUrl, facebook } = instagram;
    return createInstagramConnector({
      ...deps(instagram.url),
      mediaUrl: () => '',
      app: { clientId, clientSecret, authorizeUrl, tokenUrl },
      facebook: { clientId, clientSecret, graphUrl: facebook.url, authorizeUrl: facebook.authorizeUrl },
    });
  };
  const connect = () => signIn(connector(), instagram.signIn, byFacebook ? BY_FACEBOOK : null);

  it('is right, and tells how many posts are left today', async () => {
    const steps = await stepsOf(connector(), held(await connect()));
    expect(lines(steps).filter((line) => !/ ok/.test(line))).toEqual([]);
    expect(steps.at(-1)?.limits).toMatchObject([{ bucket: 'post', remaining: 50 }]);
    instagram.settings.dailyLimit = 0;
    expect((await check(connector(), held(await connect()))).at(-1)).toBe('limits fix rate_limited');
  });

  it('lacks a permission, from the start or since it was taken back', async () => {
    const session = held(await connect());
    instagram.settings.mayPublish = false;
    expect(await check(connector(), session)).toContain('read fix permission_missing');
    instagram.settings.permissions = ['instagram_business_basic'];
    instagram.facebook.settings.declined = ['instagram_content_publish'];
    const came = await connect();
    const name = byFacebook ? 'instagram_content_publish' : 'instagram_business_content_publish';
    expect(came).toContain(`permission fix ${name} permission_missing`);
    expect(came).toContain('signed_in ok');
  });

  it('is of the wrong sort', async () => {
    const session = held(await connect());
    instagram.settings.accountType = 'PERSONAL';
    instagram.facebook.settings.pages = [{ id: '71', name: 'Choir', instagram: null }];
    const came = await connect();
    instagram.facebook.settings.pages = [{ id: '72', name: 'Bakery', instagram: instagram.user }];
    expect(came).toContain(
      byFacebook ? 'account fix facebook_page_alone' : 'account fix account_not_professional',
    );
    // What was given is known by then.
    expect(came).toContain(`permission ok ${byFacebook ? 'instagram_basic' : 'instagram_business_basic'}`);
    if (!byFacebook)
      expect(await check(connector(), session)).toContain('account fix account_not_professional');
  });

  it('was signed out', async () => {
    const session = held(await connect());
    instagram.revokeAll();
    expect((await check(connector(), session))[0]).toBe('signed_in fix signed_out');
  });
});

describe('YouTube', () => {
  let youtube: YouTubeDouble;
  beforeAll(async () => {
    youtube = await startYouTube();
  });
  afterAll(() => youtube?.close());
  beforeEach(() => Object.assign(youtube.settings, { hasChannel: true, scope: undefined, quota: 10_000 }));
  const connector = () => {
    const { clientId, clientSecret, authorizeUrl, tokenUrl } = youtube;
    return createYouTubeConnector({
      ...deps(youtube.url),
      app: { clientId, clientSecret, authorizeUrl, tokenUrl },
    });
  };

  it('is right, also before its first film', async () => {
    const session = held(await signIn(connector(), youtube.signIn));
    youtube.refuse(/playlistItems/, 404, {}, { error: { errors: [{ reason: 'playlistNotFound' }] } }, 'GET');
    expect(await check(connector(), session)).toEqual([
      'signed_in ok',
      'account ok',
      'permission ok https://www.googleapis.com/auth/youtube.upload',
      'permission ok https://www.googleapis.com/auth/youtube.force-ssl',
      'read ok',
      'limits unasked check_not_said',
    ]);
  });

  it('has no channel, from the start or any more', async () => {
    const session = held(await signIn(connector(), youtube.signIn));
    youtube.settings.hasChannel = false;
    expect(await signIn(connector(), youtube.signIn)).toContain('account fix youtube_no_channel');
    const steps = await check(connector(), session);
    expect(steps.slice(0, 2)).toEqual(['signed_in ok', 'account fix youtube_no_channel']);
    expect(steps).toContain('read fix youtube_no_channel');
  });

  it('lacks a permission; a day without quota is nobody’s fault', async () => {
    youtube.settings.scope = 'https://www.googleapis.com/auth/youtube.upload';
    const missing = 'https://www.googleapis.com/auth/youtube.force-ssl';
    expect(await signIn(connector(), youtube.signIn)).toContain(
      `permission fix ${missing} permission_missing`,
    );
    youtube.settings.scope = undefined;
    const session = held(await signIn(connector(), youtube.signIn));
    youtube.settings.quota = 0;
    expect((await check(connector(), session))[0]).toBe('signed_in unasked quota_used');
  });
});
