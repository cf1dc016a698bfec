import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ranksAfter } from '../../shared/threads/order.ts';
import { connect, london, makeBrand, makePost, publication } from '../support/corner-shop.ts';
import { openDesktop, type TestDesktop } from '../support/desktop.ts';
import { startPds, type TestPds } from '../support/pds.ts';

let pds: TestPds;
beforeAll(async () => {
  pds = await startPds();
}, 90_000);
afterAll(() => pds?.stop());

const open: TestDesktop[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) {
    await each.close();
    each.remove();
  }
});

let accounts = 0;
const day = (time: string) => new Date(`2026-11-23T${time}:00.000Z`);
const unreachable = () =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) });

/** A shop with an account on this device, its clock and its way to the network in hand. */
async function openShop() {
  const alice = await pds.createAccount(`planner${++accounts}`);
  const world = {
    clock: day('08:30'),
    online: true,
    refused: 0,
    /** Stands in the way of a request; the words are those of its body. */
    meet: async (_url: string, _words: string, go: () => Promise<Response>): Promise<Response> => go(),
  };
  const here = await openDesktop({
    now: () => world.clock,
    async fetch(input, init) {
      const words = String(input).includes('putRecord') ? await new Response(init?.body).text() : '';
      if (world.online) return world.meet(String(input), words, () => fetch(input, init));
      world.refused += 1;
      throw unreachable();
    },
  });
  open.push(here);
  const brandId = await makeBrand(here);
  const connectionId = await connect(here, pds.url, brandId, alice);
  const out = async () => (await pds.posts(alice.did)).map(({ text }) => text).sort();
  return {
    ...{ here, world, brandId, connectionId, alice, out },
    post: (caption: string, at: string) => makePost(here, brandId, connectionId, caption, `2026-11-23T${at}`),
    target: (postId: string) => ({ brand_id: brandId, post_id: postId, connection_id: connectionId }),
    /** A later moment; the device looks again at once. */
    async at(time: string | Date) {
      world.clock = typeof time === 'string' ? day(time) : time;
      const [first] = here.query('connections', { brandId });
      await here.mutate('connection.report', {
        ...{ id: first?.id ?? '', brand_id: brandId, status: 'connected', status_code: null },
      });
    },
    move: (id: string, when: string) =>
      here.mutate('post.schedule', { id, brand_id: brandId, when: london(when) }),
  };
}

test('what waited for the network goes out only as it is planned when the network is back', async () => {
  const shop = await openShop();
  const { here, world, brandId, connectionId } = shop;
  const names = ['moved', 'unplanned', 'by hand', 'own date', 'taken off', 'deleted', 'stays'];
  const ids = new Map<string, string>();
  for (const name of names) ids.set(name, await shop.post(name, '09:00'));
  const id = (name: string) => ids.get(name) ?? '';
  world.online = false;
  await shop.at('09:00');
  await expect.poll(() => world.refused, { timeout: 15_000 }).toBeGreaterThanOrEqual(names.length);

  await shop.move(id('moved'), '2026-11-24T09:00');
  await here.mutate('post.unschedule', { id: id('unplanned'), brand_id: brandId });
  await here.mutate('target.byHand', { ...shop.target(id('by hand')), by_hand: true });
  await here.mutate('target.when', {
    ...shop.target(id('own date')),
    when: { wall_time: '2026-11-23T16:00', time_zone: 'Europe/London' },
  });
  await here.mutate('target.remove', shop.target(id('taken off')));
  const version = here.query('post', { id: id('deleted') })?.version ?? 0;
  await here.mutate('post.delete', { id: id('deleted'), brand_id: brandId, version });

  world.online = true;
  await shop.at('09:01');
  await expect.poll(() => publication(here, id('stays'))?.state, { timeout: 15_000 }).toBe('published');
  expect(await shop.out()).toEqual(['stays']);
  for (const name of ['moved', 'unplanned', 'by hand', 'own date'])
    expect(publication(here, id(name))).toBeNull();
  // Nothing is said of what nobody wants any more.
  expect(here.query('channel', { connectionId })?.unsent).toEqual([]);

  await shop.at('16:00');
  await expect.poll(() => publication(here, id('own date'))?.state, { timeout: 15_000 }).toBe('published');
  await shop.at(new Date('2026-11-24T09:00:10.000Z'));
  await expect.poll(() => publication(here, id('moved'))?.state, { timeout: 15_000 }).toBe('published');
  expect(await shop.out()).toEqual(['moved', 'own date', 'stays']);
}, 60_000);

