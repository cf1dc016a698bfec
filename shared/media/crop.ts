import { z } from 'zod';

/**
 * Which part of a picture goes out or is shown on a grid, as data: the file itself never changes. All of it is pure, so
 * screens, desktop and server cut at the same pixels.
 */

const unit = z.number().min(0).max(1);

/** A part of a picture in shares of its width and height as it is shown (after rotation), from its top left. */
export const rectSchema = z
  .object({ x: unit, y: unit, width: unit.positive(), height: unit.positive() })
  .refine(
    ({ x, y, width, height }) => x + width <= 1 + SLACK && y + height <= 1 + SLACK,
    'It lies outside the picture.',
  );
export type Rect = z.infer<typeof rectSchema>;

/**
 * What stands for a file where only one small picture is shown: the grid of a profile, a video before it plays.
 * `at_ms`: the moment of a video; null is its first picture, and the only value a picture has. `rect`: the part that is
 * shown; null is the largest in the middle. `asset_id`: a picture of the library that stands for a video, which `rect` is
 * then a part of: one that somebody chose (`at_ms` is null), or the moment drawn as a picture, so that it can be cut.
 */
export const coverSchema = z.object({
  at_ms: z.int().min(0).nullable(),
  rect: rectSchema.nullable(),
  asset_id: z.uuid().optional(),
});
export type Cover = z.infer<typeof coverSchema>;

/**
 * How a file goes out where it is shown: `alt_text` null takes the library's words, `crop` null shows all of it.
 * Of a post's own files these are columns of the attachment; a part keeps them by file.
 */
export const frameSchema = z.object({
  alt_text: z.string().max(2000).nullable(),
  crop: rectSchema.nullable(),
  cover: coverSchema.nullable(),
});
export type FileFrame = z.infer<typeof frameSchema>;
export const PLAIN: FileFrame = { alt_text: null, crop: null, cover: null };

export type Size = { width: number; height: number };

/** Shares are kept to six digits: a pixel of a picture 100,000 wide. */
const DIGITS = 1e6;
const SLACK = 2 / DIGITS;
const tidy = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * DIGITS) / DIGITS;

export const WHOLE: Rect = { x: 0, y: 0, width: 1, height: 1 };

/** Shapes that platforms show: width by height. `grid` is a tile of an Instagram profile since January 2025. */
export const SHAPES = {
  square: { ratio: 1, label: '1:1' },
  portrait: { ratio: 4 / 5, label: '4:5' },
  grid: { ratio: 3 / 4, label: '3:4' },
  story: { ratio: 9 / 16, label: '9:16' },
  wide: { ratio: 16 / 9, label: '16:9' },
} as const satisfies Record<string, { ratio: number; label: string }>;
export type Shape = keyof typeof SHAPES;

/**
 * What a full-height video or story is covered with by the app around it, in shares of its height and width (Meta, "Ads
 * guide, Instagram Reels": nothing that matters in the top 14 %, the bottom 35 % and 6 % of each side).
 */
export const SAFE_AREA = { top: 0.14, bottom: 0.35, side: 0.06 } as const;

/** The same part, inside the picture and to six digits. */
export function tidyRect({ x, y, width, height }: Rect): Rect {
  const [w, h] = [tidy(Math.max(width, 1 / DIGITS)), tidy(Math.max(height, 1 / DIGITS))];
  return { x: tidy(Math.min(x, 1 - w)), y: tidy(Math.min(y, 1 - h)), width: w, height: h };
}

/**
 * The largest part of a shape, around the middle of another part.
 * @param ratio width by height in pixels
 * @param within the part it has to lie in; all of the picture unless said
 */
export function largestRect(ratio: number, size: Size, within: Rect = WHOLE): Rect {
  const room = { width: within.width * size.width, height: within.height * size.height };
  const width = Math.min(room.width, room.height * ratio) / size.width;
  const height = Math.min(room.height, room.width / ratio) / size.height;
  return tidyRect({
    x: within.x + (within.width - width) / 2,
    y: within.y + (within.height - height) / 2,
    width,
    height,
  });
}

