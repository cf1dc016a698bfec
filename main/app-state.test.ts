import { hostname, networkInterfaces } from 'node:os';
import { v4 as uuidv4 } from 'uuid';
import { expect, test } from 'vitest';
import { createAppState, isThisComputer, lidAnswer } from './app-state.ts';
import { brandArgs, createBench, postArgs } from './replica/testing.ts';
import type { Workspace } from './workspace.ts';

test('a server is on this computer by any of its names and addresses', async () => {
  const own = Object.values(networkInterfaces())
    .flat()
    .flatMap((address) =>
      address && !address.internal && address.family === 'IPv4' ? [address.address] : [],
    );
  for (const host of ['127.0.0.1', 'localhost', '[::1]', hostname(), `${hostname()}.local`, ...own])
    expect([host, await isThisComputer(`http://${host}:4820`)]).toEqual([host, true]);
});

test('a server elsewhere is not, whether or not its name can be looked up', async () => {
  for (const host of ['192.0.2.7', 'pillarbox.invalid', 'localhost.evil.invalid'])
    expect([host, await isThisComputer(`https://${host}`)]).toEqual([host, false]);
});

test('the state is pushed whole, once for many touches, and only when it differs', async () => {
  let waiting = 0;
  const source = createAppState(() => ({ lid: { waiting } }) as never);
  const seen: unknown[] = [];
  const stop = source.subscribe((state) => seen.push(state));
  waiting = 1;
  source.touch();
  source.touch();
  await new Promise((next) => setTimeout(next, 10));
  source.touch();
  await new Promise((next) => setTimeout(next, 10));
  expect(seen).toEqual([{ lid: { waiting: 0 } }, { lid: { waiting: 1 } }]);
  stop();
  waiting = 2;
  expect(source.get()).toEqual({ lid: { waiting: 2 } });
  source.close();
});

test('what is late and nobody has taken still goes out from here: the lid stays open for it', () => {
  const bench = createBench();
  try {
    let now = '2026-11-21T09:00:00.000Z';
    const replica = bench.open('r', { now: () => new Date(now) });
    const [brand, channel, post] = [uuidv4(), uuidv4(), uuidv4()];
    const account = { id: channel, brand_id: brand, platform: 'bluesky' as const, device_id: 'me' };
    const when = { wall_time: '2026-11-21T10:00', time_zone: 'UTC', schedule_id: null, slot_key: null };
    replica.mutate(
      [
        { name: 'brand.create', args: brandArgs(brand) },
        {
          name: 'connection.add',
          args: { ...account, handle: 'b', display_name: '', remote_account_id: '1', service_url: null },
        },
        { name: 'post.create', args: postArgs(brand, { id: post, when }) },
        { name: 'target.add', args: { brand_id: brand, post_id: post, connection_id: channel, text: null } },
      ],
      null,
    );
    const lid = () => {
      const syncState = () => ({ waiting: 0 });
      const workspace = { account: { personId: 'p' }, replica: { ...replica, syncState } };
      return lidAnswer(workspace as unknown as Workspace, false).answer;
    };
    expect(lid()).toBe('device_held');
    now = '2026-11-21T10:30:00.000Z';
    expect(lid()).toBe('device_held');
    replica.mutate([{ name: 'post.unschedule', args: { id: post, brand_id: brand } }], null);
    expect(lid()).toBe('nothing_planned');
  } finally {
    bench.clean();
  }
});
