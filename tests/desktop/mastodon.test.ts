import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MastodonDouble, startMastodon } from '../../shared/connectors/mastodon/double.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { type DesktopOptions, openDesktop, type TestDesktop } from '../support/desktop.ts';
import { standOnTheWay } from '../support/on-the-way.ts';
import { startServer } from '../support/server.ts';

let instance: MastodonDouble;
const open: TestDesktop[] = [];
/** What the person's browser does with the page that is opened. */
let visit: (url: string) => Promise<unknown>;
beforeEach(async () => {
  instance = await startMastodon({ maxCharacters: 2000 });
  visit = async (url) => fetch(await instance.signIn(url));
});
afterEach(async () => {
  for (const each of open.splice(0)) {
    await each.close();
    each.remove();
  }
  await instance.close();
});

async function desktop(options: DesktopOptions = {}): Promise<TestDesktop> {
  const made = await openDesktop({ ...options, onOpen: (url) => void visit(url) });
  open.push(made);
  return made;
}
async function makeBrand(here: TestDesktop, organization_id: string | null = null): Promise<string> {
  const id = uuidv7();
  const brand = { id, organization_id, name: 'Corner shop', time_zone: 'UTC', week_starts_on: 1 } as const;
  await here.mutate('brand.create', brand);
  return id;
}
/** Signs in and says what became of it. */
async function signIn(here: TestDesktop, brandId: string, again: string | null = null) {
  const { connectionId } = await here.invoke('connections.signIn', {
    brandId,
    platform: 'mastodon',
    holder: 'device',
    serviceUrl: instance.url,
    connectionId: again,
  });
  const look = () => here.invoke('connections.signInState', { connectionId });
  await expect.poll(async () => (await look()).state, { timeout: 10_000 }).not.toBe('waiting');
  return { connectionId, ...(await look()) };
}
async function makePost(
  here: TestDesktop,
  brandId: string,
  connectionId: string,
  caption: string,
  wallTime: string | null = null,
) {
  const id = uuidv7();
  const planned = { time_zone: 'UTC', schedule_id: null, slot_key: null };
  const words = { title: '', caption, notes: '', hashtags: [], link: null, pillar_id: null };
  await here.mutate('post.create', {
    id,
    brand_id: brandId,
    ...words,
    when: wallTime === null ? null : { wall_time: wallTime, ...planned },
  });
  await here.mutate('target.add', {
    brand_id: brandId,
    post_id: id,
    connection_id: connectionId,
    text: null,
  });
  return id;
}
const publication = (here: TestDesktop, brandId: string, postId: string, connectionId: string) =>
  here
    .query('publications', { brandId, limit: 50 })
    .find(({ subject_id }) => subject_id === targetId(postId, connectionId));

