import type { Plan, PlanRow } from '../../shared/csv/plan.ts';
import { type ImportBrand, key, type Prepared, prepareImport } from './preview.ts';

/** Rows of one file by the brand they are for, each prepared, and what the screen shows of all of them. */
export type PreparedPlan = { brands: Prepared[]; preview: Prepared['preview'] };

/** The page shows so many; all of them are imported. */
const SHOWN = 200;

/**
 * Prepares a plan that may name a brand in each row. Rows that name none, or the brand one is in, are that brand's; rows of
 * a brand that is not on this device are left out, and the screen says so: guessing would publish them for another client.
 * @param named a brand of this device by its name
 */
export function preparePlan(
  plan: Plan,
  own: ImportBrand,
  named: (name: string) => ImportBrand | null,
): PreparedPlan {
  const groups = new Map<string, { brand: ImportBrand; rows: PlanRow[] }>([
    [own.brand.id, { brand: own, rows: [] }],
  ]);
  const unknown = new Map<string, number>();
  const found = new Map<string, ImportBrand | null>([[key(own.brand.name), own]]);
  for (const row of plan.rows) {
    const name = row.brand?.trim() ?? '';
    if (name !== '' && !found.has(key(name))) found.set(key(name), named(name));
    const brand = name === '' ? own : (found.get(key(name)) ?? null);
    if (!brand) {
      unknown.set(name, (unknown.get(name) ?? 0) + 1);
      continue;
    }
    const group = groups.get(brand.brand.id);
    if (group) group.rows.push(row);
    else groups.set(brand.brand.id, { brand, rows: [row] });
  }
  const brands = [...groups.values()].map(({ brand, rows }) => prepareImport({ ...plan, rows }, brand));
  const [first, ...others] = brands.map(({ preview }) => preview);
  const all = [...(first ? [first] : []), ...others];
  const names = [...groups.values()].map(({ brand }) => brand.brand.name);
  const sum = (of: (preview: Prepared['preview']) => number) =>
    all.reduce((total, preview) => total + of(preview), 0);
  const union = (of: (preview: Prepared['preview']) => string[]) => [...new Set(all.flatMap(of))];
  const [shown] = all;
  if (!shown) throw new Error('A plan has a brand.');
  return {
    brands,
    preview: {
      ...shown,
      rows: all
        .flatMap(({ rows }, at) =>
          rows.map((row) => ({ ...row, brand: at === 0 ? null : (names[at] ?? null) })),
        )
        .sort((a, b) => a.line - b.line)
        .slice(0, SHOWN),
      count: {
        ...shown.count,
        rows: sum(({ count }) => count.rows),
        scheduled: sum(({ count }) => count.scheduled),
        ideas: sum(({ count }) => count.ideas),
        duplicates: sum(({ count }) => count.duplicates),
      },
      newPillars: union(({ newPillars }) => newPillars),
      unknownChannels: union(({ unknownChannels }) => unknownChannels).slice(0, 50),
      // What is chosen beside a plan goes into the library one is in; other brands have what is in theirs.
      media: { addresses: sum(({ media }) => media.addresses), wanted: shown.media.wanted },
      brands: others.map(({ count }, at) => ({ name: names[at + 1] ?? '', rows: count.rows })),
      unknownBrands: [...unknown].map(([name, rows]) => ({ name, rows })).slice(0, 50),
    },
  };
}
