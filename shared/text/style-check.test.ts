import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkStyle, styleTerms } from './style-check.ts';

const dont = (text: string) => ({ id: 'r', stance: 'dont' as const, text });
const say = (text: string) => ({ id: 's', stance: 'do' as const, text });
const found = (text: string, ...rules: Parameters<typeof checkStyle>[1]) =>
  checkStyle(text, rules).map((note) => [note.found, note.better]);

describe('the style check', () => {
  it('finds what a don’t names in quotation marks, as whole words in any case', () => {
    const rule = dont('Never “delicious” or "best bread". If it is good they will tell us.');
    expect(found('Delicious rolls, the best  bread, deliciously warm.', rule)).toEqual([
      ['Delicious', null],
      ['best  bread', null],
    ]);
    expect(found('Just bread.', rule)).toEqual([]);
  });

  it('says what to write instead, and is content with what is written so', () => {
    const rule = say('We write “e-mail” → “email” and “Harbour bakery” -> “Harbour Bakery”.');
    expect(found('Send an e-mail to harbour bakery, not to Harbour Bakery.', rule)).toEqual([
      ['e-mail', 'email'],
      ['harbour bakery', 'Harbour Bakery'],
    ]);
  });

  it('reads nothing into a rule without quotation marks, or into what a do quotes', () => {
    expect(styleTerms([dont('No superlatives.'), say('Say “warm” where it is.')])).toEqual([]);
  });

  it('takes any words literally, and points at where they stand', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 30 }),
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        (term, text) => {
          for (const { start, end, found: words } of checkStyle(text, [dont(`Not “${term}”.`)]))
            expect(text.slice(start, end)).toBe(words);
        },
      ),
      { numRuns: 300 },
    );
  });
});
