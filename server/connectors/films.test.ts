/** What becomes of films that a platform works on before they can be posted, and of what it drops meanwhile. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConnectorDeps, Content } from '../../shared/connectors/contract.ts';
import { type MastodonDouble, startMastodon } from '../../shared/connectors/mastodon/double.ts';
import { createMastodonConnector } from '../../shared/connectors/mastodon/index.ts';
import { startX, type XDouble } from '../../shared/connectors/x/double.ts';
import { createXConnector } from '../../shared/connectors/x/index.ts';
import { noise } from '../../tests/support/pictures.ts';

const film = new Uint8Array(2_500_000).map((_, index) => (index * 3 + (index >> 8)) % 253);
const item = { sha256: 'ab'.repeat(32), mime: 'video/mp4', bytes: film.length, width: 1280, height: 720 };
const content: Content = {
  kind: 'post',
  text: 'Film',
  media: [{ ...item, duration_ms: 9000, codec: 'avc', alt: 'Dough' }],
};
const depsFor = (baseUrl: string): ConnectorDeps => ({
  fetch,
  now: () => new Date(),
  baseUrl,
  readMedia: async (_item, part) => (part ? film.subarray(part.from, part.from + part.bytes) : film),
});
const ledger = () => {
  const kept: string[] = [];
  return { kept, keep: async (trace: string) => void kept.push(trace), last: () => kept.at(-1) ?? null };
};
const signal = (ms = 10_000) => AbortSignal.timeout(ms);

let mastodon: MastodonDouble;
let x: XDouble;
beforeAll(async () => {
  [mastodon, x] = await Promise.all([startMastodon(), startX()]);
});
afterAll(async () => {
  await mastodon.close();
  await x.close();
});

it('Mastodon is waited for, and never sent a film that it has', async () => {
  const connector = createMastodonConnector(depsFor(mastodon.url));
  const secret = JSON.stringify({ service: mastodon.url, accessToken: mastodon.token() });
  const session = { remoteId: mastodon.person.id, serviceUrl: mastodon.url, secret };
  mastodon.settings.mediaLooks = 3;
  const { keep, last } = ledger();
  await expect(connector.prepare?.(session, content, signal(700), { earlier: null, keep })).rejects.toThrow();
  const prepared = await connector.prepare?.(session, content, signal(), { earlier: last(), keep });
  expect(mastodon.files()).toHaveLength(1);
  const { remoteId } = await connector.publish(session, { content, prepared, key: 'k', signal: signal() });
  const [made] = mastodon.statuses().filter(({ id }) => id === remoteId);
  const sent = mastodon.media(made?.media_ids[0] ?? '');
  expect(sent).toMatchObject({ type: 'video/mp4', description: 'Dough' });
  // An instance that cannot read it says so late.
  mastodon.settings.mediaLooks = 1;
  mastodon.refuse(/api\/v1\/media/, 422, {}, { error: 'Error processing thumbnail' }, 'GET');
  const unfit: unknown = await connector
    .prepare?.(session, content, signal())
    .catch((error: unknown) => error);
  expect(connector.classify(unfit)).toMatchObject({ class: 'fix_content', code: 'media_unfit' });
});

it('X is waited for, goes on with what it has, and gets anew what it dropped', async () => {
  const app = { clientId: x.clientId, clientSecret: x.clientSecret, authorizeUrl: x.authorizeUrl };
  const connector = createXConnector({ ...depsFor(x.url), app });
  const { access_token: accessToken, refresh_token: refreshToken } = x.grant();
  const secret = JSON.stringify({ accessToken, refreshToken, expiresAt: Date.now() + 7_200_000 });
  const session = { remoteId: x.user.id, serviceUrl: null, secret };
  const { keep, last } = ledger();
  const begun = () => x.requests.filter(({ path }) => path.endsWith('/initialize')).length;
  x.settings.processingLooks = 2;
  await expect(connector.prepare?.(session, content, signal(900), { earlier: null, keep })).rejects.toThrow();
  const parts = () => x.requests.filter(({ path }) => path.endsWith('/append')).length;
  const sent = parts();
  await connector.prepare?.(session, content, signal(), { earlier: last(), keep });
  expect([begun(), parts()]).toEqual([1, sent]);

  x.settings.cutSegment = 1;
  const cut = ledger();
  await expect(
    connector.prepare?.(session, content, signal(), { earlier: null, keep: cut.keep }),
  ).rejects.toThrow();
  x.forgetMedia();
  x.settings.processingLooks = 0;
  const prepared = await connector.prepare?.(session, content, signal(), { earlier: cut.last(), keep });
  expect(begun()).toBe(3);
  const { remoteId } = await connector.publish(session, { content, prepared, key: 'k', signal: signal() });
  expect(Buffer.compare(x.fileOf(remoteId) ?? new Uint8Array(), film)).toBe(0);
});

it('X hears what a picture shows, where a try was cut off before it was said', async () => {
  const picture = await noise(64, 48).jpeg(80);
  const app = { clientId: x.clientId, clientSecret: x.clientSecret, authorizeUrl: x.authorizeUrl };
  const connector = createXConnector({ ...depsFor(x.url), readMedia: async () => picture, app });
  const { access_token: accessToken, refresh_token: refreshToken } = x.grant();
  const secret = JSON.stringify({ accessToken, refreshToken, expiresAt: Date.now() + 7_200_000 });
  const session = { remoteId: x.user.id, serviceUrl: null, secret };
  const still = { ...item, mime: 'image/jpeg', bytes: picture.length, duration_ms: null, codec: null };
  const post: Content = { kind: 'post', text: 'Loaf', media: [{ ...still, alt: 'A loaf of rye' }] };
  const { keep, last } = ledger();
  x.settings.processingLooks = 0;
  x.refuse(/media\/metadata$/, 503);
  await expect(connector.prepare?.(session, post, signal(), { earlier: null, keep })).rejects.toThrow();
  const prepared = await connector.prepare?.(session, post, signal(), { earlier: last(), keep });
  const { remoteId } = await connector.publish(session, {
    content: post,
    prepared,
    key: 'k',
    signal: signal(),
  });
  const [id = ''] = x.posts().find((made) => made.id === remoteId)?.media ?? [];
  expect(x.media(id)).toMatchObject({ alt: 'A loaf of rye' });
});
