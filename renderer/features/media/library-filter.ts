import type { QueryArgs } from '../../../shared/queries.ts';

/** What narrows and orders a library. */
export type LibraryFilter = Omit<QueryArgs<'library'>, 'brandId' | 'limit'>;

export const NO_FILTER: LibraryFilter = {
  text: '',
  folder: null,
  tag: null,
  type: null,
  minRating: 0,
  used: null,
  sort: 'newest',
};
