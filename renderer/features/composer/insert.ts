import { fillTemplate } from '../../../shared/text/template.ts';

const below = (first: string, second: string) =>
  [first.trimEnd(), second.trim()].filter((part) => part !== '').join('\n\n');

/** A caption that begins with this hook. */
export const withHook = (caption: string, hook: string): string =>
  caption.startsWith(hook.trim()) ? caption : below(hook, caption);

/** A caption with a template below it, its variables filled in as far as they are known. */
export const withTemplate = (
  caption: string,
  template: string,
  values: Readonly<Record<string, string>>,
): string => below(caption, fillTemplate(template, values));

/** Hashtags with those of a set, each once. */
export function withHashtags(tags: readonly string[], set: readonly string[]): string[] {
  const present = new Set(tags.map((tag) => tag.toLowerCase()));
  const added = set.map((tag) => tag.replace(/^#/, '')).filter((tag) => !present.has(tag.toLowerCase()));
  return [...tags, ...added].slice(0, 100);
}
