import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pillarArgs, postArgs } from '../../main/replica/testing.ts';
import { type House, makeHouse } from '../../server/sync/testing.ts';
import { createBadLine, createWorld, held, type World } from './world.ts';

let world: World;
let house: House;
beforeEach(async () => {
  // Every answer holds a row or two.
  world = await createWorld({ chunkBytes: 900 });
  house = await makeHouse(world.database.db);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(async () => {
  await world.close();
  vi.restoreAllMocks();
});

const soon = { timeout: 40_000, interval: 20 };

it('a first sync of many parts over a bad line ends whole, whatever others write meanwhile', async () => {
  const writer = world.desktop('writer', house.personId);
  for (let n = 0; n < 12; n += 1) {
    writer.write('post.create', postArgs(house.brandId, { title: `before ${n}`, notes: 'x'.repeat(300) }));
  }
  await vi.waitFor(() => expect(writer.sync.state()).toMatchObject({ status: 'up_to_date' }), soon);

  const offsets = new Set<string>();
  const line = createBadLine(7, 0.3);
  const late = world.desktop('late', house.personId, (input, init) => {
    const asked = /[?&]offset=(0_\d+)/.exec(String(input))?.[1];
    if (asked) offsets.add(asked);
    return line.fetch(input, init);
  });
  for (let n = 0; n < 10; n += 1) {
    writer.write('pillar.create', pillarArgs(house.brandId, { name: `meanwhile ${n}` }));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  line.heal();
  await vi.waitFor(async () => {
    for (const { sync, replica } of [writer, late]) {
      expect(sync.state()).toMatchObject({ status: 'up_to_date' });
      expect(held(replica)).toEqual(await world.projected(house.personId, [house.brandId]));
    }
  }, soon);
  expect(offsets.size).toBeGreaterThan(10);
}, 90_000);
