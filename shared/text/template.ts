const VARIABLE = /\{\{([^{}\n]{1,60})\}\}/g;
const nameOf = (written: string) => written.trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * The variables of a template, in order of their first use, each once: `{{ Brand }}` and `{{brand}}` are one.
 * Braces that hold nothing, or span lines, are plain text.
 */
export function variablesOf(template: string): string[] {
  const names = [...template.matchAll(VARIABLE)].map(([, written = '']) => nameOf(written));
  return [...new Set(names)].filter((name) => name !== '');
}

/**
 * A template with its variables filled in. A variable without a value stays as it is written, so that what is missing
 * can be seen; what a value says is never read as a template again.
 * @param values by name as variablesOf gives it
 */
export const fillTemplate = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(VARIABLE, (whole, written: string) => {
    const name = nameOf(written);
    return name !== '' && Object.hasOwn(values, name) ? (values[name] ?? whole) : whole;
  });
