import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

type Words = { title: MessageDescriptor; next: MessageDescriptor };

const later = msg`It is tried again by itself.`;

/** Why a feed could not be read, and what to do: by the codes of server/modules/feeds/feed-error.ts. */
const words: Record<string, Words> = {
  feed_address_blocked: {
    title: msg`This address is not on the public internet.`,
    next: msg`The server reads public addresses only. Check it for a typing mistake.`,
  },
  feed_unreachable: {
    title: msg`Its server could not be reached.`,
    next: msg`It is tried again by itself. If it goes on, check the address.`,
  },
  feed_too_slow: { title: msg`It took too long to answer.`, next: later },
  feed_too_large: {
    title: msg`The feed is larger than 4 MB.`,
    next: msg`Many sites have a shorter feed of their newest articles. Add that one instead.`,
  },
  feed_redirects: {
    title: msg`It sends readers from one address to the next.`,
    next: msg`Open it in a browser and add the address it ends at.`,
  },
  feed_status: { title: msg`Its server had a problem of its own.`, next: later },
  feed_not_found: {
    title: msg`There is nothing at this address any more.`,
    next: msg`Look for the feed on the site, add its new address and remove this one.`,
  },
  feed_gone: {
    title: msg`This feed has ended.`,
    next: msg`Its publisher took it away for good, so it is not read any more. You can remove it.`,
  },
  feed_needs_login: {
    title: msg`This feed is not open to everybody.`,
    next: msg`Its server wants a password or keeps readers like this one out. Look for a public feed of the site.`,
  },
  feed_busy: {
    title: msg`Its server asked readers to come back later.`,
    next: msg`It is read again when that time has passed.`,
  },
  feed_not_in_page: {
    title: msg`This is a page that names no feed.`,
    next: msg`Look on the site for “RSS” or “Feed” and add that address.`,
  },
  feed_unreadable: {
    title: msg`What is there is no feed that can be read.`,
    next: msg`RSS, Atom and JSON feeds are. If it worked before, its publisher may mend it; it is tried again.`,
  },
  feed_hostile: {
    title: msg`This feed has parts that could do harm, and was not read.`,
    next: msg`It declares entities of its own, which no feed needs. You can remove it.`,
  },
};

/** @param code of a failed reading; one this version does not know gets general words */
export const feedErrorWords = (code: string | null): Words =>
  words[code ?? ''] ?? { title: msg`It could not be read.`, next: later };
