import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Replica } from '../replica/replica.ts';
import { type Bench, brandArgs, createBench } from '../replica/testing.ts';
import { runQuery } from './queries.ts';

let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
});
afterEach(() => bench.clean());

const write = (name: string, args: unknown) => replica.mutate([{ name, args }], null);
function channel(
  name: string,
  platform: 'bluesky' | 'mastodon',
  remote_account_id: string,
  service_url: string | null,
): string {
  const [brand, id] = [uuidv4(), uuidv4()];
  write('brand.create', { ...brandArgs(brand), name });
  write('connection.add', {
    ...{ id, brand_id: brand, platform, device_id: 'here', handle: 'bakery', display_name: 'Bakery' },
    ...{ remote_account_id, service_url, limits: null },
  });
  return id;
}
const shared = (connectionId: string) => runQuery(replica, 'sharedWith', { connectionId });

it('tells which other brands have the same account', () => {
  const own = channel('Harbour', 'bluesky', 'did:plc:bakery', 'https://bsky.social');
  expect(shared(own)).toEqual([]);
  const there = channel('mill', 'bluesky', 'did:plc:bakery', 'https://pds.example');
  channel('Café', 'bluesky', 'did:plc:bakery', null);
  channel('Other', 'bluesky', 'did:plc:other', null);
  expect(shared(own)).toEqual(['Café', 'mill']);
  expect(shared(there)).toEqual(['Café', 'Harbour']);
  expect(shared(uuidv4())).toEqual([]);
});

it('an account of another instance with the same number is another one', () => {
  const own = channel('Harbour', 'mastodon', '109', 'https://mastodon.social');
  channel('Mill', 'mastodon', '109', 'https://fosstodon.org');
  expect(shared(own)).toEqual([]);
  channel('Café', 'mastodon', '109', 'https://mastodon.social');
  expect(shared(own)).toEqual(['Café']);
});
