import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { targetId } from '../../shared/mutators/target.ts';
import type { UntakenView } from '../../shared/queries.ts';
import type { Replica } from '../replica/replica.ts';
import { brandArgs, createBench, postArgs } from '../replica/testing.ts';
import { createLiveQueries } from './live.ts';
import { runQuery } from './queries.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const UNTIL = '2026-11-23T00:00:00.000Z';
const bench = createBench();
const brand = uuidv4();
const [bluesky, mastodon, hand] = [uuidv4(), uuidv4(), uuidv4()] as const;
let replica: Replica;
let now: string;
beforeEach(() => {
  now = NOW;
  replica = bench.open(uuidv4(), { now: () => new Date(now) });
  const held = (id: string, platform: 'bluesky' | 'mastodon') => ({
    name: 'connection.add' as const,
    args: {
      ...{ id, brand_id: brand, platform, device_id: 'me', handle: platform, display_name: '' },
      ...{ remote_account_id: id, service_url: null },
    },
  });
  replica.mutate(
    [
      { name: 'brand.create', args: brandArgs(brand) },
      held(bluesky, 'bluesky'),
      held(mastodon, 'mastodon'),
      {
        name: 'connection.addByHand',
        args: { id: hand, brand_id: brand, platform: 'instagram', handle: 'ig', limits: null },
      },
    ],
    null,
  );
});
afterEach(() => bench.clean());

const at = (utc: string) => ({ wall_time: utc.slice(0, 16), time_zone: 'UTC' });
function planned(title: string, due: string, channels: readonly string[]): string {
  const id = uuidv4();
  const when = { ...at(due), schedule_id: null, slot_key: null };
  replica.mutate(
    [
      { name: 'post.create', args: postArgs(brand, { id, title, when }) },
      ...channels.map((connection_id) => ({
        name: 'target.add' as const,
        args: { brand_id: brand, post_id: id, connection_id, text: null },
      })),
    ],
    null,
  );
  return id;
}
const told = (rows: readonly UntakenView[]) =>
  rows.map(({ name, connection, due_at }) => `${name.title} ${connection.handle} ${due_at.slice(11, 16)}`);
const untaken = (until = UNTIL) => runQuery(replica, 'untaken', { brandId: brand, until });

it('what comes due until then and nobody has taken, channel by channel at its own time, the first first', () => {
  const post = planned('Rye', '2026-11-21T10:00:00Z', [bluesky, mastodon, hand]);
  planned('Oat', '2026-11-21T09:30:00Z', [mastodon]);
  planned('Far', '2026-11-23T00:00:00Z', [bluesky]);
  replica.mutate(
    [
      {
        name: 'target.when',
        args: { brand_id: brand, post_id: post, connection_id: mastodon, when: at('2026-11-22T08:00:00Z') },
      },
    ],
    null,
  );
  expect(told(untaken()).toSorted()).toEqual([
    'Oat mastodon 09:30',
    'Rye bluesky 10:00',
    'Rye ig 10:00',
    'Rye mastodon 08:00',
  ]);
  expect(told(untaken())[0]).toBe('Oat mastodon 09:30');
  expect(told(untaken('2026-11-21T09:30:00.001Z'))).toEqual(['Oat mastodon 09:30']);
});

it('what somebody has, what was taken off the calendar and what is a record of before is none of it', () => {
  const taken = planned('Taken', '2026-11-21T10:00:00Z', [bluesky]);
  const off = planned('Off', '2026-11-21T10:00:00Z', [bluesky]);
  planned('Record', '2026-11-20T08:59:00Z', [bluesky]);
  planned('Yesterday', '2026-11-20T09:01:00Z', [bluesky]);
  const failure = { error_code: 'network', error_class: 'retry' as const, error_message: null };
  replica.mutate(
    [
      { name: 'post.unschedule', args: { id: off, brand_id: brand } },
      {
        name: 'publication.record',
        args: {
          ...{ brand_id: brand, subject: 'target', subject_id: targetId(taken, bluesky), post_id: taken },
          ...{ connection_id: bluesky, due_at: NOW, tries: 1, result: { state: 'failed', ...failure } },
        },
      },
    ],
    null,
  );
  expect(told(untaken())).toEqual(['Yesterday bluesky 09:01']);
});

it('it says what holds a post back, as far as is known here', () => {
  const post = planned('Rye', '2026-11-21T10:00:00Z', [bluesky]);
  expect(untaken()).toMatchObject([
    {
      ...{ id: targetId(post, bluesky), post_id: post, by_hand: false, filesHere: false },
      review: { required: false },
      connection: { holder: 'device', device_id: 'me' },
    },
  ]);
  replica.mutate([{ name: 'approval.set', args: { brand_id: brand, required: true } }], null);
  expect(untaken()[0]?.review).toMatchObject({ required: true, state: 'in_review' });
});

it('it follows the plan: what is planned comes, what goes out leaves', () => {
  const live = createLiveQueries(replica);
  const seen: number[] = [];
  const stop = live.subscribe('untaken', { brandId: brand, until: UNTIL }, () => seen.push(untaken().length));
  planned('Rye', '2026-11-21T10:00:00Z', [bluesky]);
  return expect
    .poll(() => seen.at(-1))
    .toBe(1)
    .finally(() => {
      stop();
      live.close();
    });
});
