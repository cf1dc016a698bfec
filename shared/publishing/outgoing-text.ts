import type { Row } from '../kinds/index.ts';
import type { Spoken } from '../mentions/tokens.ts';

/**
 * The words that go out to one channel. Its own words stand exactly as they were typed; a channel without them gets
 * the caption, then the link and the hashtags that the caption does not already carry. The composer counts this text,
 * the server and the device send it.
 * @param ownText the target's text; null follows the caption
 * @param spoken puts in what the platform calls the people it mentions
 */
export function outgoingText(
  post: Pick<Row<'post'>, 'caption' | 'hashtags' | 'link'>,
  ownText: string | null,
  spoken: Spoken,
): string {
  if (ownText !== null) return spoken(ownText.trim());
  const present = new Set(post.caption.toLowerCase().match(/#[^\s#]+/g) ?? []);
  const tags = post.hashtags
    .map((tag) => `#${tag.replace(/^#/, '')}`)
    .filter((tag) => tag.length > 1 && !present.has(tag.toLowerCase()));
  const link = post.link && !post.caption.includes(post.link) ? post.link : '';
  return [spoken(post.caption.trim()), link, tags.join(' ')].filter((part) => part !== '').join('\n\n');
}
