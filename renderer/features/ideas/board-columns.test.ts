import { describe, expect, it } from 'vitest';
import type { Row } from '../../../shared/kinds/index.ts';
import type { IdeaView, PostView } from '../../../shared/queries.ts';
import { columnsOf, heldBack } from './board-columns.ts';

const idea = (id: string, place: Partial<Row<'idea'>> | null = null, createdBy = 'ada'): IdeaView => ({
  id,
  post: { id, created_at: `2026-11-2${id}T08:00:00.000Z`, created_by: createdBy } as PostView,
  place: place && ({ stage: 'idea', rank: null, visible_after: null, ...place } as Row<'idea'>),
});

describe('the board', () => {
  it('puts fresh ideas on top, and moved ones where they were put', () => {
    const later = Date.parse('2026-11-25T08:00:00.000Z') * 1000;
    const ideas = [idea('1'), idea('2'), idea('3', { stage: 'ready' }), idea('0', { rank: later })];
    expect(columnsOf(ideas).map(({ ideas: own }) => own.map(({ id }) => id))).toEqual([
      ['0', '2', '1'],
      [],
      ['3'],
    ]);
  });

  it('keeps back what is for later, from members who did not write it', () => {
    const held = idea('1', { visible_after: '2026-12-01' });
    const member = (personId: string) => ({ role: 'member', personId });
    expect(heldBack(held, member('ben'), '2026-11-30')).toBe(true);
    expect(heldBack(held, member('ben'), '2026-12-01')).toBe(false);
    expect(heldBack(held, member('ada'), '2026-11-30')).toBe(false);
    expect(heldBack(held, { role: 'manager', personId: 'cleo' }, '2026-11-30')).toBe(false);
    expect(heldBack(idea('1'), member('ben'), '2026-11-30')).toBe(false);
  });
});
