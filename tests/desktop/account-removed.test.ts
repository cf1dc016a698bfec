import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { targetId } from '../../shared/mutators/target.ts';
import { makeBrand, makePost, publication } from '../support/corner-shop.ts';
import { openDesktop, type TestDesktop } from '../support/desktop.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ PUBLISHER: 'off' });
}, 60_000);
afterAll(() => server?.close());

const open: TestDesktop[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) {
    await each.close();
    each.remove();
  }
});

/** A brand with an account of another device, which left its words about some posts, and went. */
async function removedAccount(here: TestDesktop, brandId: string) {
  const connectionId = uuidv7();
  await here.mutate('connection.add', {
    ...{ id: connectionId, brand_id: brandId, platform: 'bluesky', device_id: 'another', handle: 'x.test' },
    ...{ display_name: '', remote_account_id: 'did:plc:x', service_url: null },
  });
  const left = async (state: 'failed' | 'unknown') => {
    const postId = await makePost(here, brandId, connectionId, state);
    await here.mutate('publication.record', {
      ...{ brand_id: brandId, subject: 'target', subject_id: targetId(postId, connectionId) },
      ...{ post_id: postId, connection_id: connectionId, due_at: '2026-11-20T09:00:00.000Z', tries: 1 },
      result: { state, error_code: 'timeout', error_class: 'retry', error_message: null },
    });
    return { postId, id: publication(here, postId)?.id ?? '' };
  };
  const posts = { failed: await left('failed'), out: await left('unknown'), lost: await left('unknown') };
  await here.mutate('connection.remove', { id: connectionId, brand_id: brandId });
  return posts;
}

/** Gives a person's word about each, and sees that nothing of it needs them any more. */
async function settleAll(
  here: TestDesktop,
  brandId: string,
  { failed, out, lost }: Awaited<ReturnType<typeof removedAccount>>,
) {
  const say = (id: string, answer: string) => here.invoke('publish.resolve', { publicationId: id, answer });
  const state = (id: string) =>
    here.query('publications', { brandId, limit: 10 }).find((one) => one.id === id);
  await expect(say(failed.id, 'send_now')).rejects.toMatchObject({ code: 'connection_removed' });
  await expect(say(out.id, 'cancel')).rejects.toMatchObject({ code: 'outcome_unknown' });
  await say(failed.id, 'cancel');
  await say(out.id, 'published');
  await say(lost.id, 'not_published');
  await expect.poll(() => state(failed.id), { timeout: 15_000 }).toMatchObject({ state: 'cancelled' });
  await expect
    .poll(() => state(out.id), { timeout: 15_000 })
    .toMatchObject({ state: 'published', url: null });
  await expect
    .poll(() => state(lost.id), { timeout: 15_000 })
    .toMatchObject({ error_code: 'person_says_missing' });
  await say(lost.id, 'cancel');
  await expect.poll(() => state(lost.id), { timeout: 15_000 }).toMatchObject({ state: 'cancelled' });
}

test('with no account and no server, what a removed channel left behind can be settled', async () => {
  const here = await openDesktop({ serverUrl: 'http://127.0.0.1:9' });
  open.push(here);
  const brandId = await makeBrand(here);
  await settleAll(here, brandId, await removedAccount(here, brandId));
});

test('with a server, the server settles it', async () => {
  const here = await openDesktop({ serverUrl: server.url });
  open.push(here);
  const brandId = await makeBrand(here);
  const posts = await removedAccount(here, brandId);
  await here.invoke('session.signUp', {
    ...{ email: 'ada@example.com', password: 'correct horse battery', name: 'Ada' },
  });
  await expect.poll(() => here.query('organizations', {})).toHaveLength(1);
  const organizationId = here.query('organizations', {})[0]?.id ?? '';
  await here.invoke('session.adopt', { brands: [{ brandId, organizationId }] });
  await expect.poll(() => here.query('brands', {})).toHaveLength(1);
  await settleAll(here, brandId, posts);
}, 60_000);
