/** A feed as a list of subscriptions names it. */
export type OpmlFeed = { url: string; name: string };

/** No list that a person keeps is near this. */
const MAX_CHARACTERS = 5_000_000;
const MAX_FEEDS = 2000;

/**
 * The feeds of an OPML file (http://opml.org/spec2.opml), folders opened up, each address once. Only its outlines'
 * attributes are read: no document type, no entity but the five of XML and numbered ones.
 * @returns null when it is no OPML
 */
export function readOpml(text: string): OpmlFeed[] | null {
  if (text.length > MAX_CHARACTERS || !/<opml[\s>]/i.test(text)) return null;
  const plain = text.replace(/<!--[\s\S]*?-->/g, '');
  const feeds = new Map<string, OpmlFeed>();
  for (const [, written = ''] of plain.matchAll(/<outline\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi)) {
    const attributes = new Map(
      [...written.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name = '', a, b]) => [
        name.toLowerCase(),
        plainOf(a ?? b ?? '').trim(),
      ]),
    );
    const url = attributes.get('xmlurl');
    if (!url || feeds.has(url)) continue;
    feeds.set(url, { url, name: (attributes.get('text') || attributes.get('title') || '').slice(0, 300) });
    if (feeds.size >= MAX_FEEDS) break;
  }
  return [...feeds.values()];
}

/** An OPML 2.0 file of some feeds. */
export function writeOpml(title: string, feeds: readonly OpmlFeed[]): string {
  const outlines = feeds.map(
    ({ url, name }) =>
      `    <outline type="rss" text="${escaped(name || url)}" title="${escaped(name || url)}" xmlUrl="${escaped(url)}"/>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    `  <head><title>${escaped(title)}</title></head>`,
    '  <body>',
    ...outlines,
    '  </body>',
    '</opml>',
    '',
  ].join('\n');
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const plainOf = (text: string) =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED[String(name).toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** Control characters are not XML, escaped or not; line breaks in attributes are kept only as numbers. */
const escaped = (text: string) =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"\n\r\t]/g, (sign) =>
      sign === '&'
        ? '&amp;'
        : sign === '<'
          ? '&lt;'
          : sign === '>'
            ? '&gt;'
            : sign === '"'
              ? '&quot;'
              : `&#${sign.charCodeAt(0)};`,
    );
