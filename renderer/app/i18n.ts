import { i18n, type Messages } from '@lingui/core';
import { directionOf } from '../../shared/text/direction.ts';

/** One loader per language; the build compiles the catalogue it names. A new language is one line here. */
const catalogues: Record<string, () => Promise<{ messages: Messages }>> = {
  en: () => import('../locales/en/messages.po'),
};

/** Languages a person can choose. */
export const languages = Object.keys(catalogues);

/**
 * Switches the words, and tells the page its language and direction.
 * Dates follow the person's region (`en-GB`) where it speaks the chosen language.
 */
export async function activateLanguage(language: string): Promise<void> {
  const load = catalogues[language] ?? catalogues.en;
  if (!load) throw new Error('The English catalogue is missing.');
  const { messages } = await load();
  i18n.loadAndActivate({ locale: language, messages });
  const regional = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
  document.documentElement.lang = regional;
  document.documentElement.dir = directionOf(regional);
}

/** BCP 47 tag for dates and numbers. */
export const displayLocale = (): string => document.documentElement.lang || 'en';

/** This computer's time zone. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