/**
 * A part moved by shares of the picture; it stops at the edges.
 * @param dx to the right @param dy down
 */
export const movedRect = (rect: Rect, dx: number, dy: number): Rect =>
  tidyRect({
    ...rect,
    x: Math.min(Math.max(0, rect.x + dx), 1 - rect.width),
    y: Math.min(Math.max(0, rect.y + dy), 1 - rect.height),
  });

/** The least side of a part, in shares. */
const LEAST = 0.05;

/** A part made larger (`factor` above 1) or smaller around its middle, keeping its shape and inside the picture. */
export function scaledRect(rect: Rect, factor: number): Rect {
  const most = Math.min(1 / rect.width, 1 / rect.height);
  const least = Math.min(1, LEAST / Math.min(rect.width, rect.height));
  const by = Math.min(most, Math.max(least, factor));
  const [width, height] = [rect.width * by, rect.height * by];
  return movedRect(
    { x: rect.x + (rect.width - width) / 2, y: rect.y + (rect.height - height) / 2, width, height },
    0,
    0,
  );
}

/** The part in whole pixels, never empty and never outside. @param size the picture's, after rotation */
export function cropPixels(rect: Rect, size: Size): { x: number; y: number } & Size {
  const x = Math.min(size.width - 1, Math.round(rect.x * size.width));
  const y = Math.min(size.height - 1, Math.round(rect.y * size.height));
  return {
    x,
    y,
    width: Math.max(1, Math.min(size.width - x, Math.round(rect.width * size.width))),
    height: Math.max(1, Math.min(size.height - y, Math.round(rect.height * size.height))),
  };
}

/** How large a picture is once it is cut. @param crop null: not cut */
export function croppedSize(size: Size, crop: Rect | null): Size {
  if (!crop) return { width: size.width, height: size.height };
  const { width, height } = cropPixels(crop, size);
  return { width, height };
}

/** Whether a part has a shape, to half a percent: a pixel or two of a small picture. */
export const hasRatio = (rect: Rect, size: Size, ratio: number): boolean =>
  Math.abs((rect.width * size.width) / (rect.height * size.height) / ratio - 1) < 0.005;

/**
 * What a tile of a grid shows of a file: what a person chose, else the largest part in the middle of what goes out.
 * @param ratio of the tile, width by height
 */
export function tileRect(
  { crop, cover }: { crop: Rect | null; cover: Cover | null },
  size: Size,
  ratio: number = SHAPES.grid.ratio,
): Rect {
  const chosen = cover?.rect ?? null;
  return largestRect(ratio, size, chosen ?? crop ?? WHOLE);
}

/**
 * The part of a picture that stands for a video: 9:16, of which the grid of a profile shows the 3:4 in its middle.
 * @param size the picture's
 */
export const coverRect = ({ rect }: Pick<Cover, 'rect'>, size: Size): Rect =>
  largestRect(SHAPES.story.ratio, size, rect ?? WHOLE);

/** What a grid leaves out of a cover at its top and at its bottom, in shares of its height. */
export const COVER_EDGE = (1 - SHAPES.story.ratio / SHAPES.grid.ratio) / 2;

/** Types that can be cut. A GIF is not among them: it would stop moving. */
const CUT: readonly string[] = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'];
export const canCut = (mime: string): boolean => CUT.includes(mime);

/** Style of an `<img>` or `<video>` that shows one part as if it were all of it; `object-fit` then works on the part. */
export function partStyle({ x, y, width, height }: Rect) {
  const percent = (share: number) => `${Math.max(0, share) * 100}%`;
  return {
    objectViewBox: `inset(${percent(y)} ${percent(1 - x - width)} ${percent(1 - y - height)} ${percent(x)})`,
  };
}
