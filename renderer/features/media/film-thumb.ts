import type { Row } from '../../../shared/kinds/index.ts';
import { desktop } from '../../app/desktop.ts';

/** Longer side in pixels, as pictures have it. */
const SIDE = 480;
const PATIENCE_MS = 10_000;
/** Larger films are not fetched from the server for the sake of a small picture. */
const MOST_BYTES = 48 * 1024 * 1024;

type Film = Pick<Row<'asset'>, 'id' | 'bytes' | 'uploaded_at'>;

const tried = new Map<string, Promise<boolean>>();
let line: Promise<unknown> = Promise.resolve();

/**
 * Draws a small picture of a film and gives it to the core to keep: only a page can decode films. One after the other,
 * and each once as long as the page is open.
 * @param base where files are (`media.base`)
 * @returns whether there is one now
 */
export function drawFilm(base: string, film: Film): Promise<boolean> {
  const version = `${film.id} ${film.uploaded_at ?? ''}`;
  const known = tried.get(version);
  if (known) return known;
  const drawn = line.then(async () => {
    if (film.uploaded_at !== null && film.bytes > MOST_BYTES) return false;
    try {
      const bytes = await still(`${base}/file/${film.id}`);
      await desktop.invoke('media.keepThumb', { assetId: film.id, bytes });
      return true;
    } catch {
      // It is not here, or of a codec this machine has not: its sign stands for it.
      return false;
    }
  });
  line = drawn;
  tried.set(version, drawn);
  return drawn;
}

/** A picture from the first second, as WebP in base64. */
async function still(src: string): Promise<string> {
  const canvas = await drawMoment(src, ({ duration }) => Math.min(1, duration / 10 || 0), SIDE);
  const [head, data] = canvas.toDataURL('image/webp', 0.78).split(',');
  if (!data || !head?.startsWith('data:image/webp')) throw new Error('It could not be drawn.');
  return data;
}

/**
 * One moment of a film, drawn.
 * @param at tells which, in seconds
 * @param side the longer side in pixels at most
 * @throws Error when it cannot be decoded here, or does not come in ten seconds
 */
export async function drawMoment(
  src: string,
  at: (film: HTMLVideoElement) => number,
  side: number,
): Promise<HTMLCanvasElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  video.src = src;
  try {
    await happens(video, 'loadeddata');
    video.currentTime = at(video);
    await happens(video, 'seeked');
    const scale = Math.min(1, side / Math.max(video.videoWidth, video.videoHeight));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
    canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    return canvas;
  } finally {
    video.removeAttribute('src');
    video.load();
  }
}

const happens = (video: HTMLVideoElement, event: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('It took too long.')), PATIENCE_MS);
    video.addEventListener(
      event,
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
    video.addEventListener(
      'error',
      () => {
        clearTimeout(timer);
        reject(new Error('It cannot be decoded.'));
      },
      { once: true },
    );
  });
