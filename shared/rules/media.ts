import type { MediaFacts } from './media-facts.ts';

/** What a platform takes of one sort of file. Absent: it has no such rule. */
export type FileRules = {
  /** Most of this sort in one post. */
  max: number;
  mimes: readonly string[];
  bytes?: number;
  /** Width divided by height, both ends included. */
  ratio?: readonly [number, number];
  /** Least and most of width and of height, in pixels. */
  side?: readonly [number, number];
  /** Most of width times height. */
  pixels?: number;
  /** Videos: least and most, in milliseconds. */
  duration?: readonly [number, number];
  /** Videos: codecs in short, as `MediaFacts` names them. */
  codecs?: readonly string[];
  /** Only beside a video: a picture that stands for it. */
  beside?: true;
};

/** A platform's rules about what goes with a post. */
export type MediaRules = {
  /** Least and most files in all. */
  count: readonly [number, number];
  /** Pictures and videos in one post. */
  mixes: boolean;
  image: FileRules | null;
  video: FileRules | null;
};

export type MediaProblemCode =
  | 'media_needed'
  | 'media_too_many'
  | 'media_mixed'
  | 'media_kind'
  | 'media_type'
  | 'media_too_big'
  | 'media_ratio'
  | 'media_too_small'
  | 'media_too_large'
  | 'media_too_many_pixels'
  | 'media_too_short'
  | 'media_too_long'
  | 'media_codec';

/**
 * What keeps files from a platform. `item` is the file's place, null where it is about all of them. `limit` and `actual`
 * are in the code's own unit: files, bytes, pixels, milliseconds, width by height. `found` is what a file is, in words
 * of its own (its type or codec).
 */
export type MediaProblem = {
  code: MediaProblemCode;
  severity: 'error';
  item: number | null;
  limit: number;
  actual: number;
  found: string | null;
};

/** Everything that keeps these files from a platform with these rules; what is not known of a file is not held against it. */
export function mediaProblems(rules: MediaRules, items: readonly MediaFacts[]): MediaProblem[] {
  const problems: MediaProblem[] = [];
  const add = (
    code: MediaProblemCode,
    item: number | null,
    limit = 0,
    actual = 0,
    found: string | null = null,
  ) => problems.push({ code, severity: 'error', item, limit, actual, found });

  const [least, most] = rules.count;
  const images = items.filter(({ kind }) => kind === 'image').length;
  const videos = items.length - images;
  if (items.length < least) add('media_needed', null, least, items.length);
  if (items.length > most) add('media_too_many', null, most, items.length);
  else if (images > (rules.image?.max ?? images)) add('media_too_many', null, rules.image?.max, images);
  else if (videos > (rules.video?.max ?? videos)) add('media_too_many', null, rules.video?.max, videos);
  if (!rules.mixes && images > 0 && videos > 0) add('media_mixed', null);

  for (const [item, facts] of items.entries()) {
    const file = rules[facts.kind];
    if (!file || (file.beside && videos === 0)) {
      add('media_kind', item, 0, 0, facts.kind);
      continue;
    }
    const { width, height, duration_ms: duration, codec } = facts;
    if (!file.mimes.includes(facts.mime)) add('media_type', item, 0, 0, facts.mime);
    if (file.bytes !== undefined && facts.bytes > file.bytes)
      add('media_too_big', item, file.bytes, facts.bytes);
    if (width !== null && height !== null && width > 0 && height > 0) {
      const ratio = width / height;
      // Pixels are whole: an edge that is one of them off is on the limit.
      const [narrow, broad] = file.ratio ?? [0, Number.POSITIVE_INFINITY];
      if (width + 1 < narrow * height) add('media_ratio', item, narrow, ratio);
      if (width - 1 > broad * height) add('media_ratio', item, broad, ratio);
      const [small, large] = file.side ?? [1, Number.POSITIVE_INFINITY];
      if (Math.min(width, height) < small) add('media_too_small', item, small, Math.min(width, height));
      if (Math.max(width, height) > large) add('media_too_large', item, large, Math.max(width, height));
      if (file.pixels !== undefined && width * height > file.pixels)
        add('media_too_many_pixels', item, file.pixels, width * height);
    }
    if (duration !== null && file.duration) {
      if (duration < file.duration[0]) add('media_too_short', item, file.duration[0], duration);
      if (duration > file.duration[1]) add('media_too_long', item, file.duration[1], duration);
    }
    if (codec !== null && file.codecs && !file.codecs.includes(codec)) add('media_codec', item, 0, 0, codec);
  }
  return problems;
}

export const MB = 1_000_000;
export const MIB = 1024 * 1024;
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
