import { expect, test } from 'vitest';
import type { IdeaView } from '../../../shared/queries.ts';
import type { OpenSlot } from '../post/slots.ts';
import { monthWindow, planMonth } from './month-plan.ts';

const ideas = ['a', 'b', 'c'].map((id) => ({ id }) as IdeaView);
const slot = (instant: string) => ({ instant, when: { slot_key: instant } }) as OpenSlot;

test('each idea takes one slot, in order, and what finds none is told', () => {
  const plan = planMonth(ideas, [slot('2026-12-01T08:00Z'), slot('2026-12-02T08:00Z')]);
  expect(plan.map(({ idea, slot: one }) => [idea.id, one?.instant ?? null])).toEqual([
    ['a', '2026-12-01T08:00Z'],
    ['b', '2026-12-02T08:00Z'],
    ['c', null],
  ]);
});

test('no two go out at the same moment', () => {
  const plan = planMonth(ideas.slice(0, 2), [slot('1'), slot('1'), slot('2')]);
  expect(plan.map(({ slot: one }) => one?.instant)).toEqual(['1', '2']);
});

test('a month begins and ends on the brand’s clock', () => {
  expect(monthWindow('2026-12', 'America/New_York')).toEqual([
    '2026-12-01T05:00:00.000Z',
    '2027-01-01T05:00:00.000Z',
  ]);
});
