import type { OutgoingMedia } from '../publishing/outgoing-media.ts';
import { type ConnectorDeps, ConnectorError } from './contract.ts';

/** A part of a file that goes out, which is never in memory as a whole. @throws ConnectorError `media_lost` where it is not all there */
export async function readPart(
  readMedia: ConnectorDeps['readMedia'],
  item: OutgoingMedia,
  part: { from: number; bytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readMedia(item, part);
  if (bytes.byteLength === part.bytes) return new Uint8Array(bytes);
  throw new ConnectorError({
    class: 'give_up',
    code: 'media_lost',
    message: 'A file of this post is not whole where it is kept.',
  });
}
