import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commentId } from '../../shared/mutators/comment.ts';
import { targetId } from '../../shared/mutators/target.ts';
import type { Replica } from '../replica/replica.ts';
import { at, type Bench, brandArgs, createBench, postArgs } from '../replica/testing.ts';
import { assertStands, CalledOff } from './device-fate.ts';
import type { Entry } from './device-ledger.ts';
import { dueOnDevice, replyPlan, stepsOn, targetPlan } from './device-plans.ts';
import { connectionOf } from './rows.ts';

const DUE = '2026-11-23T08:00:00.000Z';
const soon = new Date('2026-11-23T08:00:20.000Z');
const [brand, channel] = [uuidv4(), uuidv4()];
let bench: Bench;
let replica: Replica;
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

const write = (name: string, args: unknown) => replica.mutate([{ name, args }], null);
const target = (post_id: string) => ({ brand_id: brand, post_id, connection_id: channel });
function planned(): string {
  const { id } = postArgs(brand);
  write('post.create', postArgs(brand, { id, when: at('2026-11-23T09:00') }));
  write('target.add', { ...target(id), text: null });
  return id;
}
const entry = (plan: ReturnType<typeof targetPlan>): Entry =>
  plan
    ? { ...plan, state: 'planned', tries: 0, nextAt: DUE, result: null, recorded: false }
    : expect.fail('nothing is planned');
const ofPost = (id: string, auto = true) => entry(targetPlan(replica, targetId(id, channel), DUE, auto));

/** What people read of it; `goes` where it goes out, `nothing` where there is nothing to say. */
function fate(what: Entry, now = soon): string {
  try {
    assertStands(replica, what, now);
    return 'goes';
  } catch (error) {
    if (!(error instanceof CalledOff)) throw error;
    const { tell } = error;
    return tell === null ? 'nothing' : tell.state === 'published' ? 'published' : tell.error_code;
  }
}

test('a post goes out by itself only as it is planned now', () => {
  const changes: Record<string, (id: string) => unknown> = {
    moved: (id) => write('post.schedule', { id, brand_id: brand, when: at('2026-11-24T09:00') }),
    arranged: (id) =>
      write('queue.arrange', { brand_id: brand, places: [{ id, when: at('2026-11-24T09:00') }] }),
    unplanned: (id) => write('post.unschedule', { id, brand_id: brand }),
    deleted: (id) => write('post.delete', { id, brand_id: brand, version: 9 }),
    'by hand': (id) => write('target.byHand', { ...target(id), by_hand: true }),
    'own date': (id) =>
      write('target.when', { ...target(id), when: { wall_time: '2026-11-23T10:00', time_zone: 'UTC' } }),
    'taken off': (id) => write('target.remove', target(id)),
  };
  for (const [name, change] of Object.entries(changes)) {
    const id = planned();
    const waits = ofPost(id);
    expect([name, fate(waits)]).toEqual([name, 'goes']);
    change(id);
    expect([name, fate(waits)]).toEqual([name, 'nothing']);
  }
  const same = planned();
  const waits = ofPost(same);
  // The very same moment in another zone, a round trip, and other words change nothing about when it goes.
  write('post.schedule', { id: same, brand_id: brand, when: at('2026-11-24T09:00') });
  write('post.schedule', { id: same, brand_id: brand, when: at('2026-11-23T08:00', 'UTC') });
  write('post.edit', { id: same, brand_id: brand, fields: { caption: 'Other' }, base: {} });
  expect(fate(waits)).toBe('goes');
});

test('what a person sends now goes out whenever it is planned for, but not where it is gone', () => {
  const id = planned();
  const sent = ofPost(id, false);
  write('post.unschedule', { id, brand_id: brand });
  expect(fate(sent, new Date('2026-12-23T08:00:00.000Z'))).toBe('goes');
  write('target.remove', target(id));
  expect(fate(sent)).toBe('nothing');
});

