import { parseFeed } from '@rowanmanning/feed-parser';
import { z } from 'zod';
import { canonicalUrl } from '../../../shared/feeds/address.ts';
import { FeedError } from './feed-error.ts';
import { plainText, textOf } from './text.ts';

/** The newest of a feed; older ones are no news. */
const MAX_ITEMS = 200;
/** The parser takes about a third of a second for so many. */
const MAX_CHARACTERS = 1_000_000;
const DAY_MS = 86_400_000;

export type FeedItem = {
  /** What tells it from the others of its feed. */
  key: string;
  title: string;
  text: string;
  url: string | null;
  author: string;
  /** ISO instant, never later than now; null when the feed says nothing. */
  published_at: string | null;
};
export type ParsedFeed = { kind: 'feed'; title: string; siteUrl: string | null; items: FeedItem[] };
/** A page that names its feeds, best first. */
export type Page = { kind: 'page'; feeds: string[] };

/**
 * Reads RSS 0.9 to 2.0, Atom, JSON Feed, or the page of a site that names its feeds. Text comes out without markup,
 * addresses absolute, duplicates once, the newest first.
 * @param url where it was found; relative addresses count from it
 * @throws FeedError `feed_hostile`, `feed_unreadable`, `feed_not_in_page`
 */
export function readFeed(
  body: { bytes: Uint8Array; type: string },
  url: string,
  now: Date,
): ParsedFeed | Page {
  const text = textOf(body.bytes, body.type);
  const start = text.trimStart().slice(0, 1000);
  if (start.startsWith('{')) return jsonFeed(text, url, now);
  // What a page is called is often wrong; its first element is not.
  if (
    /^(<!--[\s\S]*?-->\s*)*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!doctype html|<html|<head|<body)/i.test(
      start,
    )
  ) {
    return pageOf(text, url);
  }
  return xmlFeed(text, url, now);
}

function xmlFeed(text: string, url: string, now: Date): ParsedFeed {
  // Entities of a document's own are how files are read out and memory is filled up; no feed needs one.
  if (/<!ENTITY/i.test(text)) throw new FeedError('feed_hostile', 'It declares entities of its own.');
  try {
    // Only what is asked for is worked out, and of a long feed only its beginning: the parser's way of giving
    // everything takes minutes for a few megabytes, and this process serves others meanwhile.
    const feed = parseFeed(beginningOf(text));
    const siteUrl = feed.url ? canonicalUrl(feed.url, url) : null;
    const raw = feed.items.slice(0, MAX_ITEMS * 2).map((item) => ({
      id: item.id,
      title: item.title ?? '',
      html: item.description || item.content || '',
      url: item.url,
      author: item.authors.map(({ name, email }) => name ?? email ?? '').find((name) => name !== '') ?? '',
      date: (item.published ?? item.updated)?.toISOString() ?? null,
    }));
    const items = tidy(raw, siteUrl ?? url, now);
    return { kind: 'feed', title: plainText(feed.title ?? '', 300), siteUrl, items };
  } catch (error) {
    throw unreadable(error);
  }
}

/** Whole items of the first characters. */
function beginningOf(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  const beginning = text.slice(0, MAX_CHARACTERS);
  const end = /[\s\S]*<\/(?:item|entry)\s*>/i.exec(beginning)?.[0];
  return end ?? beginning;
}

const loose = z.string().catch('');
/** https://www.jsonfeed.org/version/1.1/ */
const jsonSchema = z.object({
  version: z.string().startsWith('https://jsonfeed.org/version/'),
  title: loose,
  home_page_url: loose,
  items: z.array(
    z.object({
      id: z.coerce.string().catch(''),
      url: loose,
      title: loose,
      summary: loose,
      content_text: loose,
      content_html: loose,
      date_published: loose,
      date_modified: loose,
      author: z.object({ name: loose }).catch({ name: '' }),
      authors: z.array(z.object({ name: loose })).catch([]),
    }),
  ),
});

