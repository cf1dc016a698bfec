import { open } from 'node:fs/promises';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import { AppError } from '../../shared/errors.ts';
import { pictureSize } from '../../shared/media/images.ts';
import { isMediaType, MAX_PIXELS } from '../../shared/media/sniff.ts';

export type Probe = {
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  codec: string | null;
};

const NOTHING: Probe = { width: null, height: null, duration_ms: null, codec: null };
/** A picture's size stands in its header; cameras put previews of a few hundred kilobytes before it. */
const HEAD_BYTES = 2 * 1024 * 1024;

/**
 * What rules about pictures and videos need to know of a file.
 * @param mime what `sniff` said
 * @throws AppError `file_type_unsupported`, `file_damaged`, `picture_too_large`
 */
export async function probe(path: string, mime: string | null): Promise<Probe & { mime: string }> {
  if (mime === null || !isMediaType(mime))
    throw new AppError('file_type_unsupported', 'Files of this type are not taken.', { details: { mime } });
  if (mime.startsWith('image/')) return { mime, ...(await probePicture(path)) };
  if (mime.startsWith('video/')) return { mime, ...(await probeVideo(path)) };
  return { mime, ...NOTHING };
}

async function probePicture(path: string): Promise<Probe> {
  const size = pictureSize(await head(path));
  if (!size) throw damaged();
  if (size.width * size.height > MAX_PIXELS)
    throw new AppError('picture_too_large', 'This picture has too many pixels.', { details: size });
  return { ...NOTHING, ...size };
}

async function probeVideo(path: string): Promise<Probe> {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (!track) throw damaged();
    // A film that was cut off can still tell its length: its last packet must be there as well.
    const end = await new EncodedPacketSink(track).getPacket(Number.POSITIVE_INFINITY);
    if (!end || end.byteLength === 0) throw damaged();
    const seconds = (await input.getDurationFromMetadata()) ?? (await input.computeDuration());
    return {
      width: await track.getDisplayWidth(),
      height: await track.getDisplayHeight(),
      duration_ms: Math.round(seconds * 1000),
      codec: await track.getCodec(),
    };
  } catch (error) {
    throw error instanceof AppError ? error : damaged();
  } finally {
    input.dispose();
  }
}

async function head(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, HEAD_BYTES));
    await file.read(buffer, 0, buffer.length, 0);
    return buffer;
  } finally {
    await file.close();
  }
}

const damaged = () => new AppError('file_damaged', 'The file is damaged or incomplete.');
