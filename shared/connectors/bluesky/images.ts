import type { Agent } from '@atproto/api';
import { fitPicture } from '../../media/images.ts';
import type { OutgoingMedia } from '../../publishing/outgoing-media.ts';
import type { ConnectorDeps } from '../contract.ts';
import { unfit } from '../unfit.ts';
import { bluesky } from './facts.ts';

/**
 * Uploads pictures, made to fit, and says how a post shows them (`app.bsky.embed.images`). A blob that no record names is
 * seen by nobody and goes by itself, so this may be repeated.
 */
export async function imagesEmbed(
  agent: Agent,
  media: readonly OutgoingMedia[],
  readMedia: ConnectorDeps['readMedia'],
): Promise<object> {
  const images = [];
  for (const item of media) {
    const { mime, crop } = item;
    const picture = await fitPicture(
      { bytes: await readMedia(item), mime, crop },
      bluesky.account.pictures,
    ).catch(unfit);
    const { data } = await agent.com.atproto.repo.uploadBlob(picture.bytes, { encoding: picture.mime });
    const { ref, mimeType, size } = data.blob;
    images.push({
      alt: item.alt,
      // As JSON has it: what is prepared is kept, and a class would not come back from there.
      image: { $type: 'blob', ref: { $link: ref.toString() }, mimeType, size },
      aspectRatio: { width: picture.width, height: picture.height },
    });
  }
  return { $type: 'app.bsky.embed.images', images };
}
