import { describe, expect, it } from 'vitest';
import { createBackoff, retryAfterMs } from './backoff.ts';

describe('waiting between tries', () => {
  it('doubles up to a ceiling, with jitter, and starts over', () => {
    const always = createBackoff({ baseMs: 10, maxMs: 50 }, () => 1);
    expect([always.next(), always.next(), always.next(), always.next()]).toEqual([10, 20, 40, 50]);
    always.reset();
    expect(always.next()).toBe(10);
    expect(createBackoff({ baseMs: 10, maxMs: 50 }, () => 0).next()).toBe(0);
  });

  it('is never shorter than the server asked for', () => {
    expect(createBackoff({ baseMs: 10, maxMs: 50 }, () => 1).next(7000)).toBe(7000);
  });

  it('reads Retry-After as seconds or a date, an hour at most', () => {
    const now = new Date('2026-11-01T08:00:00.000Z');
    expect(retryAfterMs('3', now)).toBe(3000);
    expect(retryAfterMs('Sun, 01 Nov 2026 08:00:10 GMT', now)).toBe(10_000);
    expect(retryAfterMs('Sun, 01 Nov 2026 07:00:00 GMT', now)).toBe(0);
    expect(retryAfterMs('999999', now)).toBe(3_600_000);
    expect([retryAfterMs(null, now), retryAfterMs('', now), retryAfterMs('soon', now)]).toEqual([0, 0, 0]);
  });
});
