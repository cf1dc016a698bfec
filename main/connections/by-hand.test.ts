import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { brandArgs, createBench, postArgs } from '../replica/testing.ts';
import type { Workspace } from '../workspace.ts';
import { createTurns } from './by-hand.ts';

const bench = createBench();
afterEach(() => bench.clean());

let workspace: Workspace;
const brand = uuidv4();
const channel = uuidv4();
let now = new Date('2026-11-23T08:00:30.000Z');

beforeEach(async () => {
  now = new Date('2026-11-23T08:00:30.000Z');
  const replica = bench.open(uuidv4(), { now: () => now });
  workspace = { replica, account: null } as unknown as Workspace;
  const added = { id: channel, brand_id: brand, platform: 'instagram', handle: 'bakery', limits: null };
  await replica.mutate(
    [
      { name: 'brand.create', args: brandArgs(brand) },
      { name: 'connection.addByHand', args: added },
    ],
    null,
  );
});

const when = (wall_time: string) => ({
  wall_time,
  time_zone: 'Europe/Berlin',
  schedule_id: null,
  slot_key: null,
});
async function planned(wall: string): Promise<string> {
  const id = uuidv4();
  await workspace.replica.mutate(
    [
      { name: 'post.create', args: { ...postArgs(brand), id, when: when(wall) } },
      { name: 'target.add', args: { brand_id: brand, post_id: id, connection_id: channel, text: null } },
    ],
    null,
  );
  return id;
}
const publications = () =>
  workspace.replica.read.all<Row<'publication'>>('select * from publications order by due_at');

test('what is due is said to be the person’s, once; what lies further back is a record', async () => {
  const post = await planned('2026-11-23T09:00');
  await planned('2026-11-23T09:01'); // not yet
  await planned('2026-11-20T09:00'); // written down later
  const turns = createTurns();
  await turns(workspace, now);
  expect(publications()).toMatchObject([
    { post_id: post, state: 'waiting', error_code: 'by_hand', due_at: '2026-11-23T08:00:00.000Z' },
  ]);
  await turns(workspace, now);
  await createTurns()(workspace, now);
  expect(publications()).toHaveLength(1);
});

test('a post that is moved, or taken off the channel, is nobody’s task any more', async () => {
  const post = await planned('2026-11-23T09:00');
  const other = await planned('2026-11-23T09:00');
  const turns = createTurns();
  await turns(workspace, now);
  await workspace.replica.mutate(
    [
      { name: 'post.schedule', args: { id: post, brand_id: brand, when: when('2026-11-24T09:00') } },
      { name: 'target.remove', args: { brand_id: brand, post_id: other, connection_id: channel } },
    ],
    null,
  );
  await turns(workspace, now);
  expect(publications()).toEqual([]);
  now = new Date('2026-11-24T08:00:01.000Z');
  await turns(workspace, now);
  expect(publications()).toMatchObject([{ post_id: post, due_at: '2026-11-24T08:00:00.000Z' }]);
});

test('with an account the server is left half a minute to say it first', async () => {
  await planned('2026-11-23T09:00');
  const signedIn = { ...workspace, account: { personId: uuidv4() } } as unknown as Workspace;
  const turns = createTurns();
  await turns(signedIn, new Date('2026-11-23T08:00:29.000Z'));
  expect(publications()).toEqual([]);
});

test('a post to put up oneself on a connected channel is said to be due, and no more once it goes by itself', async () => {
  const held = uuidv4();
  const post = uuidv4();
  const named = { brand_id: brand, post_id: post, connection_id: held };
  const account = {
    id: held,
    brand_id: brand,
    platform: 'bluesky',
    device_id: 'other',
    handle: 'b',
  } as const;
  await workspace.replica.mutate(
    [
      {
        name: 'connection.add',
        args: { ...account, display_name: '', remote_account_id: '1', service_url: null },
      },
      { name: 'post.create', args: { ...postArgs(brand), id: post, when: when('2026-11-23T09:00') } },
      { name: 'target.add', args: { ...named, text: null } },
    ],
    null,
  );
  const turns = createTurns();
  const choose = (by_hand: boolean) =>
    workspace.replica.mutate([{ name: 'target.byHand', args: { ...named, by_hand } }], null);
  await turns(workspace, now);
  expect(publications()).toEqual([]);
  await choose(true);
  await turns(workspace, now);
  expect(publications()).toMatchObject([{ post_id: post, connection_id: held, error_code: 'by_hand' }]);
  await choose(false);
  await turns(workspace, now);
  expect(publications()).toEqual([]);
});
