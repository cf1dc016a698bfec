import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { planningScope } from '../../shared/scopes.ts';
import type { Replica } from './replica.ts';
import { at, type Bench, brandArgs, createBench, postArgs } from './testing.ts';

let bench: Bench;
let replica: Replica;
const [me, brand, channel] = [uuidv4(), uuidv4(), uuidv4()];
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
  write('brand.create', brandArgs(brand));
  write('connection.add', {
    ...{ id: channel, brand_id: brand, platform: 'bluesky', device_id: 'here', handle: 'bakery.test' },
    ...{ display_name: 'Bakery', remote_account_id: 'did:plc:bakery', service_url: null, limits: null },
  });
});
afterEach(() => bench.clean());

const write = (name: string, args: unknown) => replica.mutate([{ name, args }], me)[0] ?? '';
const planned = at('2026-11-23T09:00');
const DUE = '2026-11-23T08:00:00.000Z';
const target = (post_id: string) => ({ brand_id: brand, post_id, connection_id: channel });
/** A post that was due, and what became of it. */
function settled(state: 'missed' | 'failed' | 'unknown' | 'published', own: typeof planned | null = null) {
  const { id } = postArgs(brand);
  write('post.create', postArgs(brand, { id, when: planned }));
  write('target.add', { ...target(id), text: null, ...(own && { when: own }) });
  record(id, state, own ? '2026-11-23T11:00:00.000Z' : DUE);
  return id;
}
function record(id: string, state: 'missed' | 'failed' | 'unknown' | 'published', due_at = DUE) {
  const failure = { state, error_code: 'missed', error_class: 'give_up', error_message: null };
  const published = { state, published_at: DUE, remote_id: 'at://x', url: null };
  write('publication.record', {
    ...{ ...target(id), subject: 'target', subject_id: targetId(id, channel), due_at, tries: 1 },
    result: state === 'published' ? published : failure,
  });
}
const stateOf = (id: string) =>
  replica.read.get<Row<'publication'>>(
    'select * from publications where id = ?',
    publicationId(targetId(id, channel), 'once'),
  )?.state;
const isUndecided = (id: string) =>
  replica.read.get('select 1 from undecided where id = ?', targetId(id, channel)) !== undefined;
const move = (id: string) => write('post.schedule', { id, brand_id: brand, when: at('2026-11-24T09:00') });

test('whatever plans a post anew takes what became of the earlier plan with it', () => {
  const ways: ((id: string) => unknown)[] = [
    move,
    (id) => write('queue.arrange', { brand_id: brand, places: [{ id, when: at('2026-11-24T09:00') }] }),
    (id) =>
      write('target.when', { ...target(id), when: { wall_time: '2026-11-24T09:00', time_zone: 'UTC' } }),
    (id) => write('target.byHand', { ...target(id), by_hand: true }),
  ];
  for (const state of ['missed', 'failed'] as const)
    for (const way of ways) {
      const id = settled(state);
      expect([stateOf(id), isUndecided(id)]).toEqual([state, false]);
      way(id);
      expect([stateOf(id), isUndecided(id)]).toEqual([undefined, true]);
    }
  const off: ((id: string) => unknown)[] = [
    (id) => write('post.unschedule', { id, brand_id: brand }),
    (id) => write('post.delete', { id, brand_id: brand, version: 9 }),
    (id) => write('target.remove', target(id)),
  ];
  for (const way of off) {
    const id = settled('missed');
    way(id);
    expect([stateOf(id), isUndecided(id)]).toEqual([undefined, false]);
  }
});

test('what is out or may be out stays, and so does what was decided for a date that did not change', () => {
  for (const state of ['published', 'unknown'] as const) {
    const id = settled(state);
    move(id);
    expect([stateOf(id), isUndecided(id)]).toEqual([state, false]);
  }
  const own = settled('missed', at('2026-11-23T12:00'));
  move(own);
  expect(stateOf(own)).toBe('missed');
  const words = settled('failed');
  write('post.edit', { id: words, brand_id: brand, fields: { caption: 'Mended' }, base: {} });
  expect(stateOf(words)).toBe('failed');
});

test('a new plan that the server refuses leaves what became of the one before', () => {
  const id = settled('missed');
  const uuid = move(id);
  expect(stateOf(id)).toBeUndefined();
  const all = replica.sending.take({ count: 50, bytes: 500_000 })?.mutations ?? [];
  const rejected = { status: 'rejected', code: 'forbidden', message: 'no', details: {} } as const;
  replica.sending.settle(
    all.map((one) => ({ uuid: one.uuid, outcome: one.uuid === uuid ? rejected : { status: 'applied' } })),
  );
  expect(stateOf(id)).toBe('missed');
});

test('what the server says of the plan before, while the new one is on its way there, is not shown', () => {
  const { id } = postArgs(brand);
  write('post.create', postArgs(brand, { id, when: planned }));
  write('target.add', { ...target(id), text: null });
  move(id);
  const row: Row<'publication'> = {
    ...{ id: publicationId(targetId(id, channel), 'once'), brand_id: brand, subject: 'target' },
    ...{ subject_id: targetId(id, channel), post_id: id, part_id: null, connection_id: channel },
    ...{ occurrence: 'once', state: 'failed', due_at: DUE, published_at: null, late_ms: null },
    ...{ remote_id: null, url: null, tries: 1, next_try_at: null, error_code: 'x', error_class: 'give_up' },
    ...{ error_message: null, updated_at: DUE },
  };
  const change = { op: 'put', kind: 'publication', id: row.id, data: row } as const;
  replica.applyServer(planningScope(brand), [change], { handle: 'h', offset: '1_0' });
  expect([stateOf(id), isUndecided(id)]).toEqual([undefined, true]);
});

test('what a device missed by an earlier plan is no longer missed when somebody had planned it anew', () => {
  const id = settled('missed');
  move(id);
  record(id, 'missed');
  expect(stateOf(id)).toBeUndefined();
  record(id, 'missed', '2026-11-24T08:00:00.000Z');
  expect(stateOf(id)).toBe('missed');
});
