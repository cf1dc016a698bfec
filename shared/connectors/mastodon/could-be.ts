import { htmlText } from './html-text.ts';

const letters = (text: string) => text.normalize('NFC').match(/[\p{L}\p{N}]/gu) ?? [];

/**
 * Whether a status may be made of what was sent. Instances make links of addresses, names and hashtags, and some of them
 * take marks for bold and the like away; every other letter stands there in its order. What this says no to is another one.
 */
export function couldBe(html: string, sent: string): boolean {
  const words = htmlText(html.replace(/<a\b[^>]*>.*?<\/a>/gis, ''));
  // A name that the instance does not know stays as it is; an answer begins with one that was put there.
  const shown = letters(words.replace(/@[\w.@-]+/gu, ''));
  let at = 0;
  for (const letter of letters(sent)) if (letter === shown[at]) at += 1;
  return at === shown.length;
}
