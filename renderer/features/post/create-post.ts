import { mutateAll } from '../../app/mutate.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import type { When } from './slots.ts';
import { emptyWords, type Words } from './words.ts';

export type PostToCreate = {
  id: string;
  brandId: string;
  words: Partial<Words>;
  /** Null for an idea. */
  when: When | null;
  /** Connections it goes to. */
  channels: readonly string[];
};

/** Writes a new post and its channels, all or nothing. */
export function createPost({ id, brandId, words, when, channels }: PostToCreate): Promise<boolean> {
  return mutateAll([
    { name: 'post.create', args: { id, brand_id: brandId, ...emptyWords, ...words, when } },
    ...channels.map((connection_id) => ({
      name: 'target.add' as const,
      args: { brand_id: brandId, post_id: id, connection_id, text: null },
    })),
  ]);
}

/** Where a new post goes unless somebody says otherwise: to every connected account of the brand. */
export function useDefaultChannels(): readonly string[] {
  const brand = useBrand();
  return useLiveQuery('connections', { brandId: brand.id }).data?.map(({ id }) => id) ?? NONE;
}

const NONE: readonly string[] = [];
