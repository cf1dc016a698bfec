import { describe, expect, it } from 'vitest';
import { createLanguages } from './languages.ts';

const po = (entries: Record<string, string>) =>
  [
    'msgid ""\nmsgstr ""',
    ...Object.entries(entries).map(([id, text]) => `msgid "${id}"\nmsgstr "${text}"`),
  ].join('\n\n');
const languages = createLanguages({
  en: po({ Hello: '' }),
  de: po({
    Hello: 'Hallo',
    '{n, plural, one {# day} other {# days}}': '{n, plural, one {# Tag} other {# Tage}}',
  }),
  'ar-XB': po({ Hello: 'olleH' }),
});

describe('the language of a reader', () => {
  it.each([
    ['de', 'Hallo', 'de', 'ltr'],
    ['fr, de-AT;q=0.8, en;q=0.5', 'Hallo', 'de-AT', 'ltr'],
    ['en-GB,en;q=0.9,de;q=0.8', 'Hello', 'en-GB', 'ltr'],
    ['ar-XB', 'olleH', 'ar-XB', 'rtl'],
    ['ar', 'olleH', 'ar', 'rtl'],
    ['en-Arab, en;q=0.5', 'Hello', 'en', 'ltr'],
  ])('asked for %s it says %s, with the region that was named', (wanted, words, tag, dir) => {
    const language = languages(wanted);
    expect([language.i18n._('Hello'), language.tag, language.dir]).toEqual([words, tag, dir]);
  });

  it.each([undefined, '', '*', 'fr', ';;q=', 'en-"><script>', `${'x-'.repeat(500)}y`])(
    'is English when %s is asked for',
    (wanted) => {
      const { i18n, tag, dir } = languages(wanted);
      expect([i18n._('Hello'), tag, dir]).toEqual(['Hello', 'en', 'ltr']);
    },
  );
});

it('counts in each language, and in English where a translation is missing', () => {
  const days = '{n, plural, one {# day} other {# days}}';
  expect(languages('de').i18n._(days, { n: 2 })).toBe('2 Tage');
  expect(languages('ar-XB').i18n._(days, { n: 1 })).toBe('1 day');
});
