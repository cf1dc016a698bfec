import { useEffect, useMemo } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { NO_FILTER, type PlanViewState } from '../../../shared/planning/filter.ts';
import type { QueryArgs, QueryResult } from '../../../shared/queries.ts';
import { useSetting } from '../../app/settings.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { MOST } from './month-view.tsx';
import type { Range, View } from './range.ts';
import { useWarnings } from './selection.ts';

/** Lanes, other brands and filters of the brand on screen; they are there again after a restart. */
export type PlanChoice = Omit<PlanViewState, 'view'>;

export function usePlanChoice(): [PlanChoice, (change: Partial<PlanChoice>) => void] {
  const brand = useBrand();
  const [plans, setPlans] = useSetting('calendarPlans');
  const known = useLiveQuery('brands', {}).data;
  const kept = plans[brand.id];
  const choice = useMemo((): PlanChoice => {
    const { lanes = 'none', brands = [], filter = NO_FILTER } = kept ?? {};
    // A brand that one may no longer open is not missed.
    return {
      lanes,
      filter,
      brands: brands.filter((id) => id !== brand.id && known?.some((one) => one.id === id)),
    };
  }, [kept, known, brand.id]);
  return [choice, (change) => setPlans({ ...plans, [brand.id]: { view: 'month', ...choice, ...change } })];
}

/** How many posts of a day are read: no more than can be told apart there. */
const PER_DAY: Record<View, number | null> = { month: MOST, week: 100, day: 300, agenda: null, list: null };

type Plan = QueryResult<'plan'> & {
  ready: boolean;
  error: ReturnType<typeof useLiveQuery>['error'];
  brandIds: string[];
  parts: QueryResult<'planParts'>;
};

export function usePlan(range: Range, choice: PlanChoice): Plan {
  const brand = useBrand();
  const zone = brand.time_zone;
  const brandIds = useMemo(() => [brand.id, ...choice.brands], [brand.id, choice.brands]);
  const days = { from: range.from, to: range.to, timeZone: zone };
  const perDay = choice.lanes !== 'none' && range.view !== 'month' ? 300 : PER_DAY[range.view];
  const args: QueryArgs<'plan'> = { brandIds, ...days, perDay, filter: choice.filter };
  const query = useLiveQuery('plan', args);
  const parts = useLiveQuery('planParts', { brandIds }).data ?? NO_PARTS;
  // After the plan: what is planned is drawn before what is wrong with it is known.
  const warnings = useLiveQuery('planWarnings', query.data ? { brandIds, ...days } : null).data;
  useEffect(() => {
    useWarnings.setState({ byId: new Map(warnings?.map((one) => [one.id, one])) });
  }, [warnings]);
  return { ...(query.data ?? NOTHING), ready: query.data !== undefined, error: query.error, brandIds, parts };
}

const NOTHING: QueryResult<'plan'> = { posts: [], own: [], days: [], pillars: [] };
const NO_PARTS: { pillars: Row<'pillar'>[]; connections: Row<'connection'>[]; schedules: Row<'schedule'>[] } =
  {
    pillars: [],
    connections: [],
    schedules: [],
  };
