import fc from 'fast-check';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { engagementScope, planningScope } from '../../shared/scopes.ts';
import type { Replica, ReplicaView } from '../replica/replica.ts';
import type { ServerChange } from '../replica/server-rows.ts';
import { type Bench, brandArgs, createBench } from '../replica/testing.ts';
import type { Workspace } from '../workspace.ts';
import { createTurns } from './by-hand.ts';
import { dueOnDevice } from './device-plans.ts';

const brandId = uuidv4();
const deviceId = uuidv4();
const connectionId = uuidv4();
const now = new Date('2026-11-21T12:00:00.000Z');
const stamps = { created_at: '2026-11-01T08:00:00.000Z', updated_at: '2026-11-01T08:00:00.000Z', version: 1 };

let bench: Bench;
let replica: Replica;
let offset = 0;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
  arrive(planningScope(brandId), [put('brand', brand), put('connection', connection)]);
});
afterEach(() => bench.clean());

const put = <R extends { id: string }>(kind: string, data: R): ServerChange => ({
  op: 'put',
  kind,
  id: data.id,
  data,
});
const gone = (kind: string, id: string): ServerChange => ({ op: 'delete', kind, id });
const arrive = (scope: string, changes: ServerChange[]) =>
  replica.applyServer(scope, changes, { handle: 'h', offset: `${offset++}_0` });

const { organization_id, ...brandRest } = brandArgs(brandId);
const brand = { ...brandRest, organization_id, ...stamps, grace_minutes: 60 };
const connection: Row<'connection'> = {
  id: connectionId,
  brand_id: brandId,
  platform: 'bluesky',
  holder: 'device',
  device_id: deviceId,
  handle: 'bakery.test',
  display_name: 'Bakery',
  remote_account_id: 'did:plc:bakery',
  service_url: null,
  status: 'connected',
  status_code: null,
  limits: null,
  ...stamps,
};
const post = (id: string, fields: Partial<Row<'post'>> = {}): Row<'post'> => ({
  id,
  brand_id: brandId,
  pillar_id: null,
  title: 'Rye',
  caption: 'Fresh rye today.',
  notes: '',
  hashtags: [],
  link: null,
  status: 'scheduled',
  scheduled_at: '2026-11-21T11:59:30.000Z',
  wall_time: '2026-11-21T12:59',
  time_zone: 'Europe/Berlin',
  schedule_id: null,
  slot_key: null,
  created_by: null,
  ...stamps,
  ...fields,
});
const target = (id: string, postId: string, on = connectionId): Row<'target'> => ({
  id,
  brand_id: brandId,
  post_id: postId,
  connection_id: on,
  format: null,
  scheduled_at: null,
  wall_time: null,
  time_zone: null,
  text: null,
  by_hand: false,
  options: null,
  ...stamps,
});
const publication = (
  subject: 'target' | 'reply',
  subjectId: string,
  state: Row<'publication'>['state'],
): Row<'publication'> => ({
  id: `${subjectId.slice(0, -1)}${subject === 'target' ? 'a' : 'b'}`,
  brand_id: brandId,
  subject,
  subject_id: subjectId,
  post_id: null,
  part_id: null,
  connection_id: connectionId,
  occurrence: 'once',
  state,
  due_at: '2026-11-21T11:59:30.000Z',
  published_at: null,
  late_ms: null,
  remote_id: null,
  url: null,
  tries: 0,
  next_try_at: null,
  error_code: null,
  error_class: 'none',
  error_message: null,
  updated_at: '2026-11-21T11:59:30.000Z',
});
/** Where each query begins: tables that are walked, and the two that say how far; all else is entered by its key. */
function planOf(work: (view: ReplicaView) => unknown): string[] {
  const steps: string[] = [];
  const explained = (sql: string, values: unknown[]) => {
    const plan = replica.read.all<{ detail: string }>(`explain query plan ${sql}`, ...values);
    steps.push(...plan.map(({ detail }) => detail));
  };
  const { all, get } = replica.read;
  work({
    ...replica,
    read: {
      ...replica.read,
      all: (sql, ...values) => {
        explained(sql, values);
        return all(sql, ...values);
      },
      get: (sql, ...values) => {
        explained(sql, values);
        return get(sql, ...values);
      },
    },
  });
  return steps.filter((step) => /^SCAN|^SEARCH u|publications_waiting/.test(step));
}
const due = () => dueOnDevice(replica, deviceId, now).due.map(({ plan }) => plan.subjectId);

