import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConnectorError } from '../../shared/connectors/contract.ts';
import { platformFacts } from '../../shared/connectors/facts.ts';
import { AppError } from '../../shared/errors.ts';
import type { Platform } from '../../shared/kinds/index.ts';
import { fitPicture } from '../../shared/media/images.ts';
import { targetId } from '../../shared/mutators/target.ts';
import type { OutgoingPicture } from '../../shared/publishing/outgoing-media.ts';
import type { Media } from '../media/media.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { stepsOn, targetPlan } from './device-plans.ts';
import { connectionOf, postOf, targetOf } from './rows.ts';

const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'application/pdf': 'pdf',
};
/** Where a platform's pictures are not ours to know: only the cut is made. */
const ANY = {
  maxBytes: 100_000_000,
  maxSide: 20_000,
  mimes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
};

/**
 * The files of a post and of the parts of its thread for a person who puts it up by hand: numbered in their order, cut as
 * they go out.
 * @param dir a folder for files on their way out
 * @throws AppError `gone`; `media_not_here` where a file has not come to this device
 */
export async function handOut(
  deps: { replica: ReplicaView; media: Pick<Media, 'readForSending'>; dir: string },
  { postId, connectionId }: { postId: string; connectionId: string },
): Promise<{ folder: string; names: string[] }> {
  const { replica, media, dir } = deps;
  const post = postOf(replica, postId);
  const target = targetOf(replica, targetId(postId, connectionId));
  const connection = connectionOf(replica, connectionId);
  const plan = target && targetPlan(replica, target.id, '', false);
  if (!post || !connection || plan?.content.kind !== 'post')
    throw new AppError('gone', 'This post does not go to that account any more.', { status: 404 });
  const folder = join(dir, `by-hand-${postId}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const title =
    post.title
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'post';
  const names: string[] = [];
  const write = async (item: OutgoingPicture, stem: string) => {
    const { bytes, mime } = await prepared(media, item, connection.platform);
    const name = `${stem}.${EXTENSIONS[mime] ?? 'bin'}`;
    await writeFile(join(folder, name), bytes, { mode: 0o600 });
    names.push(name);
  };
  for (const [index, item] of (plan.content.media ?? []).entries()) {
    await write(item, `${title}-${index + 1}`);
    if (item.cover) await write(item.cover, `${title}-${index + 1}-cover`);
  }
  // Nothing follows a story.
  const steps = target?.format === 'story' ? [] : stepsOn(replica, postId, connection);
  for (const [place, { part, media: files }] of steps.entries()) {
    // Numbered as their words are copied: the post itself is the first.
    const which = part.role === 'thread' ? `part-${place + 2}` : 'comment';
    for (const [index, item] of files.entries()) await write(item, `${title}-${which}-${index + 1}`);
  }
  return { folder, names };
}

async function prepared(media: Pick<Media, 'readForSending'>, item: OutgoingPicture, platform: Platform) {
  const bytes = await media.readForSending(item).catch((error: unknown) => {
    if (!(error instanceof ConnectorError)) throw error;
    throw new AppError(error.failure.code, error.failure.message, { status: 409 });
  });
  const limits = platformFacts(platform).account?.pictures;
  if (!item.mime.startsWith('image/') || (!item.crop && !limits)) return { bytes, mime: item.mime };
  return fitPicture({ bytes, mime: item.mime, crop: item.crop }, limits ?? ANY);
}
