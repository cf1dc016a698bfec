import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { createLog } from '../log.ts';
import { brandArgs, createBench, postArgs } from '../replica/testing.ts';
import type { Workspace } from '../workspace.ts';
import type { DeviceAccounts } from './device-accounts.ts';
import { createDeviceLedger, type Plan } from './device-ledger.ts';
import { createDevicePublisher, type DevicePublisher } from './device-publisher.ts';
import { createDeviceRemovals } from './device-removals.ts';
import { createHandOvers } from './hand-overs.ts';

const bench = createBench();
const publishers: DevicePublisher[] = [];
afterEach(async () => {
  for (const publisher of publishers.splice(0)) await publisher.close();
  bench.clean();
});

const [brand, channel] = [uuidv4(), uuidv4()];
const now = new Date('2026-11-23T09:00:00.000Z');
const out = { state: 'published', published_at: now.toISOString(), remote_id: 'at://x', url: null } as const;

/** A device that has sent two posts and told nobody; `fails` says what comes of telling of one. */
function sent(fails: (postId: string) => AppError | null) {
  const replica = bench.open(uuidv4(), { now: () => now });
  const write = (name: string, args: unknown) => replica.mutate([{ name, args }], null);
  write('brand.create', brandArgs(brand));
  write('connection.add', {
    ...{ id: channel, brand_id: brand, platform: 'bluesky', device_id: 'here', handle: 'bakery.test' },
    ...{ display_name: 'Bakery', remote_account_id: 'did:plc:bakery', service_url: null, limits: null },
  });
  const db = new Database(':memory:');
  const ledger = createDeviceLedger(db);
  const posts = [uuidv4(), uuidv4()];
  for (const id of posts) {
    write('post.create', postArgs(brand, { id }));
    write('target.add', { brand_id: brand, post_id: id, connection_id: channel, text: null });
    const subjectId = targetId(id, channel);
    const plan: Plan = {
      ...{ id: publicationId(subjectId, 'once'), brandId: brand, connectionId: channel, subjectId },
      ...{ subject: 'target', postId: id, partId: null, dueAt: now.toISOString(), auto: false },
      content: { kind: 'post', text: 'Rye' },
    };
    ledger.plan(plan, null);
    ledger.settle(plan.id, 'confirmed', out, null);
  }
  const told: string[] = [];
  const workspace = {
    account: null,
    replica: {
      ...replica,
      async mutate(...[list, actor]: Parameters<typeof replica.mutate>) {
        const post_id = String((list[0]?.args as Record<string, unknown> | undefined)?.post_id);
        const failure = fails(post_id);
        if (failure) throw failure;
        told.push(post_id);
        return replica.mutate(list, actor);
      },
    },
  } as unknown as Workspace;
  const handOvers = createHandOvers({ db, now: () => now, holderNow: async () => null });
  const publisher = createDevicePublisher({
    ...{ db, deviceId: 'here', handOvers, removals: createDeviceRemovals(db), now: () => now },
    // Nothing is sent here.
    accounts: { locked: () => true, holdsHere: () => true } as unknown as DeviceAccounts,
    current: () => workspace,
    log: createLog({ level: 'silent' }),
  });
  publishers.push(publisher);
  return { publisher, posts, told, handOvers };
}
const full = new AppError('disk_full', 'The disk is full.', { status: 507 });
const refused = new AppError('gone', 'This connection no longer exists.', { status: 409 });

test('an account is not given away while it cannot be written down what went out by it', async () => {
  let space = false;
  const { publisher, posts, told, handOvers } = sent((id) => (id === posts[0] && !space ? full : null));
  await expect(publisher.release(channel)).rejects.toMatchObject({ code: 'not_recorded' });
  expect([told, handOvers.has(channel)]).toEqual([[posts[1]], false]);
  space = true;
  expect(await publisher.release(channel)).toHaveLength(2);
  expect(told.toSorted()).toEqual(posts.toSorted());
});

test('what can never be written down holds nothing up, and is not tried again', async () => {
  let asked = 0;
  const { publisher, posts } = sent((id) => {
    if (id !== posts[0]) return null;
    asked += 1;
    return refused;
  });
  expect(await publisher.release(channel)).toHaveLength(2);
  expect(asked).toBe(1);
});