describe('what is due on a device', () => {
  it('is found without looking at what went out before', () => {
    const past = Array.from({ length: 400 }, () => [uuidv4(), uuidv4()] as const);
    const [postId, targetId] = [uuidv4(), uuidv4()];
    arrive(planningScope(brandId), [
      ...past.flatMap(([id, on]) => [
        put('post', post(id, { scheduled_at: '2026-10-01T08:00:00.000Z' })),
        put('target', target(on, id)),
        put('publication', publication('target', on, 'published')),
      ]),
      put('post', post(postId)),
      put('target', target(targetId, postId)),
    ]);
    expect(replica.setAsideCount()).toBe(0);
    expect(due()).toEqual([targetId]);
    expect(replica.read.all('select id from undecided')).toEqual([{ id: targetId }]);

    expect(planOf((view) => dueOnDevice(view, uuidv4(), now))).toEqual([
      'SCAN c',
      'SEARCH u USING COVERING INDEX undecided_due (connection_id=? AND subject=?)',
      'SCAN c',
      'SEARCH u USING COVERING INDEX undecided_due (connection_id=? AND subject=? AND due_at<?)',
    ]);
  });

  it('is the person’s turn on a channel posted to by hand, found as quickly', async () => {
    const [postId, targetId] = [uuidv4(), uuidv4()];
    arrive(planningScope(brandId), [
      put('connection', { ...connection, holder: 'person', device_id: null }),
      put('post', post(postId)),
      put('target', { ...target(targetId, postId), created_at: '2026-11-20T08:00:00.000Z' }),
    ]);
    const made: unknown[] = [];
    const note = (view: ReplicaView) =>
      createTurns()(
        {
          replica: { ...view, mutate: async (list: unknown[]) => void made.push(...list) },
          account: null,
        } as unknown as Workspace,
        now,
      );
    await note(replica);
    expect(made).toMatchObject([
      { name: 'publication.turn', args: { post_id: postId, connection_id: connectionId } },
    ]);
    const turns: Promise<void>[] = [];
    expect(planOf((view) => turns.push(note(view)))).toEqual([
      'SCAN connections',
      'SCAN targets USING COVERING INDEX targets_by_hand',
      'SCAN c',
      'SEARCH u USING COVERING INDEX undecided_due (connection_id=? AND subject=? AND due_at>? AND due_at<?)',
      'SEARCH p USING INDEX publications_waiting (error_code=?)',
    ]);
    await Promise.all(turns);
  });

  it('comes back when what was decided is undone, and goes with its post', () => {
    const [postId, targetId] = [uuidv4(), uuidv4()];
    const scope = planningScope(brandId);
    arrive(scope, [put('target', target(targetId, postId)), put('post', post(postId))]);
    expect(due()).toEqual([targetId]);
    arrive(scope, [put('publication', publication('target', targetId, 'published'))]);
    expect(due()).toEqual([]);
    arrive(scope, [put('publication', publication('target', targetId, 'waiting'))]);
    expect(due()).toEqual([targetId]);
    arrive(scope, [put('post', post(postId, { scheduled_at: '2026-11-21T13:00:00.000Z' }))]);
    expect(due()).toEqual([]);
    arrive(scope, [put('post', post(postId))]);
    arrive(scope, [gone('publication', publication('target', targetId, 'waiting').id)]);
    expect(due()).toEqual([targetId]);
    arrive(scope, [gone('post', postId)]);
    expect(due()).toEqual([]);
    replica.wipeScope(scope);
    expect(replica.read.all('select * from undecided')).toEqual([]);
  });
});

it('what is undecided is level with the tables, whatever comes in which order', () => {
  const ids = Array.from({ length: 3 }, () => uuidv4());
  const id = fc.nat(2).map((n) => ids[n] ?? '');
  const state = fc.constantFrom('waiting' as const, 'published' as const, 'missed' as const);
  const time = fc.constantFrom('2026-11-21T08:00:00.000Z', '2026-11-23T08:00:00.000Z');
  const reply = (own: string): Row<'reply'> => ({
    id: own,
    brand_id: brandId,
    comment_id: own,
    connection_id: connectionId,
    text: 'Thanks',
    created_by: null,
    ...stamps,
  });
  const change: fc.Arbitrary<ServerChange> = fc.oneof(
    fc.tuple(id, time).map(([one, at]) => put('post', post(one, { scheduled_at: at }))),
    id.map((one) =>
      put('post', post(one, { status: 'draft', scheduled_at: null, wall_time: null, time_zone: null })),
    ),
    fc
      .tuple(id, id, fc.option(time))
      .map(([own, one, at]) => put('target', { ...target(own, one), scheduled_at: at })),
    fc.tuple(id, state).map(([one, its]) => put('publication', publication('target', one, its))),
    fc.tuple(id, state).map(([one, its]) => put('publication', publication('reply', one, its))),
    fc.constantFrom('post', 'target').chain((kind) => id.map((one) => gone(kind, one))),
    fc
      .tuple(fc.constantFrom('target' as const, 'reply' as const), id)
      .map(([what, one]) => gone('publication', publication(what, one, 'waiting').id)),
  );
  const answer: fc.Arbitrary<ServerChange> = fc.oneof(
    id.map((one) => put('reply', reply(one))),
    id.map((one) => gone('reply', one)),
  );
  const level = (what: 'target' | 'reply') => {
    const table = replica.read.all(
      `select id, connection_id, due_at from undecided where subject = ? order by id`,
      what,
    );
    const view = what === 'target' ? 'undecided_targets' : 'undecided_replies';
    expect(table).toEqual(replica.read.all(`select id, connection_id, due_at from ${view} order by id`));
  };
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 25 }),
      fc.array(answer, { maxLength: 5 }),
      (changes, answers) => {
        arrive(planningScope(brandId), changes);
        arrive(engagementScope(brandId), answers);
        expect(replica.setAsideCount()).toBe(0);
        level('target');
        level('reply');
      },
    ),
    { numRuns: 150 },
  );
});
