/** Feeds as they are met: whole, old, broken and hostile. Bytes, what their headers say, and what reading them gives. */
import { brotliCompressSync, gzipSync } from 'node:zlib';

export type Sample = { body: string | Uint8Array; type?: string; headers?: Record<string, string> };
export type Expected =
  | { titles: string[]; feed?: string; text?: string; url?: string | null; dates?: (string | null)[] }
  | { error: string }
  | { page: string[] };

export const NOW = new Date('2026-11-21T09:00:00.000Z');
const rss = (items: string, head = '<title>Bread</title><link>https://bread.example/</link>') =>
  `<?xml version="1.0"?><rss version="2.0"><channel>${head}${items}</channel></rss>`;
const item = (title: string, rest = '') => `<item><title>${title}</title>${rest}</item>`;
const latin = (text: string) => Buffer.from(text, 'latin1');

export const SAMPLES: Record<string, [Sample, Expected]> = {
  'RSS 2.0': [
    {
      body: rss(
        item(
          'Rye &amp; wheat',
          '<link>https://bread.example/a</link><guid>1</guid><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate><description><![CDATA[<p>Fresh <b>ry</b>e</p><script>alert(1)</script> &amp; more]]></description>',
        ),
      ),
    },
    {
      titles: ['Rye & wheat'],
      feed: 'Bread',
      text: 'Fresh rye & more',
      url: 'https://bread.example/a',
      dates: ['2026-11-20T08:00:00.000Z'],
    },
  ],
  'RSS 0.91 with its document type': [
    {
      body: `<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Old</title><link>http://old.example/</link>${item('One', '<link>http://old.example/1</link>')}</channel></rss>`,
    },
    { titles: ['One'], feed: 'Old', url: 'http://old.example/1' },
  ],
  'RSS 0.90 and 1.0 (RDF)': [
    {
      body: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Rdf</title><link>http://rdf.example/</link></channel><item rdf:about="http://rdf.example/1"><title>One</title><link>http://rdf.example/1</link><dc:date>2026-11-19T10:00:00Z</dc:date></item></rdf:RDF>`,
    },
    { titles: ['One'], feed: 'Rdf', dates: ['2026-11-19T10:00:00.000Z'] },
  ],
  Atom: [
    {
      body: `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Atoms</title><link href="https://atom.example/"/><entry><id>urn:1</id><title type="html">A &amp;lt;b&gt; tag</title><link rel="alternate" href="/posts/1"/><updated>2026-11-18T00:00:00Z</updated><summary>Short</summary><author><name>Ines</name></author></entry></feed>`,
    },
    { titles: ['A tag'], feed: 'Atoms', text: 'Short', url: 'https://atom.example/posts/1' },
  ],
  'JSON Feed': [
    {
      body: JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'Json',
        home_page_url: 'https://json.example/',
        items: [
          { id: 7, url: '/7', content_html: '<p>No title here</p>', date_published: '2026-11-20T00:00:00Z' },
        ],
      }),
      type: 'application/feed+json',
    },
    { titles: ['No title here'], feed: 'Json', url: 'https://json.example/7' },
  ],
  'a charset only its header knows': [
    { body: latin(rss(item('Brötchen'))), type: 'application/rss+xml; charset=ISO-8859-1' },
    { titles: ['Brötchen'] },
  ],
  'a charset only it knows itself': [
    { body: latin(rss(item('Brötchen')).replace('?>', ' encoding="windows-1252"?>')), type: 'text/xml' },
    { titles: ['Brötchen'] },
  ],
  'a wrong charset': [
    {
      body: latin(rss(item('Brötchen')).replace('?>', ' encoding="utf-8"?>')),
      type: 'text/xml; charset=utf-8',
    },
    { titles: ['Brötchen'] },
  ],
  'a charset nobody knows, and a byte order mark': [
    { body: `\ufeff${rss(item('Brötchen'))}`, type: 'text/xml; charset=klingon' },
    { titles: ['Brötchen'] },
  ],
  'UTF-16': [{ body: Buffer.from(`\ufeff${rss(item('Brötchen'))}`, 'utf16le') }, { titles: ['Brötchen'] }],
  'the type of a page': [{ body: rss(item('One')), type: 'text/html' }, { titles: ['One'] }],
  'sent packed': [
    { body: gzipSync(rss(item('One'))), headers: { 'content-encoding': 'gzip' } },
    { titles: ['One'] },
  ],
  'sent packed by brotli': [
    { body: brotliCompressSync(rss(item('One'))), headers: { 'content-encoding': 'br' } },
    { titles: ['One'] },
  ],
  'doubles: a guid twice, an article twice, a date in the future': [
    {
      body: rss(
        item('A', '<guid>1</guid><link>https://bread.example/a</link>') +
          item('A again', '<guid>1</guid><link>https://bread.example/b</link>') +
          item('C', '<guid>2</guid><link>https://bread.example/c?utm_source=rss</link>') +
          item('C', '<guid>3</guid><link>https://bread.example/c/</link>') +
          item('D', '<guid>4</guid><pubDate>Fri, 20 Nov 2037 08:00:00 GMT</pubDate>') +
          item('E', '<guid>5</guid><pubDate>yesterday</pubDate>'),
      ),
    },
    { titles: ['A', 'C', 'D', 'E'], dates: [null, null, null, null] },
  ],
  'one address for everything': [
    {
      body: rss(
        item('A', '<link>https://bread.example/</link>') + item('B', '<link>https://bread.example/</link>'),
      ),
    },
    { titles: ['A', 'B'] },
  ],
  'a link that is a script': [
    { body: rss(item('A', '<link>javascript:alert(1)</link>')) },
    { titles: ['A'], url: null },
  ],
  'nothing in it': [{ body: rss('') }, { titles: [], feed: 'Bread' }],
  'items without a word': [{ body: rss('<item></item><item><title> </title></item>') }, { titles: [] }],
  'cut off in the middle': [
    { body: rss(item('One') + item('Two', '<link>https://bread.example/2</link>')).slice(0, 150) },
    { titles: ['One'] },
  ],
  'entities that explode': [
    {
      body: `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><title>&c;</title></channel></rss>`,
    },
    { error: 'feed_hostile' },
  ],
  'an entity that reads a file': [
    {
      body: `<?xml version="1.0"?><!DOCTYPE x [<!entity xxe SYSTEM "file:///etc/passwd">]><rss><channel><title>&xxe;</title></channel></rss>`,
    },
    { error: 'feed_hostile' },
  ],
  'a hundred thousand elements inside each other': [
    { body: `<rss><channel>${'<a>'.repeat(100_000)}` },
    { error: 'feed_unreadable' },
  ],
  'no feed at all': [{ body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }, { error: 'feed_unreadable' }],
  'a picture': [
    { body: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 254, 1]) },
    { error: 'feed_unreadable' },
  ],
  empty: [{ body: '' }, { error: 'feed_unreadable' }],
  'JSON that is no feed': [{ body: '{"items":[]}' }, { error: 'feed_unreadable' }],
  'broken JSON': [{ body: '{"version":' }, { error: 'feed_unreadable' }],
  'a page that names its feeds': [
    {
      body: `<!doctype html><html><head><link rel="stylesheet" href="/a.css"><link title="Comments" rel="alternate" type="application/rss+xml" href="/comments.xml"><link rel='alternate home' type='application/atom+xml; charset=utf-8' href='/atom.xml?a=1&amp;b=2'></head></html>`,
    },
    { page: ['https://found.example/atom.xml?a=1&b=2', 'https://found.example/comments.xml'] },
  ],
  'a page without a feed': [
    { body: '<html><head><title>Nothing</title></head></html>' },
    { error: 'feed_not_in_page' },
  ],
};
