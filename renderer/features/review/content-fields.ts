import type { ReviewedContent } from '../../../shared/review/content.ts';

export type FieldKey =
  | { field: 'caption' | 'link' | 'hashtags' | 'media' | 'mentions' }
  | { field: 'channel'; connectionId: string };
export type Difference = { of: FieldKey; before: string; now: string };

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

/** Files as lines to compare: a short name of the bytes, and what it says they show. */
const media = (content: ReviewedContent) =>
  list(content.media)
    .map((one) => {
      const { sha256, alt_text, crop, cover_ms, cover: picture } = record(one);
      const cut = crop ? ` ✂ ${cropText(record(crop))}` : '';
      const cover = typeof cover_ms === 'number' ? ` ▶ ${cover_ms / 1000} s` : '';
      return `${text(sha256).slice(0, 8)}${cut}${cover}${coverText(picture)} ${text(alt_text)}`.trim();
    })
    .join('\n');

/** Who is called what where, a line for each. */
const mentions = (content: ReviewedContent) =>
  Object.entries(record(content.mentions))
    .flatMap(([name, handles]) =>
      Object.entries(record(handles)).map(([platform, handle]) => `${name}: ${platform} @${text(handle)}`),
    )
    .join('\n');

const percent = (share: unknown) => `${Math.round(Number(share) * 1000) / 10} %`;
/** Where the part begins and how large it is. */
const cropText = ({ x, y, width, height }: Record<string, unknown>) =>
  `${percent(x)}, ${percent(y)}, ${percent(width)} × ${percent(height)}`;

/** The picture that stands for a film, and the part of it. */
const coverText = (picture: unknown) => {
  if (!picture) return '';
  const { sha256, rect } = record(picture);
  return ` ▶ ${text(sha256).slice(0, 8)}${rect ? ` ✂ ${cropText(record(rect))}` : ''}`;
};

/** What differs between what was looked at then and what would go out now, field by field. */
export function contentDifferences(before: ReviewedContent, now: ReviewedContent): Difference[] {
  const tags = (content: ReviewedContent) =>
    list(content.hashtags)
      .map((tag) => `#${text(tag)}`)
      .join(' ');
  const [old, present] = [record(before.channels), record(now.channels)];
  const channels = [...new Set([...Object.keys(old), ...Object.keys(present)])].map((connectionId) => ({
    of: { field: 'channel' as const, connectionId },
    before: channelWords(old[connectionId]),
    now: channelWords(present[connectionId]),
  }));
  return [
    { of: { field: 'caption' as const }, before: text(before.caption), now: text(now.caption) },
    { of: { field: 'link' as const }, before: text(before.link), now: text(now.link) },
    { of: { field: 'hashtags' as const }, before: tags(before), now: tags(now) },
    { of: { field: 'mentions' as const }, before: mentions(before), now: mentions(now) },
    { of: { field: 'media' as const }, before: media(before), now: media(now) },
    ...channels,
  ].filter((one) => one.before !== one.now);
}

/** A channel that is not there, one that follows the caption, and one with words of its own are three things. */
function channelWords(channel: unknown): string {
  if (channel === undefined) return '';
  const own = text(record(channel).text);
  // Who sees a film and for whom it is made, as names and values: they differ seldom.
  const options = Object.entries(record(record(channel).options)).map(([name, value]) => `${name}: ${value}`);
  return [own === '' ? '=' : own, ...options.sort()].join('\n');
}
