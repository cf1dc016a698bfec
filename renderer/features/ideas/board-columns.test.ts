import { describe, expect, it } from 'vitest';
import type { Row } from '../../../shared/kinds/index.ts';
import type { IdeaView, PostView } from '../../../shared/queries.ts';
import { columnKeys, columnsOf, heldBack, monthAfter } from './board-columns.ts';

const idea = (
  id: string,
  place: Partial<Row<'idea'>> | null = null,
  { createdBy = 'ada', pillar = null as string | null } = {},
): IdeaView => ({
  id,
  post: {
    id,
    created_at: `2026-11-2${id}T08:00:00.000Z`,
    created_by: createdBy,
    pillar: pillar && { id: pillar },
  } as PostView,
  place:
    place &&
    ({ stage: 'idea', rank: null, visible_after: null, release_month: null, ...place } as Row<'idea'>),
});
const shown = (columns: ReturnType<typeof columnsOf>) =>
  Object.fromEntries(columns.map(({ key, ideas: own }) => [key, own.map(({ id }) => id)]));

describe('the board', () => {
  it('puts fresh ideas on top, and moved ones where they were put', () => {
    const later = Date.parse('2026-11-25T08:00:00.000Z') * 1000;
    const ideas = [idea('1'), idea('2'), idea('3', { stage: 'ready' }), idea('0', { rank: later })];
    const columns = columnsOf(ideas, 'stage', columnKeys('stage', ideas, [], '2026-11'));
    expect(shown(columns)).toEqual({ idea: ['0', '2', '1'], drafting: [], ready: ['3'] });
  });

  it('has a column for each pillar, and one for ideas of none', () => {
    const ideas = [idea('1', null, { pillar: 'bread' }), idea('2')];
    const columns = columnsOf(ideas, 'pillar', columnKeys('pillar', ideas, ['team', 'bread'], '2026-11'));
    expect(shown(columns)).toEqual({ team: [], bread: ['1'], none: ['2'] });
    expect(columns.map(({ key }) => key)).toEqual(['team', 'bread', 'none']);
  });

  it('has a column for the months that are next, and for those something is meant for', () => {
    const ideas = [
      idea('1', { release_month: '2027-06' }),
      idea('2'),
      idea('3', { release_month: '2026-12' }),
    ];
    const keys = columnKeys('month', ideas, [], '2026-11');
    expect(keys).toEqual(['none', '2026-11', '2026-12', '2027-01', '2027-06']);
    expect(shown(columnsOf(ideas, 'month', keys))).toEqual({
      none: ['2'],
      '2026-11': [],
      '2026-12': ['3'],
      '2027-01': [],
      '2027-06': ['1'],
    });
  });

  it('counts months across years', () => {
    expect([monthAfter('2026-11', 2), monthAfter('2026-01', 0), monthAfter('2026-12', 12)]).toEqual([
      '2027-01',
      '2026-01',
      '2027-12',
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
