import { createHash } from 'node:crypto';
import type { Content } from '../../shared/connectors/contract.ts';
import type { Platform, Row } from '../../shared/kinds/index.ts';
import { type Mentioned, spokenOn } from '../../shared/mentions/tokens.ts';
import { takesFilmOptions } from '../../shared/publishing/film-options.ts';
import { mediaSentence, type OutgoingMedia, sendProblems } from '../../shared/publishing/outgoing-media.ts';
import { outgoingText } from '../../shared/publishing/outgoing-text.ts';
import { checkPart, checkPost, showsTitle, takesStories } from '../../shared/rules/index.ts';
import { problemSentence } from '../../shared/rules/sentences.ts';

/** The words as they go out now. What is returned is what is frozen. @param people whom the brand mentions */
export function postContent(
  post: Pick<Row<'post'>, 'title' | 'caption' | 'hashtags' | 'link'>,
  target: Pick<Row<'target'>, 'text' | 'format' | 'options'>,
  platform: Platform,
  people: readonly Mentioned[],
  media: OutgoingMedia[] = [],
): Content {
  // A story shows its file and no words.
  if (target.format === 'story')
    return { kind: 'post', text: '', format: 'story', ...(media.length > 0 ? { media } : {}) };
  // Without files it is what it was before there were any, and so is its hash. Elsewhere a title is the team's own.
  const text = outgoingText(post, target.text, spokenOn(platform, people));
  return {
    kind: 'post',
    text,
    ...(takesFilmOptions(platform) && target.options ? { options: target.options } : {}),
    ...(showsTitle(platform) ? { title: post.title.trim() } : {}),
    ...(media.length > 0 ? { media } : {}),
  };
}

/** What follows a post, as it goes out now. @param place remote ids of the post and of what it stands below */
export function partContent(
  { role, text }: Pick<Row<'part'>, 'role' | 'text'>,
  place: { rootId: string; parentId: string },
  media: OutgoingMedia[] = [],
): Content {
  return { kind: 'part', role, text: text.trim(), ...place, ...(media.length > 0 ? { media } : {}) };
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
  const media = content.kind === 'reply' ? [] : (content.media ?? []);
  const format = content.kind === 'post' ? (content.format ?? null) : null;
  if (format === 'story' && !takesStories(platform))
    return { code: 'no_stories', message: 'This channel takes no stories.' };
  const words = { text: content.text, media: media.length };
  const [problem] =
    content.kind === 'part'
      ? checkPart(platform, content.role, words, limits)
      : format === 'story'
        ? []
        : checkPost(
            platform,
            content.kind === 'post' ? { ...words, title: content.title ?? '' } : words,
            limits,
          );
  if (problem) return { code: problem.code, message: problemSentence(problem) };
  const [file] =
    content.kind === 'reply' ? [] : sendProblems(platform, media, false, partRole(content), format);
  return file && { code: file.code, message: mediaSentence(file) };
}

const partRole = (content: Content) => (content.kind === 'part' ? content.role : null);
