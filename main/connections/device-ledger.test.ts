import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createDeviceLedger, type Entry, failed, type Plan } from './device-ledger.ts';
import { createTakeOver } from './device-take-over.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString();
const plan = (id: string, dueAt: string, auto = true): Plan => ({
  ...{ id, brandId: 'b', connectionId: 'c', subject: 'target', subjectId: id, postId: id, partId: null },
  ...{ dueAt, auto, content: { kind: 'post', text: 'Rye' } },
});
const published = { state: 'published', published_at: at(1), remote_id: 'x', url: null } as const;
const missed = failed('missed', { code: 'missed', class: 'give_up', message: 'late' });

/** One entry in each state, by its name. */
function all() {
  const db = new Database(':memory:');
  const ledger = createDeviceLedger(db);
  const states: Entry['state'][] = ['planned', 'armed', 'unknown', 'confirmed', 'rejected'];
  for (const id of states) ledger.plan(plan(id, at(0)), at(0));
  ledger.arm('armed');
  ledger.settle('unknown', 'unknown', failed('unknown', { code: 'x', class: 'retry', message: '' }), at(5));
  ledger.settle('confirmed', 'confirmed', published, null);
  ledger.settle('rejected', 'rejected', missed, null);
  ledger.recorded('rejected');
  return { db, ledger, states };
}

test('another plan takes the place of what certainly is not out, and of nothing else', () => {
  const { ledger, states } = all();
  for (const id of states) ledger.planAgain(plan(id, at(30), false), at(30));
  const fresh = { state: 'planned', dueAt: at(30), auto: false, tries: 0, nextAt: at(30), result: null };
  for (const id of ['planned', 'rejected'])
    expect(ledger.get(id)).toMatchObject({ ...fresh, recorded: false });
  for (const id of ['armed', 'unknown', 'confirmed'])
    expect(ledger.get(id)).toMatchObject({ state: id, dueAt: at(0), auto: true });
  for (const id of states) ledger.forget(id);
  expect(states.filter((id) => ledger.get(id))).toEqual(['armed', 'unknown', 'confirmed']);
});

test('other words change nothing about when it is looked at, so that a crash loses none of it', () => {
  const { db, ledger } = all();
  ledger.reword('planned', { kind: 'post', text: 'Mended' });
  expect(ledger.due(at(0)).map(({ id, content }) => [id, content.text])).toEqual([['planned', 'Mended']]);
  // Written by an app that did not keep to that.
  db.prepare('update device_publications set next_at = null where id = ?').run('planned');
  createDeviceLedger(db).recover(at(9));
  expect(ledger.due(at(9)).map(({ id, state }) => [id, state])).toEqual([
    ['unknown', 'unknown'],
    ['armed', 'unknown'],
    ['planned', 'planned'],
  ]);
});

test('what is due goes in the order it was due', () => {
  const ledger = createDeviceLedger(new Database(':memory:'));
  for (const [id, minute] of [
    ['late', 2],
    ['early', 0],
    ['middle', 1],
  ] as const)
    ledger.plan(plan(id, at(minute)), at(9));
  expect(ledger.due(at(9)).map(({ id }) => id)).toEqual(['early', 'middle', 'late']);
});

test('a plan that nobody has decided takes over what the ledger knows of it, once for each word', () => {
  const { ledger, states } = all();
  const takeOver = createTakeOver(ledger);
  ledger.plan(plan('left', at(0), false), null);
  for (const id of [...states, 'left', 'new']) takeOver(plan(id, at(0)), '1/1', at(9));
  // Its next try stays when it was; what a crash left of a person's sending goes out by itself.
  expect(ledger.get('planned')?.nextAt).toBe(at(0));
  for (const id of ['left', 'new']) expect(ledger.get(id)).toMatchObject({ auto: true, nextAt: at(9) });
  // Told before, and the replica does not know of it: planned there and back.
  expect(ledger.get('rejected')).toMatchObject({ state: 'planned', nextAt: at(9), result: null });
  for (const id of ['armed', 'unknown', 'confirmed']) expect(ledger.get(id)?.state).toBe(id);

  ledger.recorded('confirmed');
  takeOver(plan('confirmed', at(0)), '1/1', at(9));
  expect(ledger.get('confirmed')).toMatchObject({ state: 'confirmed', recorded: false });
  ledger.recorded('confirmed');
  ledger.settle('rejected', 'rejected', missed, null);
  ledger.recorded('rejected');
  for (const id of ['confirmed', 'rejected']) takeOver(plan(id, at(0)), '1/1', at(9));
  expect(ledger.get('confirmed')?.recorded).toBe(true);
  expect(ledger.get('rejected')?.state).toBe('rejected');
  takeOver(plan('rejected', at(0)), '2/1', at(9));
  expect(ledger.get('rejected')?.state).toBe('planned');
  takeOver(plan('unknown', at(30)), '3/1', at(30));
  expect(ledger.get('unknown')).toMatchObject({ state: 'unknown', dueAt: at(0) });
});
