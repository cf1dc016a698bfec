import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createResting, type ReadEnd, type Resting, type RestingDeps } from './resting.ts';

let resting: Resting;
let started: string[];
let open: Map<string, (how: ReadEnd) => void>;
beforeEach(() => {
  vi.useFakeTimers();
  started = [];
  open = new Map();
});
afterEach(() => {
  resting.stop();
  vi.useRealTimers();
});

const make = (rest: Partial<RestingDeps> = {}) => {
  resting = createResting({
    everyMs: 50_000,
    atOnce: 4,
    backoff: { baseMs: 1000, maxMs: 32_000 },
    slowMs: 60_000,
    read(scope, onEnd) {
      started.push(scope);
      open.set(scope, (how) => {
        open.delete(scope);
        onEnd(how);
      });
      return { stop: () => open.delete(scope) };
    },
    ...rest,
  });
};
const end = (how: ReadEnd = 'whole') => {
  for (const each of [...open.values()]) each(how);
};
const scopes = (count: number) => new Set(Array.from({ length: count }, (_, n) => `s${n}`));

it('reads a few at a time until all were read', () => {
  make();
  resting.set(scopes(10), () => true);
  expect(started).toHaveLength(4);
  while (open.size > 0) {
    expect(open.size).toBeLessThanOrEqual(4);
    end();
  }
  expect(new Set(started)).toEqual(scopes(10));
});

it('spreads later reads over the time between them, and leaves nobody out for longer', () => {
  make();
  resting.set(scopes(100), () => true);
  while (open.size > 0) end();
  const last = new Map(started.map((scope) => [scope, performance.now()]));
  let longest = 0;
  let most = 0;
  for (let second = 0; second < 200; second += 1) {
    const before = started.length;
    vi.advanceTimersByTime(1000);
    while (open.size > 0) end();
    most = Math.max(most, started.length - before);
    for (const scope of started.slice(before)) {
      longest = Math.max(longest, performance.now() - (last.get(scope) ?? 0));
      last.set(scope, performance.now());
    }
  }
  expect(longest).toBeLessThanOrEqual(51_000);
  expect(most).toBeLessThan(20);
});

it('a broken line is tried by nobody for a while, a refused scope by itself alone', () => {
  make({ random: () => 0.5 });
  resting.set(scopes(6), () => true);
  end('broken');
  expect(started).toHaveLength(4);
  vi.advanceTimersByTime(5000);
  expect(started.length).toBeGreaterThan(4);
  const before = started.length;
  while (open.size > 0) for (const [scope, each] of [...open]) each(scope === 's0' ? 'refused' : 'whole');
  vi.advanceTimersByTime(10_000);
  expect(started.slice(before)).not.toContain('s0');
  resting.all();
  end();
  end();
  expect(started.slice(before)).toContain('s0');
});

it('what rests no longer is let go of', () => {
  make();
  resting.set(scopes(3), () => true);
  resting.set(scopes(1), () => true);
  expect([...open.keys()]).toEqual(['s0']);
  expect(resting.scopes()).toEqual(['s0']);
});
