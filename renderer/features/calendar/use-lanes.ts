import { useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import type { PlanLanes } from '../../../shared/planning/filter.ts';
import type { OccurrenceView, QueryResult } from '../../../shared/queries.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { type Lane, lanesOf, NO_LANE } from './lanes.ts';

type Shown = QueryResult<'plan'> & { parts: QueryResult<'planParts'>; brandIds: readonly string[] };

/** The lanes there are, in their order; null where there are none. What has no pillar or channel comes last. */
export function useLanes(
  by: PlanLanes,
  { posts, parts, brandIds }: Shown,
  dates: readonly OccurrenceView[],
): Lane[] | null {
  const { t } = useLingui();
  const brands = useLiveQuery('brands', {}).data;
  const nothing = by === 'pillar' ? t`No pillar` : t`No channel`;
  return useMemo(() => {
    const loose = [...posts, ...dates].some((one) => lanesOf(one, by).includes(NO_LANE));
    const last: Lane[] = loose ? [{ id: NO_LANE, name: nothing, color: null }] : [];
    switch (by) {
      case 'none':
        return null;
      case 'brand':
        return brandIds.map((id) => ({
          id,
          name: brands?.find((one) => one.id === id)?.name ?? '',
          color: null,
        }));
      case 'pillar':
        return [...parts.pillars.map(({ id, name, color }) => ({ id, name, color })), ...last];
      case 'channel':
        return [
          ...parts.connections.map(({ id, platform, handle }) => ({
            id,
            name: `${platformNames[platform]} ${handle}`,
            color: null,
          })),
          ...last,
        ];
    }
  }, [by, posts, dates, parts, brandIds, brands, nothing]);
}
