/** What OAuth asks of every platform that is signed in to on its own pages (RFC 6749, 10.12; RFC 9700, 4.7). */
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBlueskyConnector } from '../../../shared/connectors/bluesky/index.ts';
import type { Connector } from '../../../shared/connectors/contract.ts';
import { type InstagramDouble, startInstagram } from '../../../shared/connectors/instagram/double.ts';
import { createInstagramConnector } from '../../../shared/connectors/instagram/index.ts';
import { type MastodonDouble, startMastodon } from '../../../shared/connectors/mastodon/double.ts';
import { createMastodonConnector } from '../../../shared/connectors/mastodon/index.ts';
import { startX, type XDouble } from '../../../shared/connectors/x/double.ts';
import { createXConnector } from '../../../shared/connectors/x/index.ts';
import { startYouTube, type YouTubeDouble } from '../../../shared/connectors/youtube/double.ts';
import { createYouTubeConnector } from '../../../shared/connectors/youtube/index.ts';
import { BY_FACEBOOK, type Platform } from '../../../shared/kinds/index.ts';
import { createWorld, type World } from '../../publisher/testing.ts';

let world: World;
let person: string;
let mastodon: MastodonDouble;
let x: XDouble;
let instagram: InstagramDouble;
let youtube: YouTubeDouble;
beforeAll(async () => {
  [mastodon, x, instagram, youtube] = await Promise.all([
    startMastodon(),
    startX(),
    startInstagram(),
    startYouTube(),
  ]);
  instagram.facebook.settings.pages = [{ id: '72', name: 'Bakery', instagram: instagram.user }];
  world = await createWorld({
    env: {
      ...x.env,
      ...youtube.env,
      ...instagram.env,
      ...instagram.facebook.env,
    },
  });
  person = await world.person();
}, 60_000);
afterAll(async () => {
  await world?.close();
  for (const each of [mastodon, x, instagram, youtube]) await each?.close();
});

type Case = { platform: Platform; serviceUrl: () => string | null; visit: (url: string) => Promise<string> };
const cases: Record<string, Case> = {
  Mastodon: {
    platform: 'mastodon',
    serviceUrl: () => mastodon.url,
    visit: (url) => mastodon.signIn(url),
  },
  X: { platform: 'x', serviceUrl: () => null, visit: (url) => x.signIn(url) },
  Instagram: { platform: 'instagram', serviceUrl: () => null, visit: (url) => instagram.signIn(url) },
  'Instagram by Facebook': {
    platform: 'instagram',
    serviceUrl: () => BY_FACEBOOK,
    visit: (url) => instagram.signIn(url),
  },
  YouTube: { platform: 'youtube', serviceUrl: () => null, visit: (url) => youtube.signIn(url) },
};

describe.each(Object.entries(cases))('%s', (_name, { platform, serviceUrl, visit }) => {
  async function begin() {
    const id = uuidv7();
    const brand_id = await world.brand(person);
    const body = { id, brand_id, platform, service_url: serviceUrl() };
    const begun = await world.request(person, 'POST', '/api/connections/browser', body);
    return { id, back: new URL(await visit(begun.json().url)) };
  }
  const come = async ({ pathname, search }: URL) =>
    (await world.app.inject({ method: 'GET', url: `${pathname}${search}` })).statusCode;
  const made = async (id: string) =>
    (await world.system((tx) => tx.one(sql`select from app.connections where id = ${id}`))) !== undefined;

  it('a state works once', async () => {
    const { id, back } = await begin();
    expect(await come(back)).toBe(200);
    expect(await made(id)).toBe(true);
    expect(await come(back)).toBeGreaterThanOrEqual(400);
  });

  it('a state that is too old, or was never given out, connects nothing', async () => {
    const { id, back } = await begin();
    const forged = new URL(back);
    forged.searchParams.set('state', 'A'.repeat(43));
    expect(await come(forged)).toBeGreaterThanOrEqual(400);
    await world.system((tx) =>
      tx.run(
        sql`update secrets.sign_in_flows set expires_at = now() - interval '1 second' where connection_id = ${id}`,
      ),
    );
    expect(await come(back)).toBeGreaterThanOrEqual(400);
    expect(await made(id)).toBe(false);
    const state = (await world.request(person, 'GET', `/api/connections/browser/${id}`)).json();
    expect(state).toMatchObject({ state: 'failed', code: 'sign_in_expired' });
  });
});

describe('an answer without a refresh token leaves the one that is there', () => {
  const app = {
    clientId: 'id',
    clientSecret: 'secret',
    authorizeUrl: 'https://platform.test/authorize',
    tokenUrl: 'https://platform.test/token',
  };
  const jwt = (name: string) => `${btoa('{}')}.${btoa(JSON.stringify({ exp: 4e9, name }))}.sig`;
  const cases: Record<
    string,
    {
      make: (deps: Parameters<typeof createXConnector>[0]) => Connector;
      before: object;
      answer: object;
      keeps: string[];
    }
  > = {
    X: {
      make: (deps) => createXConnector(deps),
      before: { accessToken: 'old-access', refreshToken: 'old-refresh', expiresAt: 1 },
      answer: { access_token: 'new-access', refresh_token: '', token_type: 'bearer', expires_in: 7200 },
      keeps: ['new-access', 'old-refresh'],
    },
    YouTube: {
      make: (deps) => createYouTubeConnector({ ...deps, app }),
      before: { accessToken: 'old-access', refreshToken: 'old-refresh', expiresAt: 1 },
      answer: { access_token: 'new-access', refresh_token: '', token_type: 'Bearer', expires_in: 3599 },
      keeps: ['new-access', 'old-refresh'],
    },
    Bluesky: {
      make: (deps) => createBlueskyConnector(deps),
      before: {
        did: 'did:plc:abcdefghijklmnopqrstuvwx',
        handle: 'bakery.test',
        service: 'https://platform.test',
        pds: 'https://platform.test',
        accessJwt: jwt('old'),
        refreshJwt: 'old-refresh',
      },
      answer: {
        did: 'did:plc:abcdefghijklmnopqrstuvwx',
        handle: 'bakery.test',
        accessJwt: jwt('new'),
        refreshJwt: '',
      },
      keeps: [jwt('new'), 'old-refresh'],
    },
    // Extended by the token itself.
    Instagram: {
      make: (deps) => createInstagramConnector({ ...deps, app, mediaUrl: () => '' }),
      before: { accessToken: 'old-access', expiresAt: 1, scopes: ['instagram_business_basic'] },
      answer: { access_token: 'new-access', token_type: 'bearer', expires_in: 5_184_000 },
      keeps: ['new-access', 'instagram_business_basic'],
    },
    // Does not end.
    Mastodon: {
      make: (deps) => createMastodonConnector(deps),
      before: { service: 'https://platform.test', accessToken: 'old-access' },
      answer: {},
      keeps: ['old-access'],
    },
  };
  it.each(Object.entries(cases))('%s', async (_name, { make, before, answer, keeps }) => {
    const answered = (body: object) =>
      make({
        fetch: async () => Response.json(body),
        now: () => new Date(),
        baseUrl: 'https://platform.test',
        readMedia: async () => new Uint8Array(),
        app,
      });
    const session = { remoteId: '1', serviceUrl: null, secret: JSON.stringify(before) };
    const next = await answered(answer).refresh(session, AbortSignal.timeout(5000));
    for (const kept of keeps) expect(next).toContain(kept);
  });
});
