import { EXAMPLE_FEED } from '../../shared/feeds/address.ts';
import { feedSourceId } from '../../shared/mutators/smart-feed.ts';
import { CONTENT_CALENDARS, TOPICS } from './feeds-content.ts';
import type { Filling } from './filling.ts';
import type { Plan } from './plan.ts';

/** Content calendars to apply, and what the brand's feeds are read for. Articles come when a server reads them. */
export function feedsOf({ brandId, newId, mutations }: Filling, plan: Plan): void {
  const brand = { brand_id: brandId };
  for (const { lines, ...calendar } of CONTENT_CALENDARS) {
    const entries = lines.map(({ pillar, ...line }) => ({
      ...{ id: newId(), schedule_id: null, connection_ids: null },
      pillar_id: plan.pillars.get(pillar) ?? null,
      ...line,
    }));
    mutations.push({ name: 'contentCalendar.create', args: { id: newId(), ...brand, ...calendar, entries } });
  }
  mutations.push({ name: 'smartFeed.edit', args: { id: brandId, ...brand, fields: { topics: TOPICS } } });
  const id = feedSourceId(brandId, EXAMPLE_FEED);
  mutations.push({
    name: 'feedSource.create',
    args: { id, ...brand, url: EXAMPLE_FEED, name: 'Example feed', paused: false },
  });
}
