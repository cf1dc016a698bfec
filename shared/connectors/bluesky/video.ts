import type { Agent } from '@atproto/api';
import type { OutgoingMedia } from '../../publishing/outgoing-media.ts';
import type { ConnectorDeps } from '../contract.ts';

/**
 * Uploads a film as it is, and says how a post shows it (`app.bsky.embed.video`). It goes to the account's own PDS as a
 * blob; Bluesky's video service makes its streams from there once the post names it (docs.bsky.app, "Video", the simple
 * way). There is no place for a chosen cover. May be repeated, as pictures may.
 */
export async function videoEmbed(
  agent: Agent,
  item: OutgoingMedia,
  readMedia: ConnectorDeps['readMedia'],
): Promise<object> {
  const { data } = await agent.com.atproto.repo.uploadBlob(await readMedia(item), { encoding: item.mime });
  const { ref, mimeType, size } = data.blob;
  const { width, height } = item;
  return {
    $type: 'app.bsky.embed.video',
    // As JSON has it: what is prepared is kept, and a class would not come back from there.
    video: { $type: 'blob', ref: { $link: ref.toString() }, mimeType, size },
    ...(item.alt !== '' && { alt: item.alt }),
    ...(width !== null && height !== null && { aspectRatio: { width, height } }),
  };
}
