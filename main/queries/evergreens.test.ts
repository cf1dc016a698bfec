import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { besideNames } from '../../shared/mutators/beside.ts';
import { evergreenPostId } from '../../shared/mutators/evergreen.ts';
import type { MutationArgs } from '../../shared/mutators/index.ts';
import type { Replica } from '../replica/replica.ts';
import { at, type Bench, createBench, postArgs } from '../replica/testing.ts';
import { runQuery } from './queries.ts';

const me = uuidv4();
const brand = uuidv4();
let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());

const pool = () =>
  runQuery(replica, 'evergreens', { brandId: brand }).map(({ post, times }) => [post.id, times.length]);
const mark = (id: string) =>
  replica.mutate(
    [{ name: 'brief.edit', args: { id, brand_id: brand, fields: { urgency: 'evergreen' } } }],
    me,
  );

it('an evergreen is said again as a post of its own, once in a slot, with all that goes out with it', () => {
  const channel = uuidv4();
  const account = { id: channel, brand_id: brand, platform: 'instagram', handle: '@bakery', limits: null };
  replica.mutate([{ name: 'connection.addByHand', args: account }], me);
  const source = postArgs(brand, { title: 'How to keep bread', when: at('2026-11-02T09:00', 'UTC') });
  const comment = { id: uuidv4(), brand_id: brand, post_id: source.id, connection_id: null };
  replica.mutate(
    [
      { name: 'post.create', args: source },
      {
        name: 'target.add',
        args: { brand_id: brand, post_id: source.id, connection_id: channel, text: 'Cut side down' },
      },
      {
        name: 'part.add',
        args: { ...comment, role: 'thread', rank: 'a0', text: 'Never in the fridge', asset_ids: [] },
      },
    ],
    me,
  );
  expect(pool()).toEqual([]);
  mark(source.id);
  expect(pool()).toEqual([[source.id, 1]]);

  const schedule = uuidv4();
  const slot_key = `${schedule}@2026-12-01T09:00`;
  const args: MutationArgs<'evergreen.make'> = {
    ...{ brand_id: brand, source_id: source.id },
    when: { ...at('2026-12-01T09:00', 'UTC'), schedule_id: schedule, slot_key },
    targets: [{ connection_id: channel, text: 'Cut side down', format: null, by_hand: false, options: null }],
    media: [],
    parts: [
      {
        id: comment.id,
        connection_id: null,
        role: 'thread',
        rank: 'a0',
        text: 'Never in the fridge',
        asset_ids: [],
        frames: {},
      },
    ],
  };
  const made = evergreenPostId(source.id, slot_key);
  expect(besideNames(made, { targets: [], media: [], parts: [] }, args).part_ids).toHaveLength(1);
  replica.mutate([{ name: 'evergreen.make', args }], me);
  replica.mutate([{ name: 'evergreen.make', args }], me);
  expect(runQuery(replica, 'post', { id: made })).toMatchObject({
    ...{ title: 'How to keep bread', status: 'scheduled', slot_key, version: 1 },
    targets: [{ connection_id: channel, text: 'Cut side down' }],
    parts: [{ text: 'Never in the fridge' }],
  });
  expect(runQuery(replica, 'origin', { id: made })).toMatchObject({ source: 'post', source_id: source.id });
  expect(runQuery(replica, 'takenSlots', { brandId: brand, from: '2026-11-21T00:00:00.000Z' })).toEqual([
    slot_key,
  ]);
  expect(pool()).toEqual([[source.id, 2]]);

  // One that was made from an evergreen is none itself; and one that is deleted was not said.
  mark(made);
  expect(pool()).toEqual([[source.id, 2]]);
  replica.mutate([{ name: 'post.delete', args: { id: made, brand_id: brand, version: 9 } }], me);
  expect(pool()).toEqual([[source.id, 1]]);
});
