import { platformFacts } from '../connectors/facts.ts';
import type { PartRole, Platform, Row } from '../kinds/index.ts';
import { canCut, coverRect, croppedSize, PLAIN, type Rect } from '../media/crop.ts';
import {
  checkMedia,
  checkStory,
  type MediaFacts,
  type MediaProblem,
  partTakesMedia,
} from '../rules/index.ts';
import type { MediaProblemCode } from '../rules/media.ts';

/** A file as it goes out: found by its hash, whatever becomes of the library meanwhile. */
export type OutgoingMedia = {
  sha256: string;
  mime: string;
  bytes: number;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  codec: string | null;
  /** What it shows, for those who do not see it. */
  alt: string;
  /** The part that goes out; not there: all of it. */
  crop?: Rect;
  /** The moment of a video that stands for it, in milliseconds; not there: its first picture. */
  cover_ms?: number;
  /** A picture that stands for a video instead, where a platform takes one. */
  cover?: OutgoingPicture;
};

/** The bytes of a file, and what is done to them on the way. */
export type OutgoingPicture = Pick<OutgoingMedia, 'sha256' | 'mime' | 'crop'>;

/** How pictures are made to fit, byte by byte, before they are sent. */
export type PictureLimits = { maxBytes: number; maxSide: number; mimes: readonly string[] };

/** A channel's own files where it has some, else those of the post; in their order. */
export function mediaFor<A extends { connection_id: string | null }>(
  all: readonly A[],
  connectionId: string,
): A[] {
  const own = all.filter(({ connection_id }) => connection_id === connectionId);
  return own.length > 0 ? own : all.filter(({ connection_id }) => connection_id === null);
}

type Attached = Pick<Row<'attachment'>, 'alt_text' | 'crop' | 'cover'> & {
  asset: Pick<
    Row<'asset'>,
    'sha256' | 'mime' | 'bytes' | 'width' | 'height' | 'duration_ms' | 'codec' | 'alt_text'
  >;
  /** The picture that its cover names, if it is in the library. */
  cover_asset?: Pick<Row<'asset'>, 'sha256' | 'mime' | 'width' | 'height'> | null;
};

/** What goes out of a file of a part: whole and as the library describes it, unless something else was said. */
export const partMedia = (
  { frames }: Pick<Row<'part'>, 'frames'>,
  asset: Attached['asset'] & Pick<Row<'asset'>, 'id'>,
): OutgoingMedia => outgoingMedia({ ...(frames[asset.id] ?? PLAIN), asset });

/** What goes out of a file. Uncut it is what it was before there was cutting, and so is the hash of what is frozen. */
export const outgoingMedia = ({ alt_text, crop, cover, asset, cover_asset }: Attached): OutgoingMedia => ({
  sha256: asset.sha256,
  mime: asset.mime,
  bytes: asset.bytes,
  width: asset.width,
  height: asset.height,
  duration_ms: asset.duration_ms,
  codec: asset.codec,
  alt: alt_text ?? asset.alt_text,
  ...(crop && canCut(asset.mime) && { crop }),
  ...(typeof cover?.at_ms === 'number' && { cover_ms: cover.at_ms }),
  ...(cover?.asset_id && cover_asset && isFilm(asset) && { cover: pictureOf(cover, cover_asset) }),
});

const isFilm = ({ mime }: Pick<Row<'asset'>, 'mime'>) => mime.startsWith('video/');

function pictureOf(
  { rect }: NonNullable<Attached['cover']>,
  { sha256, mime, width, height }: NonNullable<Attached['cover_asset']>,
): OutgoingPicture {
  if (width === null || height === null) return { sha256, mime };
  const crop = coverRect({ rect }, { width, height });
  const shown = croppedSize({ width, height }, crop);
  const whole = shown.width === width && shown.height === height;
  return { sha256, mime, ...(!whole && { crop }) };
}

/** Whether a picture that is to stand for a file is not in the library any more. */
export const coverLost = ({ cover, cover_asset }: Pick<Attached, 'cover' | 'cover_asset'>): boolean =>
  cover?.asset_id !== undefined && !cover_asset;

/** What is checked of a file: a picture's size once it is cut. */
export function factsOf(asset: Omit<MediaFacts, 'kind'> & { crop?: Rect | null | undefined }): MediaFacts {
  const { mime, bytes, width, height, duration_ms, codec, crop } = asset;
  const size =
    crop && canCut(mime) && width !== null && height !== null
      ? croppedSize({ width, height }, crop)
      : { width, height };
  return {
    kind: mime.startsWith('video/') ? 'video' : 'image',
    mime,
    bytes,
    ...size,
    duration_ms,
    codec,
  };
}

