import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parsePo, stringifyPo } from 'pofile-ts';

/** Unicode's own name for a made-up language that runs from right to left. */
export const MADE_UP = 'ar-XB';

/** A folder's English catalogue as if it were translated: `Sign in` is `⟦Sign in⟧`. */
export function madeUpCatalogue(folder: 'server' | 'main'): string {
  const file = resolve(import.meta.dirname, '../..', folder, 'locales/en/messages.po');
  const po = parsePo(readFileSync(file, 'utf8'));
  for (const item of po.items) item.msgstr = [`⟦${item.msgid}⟧`];
  return stringifyPo(po);
}

/** What is left of a text without its translated parts, which may hold one another. */
export function untranslated(text: string): string {
  const inner = /⟦[^⟦⟧]*⟧/g;
  let rest = text;
  while (inner.test(rest)) rest = rest.replace(inner, '');
  return rest;
}
