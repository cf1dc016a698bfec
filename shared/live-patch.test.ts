import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, keepEqualParts, liveMessageSchema, makePatch, type Patch } from './live-patch.ts';

/** What JSON makes of it: there is no -0 on the wire, and records have a prototype. */
const wired = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const row = fc.record(
  {
    id: fc.nat(12).map(String),
    title: fc.string({ maxLength: 8 }),
    pillar: fc.option(fc.record({ id: fc.nat(3).map(String), color: fc.nat(3) })),
    targets: fc.uniqueArray(fc.record({ id: fc.nat(5).map(String), text: fc.nat(2) }), {
      selector: ({ id }) => id,
      maxLength: 4,
    }),
    hashtags: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }),
    anything: fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: ['id'] },
);
const rows = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 12 });
const anything = fc.oneof(rows, fc.jsonValue(), fc.array(fc.string({ maxLength: 3 })), fc.option(row));

/** Through the wire and its schema, as a page receives it. */
function received(patch: Patch | null): Patch | null {
  const message = liveMessageSchema.parse(wired({ kind: 'patch', seq: 1, patch }));
  return message.kind === 'patch' ? message.patch : null;
}

describe('a patch', () => {
  it('makes the new value of the old one, whatever they are', () => {
    fc.assert(
      fc.property(anything.map(wired), anything.map(wired), (before, after) => {
        const patch = received(makePatch(before, after));
        expect(patch ? applyPatch(before, patch) : before).toEqual(after);
        expect(makePatch(after, wired(after))).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps every row it does not change, and is no larger than the change', () => {
    const edit = fc.oneof(
      fc.record({ do: fc.constant('change' as const), at: fc.nat(), title: fc.string({ maxLength: 20 }) }),
      fc.record({ do: fc.constant('remove' as const), at: fc.nat() }),
      fc.record({ do: fc.constant('move' as const), at: fc.nat(), to: fc.nat() }),
      fc.record({ do: fc.constant('insert' as const), at: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.array(edit, { maxLength: 6 }), (count, edits) => {
        const made = (id: string) => ({ id, title: `row ${id}`, caption: 'x'.repeat(500), open: true });
        const before = Array.from({ length: count }, (_, at) => made(`old ${at}`));
        const after = [...before];
        const touched = new Set<string>();
        for (const [number, one] of edits.entries()) {
          const at = one.at % Math.max(after.length, 1);
          const there = after[at];
          if (one.do === 'insert') after.splice(at, 0, made(`new ${number}`));
          else if (!there) continue;
          else if (one.do === 'remove') after.splice(at, 1);
          else if (one.do === 'move') after.splice(one.to % after.length, 0, ...after.splice(at, 1));
          else after[at] = { ...there, title: one.title };
          if (one.do === 'change' && there) touched.add(there.id);
        }
        const patch = makePatch(before, wired(after));
        const next = patch ? (applyPatch(before, patch) as typeof before) : before;
        expect(next).toEqual(after);
        const old = new Map(before.map((each) => [each.id, each]));
        for (const each of next)
          if (!touched.has(each.id) && old.has(each.id)) expect(each).toBe(old.get(each.id));
        const inserted = edits.filter((one) => one.do === 'insert').length;
        expect(JSON.stringify(patch).length).toBeLessThanOrEqual(60 + edits.length * 160 + inserted * 600);
      }),
      { numRuns: 500 },
    );
  });

  it('of a field inside a row is that field', () => {
    const before = [{ id: '1', title: 'a', pillar: { id: 'p', color: 1, name: 'Bread' } }, { id: '2' }];
    const after = [{ id: '1', title: 'a', pillar: { id: 'p', color: 2, name: 'Bread' } }, { id: '2' }];
    expect(makePatch(before, after)).toEqual({
      op: 'list',
      runs: null,
      items: [
        [
          0,
          {
            op: 'fields',
            gone: [],
            fields: [['pillar', { op: 'fields', gone: [], fields: [['color', { op: 'set', value: 2 }]] }]],
          },
        ],
      ],
    });
  });

  it('of something with another id is that other thing', () => {
    const before = { id: '1', pillar: { id: 'p', name: 'Bread', color: 1 } };
    const other = { id: 'q', name: 'Bread', color: 1 };
    expect(makePatch(before, { id: '1', pillar: other })).toMatchObject({
      fields: [['pillar', { op: 'set', value: other }]],
    });
  });

  it('is not fooled by names that every object has', () => {
    const odd = JSON.parse('{"__proto__":{},"toString":1}');
    const patch = makePatch(odd, { a: {}, b: 1 });
    expect(patch && applyPatch(odd, patch)).toEqual({ a: {}, b: 1 });
  });

  it('that belongs to another value is refused', () => {
    const patch = makePatch([{ id: '1' }, { id: '2' }, { id: '3' }], [{ id: '3' }, { id: '2' }]);
    if (!patch) return expect.fail();
    expect(() => applyPatch([{ id: '1' }], patch)).toThrow('shorter');
    expect(() => applyPatch({ id: '1' }, patch)).toThrow();
    expect(() => applyPatch(null, { op: 'fields', fields: [], gone: [] })).toThrow();
  });
});

it('a value read anew keeps the parts that are equal', () => {
  const before = [
    { id: '1', targets: [{ id: 't' }] },
    { id: '2', targets: [] },
  ];
  const same = keepEqualParts(before, wired(before));
  expect(same).toBe(before);
  const after = keepEqualParts(before, [
    { id: '2', targets: [] },
    { id: '1', targets: [] },
  ]) as typeof before;
  expect(after[0]).toBe(before[1]);
  expect(after[1]).toEqual({ id: '1', targets: [] });
});

it.each([
  [null],
  [{ kind: 'patch', seq: -1, patch: null }],
  [{ kind: 'patch', seq: 1, patch: { op: 'grow' } }],
  [{ kind: 'patch', seq: 1, patch: { op: 'list', runs: [{ from: 1.5, count: 1 }], items: [] } }],
  [{ kind: 'patch', seq: 1, patch: { op: 'fields', fields: [['a']], gone: [] } }],
])('%j is no message of a live query', (message) => {
  expect(liveMessageSchema.safeParse(message).success).toBe(false);
});
