type TextInfo = { direction: 'ltr' | 'rtl' };
/** Newer than the compiler's library; older engines had it as a property. */
type LocaleWithText = Intl.Locale & { getTextInfo?(): TextInfo; textInfo?: TextInfo };

/** Which way a language runs. @param tag BCP 47 */
export function directionOf(tag: string): 'ltr' | 'rtl' {
  const locale = new Intl.Locale(tag) as LocaleWithText;
  return (locale.getTextInfo?.() ?? locale.textInfo)?.direction ?? 'ltr';
}
