import { afterEach, expect, it, vi } from 'vitest';
import type { Db } from '../db/db.ts';
import { createLog } from '../log.ts';
import { keepLooking } from './keep-looking.ts';
import { createRounds, type RoundsDeps } from './rounds.ts';

const log = createLog({ level: 'silent' });
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function rounds(rest: Pick<RoundsDeps, 'round'> & Partial<RoundsDeps>) {
  let notify = () => {};
  const db = {
    listen: async (_channel: string, onPayload: (payload: string) => void) => {
      notify = () => onPayload('');
      return async () => {};
    },
  } as unknown as Db;
  const made = createRounds({ db, log, channel: 'x', failed: 'a round failed', retryMs: 1, ...rest });
  stops.push(() => made.stop());
  return { ...made, notify: () => notify() };
}

it('there is one round at a time; what is heard meanwhile is one more', async () => {
  const gates: PromiseWithResolvers<number>[] = [];
  const made = rounds({
    round: () => {
      const gate = Promise.withResolvers<number>();
      gates.push(gate);
      return gate.promise;
    },
  });
  await made.start();
  expect(gates).toHaveLength(1);
  made.wake();
  made.notify();
  made.wake(5);
  expect(gates).toHaveLength(1);
  gates[0]?.resolve(600_000);
  await vi.waitFor(() => expect(gates).toHaveLength(2));
  // Stopping waits for the one under way and begins none.
  const stopped = made.stop();
  made.wake();
  gates[1]?.resolve(0);
  await stopped;
  expect(gates).toHaveLength(2);
});

it('a round that failed is followed by another, and one begins when the last one said', async () => {
  const seen: number[] = [];
  const made = rounds({
    round: async () => {
      seen.push(seen.length);
      if (seen.length === 1) throw new Error('no database');
      return seen.length === 2 ? 1 : 600_000;
    },
  });
  await made.start();
  await vi.waitFor(() => expect(seen).toHaveLength(3));
});

it('whoever wakes it, a round leaves the database alone for a while after the last', async () => {
  const begun: number[] = [];
  const made = rounds({
    round: async () => {
      begun.push(performance.now());
      return 600_000;
    },
    rest: () => 80,
  });
  await made.start();
  await vi.waitFor(() => expect(begun).toHaveLength(1));
  made.wake();
  made.notify();
  await vi.waitFor(() => expect(begun).toHaveLength(2));
  // A timer may come a moment early, never that much.
  expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBeGreaterThanOrEqual(75);
});

it('what is looked at again and again begins when the server listens and ends with it, whatever fails', async () => {
  const hooks = new Map<string, () => Promise<void>>();
  const app = { addHook: (name: string, hook: () => Promise<void>) => hooks.set(name, hook) };
  const closing = new AbortController();
  let looks = 0;
  let atOnce = 0;
  const last = Promise.withResolvers<void>();
  keepLooking(
    app as unknown as Parameters<typeof keepLooking>[0],
    { log, closing: closing.signal },
    {
      look: async () => {
        looks += 1;
        atOnce += 1;
        expect(atOnce).toBe(1);
        if (looks === 3) await last.promise;
        atOnce -= 1;
        if (looks === 1) throw new Error('down');
      },
      pauseMs: () => 0,
      failed: 'a look failed',
    },
  );
  expect(looks).toBe(0);
  await hooks.get('onListen')?.();
  await vi.waitFor(() => expect(looks).toBe(3));
  closing.abort();
  const closed = hooks.get('preClose')?.();
  last.resolve();
  await closed;
  expect([looks, atOnce]).toEqual([3, 0]);
});
