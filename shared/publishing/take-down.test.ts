import { expect, test } from 'vitest';
import type { Row } from '../kinds/index.ts';
import { needsSeeingTo } from './take-down.ts';

const now = '2026-11-23T09:00:00.000Z';
const [before, later] = ['2026-11-23T08:00:00.000Z', '2026-11-23T10:00:00.000Z'];
const out = { state: 'published', remote_id: 'r1' } as const;
const needs = (
  remove_at: string | null,
  state: Row<'standing'>['state'] | null,
  publication: Pick<Row<'publication'>, 'state' | 'remote_id'> = out,
) => needsSeeingTo({ publication, takedown: { remove_at }, standing: state && { state } }, now);

test('what is to be down and stays up needs somebody, as long as it is wanted', () => {
  for (const state of ['failed', 'waiting'] as const) {
    expect(needs(before, state)).toBe(true);
    expect(needs(null, state)).toBe(false);
  }
  for (const state of ['there', 'retrying', 'removed', null] as const)
    expect(needs(before, state)).toBe(false);
});

test('what is gone needs somebody until they say that it may stay down', () => {
  expect(needs(null, 'gone')).toBe(true);
  expect(needs(before, 'gone')).toBe(false);
});

test('what was put up by hand has to be taken down by hand, at its time', () => {
  for (const publication of [
    { state: 'by_hand', remote_id: null },
    { state: 'published', remote_id: null },
  ] as const) {
    expect(needs(before, null, publication)).toBe(true);
    expect(needs(later, null, publication)).toBe(false);
    expect(needs(null, null, publication)).toBe(false);
  }
});