test('what became too late while it waited, or is to be down by now, is told and not sent', () => {
  const id = planned();
  expect(fate(ofPost(id), new Date('2026-11-23T09:00:00.000Z'))).toBe('goes');
  expect(fate(ofPost(id), new Date('2026-11-23T09:00:00.001Z'))).toBe('missed');
  write('takedown.set', { ...target(id), remove_at: soon.toISOString() });
  expect(fate(ofPost(id))).toBe('take_down_passed');
  expect(fate(ofPost(id, false))).toBe('take_down_passed');
  expect(dueOnDevice(replica, 'here', soon)).toMatchObject({
    due: [],
    missed: [{ tell: { error_code: 'take_down_passed' } }],
  });
  write('approval.set', { brand_id: brand, required: true });
  expect(fate(ofPost(planned()), new Date('2026-11-23T10:00:00.000Z'))).toBe('approval_missing');
});

test('a part goes on below its post until it is taken away, its post is, or it becomes too late', () => {
  const id = planned();
  const partId = uuidv4();
  write('part.add', {
    ...{ id: partId, brand_id: brand, post_id: id, connection_id: null, role: 'thread', rank: 'a0' },
    ...{ text: 'Two', asset_ids: [] },
  });
  const connection = connectionOf(replica, channel);
  const [step] = connection ? stepsOn(replica, id, connection) : [];
  const part: Entry = { ...ofPost(id), subject: 'part', subjectId: uuidv4(), partId: step?.part.id ?? '' };
  // The post itself is out: what it is planned for now says nothing.
  write('post.unschedule', { id, brand_id: brand });
  expect(fate(part)).toBe('goes');
  expect(fate(part, new Date('2026-11-23T09:30:00.000Z'))).toBe('missed');
  write('takedown.set', { ...target(id), remove_at: soon.toISOString() });
  expect(fate(part)).toBe('take_down_passed');
  write('takedown.set', { ...target(id), remove_at: null });
  write('part.remove', { id: partId, brand_id: brand, post_id: id });
  expect(fate(part)).toBe('nothing');
});

test('an answer waits for its account to be connected again, and is a person’s to send once that took too long', () => {
  const [id, comment] = [uuidv4(), commentId(channel, 'at://question')];
  write('comment.collect', {
    ...{ brand_id: brand, connection_id: channel, post_id: null, remote_id: 'at://question', url: null },
    ...{ parent_remote_id: null, author_name: 'Bo', author_handle: 'bo.test', text: 'From when on?' },
    commented_at: DUE,
  });
  write('comment.reply', { id, brand_id: brand, comment_id: comment, text: 'From nine.' });
  const plan = replyPlan(replica, id) ?? expect.fail('no answer');
  const answer = entry(plan);
  const later = (minutes: number) => new Date(Date.parse(plan.dueAt) + minutes * 60_000);
  const due = (minutes: number) => {
    const work = dueOnDevice(replica, 'here', later(minutes));
    return [...work.due.map(() => 'goes'), ...work.missed.map(({ tell }) => tell.state)];
  };
  expect([fate(answer, later(60)), due(60)]).toEqual(['goes', ['goes']]);
  // Written in a plane it goes out once there is a connection again; the next day it is a person's to say.
  const day = 24 * 60;
  expect([fate(answer, later(day)), due(day)]).toEqual(['goes', ['goes']]);
  expect([fate(answer, later(day + 1)), due(day + 1)]).toEqual(['missed', ['missed']]);
  expect(fate({ ...answer, auto: false }, later(10_000))).toBe('goes');
  const report = { status: 'reconnect', status_code: 'signed_out' };
  write('connection.report', { id: channel, brand_id: brand, ...report });
  expect(due(60)).toEqual([]);
  expect([fate(answer, later(61)), due(61)]).toEqual(['missed_signed_out', ['missed']]);
  expect(fate({ ...answer, subjectId: uuidv4() }, later(0))).toBe('nothing');
});
