import { createHash } from 'node:crypto';
import type { Content } from '../../shared/connectors/contract.ts';
import type { Row } from '../../shared/kinds/index.ts';
import { mediaSentence, type OutgoingMedia, sendProblems } from '../../shared/publishing/outgoing-media.ts';
import { outgoingText } from '../../shared/publishing/outgoing-text.ts';
import { checkPost } from '../../shared/rules/index.ts';
import { problemSentence } from '../../shared/rules/sentences.ts';

/** The words as they go out now. What is returned is what is frozen. */
export function postContent(
  post: Pick<Row<'post'>, 'caption' | 'hashtags' | 'link'>,
  target: Pick<Row<'target'>, 'text'>,
  media: OutgoingMedia[] = [],
): Content {
  // Without files it is what it was before there were any, and so is its hash.
  const text = outgoingText(post, target.text);
  return { kind: 'post', text, ...(media.length > 0 ? { media } : {}) };
}

/** SHA-256 of the content's canonical JSON (keys in order). */
export function contentHash(content: Content): string {
  const canonical = JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(canonical).digest('hex');
}

/** Why a platform would not take this content; undefined when it would. */
export function contentProblem(
  { platform, limits }: Pick<Row<'connection'>, 'platform' | 'limits'>,
  content: Content,
): { code: string; message: string } | undefined {
  const media = content.kind === 'post' ? (content.media ?? []) : [];
  const [problem] = checkPost(platform, { text: content.text, media: media.length }, limits);
  if (problem) return { code: problem.code, message: problemSentence(problem) };
  const [file] = content.kind === 'post' ? sendProblems(platform, media, false) : [];
  return file && { code: file.code, message: mediaSentence(file) };
}