/** `media_not_sent`: the platform may take it, but nothing here sends such files there yet. */
export type SendProblem = Omit<MediaProblem, 'code'> & { code: MediaProblemCode | 'media_not_sent' };

/** What making a picture smaller mends. */
const MENDED: readonly MediaProblem['code'][] = [
  'media_too_big',
  'media_too_large',
  'media_too_many_pixels',
  'media_type',
];
/** Types that become a JPEG where a platform does not take them. A GIF is not among them: it would stop moving. */
const REMADE: readonly string[] = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'];

/**
 * Everything that keeps these files from a channel: what the platform does not take, less what is mended on the way,
 * and what our own connectors cannot send yet.
 * @param byHand a person posts there: nothing is mended, and nothing is beyond us
 * @param role set: they go with something that follows a post
 * @param format what the channel shows the post as
 */
export function sendProblems(
  platform: Platform,
  items: readonly (Omit<MediaFacts, 'kind'> & { crop?: Rect | null | undefined })[],
  byHand: boolean,
  role: PartRole | null = null,
  format: Row<'target'>['format'] = null,
): SendProblem[] {
  if (role !== null && items.length === 0) return [];
  if (role !== null && !partTakesMedia(platform, role)) {
    const code = 'media_too_many';
    return [{ code, severity: 'error', item: null, limit: 0, actual: items.length, found: '' }];
  }
  const facts = items.map(factsOf);
  const problems = format === 'story' ? checkStory(platform, facts) : checkMedia(platform, facts);
  if (byHand) return problems;
  const { account } = platformFacts(platform);
  const left = problems.filter(({ code, item }) => {
    const file = item === null ? undefined : items[item];
    return !(account && file && MENDED.includes(code) && REMADE.includes(file.mime));
  });
  const beyond = items.flatMap((file, item): SendProblem[] =>
    account !== undefined &&
    (file.mime.startsWith('image/') || (account.films && file.mime.startsWith('video/')))
      ? []
      : [{ code: 'media_not_sent', severity: 'error', item, limit: 0, actual: 0, found: file.mime }],
  );
  return [...left, ...beyond];
}

/**
 * Which of a channel's files it takes, where leaving out the others is all there is to mend.
 * @returns the ones that stay, in their order; null where all stay, none would, or that is not what is wrong
 */
export function fittingFiles<A extends Parameters<typeof sendProblems>[1][number]>(
  platform: Platform,
  items: readonly A[],
  byHand: boolean,
  format: Row<'target'>['format'] = null,
): A[] | null {
  let left = [...items];
  // What is wrong with single files is mended first, then how many there are, then which kinds stand together.
  for (const problem of ['each', 'media_too_many', 'media_mixed', 'media_too_many'] as const) {
    const found = sendProblems(platform, left, byHand, null, format);
    const one = found.find(({ code }) => code === problem);
    if (problem === 'each') left = left.filter((_, index) => !found.some(({ item }) => item === index));
    else if (one && problem === 'media_too_many') left = left.slice(0, one.limit);
    else if (one) {
      const film = left[0]?.mime.startsWith('video/') === true;
      left = left.filter(({ mime }) => mime.startsWith('video/') === film);
    }
  }
  const some = left.length > 0 && left.length < items.length;
  return some && sendProblems(platform, left, byHand, null, format).length === 0 ? left : null;
}

const SENTENCES: Record<SendProblem['code'], (problem: SendProblem) => string> = {
  media_needed: ({ limit }) => `The platform wants at least ${limit} files.`,
  media_too_many: ({ limit, actual }) => `There are ${actual} files; the platform takes ${limit}.`,
  media_mixed: () => 'The platform does not take pictures and videos in one post.',
  media_kind: ({ found }) => `The platform does not take a ${found}.`,
  media_type: ({ found }) => `The platform does not take ${found}.`,
  media_too_big: ({ limit, actual }) => `A file has ${actual} bytes; the platform takes ${limit}.`,
  media_ratio: () => 'The shape of a file is outside what the platform takes.',
  media_too_small: ({ limit, actual }) => `A side has ${actual} pixels; the platform wants ${limit}.`,
  media_too_large: ({ limit, actual }) => `A side has ${actual} pixels; the platform takes ${limit}.`,
  media_too_many_pixels: () => 'A picture has too many pixels for the platform.',
  media_too_short: ({ limit }) => `A video is shorter than ${limit} milliseconds.`,
  media_too_long: ({ limit }) => `A video is longer than ${limit} milliseconds.`,
  media_codec: ({ found }) => `The platform does not take the codec ${found}.`,
  media_not_sent: ({ found }) => `Pillarbox does not send ${found} to this platform yet.`,
};

/** A problem in English, for records and programs; screens have their own words by its code. */
export const mediaSentence = (problem: SendProblem): string => SENTENCES[problem.code](problem);
