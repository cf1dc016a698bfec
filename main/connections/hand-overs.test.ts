import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { Row } from '../../shared/kinds/index.ts';
import { createHandOvers, mayHaveArrived } from './hand-overs.ts';

const ID = '0197b1c2-0000-7000-8000-000000000001';
/** A device that may be started again on the same file, with the server’s answer and the time in hand. */
function bench() {
  const db = new Database(':memory:');
  const world = {
    time: 0,
    answer: 'device' as 'server' | 'device' | null,
    asked: 0,
    holder: 'device' as const,
  };
  const start = () =>
    createHandOvers({
      db,
      now: () => new Date(world.time),
      async holderNow() {
        world.asked += 1;
        return world.answer;
      },
    });
  const row = (holder: 'device' | 'server') => () => ({ id: ID, holder }) as Row<'connection'>;
  return { world, start, row };
}

it('one that was cut off before anything was asked leaves the account here', async () => {
  const { start, row } = bench();
  const first = start();
  first.begin(ID);
  // The call that is under way is nobody’s to end.
  expect(await first.settle(row('device'))).toEqual([]);
  expect(first.has(ID)).toBe(true);
  const again = start();
  expect(again.has(ID)).toBe(true);
  expect(await again.settle(row('device'))).toEqual([]);
  expect(again.has(ID)).toBe(false);
});

it('one whose answer was lost sends nothing here until the server says who holds it', async () => {
  for (const answer of ['server', 'device'] as const) {
    const { world, start, row } = bench();
    const first = start();
    first.begin(ID);
    first.asked(ID);
    const again = start();
    again.begin(ID);
    again.cancel(ID);
    world.answer = answer;
    // The request may still be on its way there.
    world.time = 60_000;
    expect(await again.settle(row('device'))).toEqual([]);
    expect([again.has(ID), world.asked]).toEqual([true, 0]);
    world.time = 121_000;
    expect(await again.settle(() => null)).toEqual([]);
    expect(await again.settle(row('device'))).toEqual(answer === 'server' ? [ID] : []);
    expect([again.has(ID), world.asked]).toEqual([false, 1]);
  }
});

it('waits on while the server cannot be asked, and takes its row for an answer', async () => {
  const { world, start, row } = bench();
  const hand = start();
  hand.begin(ID);
  hand.asked(ID);
  world.answer = null;
  world.time = 1_000_000;
  expect(await hand.settle(row('device'))).toEqual([]);
  expect(hand.has(ID)).toBe(true);
  expect(await hand.settle(row('server'))).toEqual([ID]);
  expect([hand.has(ID), world.asked]).toEqual([false, 1]);
});

it('only the server’s own no says that it did not happen', () => {
  expect(mayHaveArrived(new TypeError('fetch failed'))).toBe(true);
  expect(mayHaveArrived(new AppError('server_unreachable', ''))).toBe(true);
  expect(mayHaveArrived(new AppError('bad_answer', ''))).toBe(true);
  expect(mayHaveArrived(new AppError('signed_out', ''))).toBe(false);
  expect(mayHaveArrived(new AppError('session_expired', ''))).toBe(false);
});
