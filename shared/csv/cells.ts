import { isZone } from '../time/zones.ts';
import { plain } from './plain.ts';

/** What single cells of a plan mean, other than dates and times. */

export const readText = (cell: string): string => cell.replaceAll('\r\n', '\n').replaceAll('\r', '\n').trim();

export const readLine = (cell: string): string => cell.replace(/\s+/gu, ' ').trim();

/** `Bluesky, Sandbox`, `Facebook / Instagram`, one below the other; a web address stays whole. */
export function readChannels(cell: string): string[] {
  const parts = cell.split(cell.includes('://') ? /[,;|\n\r]| [&+] / : /[,;|/\n\r]| [&+] /);
  return unique(parts.map(readLine));
}

/** Labels of another tool, in its order. */
export const readLabels = (cell: string): string[] => unique(cell.split(/[,;|\n]/).map(readLine));

/** Addresses, or names of files, one after the other. An address may hold commas, so only one before the next parts them. */
export function readFiles(cell: string): string[] {
  const parts = cell.includes('://')
    ? cell.split(/[\s,;|]+(?=https?:\/\/)|[\r\n]+/i)
    : cell.split(/[,;|\r\n]+/);
  return parts.map((part) => part.trim().replace(/[,;|]+$/, '')).filter((part) => part !== '');
}

/** One text for each file: `||` or a new line parts them, for a comma belongs to a sentence. */
export const readAlts = (cell: string): string[] =>
  cell.split(/ ?\|\| ?|\r\n|\r|\n/).map((text) => text.trim());

/** @returns null where it is neither */
export function readYes(cell: string): boolean | null {
  const word = plain(cell);
  if (YES.has(word)) return true;
  return NO.has(word) ? false : null;
}

const YES = new Set('true,yes,y,1,x,on,ja,wahr,oui,vrai,si,verdadero'.split(','));
const NO = new Set('false,no,n,0,off,nein,falsch,non,faux,falso'.split(','));

/** `#news #shop`, `news, shop`: every tag once, with its sign. */
export function readHashtags(cell: string): string[] {
  return unique(cell.split(/[\s,;#|]+/u)).map((tag) => `#${tag}`);
}

/** @returns the address with its scheme, or null where it is no web address */
export function readLink(cell: string): string | null {
  const text = cell.trim();
  const address =
    /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/]*\.[^/]*:\d/.test(text) ? text : `https://${text}`;
  if (/\s/.test(address) || !URL.canParse(address)) return null;
  const url = new URL(address);
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  return web && (url.hostname.includes('.') || url.hostname === 'localhost') ? address : null;
}

/** @returns an IANA zone, or null */
export function readZone(cell: string): string | null {
  const name = cell.trim().replaceAll(' ', '_');
  return isZone(name) ? name : null;
}

export type PlanStatus = 'draft' | 'scheduled' | 'published';

const STATUSES: Record<Exclude<PlanStatus, 'draft'>, string> = {
  scheduled:
    'scheduled, schedule, approved, ready, ready to publish, queued, planned, final, geplant, freigegeben, bereit, ' +
    'planifié, programmé, approuvé, validé, prêt, programado, planificado, aprobado, listo',
  published:
    'published, posted, sent, done, live, veröffentlicht, gepostet, erledigt, online, publié, posté, envoyé, ' +
    'publicado, enviado, hecho',
};

/** Only words that plainly say so schedule a post or call it published; any other status is a draft. */
export function readStatus(cell: string): PlanStatus {
  const word = plain(cell);
  const says = (status: keyof typeof STATUSES) =>
    STATUSES[status].split(',').some((name) => plain(name) === word);
  return says('published') ? 'published' : says('scheduled') ? 'scheduled' : 'draft';
}

const unique = (texts: string[]) => [...new Set(texts.filter((text) => text !== ''))];
