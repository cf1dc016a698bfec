import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KindName, Row } from '../kinds/index.ts';
import { type Mutation, type Outcome, Rejection, type Rows } from './define.ts';
import { mutations } from './index.ts';
import { pillarEdit } from './pillar.ts';
import {
  brandProfileEdit,
  hookCreate,
  hookDelete,
  hookEdit,
  ideaEdit,
  ideaRelease,
  journalEntryCreate,
  journalWeekId,
} from './strategy.ts';

const brandId = '0198a000-0000-7000-8000-000000000001';
const id = '0198a000-0000-7000-8000-000000000002';
const stamps = { created_at: '2026-11-01T08:00:00.000Z', updated_at: '2026-11-01T08:00:00.000Z', version: 3 };
const ctx = { actor: 'ada', madeAt: '2026-11-21T09:00:00.000Z' };
const hook: Row<'hook'> = {
  id,
  brand_id: brandId,
  text: 'Nobody tells you this about rye.',
  type: 'secret',
  category: '',
  season: '',
  place: '',
  urgency: 'calm',
  score: null,
  ...stamps,
};

function rowsWith<R extends { id: string }>(...rows: { kind: KindName; row: R }[]): Rows {
  const held = new Map(rows.map(({ kind, row }) => [`${kind}:${row.id}`, row]));
  return { get: ((kind: KindName, name: string) => held.get(`${kind}:${name}`)) as Rows['get'] };
}
const written = (outcome: Outcome) => outcome.writes.map((write) => (write.op === 'put' ? write.row : write));
const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error instanceof Rejection ? error.code : error;
  }
  return 'accepted';
};

describe('a plain kind', () => {
  const fields = { text: 'Rye?', type: '', category: '', season: '', place: '', urgency: 'now' } as const;

  it('is made with its stamps and what is not typed', () => {
    const args = hookCreate.args.parse({ id, brand_id: brandId, ...fields });
    expect(written(hookCreate.apply(rowsWith(), args, ctx))).toEqual([
      { ...args, score: null, created_at: ctx.madeAt, updated_at: ctx.madeAt, version: 1 },
    ]);
    expect(codeOf(() => hookCreate.apply(rowsWith({ kind: 'hook', row: hook }), args, ctx))).toBe('exists');
    expect(hookCreate.args.safeParse({ ...args, text: ' ' }).success).toBe(false);
  });

  it('changes the fields an edit names and no other', () => {
    const edit = { id, brand_id: brandId, fields: { season: 'winter' } };
    expect(written(hookEdit.apply(rowsWith({ kind: 'hook', row: hook }), edit, ctx))).toEqual([
      { ...hook, season: 'winter', updated_at: ctx.madeAt, version: 4 },
    ]);
    expect(codeOf(() => hookEdit.apply(rowsWith(), edit, ctx))).toBe('gone');
    const foreign = { ...edit, brand_id: '0198a000-0000-7000-8000-000000000009' };
    expect(codeOf(() => hookEdit.apply(rowsWith({ kind: 'hook', row: hook }), foreign, ctx))).toBe(
      'wrong_brand',
    );
  });

  it('merges words, and keeps those that lost', () => {
    const rows = rowsWith({ kind: 'hook', row: { ...hook, text: 'Nobody tells you that about rye.' } });
    const edit = (text: string) =>
      hookEdit.apply(rows, { id, brand_id: brandId, fields: { text }, base: { text: hook.text } }, ctx);
    expect(written(edit('Nobody tells you this about rye. Ever.'))).toMatchObject([
      { text: 'Nobody tells you that about rye. Ever.' },
    ]);
    expect(edit('Nobody tells you a thing about rye.').notices).toMatchObject([
      { code: 'text_conflict', params: { field: 'text', kept: 'Nobody tells you that about rye.' } },
    ]);
  });

  it('goes, unless somebody changed it since it was looked at', () => {
    const rows = rowsWith({ kind: 'hook', row: hook });
    const remove = (version?: number) => hookDelete.apply(rows, { id, brand_id: brandId, version }, ctx);
    expect(remove().writes).toEqual([{ op: 'delete', kind: 'hook', id }]);
    expect(remove(3).writes).toEqual([{ op: 'delete', kind: 'hook', id }]);
    expect(remove(2)).toMatchObject({ writes: [], notices: [{ code: 'edit_beat_delete' }] });
    expect(hookDelete.apply(rowsWith(), { id, brand_id: brandId }, ctx).writes).toEqual([]);
  });

  it('tells whose a note of the journal is', () => {
    const args = { id, brand_id: brandId, day: '2026-11-21', text: 'Snow', post_id: null };
    expect(written(journalEntryCreate.apply(rowsWith(), args, ctx))).toMatchObject([{ created_by: 'ada' }]);
    expect(journalWeekId(brandId, '2026-11-16')).toBe(journalWeekId(brandId, '2026-11-16'));
  });
});

