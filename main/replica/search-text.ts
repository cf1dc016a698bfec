import type { Database } from 'better-sqlite3';

/** Writing without spaces between words, and pictures: each character is a word of its own, so a run of them is a phrase. */
const ALONE =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{Extended_Pictographic}]/gu;
/** Vowel signs of Arabic and Hebrew and the Arabic stretch: most people leave them out, and the tokenizer would cut words at them. */
const VOWELS = /[\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/g;
/** Nothing here needs more than the tokenizer does itself (Latin). */
const PLAIN = /^[\t\n\r -ɏ]*$/;

/**
 * Text as the search index has it, and as a search for it must be put. The index is told what to forget in the same
 * words as what to keep: whoever changes this adds a migration that rebuilds it.
 */
export function searchText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(VOWELS, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(ALONE, ' $& ');
}

/** Triggers of the replica call it on every row whose text changes, so whoever writes needs it. */
export function addSearchText(db: Database): void {
  db.function('search_text', { deterministic: true }, (text) => searchText(String(text)));
}
