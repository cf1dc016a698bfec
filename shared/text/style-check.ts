/** Something in a text that a brand's style says otherwise. Positions are UTF-16 code units. */
export type StyleNote = { ruleId: string; start: number; end: number; found: string; better: string | null };

type Rule = { id: string; stance: 'do' | 'dont'; text: string };
type Term = { ruleId: string; term: string; better: string | null };

const QUOTED = /[“"„«]([^“”"„«»]{1,80})[”"“»]/gu;
const INSTEAD = /[“"„«]([^“”"„«»]{1,80})[”"“»]\s*(?:→|->|=>)\s*[“"„«]([^“”"„«»]{1,80})[”"“»]/gu;

/**
 * Words that a style guide names exactly, in quotation marks: of a don't they are not to be written, and `“e-mail” →
 * “email”` in any rule says what to write instead. All else in a rule is for people.
 */
export function styleTerms(rules: readonly Rule[]): Term[] {
  return rules.flatMap(({ id, stance, text }) => {
    const spellings = [...text.matchAll(INSTEAD)].map(
      ([, term = '', better = '']): Term => ({ ruleId: id, term, better }),
    );
    const rest = text.replaceAll(INSTEAD, '');
    const banned =
      stance === 'dont'
        ? [...rest.matchAll(QUOTED)].map(([, term = '']): Term => ({ ruleId: id, term, better: null }))
        : [];
    return [...spellings, ...banned].filter(({ term }) => term.trim() !== '');
  });
}

/** Where a text says what the style guide would not, in its order. What is spelled as preferred already is no note. */
export function checkStyle(text: string, rules: readonly Rule[]): StyleNote[] {
  return styleTerms(rules)
    .flatMap(({ ruleId, term, better }) =>
      [...text.matchAll(wordsOf(term.trim()))].flatMap(({ index, 0: found }): StyleNote[] =>
        found === better?.trim()
          ? []
          : [{ ruleId, start: index, end: index + found.length, found, better: better?.trim() ?? null }],
      ),
    )
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** A term as whole words, in any case and with any white space between them. */
function wordsOf(term: string): RegExp {
  const escaped = term.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'giu');
}
