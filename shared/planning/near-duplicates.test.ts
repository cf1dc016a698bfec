import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALIKE, alikeness, createAlikeIndex, printOf, type TextPrint } from './near-duplicates.ts';

const print = (text: string): TextPrint => {
  const made = printOf(text);
  if (!made) throw new Error(`No words in ${text}`);
  return made;
};
/** An index of texts, each said a moment after the one before. */
const indexOf = (texts: readonly string[], withinMs = Number.POSITIVE_INFINITY) => {
  const index = createAlikeIndex(withinMs);
  for (const [at, text] of texts.entries()) index.put({ id: `${at}`, print: print(text), at });
  return index;
};
const alike = (a: string, b: string) => indexOf([a, b]).of('0').length > 0;

const RYE =
  'The rye bread leaves the oven at seven and is gone by nine. Come early, bring a bag and stay for coffee.';

describe('two texts are alike', () => {
  test('when only signs, case, addresses or emoji differ', () => {
    expect(alike(RYE, `${RYE.toUpperCase()} 🔥 https://bakery.example/rye?utm=1`)).toBe(true);
    expect(alike('Ｆｒｅｓｈ bread from our oven', 'fresh bread from our oven!')).toBe(true);
  });
  test('when a few words were changed', () => {
    expect(alike(RYE, RYE.replace('seven', 'eight'))).toBe(true);
    expect(alike(RYE, `Hello! ${RYE}`)).toBe(true);
  });
  test('not when they share a subject and no more', () => {
    expect(
      alike(RYE, 'The rye bread of the week comes with caraway. Who has tried it with salted butter?'),
    ).toBe(false);
  });
  test('when they are short only if they are the same', () => {
    expect(alike('Open today', 'open today!')).toBe(true);
    expect(alike('Open today', 'Open tomorrow')).toBe(false);
  });
  test('in scripts without spaces', () => {
    expect(alike('今天的面包很好吃，早上七点出炉', '今天的面包很好吃，早上八点出炉')).toBe(true);
    expect(alike('今天的面包很好吃，早上七点出炉', '明天我们休息，后天再见，谢谢大家')).toBe(false);
  });
});

test('a text without words is like nothing', () => {
  expect(printOf('')).toBeNull();
  expect(printOf('🔥 https://x.example')).toBeNull();
});

test('who is too far apart is not compared', () => {
  const found = indexOf([RYE, RYE, RYE], 1);
  expect(['0', '1', '2'].map((id) => found.of(id).toSorted())).toEqual([['1'], ['0', '2'], ['1']]);
});

test('whatever came, changed and went, it says what an index made of what is left says', () => {
  const text = fc.constantFrom(
    RYE,
    RYE.replace('seven', 'eight'),
    'Open today',
    'Closed for the holidays, see you soon',
  );
  const step = fc.record({ id: fc.nat(6), text: fc.option(text), at: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const kept = createAlikeIndex(2);
      const left = new Map<string, { text: string; at: number }>();
      for (const { id, text, at } of steps) {
        if (text === null) {
          kept.drop(`${id}`);
          left.delete(`${id}`);
        } else {
          kept.put({ id: `${id}`, print: print(text), at });
          left.set(`${id}`, { text, at });
        }
      }
      const fresh = createAlikeIndex(2);
      for (const [id, { text, at }] of left) fresh.put({ id, print: print(text), at });
      for (let id = 0; id <= 6; id += 1)
        expect(kept.of(`${id}`).toSorted()).toEqual(fresh.of(`${id}`).toSorted());
    }),
    { numRuns: 300 },
  );
});

test('finds what comparing everything with everything finds, and nothing else', () => {
  const word = fc.constantFrom(...'rye oven salt seven early bag coffee butter flour warm'.split(' '));
  const text = fc.array(word, { minLength: 6, maxLength: 30 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 12 }), (texts) => {
      const all = texts.map((each, index) => ({ id: `${index}`, print: print(each) }));
      const found = indexOf(texts);
      for (const a of all)
        for (const b of all.filter((one) => one.id > a.id)) {
          const share = alikeness(a.print, b.print);
          if (share < ALIKE) expect(found.of(a.id)).not.toContain(b.id);
          // What is only just alike may be missed: hashing is a matter of chance, of the same chance every time.
          if (share > 0.85) expect(found.of(a.id)).toContain(b.id);
        }
    }),
    { numRuns: 200 },
  );
});
