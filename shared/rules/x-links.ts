import { X_GENERIC_COUNT, xTopLevelDomains } from './x-top-level-domains.ts';

export type Span = { start: number; end: number };

/** `counted`: how much of the text its fixed length stands for; where less than the span, the library counts the rest as letters. */
export type XLink = Span & { counted: number };

/*
 * What X takes for a link, after twitter-text 3.1.0 (Apache-2.0): `extractUrlsWithIndices` and the expressions it is
 * made of. Bare domains count as links where their ending is known.
 */
const ACCENTS =
  '\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\xFF\\u0100-\\u024F\\u0253\\u0254\\u0256\\u0257\\u0259\\u025B\\u0263\\u0268\\u026F\\u0272\\u0289\\u028B\\u02BB\\u0300-\\u036F\\u1E00-\\u1EFF';
const MARKERS = '\\u202A-\\u202E\\u061C\\u200E\\u200F\\u2066\\u2067\\u2068\\u2069';
const INVALID = '\\uFFFE\\uFEFF\\uFFFF';
const SPACES = '\\x09-\\x0D\\x20\\x85\\xA0\\u1680\\u180E\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000';
const PUNCT = "!'#%&'\\(\\)*\\+,\\\\\\-\\.\\/:;<=>\\?@\\[\\]\\^_{|}~\\$";
const LETTER = `[^${PUNCT}${SPACES}${INVALID}${MARKERS}]`;
const NOT_AFTER = '(?=[^0-9a-zA-Z@+-]|$)';

const endings = (names: readonly string[]) => `(?:(?:${names.join('|')})${NOT_AFTER})`;
const ENDING = `(?:${endings(xTopLevelDomains.slice(0, X_GENERIC_COUNT))}|${endings(xTopLevelDomains.slice(X_GENERIC_COUNT))}|(?:xn--[\\-0-9a-z]+))`;
const SUBDOMAIN = `(?:(?:${LETTER}(?:[_-]|${LETTER})*)?${LETTER}\\.)`;
const NAME = `(?:(?:${LETTER}(?:-|${LETTER})*)?${LETTER}\\.)`;
const DOMAIN = `(?:${SUBDOMAIN}*${NAME}${ENDING})`;

const IN_PATH = `[a-z\\u0400-\\u04FF0-9!\\*';:=\\+,\\.\\$\\/%#\\[\\]\\-\\u2013_~@\\|&${ACCENTS}]`;
const PARENS = `\\((?:${IN_PATH}+|(?:${IN_PATH}*\\(${IN_PATH}+\\)${IN_PATH}*))\\)`;
const PATH_END = `(?:[\\+\\-a-z\\u0400-\\u04FF0-9=_#\\/${ACCENTS}]|(?:${PARENS}))`;
const PATH = `(?:(?:${IN_PATH}*(?:${PARENS}${IN_PATH}*)*${PATH_END})|(?:@${IN_PATH}+/))`;
const QUERY = "\\?[a-z0-9!?\\*'@\\(\\);:&=\\+\\$\\/%#\\[\\]\\-_\\.,~|]*[a-z0-9\\-_&=#\\/]";

const LINK = new RegExp(
  `(?<before>(?:[^A-Za-z0-9@＠$#＃${INVALID}]|[${MARKERS}]|^))(?<url>(?<protocol>https?:\\/\\/)?(?<domain>${DOMAIN})(?::[0-9]+)?(?<path>\\/${PATH}*)?(?:${QUERY})?)`,
  'gi',
);
const ASCII_DOMAIN = new RegExp(`(?:(?:[\\-a-z0-9${ACCENTS}]+)\\.)+${ENDING}`, 'gi');
const SHORTENED = new RegExp(`^https?:\\/\\/t\\.co\\/([a-z0-9]+)(?:${QUERY})?`, 'i');

const MAX_URL = 4096;
const MAX_LABEL = 63;
const MAX_SHORTENED = 40;

/** Links in a text as X finds them, in order. Positions are UTF-16 code units. */
export function xLinks(text: string): XLink[] {
  if (!text.includes('.')) return [];
  const links: XLink[] = [];
  for (const match of text.matchAll(LINK)) {
    const { before = '', url = '', protocol, domain = '', path } = match.groups ?? {};
    const end = match.index + match[0].length;
    const start = end - url.length;
    if (!isDomain(domain, (protocol ?? 'https://').length + url.length)) continue;
    if (protocol) {
      const short = SHORTENED.exec(url);
      if (short && (short[1] ?? '').length > MAX_SHORTENED) continue;
      const length = short ? short[0].length : url.length;
      links.push({ start, end: start + length, counted: length });
      continue;
    }
    if (/[-_./]$/.test(before)) continue;
    // Of a bare domain only its part in Latin letters is a link; where the same stands in it before, the library takes that.
    const found: XLink[] = [];
    for (const [name] of domain.matchAll(ASCII_DOMAIN)) {
      const at = start + domain.indexOf(name, (found.at(-1)?.end ?? start) - start);
      found.push({ start: at, end: at + name.length, counted: name.length });
    }
    const last = found.at(-1);
    if (!last) continue;
    if (path) {
      last.end = end;
      last.counted += url.length - domain.length;
    }
    links.push(...found);
  }
  return links;
}

/** What is in Punycode already has no letter beyond ASCII; and no label, as a name server knows it, is empty or longer than 63 letters. */
function isDomain(domain: string, urlLength: number): boolean {
  if (domain.startsWith('xn--') && !domain.match(ASCII_DOMAIN)) return false;
  const labels = domain.split('.').map(asciiLength);
  const grown = labels.reduce((sum, length) => sum + length, labels.length - 1) - domain.length;
  return labels.every((length) => length > 0 && length <= MAX_LABEL) && urlLength + grown <= MAX_URL;
}

/** Length of a label in Punycode (RFC 3492); its own length where it is ASCII. */
function asciiLength(label: string): number {
  const points = [...label].map((one) => one.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < 0x80).length;
  if (basic === points.length) return label.length;
  let length = 'xn--'.length + basic + (basic > 0 ? 1 : 0);
  let n = 0x80;
  let delta = 0;
  let bias = 72;
  let handled = basic;
  while (handled < points.length) {
    const next = Math.min(...points.filter((point) => point >= n));
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta += 1;
      if (point !== n) continue;
      let q = delta;
      for (let k = 36; ; k += 36) {
        length += 1;
        const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
        if (q < t) break;
        q = Math.floor((q - t) / (36 - t));
      }
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    n += 1;
  }
  return length;
}

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / 700) : Math.floor(delta / 2);
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > 455; k += 36) rest = Math.floor(rest / 35);
  return k + Math.floor((36 * rest) / (rest + 38));
}