function jsonFeed(text: string, url: string, now: Date): ParsedFeed {
  let raw: z.infer<typeof jsonSchema>;
  try {
    raw = jsonSchema.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(error);
  }
  const items = raw.items.slice(0, MAX_ITEMS * 2).map((item) => ({
    id: item.id,
    title: item.title,
    html: item.summary || item.content_text || item.content_html,
    url: item.url,
    author: (item.authors[0] ?? item.author).name,
    date: item.date_published || item.date_modified,
  }));
  const siteUrl = raw.home_page_url === '' ? null : canonicalUrl(raw.home_page_url, url);
  return { kind: 'feed', title: plainText(raw.title, 300), siteUrl, items: tidy(items, siteUrl ?? url, now) };
}

type Raw = {
  id: string | null;
  title: string;
  html: string;
  url: string | null;
  author: string;
  date: string | null;
};

function tidy(raw: readonly Raw[], base: string, now: Date): FeedItem[] {
  const items = raw.map((one) => {
    const url = one.url ? canonicalUrl(one.url, base) : null;
    const text = plainText(one.html, 2000);
    const title = plainText(one.title, 500) || shorten(text, 100) || url || '';
    return {
      id: one.id?.trim() ?? '',
      url,
      title,
      text,
      author: plainText(one.author, 200),
      published_at: dated(one.date, now),
    };
  });
  const named = items.filter(({ title }) => title !== '');
  // An address names an article unless the feed gives the same one to several, like that of its home page.
  const titlesAt = Map.groupBy(named, ({ url }) => url);
  const names = (url: string | null) =>
    url !== null && new Set(titlesAt.get(url)?.map(({ title }) => title)).size === 1;
  const seen = new Set<string>();
  const once = named.flatMap(({ id, ...item }): FeedItem[] => {
    const key = id || (names(item.url) ? item.url : null) || `${item.title}\n${item.published_at ?? ''}`;
    const also = names(item.url) ? `url ${item.url}` : `id ${key}`;
    if (seen.has(`id ${key}`) || seen.has(also)) return [];
    seen.add(`id ${key}`).add(also);
    return [{ ...item, key: key.slice(0, 2000) }];
  });
  // What has no date stays where the feed has it, before what has one: feeds begin with the newest.
  const order = (item: FeedItem) => item.published_at ?? now.toISOString();
  return once.sort((a, b) => (order(a) < order(b) ? 1 : order(a) > order(b) ? -1 : 0)).slice(0, MAX_ITEMS);
}

/** A feed's date, or null for one that no calendar has; what lies in the future is now. */
function dated(date: string | null, now: Date): string | null {
  const at = date ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(at) || at < Date.UTC(1990)) return null;
  // A clock a little ahead is a clock; a date of next year is a mistake and says nothing about when.
  if (at > now.getTime() + DAY_MS) return null;
  return new Date(Math.min(at, now.getTime())).toISOString();
}

const shorten = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** The feeds a page names in its head (https://html.spec.whatwg.org/#rel-alternate). */
function pageOf(html: string, url: string): Page {
  const base = /<base\s[^>]*href\s*=\s*["']?([^"'\s>]+)/i.exec(html)?.[1];
  const from = base && URL.canParse(base, url) ? new URL(base, url).href : url;
  const found: { href: string; rank: number }[] = [];
  for (const [tag] of html.slice(0, 500_000).matchAll(/<link\b(?:[^>"']|"[^"]*"|'[^']*')*>/gi)) {
    const value = (name: string) =>
      new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i')
        .exec(tag)
        ?.slice(1)
        .find(Boolean) ?? '';
    if (!/(^|\s)alternate(\s|$)/i.test(value('rel'))) continue;
    const rank = ['application/rss+xml', 'application/atom+xml', 'application/feed+json'].indexOf(
      value('type').toLowerCase().split(';')[0]?.trim() ?? '',
    );
    const href = canonicalUrl(plainText(value('href'), 2000), from);
    // Feeds of comments come after those of articles.
    if (rank >= 0 && href) found.push({ href, rank: /comment/i.test(tag) ? 10 + rank : rank });
  }
  if (found.length === 0) throw new FeedError('feed_not_in_page', 'A page that names no feed.');
  return { kind: 'page', feeds: found.sort((a, b) => a.rank - b.rank).map(({ href }) => href) };
}

const unreadable = (error: unknown) =>
  new FeedError('feed_unreadable', error instanceof Error ? error.message.slice(0, 300) : 'Not a feed.');
