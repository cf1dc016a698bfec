import type { PostProblem, TextProblemCode } from './index.ts';

const SENTENCES: Record<TextProblemCode, (limit: number, actual: number) => string> = {
  text_empty: () => 'There are no words to publish.',
  text_too_long: (limit, actual) => `The text has ${actual} characters; ${limit} are allowed.`,
  text_too_many_bytes: (limit, actual) => `The text has ${actual} bytes; ${limit} are allowed.`,
  title_missing: () => 'The platform shows a title, and there is none.',
  title_too_long: (limit, actual) => `The title has ${actual} characters; ${limit} are allowed.`,
  too_many_hashtags: (limit, actual) => `The text has ${actual} hashtags; ${limit} are allowed.`,
  too_many_mentions: (limit, actual) => `The text mentions ${actual} people; ${limit} are allowed.`,
  too_many_cashtags: (limit, actual) => `The text has ${actual} cashtags; ${limit} are allowed.`,
  forbidden_signs: () => 'The platform does not take < and > in title and text.',
};

/** A problem in English, for records and programs; screens have their own words by its code. */
export const problemSentence = ({ code, limit, actual }: PostProblem): string =>
  SENTENCES[code](limit, actual);
