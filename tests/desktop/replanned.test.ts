import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
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
  const world = { clock: day('08:30'), online: true, refused: 0 };
  const here = await openDesktop({
    now: () => world.clock,
    async fetch(input, init) {
      if (world.online) return fetch(input, init);
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
    async at(time: string) {
      world.clock = day(time);
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

  world.clock = day('16:00');
  await expect.poll(() => publication(here, id('own date'))?.state, { timeout: 15_000 }).toBe('published');
  world.clock = new Date('2026-11-24T09:00:10.000Z');
  await expect.poll(() => publication(here, id('moved'))?.state, { timeout: 15_000 }).toBe('published');
  expect(await shop.out()).toEqual(['moved', 'own date', 'stays']);
}, 60_000);

test('what was missed or failed is undecided once it is planned again, and goes out then', async () => {
  const shop = await openShop();
  const { here, world, brandId } = shop;
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

  world.clock = day('14:00');
  await expect.poll(() => publication(here, late)?.state, { timeout: 15_000 }).toBe('published');
  await expect.poll(() => publication(here, long)?.state, { timeout: 15_000 }).toBe('published');
  expect(publication(here, late)).toMatchObject({ due_at: '2026-11-23T14:00:00.000Z', late_ms: 0 });
  expect(await shop.out()).toEqual(['late', 'mended']);
}, 60_000);
