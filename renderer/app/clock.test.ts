import { expect, it } from 'vitest';

it('nothing on screen asks the system which day it is', () => {
  const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.{ts,tsx}', '!./clock.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  expect(Object.keys(sources).length).toBeGreaterThan(100);
  const asking = Object.keys(sources).filter((file) => /new Date\(\)/.test(sources[file] ?? ''));
  expect(asking, 'take now() or nowIso() of renderer/app/clock.ts').toEqual([]);
});
