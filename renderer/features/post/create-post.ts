import { useMemo } from 'react';
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

/** Where a new post goes unless somebody says otherwise: to the channels of its slot, or to every account of the brand. */
export function useDefaultChannels(when: When | null = null): readonly string[] {
  const brand = useBrand();
  const all = useLiveQuery('connections', { brandId: brand.id }).data;
  const left = useChannelsLeftOut(when);
  return useMemo(() => (all ?? []).map(({ id }) => id).filter((id) => !left.includes(id)), [all, left]);
}

/** Channels that posts in a slot do not go to, because its schedule names others. */
export function useChannelsLeftOut(when: When | null): readonly string[] {
  const brand = useBrand();
  const all = useLiveQuery('connections', { brandId: brand.id }).data;
  const schedules = useLiveQuery('schedules', { brandId: brand.id }).data;
  const scheduleId = when?.schedule_id;
  return useMemo(() => {
    const named = schedules?.find(({ id }) => id === scheduleId)?.connection_ids ?? NONE;
    const ids = (all ?? []).map(({ id }) => id);
    // Channels that are gone since name nothing.
    return ids.some((id) => named.includes(id)) ? ids.filter((id) => !named.includes(id)) : NONE;
  }, [all, schedules, scheduleId]);
}

const NONE: readonly string[] = [];