test('what was missed or failed is undecided once it is planned again, and goes out then', async () => {
  const shop = await openShop();
  const { here, brandId } = shop;
  const late = await shop.post('late', '09:00');
  const back = await shop.post('back and forth', '09:00');
  const long = await shop.post('x'.repeat(301), '12:00');
  await shop.at('12:00');
  await expect.poll(() => publication(here, late)?.state, { timeout: 15_000 }).toBe('missed');
  await expect.poll(() => publication(here, back)?.state, { timeout: 15_000 }).toBe('missed');
  await expect.poll(() => publication(here, long)?.state, { timeout: 15_000 }).toBe('failed');

  await shop.move(late, '2026-11-23T14:00');
  await shop.move(long, '2026-11-23T14:00');
  expect([publication(here, late), publication(here, long)]).toEqual([null, null]);
  await here.mutate('post.edit', { id: long, brand_id: brandId, fields: { caption: 'mended' }, base: {} });
  // Planned for a moment that has passed already, by an undo, it is missed again and says so.
  await shop.move(back, '2026-11-23T14:00');
  await shop.move(back, '2026-11-23T09:00');
  await expect.poll(() => publication(here, back)?.state, { timeout: 15_000 }).toBe('missed');

  await shop.at('14:00');
  await expect.poll(() => publication(here, late)?.state, { timeout: 15_000 }).toBe('published');
  await expect.poll(() => publication(here, long)?.state, { timeout: 15_000 }).toBe('published');
  expect(publication(here, late)).toMatchObject({ due_at: '2026-11-23T14:00:00.000Z', late_ms: 0 });
  expect(await shop.out()).toEqual(['late', 'mended']);
}, 60_000);

test('what a person sends while others have their turn is not sent a second time in its own', async () => {
  const shop = await openShop();
  const { here, world, connectionId } = shop;
  const [first, second] = [await shop.post('first', '08:59'), await shop.post('second', '09:00')];
  const sent: string[] = [];
  const held = Promise.withResolvers<void>();
  world.meet = async (url, words, go) => {
    if (!url.includes('putRecord')) return go();
    const text = words.includes('first') ? 'first' : 'second';
    sent.push(text);
    if (text === 'first') await held.promise;
    return go();
  };
  await shop.at('09:00');
  await expect.poll(() => sent, { timeout: 15_000 }).toEqual(['first']);
  await here.invoke('publish.now', { postId: second, connectionId });
  held.resolve();
  await expect.poll(() => publication(here, first)?.state, { timeout: 15_000 }).toBe('published');
  // Its turn comes before that of a post that is due later.
  const last = await shop.post('second to none', '09:01');
  await shop.at('09:01');
  await expect.poll(() => publication(here, last)?.state, { timeout: 15_000 }).toBe('published');
  expect(sent).toEqual(['first', 'second', 'second']);
}, 60_000);

test('a person says that it is out where nobody can find out; the rest of its thread is theirs to put up', async () => {
  const shop = await openShop();
  const { here, world, brandId, connectionId } = shop;
  const postId = await makePost(here, brandId, connectionId, 'One');
  await here.mutate('part.add', {
    ...{ id: uuidv7(), brand_id: brandId, post_id: postId, connection_id: null, role: 'thread' },
    ...{ rank: ranksAfter(null, 1)[0] ?? '', text: 'Two', asset_ids: [] },
  });
  const lost = () => Promise.reject(new TypeError('fetch failed'));
  world.meet = (url, _words, go) => (/putRecord|getRecord/.test(url) ? lost() : go());
  await expect(here.invoke('publish.now', { postId, connectionId })).rejects.toMatchObject({
    code: 'outcome_unknown',
  });
  const target = () => here.query('post', { id: postId })?.targets[0];
  const say = (publicationId: string | undefined, answer: string) =>
    here.invoke('publish.resolve', { publicationId: publicationId ?? '', answer });
  await expect(say(target()?.publication?.id, 'cancel')).rejects.toMatchObject({ code: 'outcome_unknown' });

  await say(target()?.publication?.id, 'published');
  expect(target()?.publication).toMatchObject({ state: 'published', remote_id: null, url: null });
  await expect.poll(() => target()?.steps).toMatchObject([{ state: 'failed', error_code: 'thread_broken' }]);
  const [step] = target()?.steps ?? [];
  await expect(say(step?.id, 'send_now')).rejects.toMatchObject({ code: 'thread_broken' });
  await say(step?.id, 'published');
  expect(target()?.steps).toMatchObject([{ state: 'published' }]);
  expect(await shop.out()).toEqual([]);

  // Where the platform can say where it is, that is kept.
  const other = await makePost(here, brandId, connectionId, 'Three');
  world.meet = (url, _words, go) =>
    url.includes('putRecord') ? go().then(lost) : url.includes('getRecord') ? lost() : go();
  await expect(here.invoke('publish.now', { postId: other, connectionId })).rejects.toMatchObject({
    code: 'outcome_unknown',
  });
  world.meet = (_url, _words, go) => go();
  await say(publication(here, other)?.id, 'published');
  const [post] = await pds.posts(shop.alice.did);
  expect(publication(here, other)).toMatchObject({ state: 'published', remote_id: post?.uri });
}, 60_000);

