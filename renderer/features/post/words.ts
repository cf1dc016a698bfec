import type { Row } from '../../../shared/kinds/index.ts';

/** What a person types into a post. */
export type Words = Pick<Row<'post'>, 'title' | 'caption' | 'notes' | 'hashtags' | 'link' | 'pillar_id'>;

export const emptyWords: Words = {
  title: '',
  caption: '',
  notes: '',
  hashtags: [],
  link: null,
  pillar_id: null,
};
