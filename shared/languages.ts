import { type I18n, setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import Negotiator from 'negotiator';
import { parsePo } from 'pofile-ts';
import { directionOf } from './text/direction.ts';

/** A language as one reader gets it. */
export type Language = {
  /** `i18n._('English sentence with a {value}', { value })`: the English text is the id, and stands in where a catalogue lacks it. */
  i18n: I18n;
  /** BCP 47, with the reader's region where they named one: for `lang` and for dates. */
  tag: string;
  dir: 'ltr' | 'rtl';
};

/** @param wanted what an `Accept-Language` header says; whoever wants none of ours gets English */
export type Languages = (wanted: string | undefined) => Language;

/**
 * The words of code that runs unbuilt, where lingui's macros cannot go. Each catalogue is read and compiled once.
 * @param catalogues the text of a .po file for each language's tag
 * @param mapText applied to the catalogues' own words, not to values
 */
export function createLanguages(
  catalogues: Record<string, string>,
  mapText = (text: string) => text,
): Languages {
  const compile = (message: string) => compileMessage(message, mapText);
  const open = (locale: string, po: string): I18n => {
    const translated = parsePo(po).items.filter(({ msgstr, obsolete }) => msgstr[0] && !obsolete);
    const messages = Object.fromEntries(
      translated.map(({ msgid, msgstr: [text = ''] }) => [msgid, compile(text)]),
    );
    return setupI18n({ locale, messages: { [locale]: messages } }).setMessagesCompiler(compile);
  };
  const { en = '', ...others } = catalogues;
  const english = open('en', en);
  const all = [english, ...Object.entries(others).map(([locale, po]) => open(locale, po))];
  const tags = all.map(({ locale }) => locale);

  return (wanted) => {
    const asked = new Negotiator({ headers: { 'accept-language': wanted } });
    const best = asked.language(tags);
    const i18n = all.find(({ locale }) => locale === best) ?? english;
    const regional = asked.languages().map(parse).find(isWrittenLike(i18n.locale));
    return { i18n, tag: regional?.toString() ?? i18n.locale, dir: directionOf(i18n.locale) };
  };
}

/** @returns undefined for what is no language tag: a header can say anything */
function parse(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined;
  }
}

/** Whether somebody who reads one language tag reads the other: the same language in the same script. */
function isWrittenLike(known: string) {
  const own = new Intl.Locale(known).maximize();
  return (asked: Intl.Locale | undefined): boolean => {
    const { language, script } = asked?.maximize() ?? {};
    return language === own.language && script === own.script;
  };
}