test('an account is signed in to in the browser, comes back to this device and publishes with no account of ours', async () => {
  const here = await desktop();
  const brandId = await makeBrand(here);
  const { connectionId, state } = await signIn(here, brandId);
  expect(state).toBe('connected');
  const asked = new URL(here.opened[0] ?? '').searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  expect(asked.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/signed-in\//);
  expect(here.query('connections', { brandId })).toMatchObject([
    { platform: 'mastodon', holder: 'device', status: 'connected', limits: { text: 2000 } },
  ]);
  expect((await here.invoke('connections.health', { connectionId })).granted).toContain('write:statuses');
  const check = async (part: 'account' | 'use') =>
    (await here.invoke('connections.check', { connectionId, part })).steps.map(
      ({ check, state }) => `${check} ${state}`,
    );
  expect(await check('account')).toEqual([
    'signed_in ok',
    'account ok',
    ...Array.from({ length: 4 }, () => 'permission ok'),
  ]);
  // The desktop hears the limits that come with the answers.
  expect(await check('use')).toEqual(['read ok', 'limits ok']);
  const known = (await here.invoke('connections.health', { connectionId })).limits;
  expect(known).toMatchObject([{ of: 'account', bucket: 'all', heard_at: expect.stringMatching(/^20/) }]);
  const postId = await makePost(here, brandId, connectionId, 'From this desk');
  await here.invoke('publish.now', { postId, connectionId });
  expect(publication(here, brandId, postId, connectionId)).toMatchObject({ state: 'published' });
  expect(instance.statuses().map(({ text }) => text)).toEqual(['From this desk']);
});

test('a code without the state that was sent along is not taken, and the true one still is', async () => {
  const here = await desktop();
  const brandId = await makeBrand(here);
  visit = async (url) => {
    const back = new URL(await instance.signIn(url));
    const forged = new URL(back);
    forged.searchParams.set('state', 'forged');
    forged.searchParams.set('code', 'theirs');
    expect((await fetch(forged)).status).toBe(404);
    return fetch(back);
  };
  expect(await signIn(here, brandId)).toMatchObject({ state: 'connected' });
});

test('a sign-in without every permission connects nothing, and says which were given', async () => {
  const here = await desktop();
  const brandId = await makeBrand(here);
  instance.settings.scope = 'read:accounts read:statuses';
  expect(await signIn(here, brandId)).toMatchObject({
    state: 'failed',
    code: 'permission_missing',
    permissions: { granted: ['read:accounts', 'read:statuses'] },
  });
  expect(here.query('connections', { brandId })).toEqual([]);
});

test('says why nothing was connected: denied there, there already, another account', async () => {
  const here = await desktop();
  const brandId = await makeBrand(here);
  visit = (url) => {
    const asked = new URL(url).searchParams;
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('state', asked.get('state') ?? '');
    return fetch(back);
  };
  expect(await signIn(here, brandId)).toMatchObject({ state: 'failed', code: 'access_denied' });
  visit = async (url) => fetch(await instance.signIn(url));
  const { connectionId } = await signIn(here, brandId);
  expect(await signIn(here, brandId)).toMatchObject({ state: 'failed', code: 'already_connected' });
  instance.person.id = '777';
  expect(await signIn(here, brandId, connectionId)).toMatchObject({ state: 'failed', code: 'other_account' });
  expect(here.query('connections', { brandId })).toHaveLength(1);
});

test('a lost answer is not taken for the same words that stood there before it was sent', async () => {
  let lost = 0;
  const here = await desktop({
    fetch(input, init) {
      const sends = String(input).endsWith('/api/v1/statuses') && init?.method === 'POST';
      if (!sends || lost > 0) return fetch(input, init);
      lost += 1;
      return Promise.reject(new TypeError('fetch failed'));
    },
  });
  const brandId = await makeBrand(here);
  const { connectionId } = await signIn(here, brandId);
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const postId = await makePost(here, brandId, connectionId, 'Fresh rye', ago(3).slice(0, 16));
  const now = () => publication(here, brandId, postId, connectionId);
  await expect.poll(() => now()?.state, { timeout: 15_000 }).toBe('missed');
  // Somebody put it up by hand in between.
  const byHand = instance.say('Fresh rye');
  byHand.created_at = ago(1);

  const send = () => here.invoke('publish.resolve', { publicationId: now()?.id ?? '', answer: 'send_now' });
  await expect(send()).rejects.toMatchObject({ code: 'outcome_unknown' });
  // It did not get there, so it is sent now.
  await send();
  expect(now()?.state).toBe('published');
  expect(now()?.remote_id).not.toBe(byHand.id);
  expect(instance.statuses()).toHaveLength(2);
});

test('handed over, the server publishes and the device forgets the token', async () => {
  const server = await startServer({ PRIVATE_HOSTS: 'on' });
  let slow: Promise<void> | undefined;
  let held = false;
  const way = await standOnTheWay(server.url, {
    before(path) {
      if (!slow || !path.startsWith('/api/mutations')) return undefined;
      held = true;
      return slow;
    },
  });
  try {
    const here = await desktop({ serverUrl: way.url });
    const credentials = { email: 'ada@example.com', password: 'correct horse battery', name: 'Ada' };
    await here.invoke('session.signUp', credentials);
    await here.until(() => here.query('organizations', {}).length > 0);
    const brandId = await makeBrand(here, here.query('organizations', {})[0]?.id ?? null);
    const { connectionId } = await signIn(here, brandId);
    expect(await here.secrets.get(`connection ${connectionId}`)).not.toBeNull();
    await here.invoke('connections.handOver', { connectionId });
    await here.until(() => here.query('connections', { brandId })[0]?.holder === 'server');
    expect(await here.secrets.get(`connection ${connectionId}`)).toBeNull();
    const postId = await makePost(here, brandId, connectionId, 'From the server');
    await here.invoke('publish.now', { postId, connectionId });
    await here.until(() => publication(here, brandId, postId, connectionId)?.state === 'published');
    expect(instance.statuses().map(({ text }) => text)).toEqual(['From the server']);

    // What was written for it a moment before goes with it, however slow the line is.
    const second = await makePost(here, brandId, connectionId, 'With what follows');
    await here.until(({ sync }) => sync.status === 'up_to_date');
    let letThrough = () => {};
    slow = new Promise((done) => {
      letThrough = done;
    });
    const part = {
      brand_id: brandId,
      post_id: second,
      connection_id: null,
      role: 'thread',
      rank: 'a0',
    } as const;
    await here.mutate('part.add', { ...part, id: uuidv7(), text: 'Second part', asset_ids: [] });
    const sending = here.invoke('publish.now', { postId: second, connectionId });
    await expect.poll(() => held, { timeout: 9000 }).toBe(true);
    expect(instance.statuses()).toHaveLength(1);
    letThrough();
    await sending;
    await expect
      .poll(() => instance.statuses().map(({ text }) => text), { timeout: 20_000 })
      .toEqual(['From the server', 'With what follows', 'Second part']);
  } finally {
    for (const each of open.splice(0)) {
      await each.close();
      each.remove();
    }
    await way.close();
    await server.close();
  }
}, 60_000);
