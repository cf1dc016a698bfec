import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { planningScope } from '../../shared/scopes.ts';
import type { Replica } from '../replica/replica.ts';
import { type Bench, brandArgs, createBench, postArgs } from '../replica/testing.ts';
import { runQuery } from './queries.ts';

const [me, ada, brandId] = [uuidv4(), uuidv4(), uuidv4()];
let bench: Bench;
let replica: Replica;
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
  replica.mutate([{ name: 'brand.create', args: brandArgs(brandId) }], me);
  const member = (person_id: string, name: string) => ({
    op: 'put' as const,
    kind: 'member',
    id: `${brandId}:${person_id}`,
    data: {
      id: `${brandId}:${person_id}`,
      brand_id: brandId,
      person_id,
      name,
      email: 'x@example.test',
      role: 'owner',
    },
  });
  replica.applyServer(planningScope(brandId), [member(me, 'Me'), member(ada, 'Ada')], {
    handle: 'h',
    offset: '1_0',
  });
});
afterEach(() => bench.clean());

const write = (name: Parameters<Replica['mutate']>[0][number]['name'], args: unknown, actor = me) =>
  replica.mutate([{ name, args }], actor);
const when = (day: string) => ({
  wall_time: `${day}T09:00`,
  time_zone: 'Europe/London',
  schedule_id: null,
  slot_key: null,
});
function post(at: string | null): string {
  const args = postArgs(brandId);
  write('post.create', { ...args, when: at && when(at) });
  return args.id;
}
const review = (postId: string) => runQuery(replica, 'review', { postId });
function decide(postId: string, decision: Row<'decision'>['decision'], actor = me): void {
  const seen = review(postId);
  const about = { content: seen?.content ?? {}, seen: seen?.heads ?? [], note: 'n' };
  write('decision.make', { id: uuidv4(), brand_id: brandId, post_id: postId, decision, ...about }, actor);
}
const queue = () =>
  runQuery(replica, 'reviewQueue', { brandId }).map(({ id, review: { state } }) => `${id} ${state}`);

it('lists what waits in order of time, what was sent back, and what is planned where approval is required', () => {
  const [idea, later, sooner, planned] = [
    post(null),
    post('2026-12-02'),
    post('2026-12-01'),
    post('2026-12-03'),
  ];
  for (const id of [idea, later, sooner]) decide(id, 'asked');
  decide(later, 'changes_requested', ada);
  expect(queue()).toEqual([`${sooner} in_review`, `${later} changes_requested`, `${idea} in_review`]);
  write('approval.set', { brand_id: brandId, required: true });
  expect(queue()[2]).toBe(`${planned} in_review`);
  decide(planned, 'approved', ada);
  expect(queue()).not.toContain(`${planned} in_review`);
  expect(runQuery(replica, 'post', { id: planned })?.review).toEqual({
    required: true,
    state: 'approved',
    edited: false,
  });
});

it('tells who decided what, about which words, and that an edit came after the approval', () => {
  const id = post('2026-12-01');
  decide(id, 'asked');
  decide(id, 'approved', ada);
  write('post.edit', { id, brand_id: brandId, fields: { caption: 'Other words' }, base: {} });
  const found = review(id);
  expect(found).toMatchObject({
    state: 'in_review',
    edited: true,
    lastApproved: { author: 'Ada', pending: true },
  });
  expect(found?.decisions.map(({ author, decision }) => `${author} ${decision}`)).toEqual([
    'Me asked',
    'Ada approved',
  ]);
  expect(found?.lastApproved?.content).not.toEqual(found?.content);
  expect(found?.lastApproved?.content_hash).not.toBe(found?.hash);
});

it('shows a mention until it is settled, or answered on that post', () => {
  const id = post(null);
  const comment = (text: string, actor: string, mentions: string[] = []) => {
    const args = { id: uuidv4(), brand_id: brandId, post_id: id, text, mentions };
    write('postComment.add', args, actor);
    return args.id;
  };
  const mentions = () => runQuery(replica, 'mentions', { brandId, personId: me }).map(({ text }) => text);
  const first = comment('@Me look', ada, [me]);
  comment('nothing for you', ada);
  expect(mentions()).toEqual(['@Me look']);
  write('postComment.resolve', { id: first, brand_id: brandId, resolved: true }, ada);
  expect(mentions()).toEqual([]);
  comment('@Me again', ada, [me]);
  expect(mentions()).toEqual(['@Me again']);
  comment('Seen', me);
  expect(mentions()).toEqual([]);
  expect(runQuery(replica, 'postComments', { postId: id }).map(({ author }) => author)).toEqual([
    'Ada',
    'Ada',
    'Ada',
    'Me',
  ]);
});
