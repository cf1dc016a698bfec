/** `bread, #harbour` as tags without their signs, each once. */
export function readHashtags(text: string): string[] {
  const tags = text.split(/[\s,;#]+/).filter((tag) => tag !== '');
  const seen = new Set<string>();
  return tags
    .filter((tag) => {
      const key = tag.toLowerCase();
      return !seen.has(key) && seen.add(key);
    })
    .map((tag) => tag.slice(0, 200))
    .slice(0, 100);
}

export const showHashtags = (tags: readonly string[]): string =>
  tags.map((tag) => `#${tag.replace(/^#/, '')}`).join(' ');
