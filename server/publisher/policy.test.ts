import { expect, it } from 'vitest';
import { FAILURE_CLASSES } from '../../shared/kinds/index.ts';
import { counts, nextStep } from './policy.ts';

const failure = (kind: (typeof FAILURE_CLASSES)[number]) => ({
  outcome: 'not_published' as const,
  class: kind,
  code: 'x',
  message: '',
  retryAt: null,
  answer: { status: null, code: null },
});
const now = new Date('2026-11-21T12:00:00.000Z');

it('only what may pass by itself is one of the three tries', () => {
  const asked = { n: 1, further: false };
  expect(FAILURE_CLASSES.filter((kind) => counts(failure(kind), asked))).toEqual(['retry']);
});

it('an upload that was cut off counts only where it got no further, and not for ever', () => {
  const retry = failure('retry');
  expect(counts(retry, { n: 3, further: true })).toBe(false);
  expect(counts(retry, { n: 3, further: false })).toBe(true);
  expect(counts(retry, { n: 50, further: true })).toBe(true);
  // However often it waited for its turn before: the tries are all there still.
  const at = (tries: number) => nextStep(retry, tries, now);
  const waits = [0, 1, 2, 3].map((tries) => {
    const next = at(tries);
    return next.state === 'retrying' ? Math.round((next.at.getTime() - now.getTime()) / 1000) : next.state;
  });
  const [none = 0, first = 0, second = 0, third = 0] = waits.map(Number);
  for (const [seen, meant] of [
    [none, 10],
    [first, 10],
    [second, 60],
    [third, 300],
  ] as const) {
    expect(seen).toBeGreaterThanOrEqual(meant * 0.9 - 1);
    expect(seen).toBeLessThanOrEqual(meant * 1.1 + 1);
  }
  expect(at(4)).toEqual({ state: 'failed' });
});
