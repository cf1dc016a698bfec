import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALIKE, alikeness, nearDuplicates, printOf, type TextPrint } from './near-duplicates.ts';

const print = (text: string): TextPrint => {
  const made = printOf(text);
  if (!made) throw new Error(`No words in ${text}`);
  return made;
};
const alike = (a: string, b: string) =>
  nearDuplicates([
    { id: 'a', print: print(a) },
    { id: 'b', print: print(b) },
  ]).size > 0;

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
  const texts = ['a', 'b', 'c'].map((id, day) => ({ id, print: print(RYE), day }));
  const found = nearDuplicates(texts, (a, b) => Math.abs(a.day - b.day) < 2);
  expect(Object.fromEntries(found)).toEqual({ a: ['b'], b: ['a', 'c'], c: ['b'] });
});

test('finds what comparing everything with everything finds, and nothing else', () => {
  const word = fc.constantFrom(...'rye oven salt seven early bag coffee butter flour warm'.split(' '));
  const text = fc.array(word, { minLength: 6, maxLength: 30 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 12 }), (texts) => {
      const all = texts.map((each, index) => ({ id: `${index}`, print: print(each) }));
      const found = nearDuplicates(all);
      for (const a of all)
        for (const b of all.filter((one) => one.id > a.id)) {
          const share = alikeness(a.print, b.print);
          if (share < ALIKE) expect(found.get(a.id) ?? []).not.toContain(b.id);
          // What is only just alike may be missed: hashing is a matter of chance, of the same chance every time.
          if (share > 0.85) expect(found.get(a.id)).toContain(b.id);
        }
    }),
    { numRuns: 200 },
  );
});

test('ten thousand texts take no minute', () => {
  const words = 'rye oven salt seven early bag coffee butter flour warm crust slow morning queue'.split(' ');
  let seed = 1;
  const next = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return words[(seed >>> 8) % words.length] ?? '';
  };
  const texts = Array.from({ length: 10_000 }, (_, id) => Array.from({ length: 30 }, next).join(' ') + id);
  const from = performance.now();
  nearDuplicates(texts.map((text, id) => ({ id: `${id}`, print: print(text) })));
  expect(performance.now() - from).toBeLessThan(10_000);
});
