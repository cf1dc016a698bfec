import { BAND_ROOM, LINE, layoutWords, SLIDE_SIZES } from '../../../shared/feed/slides.ts';
import type { Overlay, Row, SlideShape } from '../../../shared/kinds/index.ts';
import { cropPixels, largestRect, WHOLE } from '../../../shared/media/crop.ts';

/** The faces words can be set in, as they are bundled. */
export const FACES: Readonly<Record<Overlay['font'], string>> = {
  sans: '"Inter Variable", sans-serif',
  serif: '"Fraunces Variable", serif',
};

type Drawn = Pick<Row<'slide'>, 'crop' | 'background' | 'overlays'>;
type Pen = CanvasRenderingContext2D;

/** Where an overlay lies on a slide, in pixels of the slide. */
export type Box = { x: number; y: number; width: number; height: number };

const faceOf = ({ weight, font }: Overlay, size: number) => `${weight} ${size}px ${FACES[font]}`;

/** Fonts are loaded when they are first used: without them words would be drawn in another face. */
export const loadFaces = (overlays: readonly Overlay[]): Promise<unknown> =>
  Promise.all(overlays.map((overlay) => document.fonts.load(faceOf(overlay, 40), overlay.text || 'a')));

/**
 * Draws a slide: the picture or the colour, then the words over it.
 * @param pen of a canvas as large as the slide (SLIDE_SIZES)
 * @param picture the asset under the words; null: only the colour
 */
export function drawSlide(pen: Pen, slide: Drawn, shape: SlideShape, picture: HTMLImageElement | null): void {
  const { width, height } = SLIDE_SIZES[shape];
  pen.fillStyle = slide.background;
  pen.fillRect(0, 0, width, height);
  if (picture && picture.naturalWidth > 0) {
    const size = { width: picture.naturalWidth, height: picture.naturalHeight };
    const part = cropPixels(largestRect(width / height, size, slide.crop ?? WHOLE), size);
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(picture, part.x, part.y, part.width, part.height, 0, 0, width, height);
  }
  for (const overlay of slide.overlays) drawWords(pen, overlay, shape);
}

function drawWords(pen: Pen, overlay: Overlay, shape: SlideShape): void {
  const { width } = SLIDE_SIZES[shape];
  const { lines, size } = setLines(pen, overlay, shape);
  const box = boxOf(pen, overlay, shape);
  if (overlay.band && overlay.text.trim() !== '') {
    const room = size * BAND_ROOM;
    pen.fillStyle = overlay.band;
    pen.beginPath();
    pen.roundRect(
      box.x - room,
      box.y - room * 0.7,
      box.width + room * 2,
      box.height + room * 1.4,
      size * 0.12,
    );
    pen.fill();
  }
  pen.fillStyle = overlay.color;
  pen.textBaseline = 'alphabetic';
  for (const [index, line] of lines.entries()) {
    const rtl = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(line);
    pen.direction = rtl ? 'rtl' : 'ltr';
    const center = overlay.align === 'center';
    const left = (overlay.align === 'start') !== rtl;
    pen.textAlign = center ? 'center' : left ? 'left' : 'right';
    const at = box.x + (center ? box.width / 2 : left ? 0 : overlay.width * width);
    pen.fillText(line, at, box.y + size * LINE * index + size * 0.92);
  }
}

function setLines(pen: Pen, overlay: Overlay, shape: SlideShape): { lines: string[]; size: number } {
  const { width } = SLIDE_SIZES[shape];
  const size = overlay.size * width;
  pen.font = faceOf(overlay, size);
  return {
    size,
    lines: layoutWords(overlay.text, overlay.width * width, (text) => pen.measureText(text).width),
  };
}

/** Where an overlay's words lie. */
export function boxOf(pen: Pen, overlay: Overlay, shape: SlideShape): Box {
  const { width, height } = SLIDE_SIZES[shape];
  const { lines, size } = setLines(pen, overlay, shape);
  return {
    x: overlay.x * width,
    y: overlay.y * height,
    width: overlay.width * width,
    height: Math.max(1, lines.length) * size * LINE,
  };
}

/** A picture of the library, decoded. @returns null where its bytes cannot be had */
export async function loadPicture(base: string, assetId: string | null): Promise<HTMLImageElement | null> {
  if (assetId === null) return null;
  const picture = new Image();
  picture.src = `${base}/file/${assetId}`;
  return picture.decode().then(
    () => picture,
    () => null,
  );
}
