import type { XPost } from './api.ts';

const SHORT_LINK = /https:\/\/t\.co\/\w+/;

/**
 * Whether a post on X says what was sent. X makes a `t.co` link of every link and adds one for files, and writes `&lt;`
 * for `<`: what stands between those links must be the same, and a link stands for a word or for nothing.
 */
export function sameWords(post: XPost, sent: string): boolean {
  const { text } = post.note_tweet ?? post;
  const between = text.split(SHORT_LINK).map((part) =>
    part
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .normalize('NFC')
      .split(/\s+/)
      .map((word) => RegExp.escape(word))
      .join('\\s*'),
  );
  return new RegExp(`^\\s*${between.join('\\S*')}\\s*$`, 'u').test(sent.normalize('NFC'));
}

/** The names of those it answers, which X puts in front of an answer (docs.x.com, `exclude_reply_user_ids`). */
const NAME_IN_FRONT = /^@\w{1,15}\s+/;

/** The same of something that stands below a post. */
export function sameAnswer(post: XPost, sent: string): boolean {
  const { text } = post.note_tweet ?? post;
  for (let rest = text; ; rest = rest.replace(NAME_IN_FRONT, '')) {
    if (sameWords({ ...post, note_tweet: { text: rest } }, sent)) return true;
    if (!NAME_IN_FRONT.test(rest)) return false;
  }
}
