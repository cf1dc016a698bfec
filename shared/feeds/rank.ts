import type { Topic } from '../kinds/index.ts';

/** Why an item is where it is: what of which topic was found, and whether in its title. */
export type Match = { topic: string; word: string; inTitle: boolean };
export type Ranked = { score: number; matches: Match[] };

/** A match in the title counts so much more than one in the text. */
const TITLE_WEIGHT = 3;
const QUERY_WEIGHT = 2;
/** After so long a match counts half. */
const HALF_LIFE_MS = 7 * 86_400_000;

/**
 * How well an item fits what a brand looks for. Each keyword counts once, more in the title than in the text; a query
 * that fits as a whole counts twice; age takes away. An item without a match has the score 0.
 * @param item.published_at an ISO instant
 * @param now the same
 */
export function rankItem(
  item: { title: string; text: string; published_at: string },
  topics: readonly Topic[],
  now: string,
): Ranked {
  const title = wordsOf(item.title);
  const text = wordsOf(item.text);
  const matches: Match[] = [];
  let found = 0;
  for (const topic of topics) {
    for (const keyword of topic.keywords) {
      const inTitle = holds(title, wordsOf(keyword));
      if (!inTitle && !holds(text, wordsOf(keyword))) continue;
      found += inTitle ? TITLE_WEIGHT : 1;
      matches.push({ topic: topic.name, word: keyword, inTitle });
    }
    if (!fits(topic.query, title, text)) continue;
    found += QUERY_WEIGHT;
    matches.push({ topic: topic.name, word: topic.query, inTitle: fits(topic.query, title, []) });
  }
  const age = Math.max(0, Date.parse(now) - Date.parse(item.published_at));
  return { score: found * 0.5 ** (age / HALF_LIFE_MS), matches };
}

/** Words as they are compared: small, without accents. */
function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether the words stand there one after the other; the last one may go on (“bread” finds “breads”). */
function holds(words: readonly string[], wanted: readonly string[]): boolean {
  const last = wanted.length - 1;
  if (last < 0) return false;
  return words.some((_, at) =>
    wanted.every((word, offset) => {
      const there = words[at + offset];
      if (there === undefined) return false;
      return offset === last ? there === word || isFormOf(there, word) : there === word;
    }),
  );
}

/** A longer form of a word, as languages with endings have them: at most three letters more. */
const isFormOf = (longer: string, word: string) =>
  word.length >= 4 && longer.startsWith(word) && longer.length - word.length <= 3;

/** `rye bread "slow dough" OR sourdough -recipe`: all words of one side of an OR, none with a minus. */
function fits(query: string, title: readonly string[], text: readonly string[]): boolean {
  const has = (term: string) => holds(title, wordsOf(term)) || holds(text, wordsOf(term));
  const sides = query.split(/\sOR\s/);
  return sides.some((side) => {
    const terms = side.match(/-?"[^"]*"|\S+/g) ?? [];
    const wanted = terms.filter((term) => !term.startsWith('-') && wordsOf(term).length > 0);
    const unwanted = terms.filter((term) => term.startsWith('-')).map((term) => term.slice(1));
    return wanted.length > 0 && wanted.every(has) && !unwanted.some(has);
  });
}
