/** Somebody who can be mentioned. */
export type Mentionable = { person_id: string; name: string };

export type MentionPart = { text: string; person: string | null };

/** A name ends where a letter or digit does not follow. */
const goesOn = /^[\p{L}\p{N}_]/u;

/** A text in pieces: `@` with a member's whole name is that member, in any case; of two names the longer one. */
export function mentionParts(text: string, members: readonly Mentionable[]): MentionPart[] {
  const byLength = members
    .filter(({ name }) => name.trim() !== '')
    .toSorted((a, b) => b.name.length - a.name.length);
  const parts: MentionPart[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const found =
      text[at] === '@' && !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? memberAt(text, at + 1, byLength) : null;
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain !== '') parts.push({ text: plain, person: null });
    plain = '';
    const end = at + 1 + found.name.length;
    parts.push({ text: text.slice(at, end), person: found.person_id });
    at = end;
  }
  if (plain !== '') parts.push({ text: plain, person: null });
  return parts;
}

function memberAt(text: string, at: number, members: readonly Mentionable[]): Mentionable | null {
  return (
    members.find(({ name }) => {
      const end = at + name.length;
      return text.slice(at, end).toLowerCase() === name.toLowerCase() && !goesOn.test(text.slice(end));
    }) ?? null
  );
}

/** Who a text mentions, each once. */
export const mentionsIn = (text: string, members: readonly Mentionable[]): string[] => [
  ...new Set(mentionParts(text, members).flatMap(({ person }) => person ?? [])),
];

/** What is being typed after an `@` before the caret, to suggest names by; null when nothing is. */
export function mentionQuery(text: string, caret: number): { from: number; query: string } | null {
  const found = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}][^\n@]{0,40})?$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const query = found[1] ?? '';
  return { from: caret - query.length - 1, query };
}
