import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLanguages, type Languages } from '../shared/languages.ts';
import { escapeHtml } from '../shared/text/escape-html.ts';

/** HTML as a value in a sentence, e.g. a link; it stays as it is. */
export type Markup = { html: string };

/** The language of one page. What `i18n._` answers is HTML: the sentence and its values are escaped, each once. */
export type PageLanguage = {
  i18n: { _(id: string, values?: Record<string, string | number | Markup>): string };
  /** For `<html lang>` and for dates. */
  tag: string;
  dir: 'ltr' | 'rtl';
};

/** The language of the page that answers a request. */
export type PageLanguages = (request: { headers: { 'accept-language'?: string } }) => PageLanguage;

/** @param catalogues a .po file's text for each language; those in `server/locales` unless a test brings its own */
export function createPageLanguages(catalogues = readCatalogues()): PageLanguages {
  const languages = createLanguages(catalogues, escapeHtml);
  return ({ headers }) => {
    const { i18n: words, tag, dir } = languages(headers['accept-language']);
    return { i18n: { _: (id, values = {}) => words._(id, escaped(values)) }, tag, dir };
  };
}

/** The words of what the server writes that is no page: text as it is. */
export const readLanguages = (): Languages => createLanguages(readCatalogues());

function escaped(values: Record<string, string | number | Markup>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'object') return [name, value.html];
      return [name, typeof value === 'string' ? escapeHtml(value) : value];
    }),
  );
}

function readCatalogues(): Record<string, string> {
  const folder = join(import.meta.dirname, 'locales');
  const tags = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Object.fromEntries(
    tags.map(({ name }) => [name, readFileSync(join(folder, name, 'messages.po'), 'utf8')]),
  );
}