describe('what there is one of', () => {
  const brand = { kind: 'brand' as const, row: { id: brandId } };
  const edit = (fields: object, base?: object) => ({ id: brandId, brand_id: brandId, fields, base });

  it('is made by its first edit, and joined by the next', () => {
    const [first] = written(
      brandProfileEdit.apply(rowsWith(brand), edit({ voice: 'Warm and short' }), ctx),
    ) as Row<'brand_profile'>[];
    expect(first).toMatchObject({ id: brandId, voice: 'Warm and short', audience: '', version: 1 });
    if (!first) throw new Error('Nothing was written.');
    const rows = rowsWith(brand, { kind: 'brand_profile', row: first });
    expect(written(brandProfileEdit.apply(rows, edit({ audience: 'Early risers' }), ctx))).toMatchObject([
      { voice: 'Warm and short', audience: 'Early risers', version: 2 },
    ]);
    expect(codeOf(() => brandProfileEdit.apply(rowsWith(), edit({ voice: 'x' }), ctx))).toBe('gone');
  });

  it('two who fill it in at once lose nothing', () => {
    const words = fc.stringMatching(/^[a-z]{3,8}( [a-z]{3,8}){0,4}\.$/);
    fc.assert(
      fc.property(words, words, (mine, theirs) => {
        const one = brandProfileEdit.apply(
          rowsWith(brand),
          edit({ voice: theirs, goal: theirs }, { voice: '', goal: '' }),
          ctx,
        );
        const [row] = written(one) as Row<'brand_profile'>[];
        if (!row) throw new Error('Nothing was written.');
        const rows = rowsWith(brand, { kind: 'brand_profile', row });
        const two = brandProfileEdit.apply(rows, edit({ voice: mine }, { voice: '' }), ctx);
        const [after] = written(two) as Row<'brand_profile'>[];
        expect(after?.goal).toBe(theirs);
        const kept = [after?.voice, ...(two.notices ?? []).map(({ params }) => params.kept)].join(' ');
        expect(kept).toContain(mine);
        expect(kept).toContain(theirs);
      }),
      { numRuns: 200 },
    );
  });

  it('an idea is moved by a member and released by a manager', () => {
    const args = { id, brand_id: brandId, fields: {} };
    expect(ideaEdit.authority(args).minimum).toBe('member');
    expect(ideaRelease.authority(args).minimum).toBe('manager');
    expect(ideaEdit.args.safeParse({ ...args, fields: { rank: 1.5 } }).success).toBe(false);
    const month = (release_month: string) =>
      ideaRelease.args.safeParse({ ...args, fields: { release_month } }).success;
    expect([month('2026-12'), month('2026-13')]).toEqual([true, false]);
    const post = { kind: 'post' as const, row: { id, brand_id: brandId } };
    expect(
      written(ideaEdit.apply(rowsWith(post), { ...args, fields: { stage: 'ready' } }, ctx)),
    ).toMatchObject([{ stage: 'ready', rank: null, visible_after: null, version: 1 }]);
  });
});

it('writes of pillars from before their reasons are read, and an edit without them leaves them', () => {
  const args = { id, brand_id: brandId, name: 'Tips', description: '', color: 1, position: 0, share: null };
  const create: Mutation = mutations['pillar.create'] as unknown as Mutation;
  const [row] = written(create.apply(rowsWith(), create.args.parse(args), ctx)) as Row<'pillar'>[];
  expect(row).toMatchObject({ why_it_matters: '', subtopics: [] });
  if (!row) throw new Error('Nothing was written.');
  const held = { ...row, why_it_matters: 'Trust', subtopics: ['rye'] };
  const edit = pillarEdit.args.parse({ id, brand_id: brandId, fields: { name: 'Advice' } });
  expect(written(pillarEdit.apply(rowsWith({ kind: 'pillar', row: held }), edit, ctx))).toMatchObject([
    { name: 'Advice', why_it_matters: 'Trust', subtopics: ['rye'] },
  ]);
});
