import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalUrl, normalFeedUrl } from './address.ts';
import { readOpml, writeOpml } from './opml.ts';

describe('lists of feeds', () => {
  it('come back as they were written', () => {
    const feed = fc.record({
      url: fc.webUrl({ withQueryParameters: true }),
      name: fc.string({ minLength: 1, maxLength: 40 }).filter((name) => name.trim() === name && name !== ''),
    });
    fc.assert(
      fc.property(fc.uniqueArray(feed, { selector: ({ url }) => url }), fc.string(), (feeds, title) => {
        const read = readOpml(writeOpml(title, feeds));
        expect(read?.map(({ url }) => url)).toEqual(feeds.map(({ url }) => url));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: no XML holds them
        const printable = feeds.filter(({ name }) => !/[\u0000-\u001f\ufffe\uffff]/.test(name));
        for (const one of printable) expect(read).toContainEqual(one);
      }),
      { numRuns: 200 },
    );
  });

  it('are read from folders, with either quote, once each, and without comments', () => {
    const text = `<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x "boom">]>
      <OPML version='1.0'><body><outline text="Bread &amp; more">
        <outline text='A &gt; B' xmlUrl='https://a.example/feed?x=1&amp;y=2'/>
        <OUTLINE title="&x;&#66;" XMLURL="https://b.example/"></OUTLINE>
        <!-- <outline xmlUrl="https://hidden.example/"/> -->
        <outline text="again" xmlUrl="https://b.example/"/>
        <outline text="a folder"/></outline></body></OPML>`;
    expect(readOpml(text)).toEqual([
      { url: 'https://a.example/feed?x=1&y=2', name: 'A > B' },
      { url: 'https://b.example/', name: '&x;B' },
    ]);
    expect(readOpml('<html><body>no</body></html>')).toBeNull();
    expect(readOpml('<opml></opml>')).toEqual([]);
  });
});

describe('addresses', () => {
  it.each([
    ['example.com/blog', 'https://example.com/blog'],
    ['feed:https://example.com/a#b', 'https://example.com/a'],
    ['feed://example.com/a', 'https://example.com/a'],
    ['http://127.0.0.1:8080/f', 'http://127.0.0.1:8080/f'],
    ['javascript:alert(1)', null],
    ['file:///etc/passwd', null],
    ['https://me:secret@example.com/', null],
    ['two words', null],
    ['word', null],
    ['', null],
  ])('%s is %s', (typed, expected) => {
    expect(normalFeedUrl(typed)).toBe(expected);
  });

  it('of one article are one', () => {
    const one = 'https://example.com/a?id=7';
    for (const other of [
      'https://example.com/a/?id=7&utm_source=feed&utm_medium=rss',
      'https://example.com/a?id=7#comments',
    ])
      expect(canonicalUrl(other)).toBe(one);
    expect(canonicalUrl('/b/', 'https://example.com/a')).toBe('https://example.com/b');
    expect(canonicalUrl('javascript:alert(1)', 'https://example.com')).toBeNull();
  });
});
