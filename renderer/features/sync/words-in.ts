/** Fields in which people write words, the heading ones first. */
const WORDS = ['name', 'title', 'caption', 'text', 'description', 'notes', 'link'];

/** What a person wrote in a write, in reading order; empty where it holds no words (a move, a deletion). */
export function wordsIn(args: unknown): string[] {
  const all = [args, inside(args, 'fields'), inside(args, 'row')];
  return WORDS.flatMap((field) =>
    all
      .map((part) => inside(part, field))
      .filter((word): word is string => typeof word === 'string' && word.trim() !== ''),
  );
}

const inside = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && key in value
    ? (value as Record<string, unknown>)[key]
    : undefined;