test('of an account that was removed here, a person’s word is written down, and nobody asks on', async () => {
  const shop = await openShop();
  const { here, world, brandId, connectionId } = shop;
  const lost = () => Promise.reject(new TypeError('fetch failed'));
  world.meet = (url, _words, go) => (/putRecord|getRecord/.test(url) ? lost() : go());
  const [out, never, refused] = [
    await makePost(here, brandId, connectionId, 'Out'),
    await makePost(here, brandId, connectionId, 'Never'),
    await makePost(here, brandId, connectionId, 'x'.repeat(301)),
  ];
  for (const postId of [out, never, refused])
    await here.invoke('publish.now', { postId, connectionId }).catch(() => undefined);
  const ids = [out, never, refused].map((postId) => publication(here, postId)?.id ?? '');
  const rows = () => here.query('publications', { brandId, limit: 10 });
  const state = (id: string | undefined) => rows().find((one) => one.id === id)?.state;
  expect(ids.map(state)).toEqual(['unknown', 'unknown', 'failed']);
  await here.mutate('connection.remove', { id: connectionId, brand_id: brandId });
  // It would have been asked about by now.
  await shop.at(new Date(world.clock.getTime() + 400_000)).catch(() => undefined);

  const say = (id: string | undefined, answer: string) =>
    here.invoke('publish.resolve', { publicationId: id ?? '', answer });
  await expect(say(ids[2], 'send_now')).rejects.toMatchObject({ code: 'connection_removed' });
  await say(ids[0], 'published');
  await say(ids[1], 'not_published');
  await say(ids[2], 'cancel');
  await expect.poll(() => ids.map(state), { timeout: 15_000 }).toEqual(['published', 'failed', 'cancelled']);
  expect(rows().find(({ id }) => id === ids[1])).toMatchObject({ error_code: 'person_says_missing' });
}, 60_000);

test('what a person gives up is told as given up', async () => {
  const shop = await openShop();
  const { here } = shop;
  const postId = await shop.post('Too late', '09:00');
  await shop.at('12:00');
  await expect.poll(() => publication(here, postId)?.state, { timeout: 15_000 }).toBe('missed');
  const publicationId = publication(here, postId)?.id ?? '';
  await here.invoke('publish.resolve', { publicationId, answer: 'cancel' });
  expect(publication(here, postId)).toMatchObject({ state: 'cancelled' });
}, 60_000);

test('a part that is found to be out after its post came down comes down as well', async () => {
  const shop = await openShop();
  const { here, world, brandId, connectionId } = shop;
  world.clock = new Date();
  const postId = await makePost(here, brandId, connectionId, 'For a day');
  const part = (text: string) =>
    here.mutate('part.add', {
      ...{ id: uuidv7(), brand_id: brandId, post_id: postId, connection_id: null, role: 'thread' },
      ...{ rank: text, text, asset_ids: [] },
    });
  for (const text of ['a0', 'a1']) await part(text);
  const lost = () => Promise.reject(new TypeError('fetch failed'));
  world.meet = (url, words, go) => {
    if (words.includes('"a0"')) return go().then(lost);
    // Whether the part is there cannot be asked; the post it stands below can be looked up.
    const root = publication(here, postId)?.remote_id?.split('/').at(-1) ?? '';
    const asks = url.includes('getRecord') && url.includes('app.bsky.feed.post');
    return asks && !url.includes(root) ? lost() : go();
  };
  await here.invoke('publish.now', { postId, connectionId });
  const target = () => here.query('post', { id: postId })?.targets[0];
  await expect.poll(() => target()?.steps[0]?.state, { timeout: 15_000 }).toBe('unknown');
  const ids = { brand_id: brandId, post_id: postId, connection_id: connectionId };
  await here.mutate('takedown.set', { ...ids, remove_at: world.clock.toISOString() });
  await expect.poll(() => target()?.standing?.state, { timeout: 15_000 }).toBe('removed');
  expect(await shop.out()).toEqual(['a0']);

  world.meet = (_url, _words, go) => go();
  await shop.at(new Date(world.clock.getTime() + 400_000));
  await expect.poll(() => target()?.steps[0]?.state, { timeout: 15_000 }).toBe('published');
  await expect.poll(shop.out, { timeout: 15_000 }).toEqual([]);
  // And nothing more of it goes up.
  await expect
    .poll(() => target()?.steps[1], { timeout: 15_000 })
    .toMatchObject({ state: 'missed', error_code: 'take_down_passed' });
}, 60_000);
