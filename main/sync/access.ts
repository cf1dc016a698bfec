import { engagementScope, parseScope, planningScope } from '../../shared/scopes.ts';
import type { Replica } from '../replica/replica.ts';

/**
 * Which brands' scopes belong on this device, by the person's `access` rows as the replica holds them.
 * @param own the person's scope
 * @returns `gone`: scopes the server once gave that no access row stands for any more. A brand just made here has no
 * access row yet, but no stream either, so it is not among them. `orphaned`: scopes without access in which the
 * server applied a write of ours; either the access row is still on its way, or it came and went unseen.
 */
export function scopesByAccess(
  replica: Replica,
  own: string,
): { wanted: Set<string>; gone: string[]; orphaned: string[] } {
  const brands = replica.read.all<{ id: string }>('select id from accesses');
  const wanted = new Set(brands.flatMap(({ id }) => [planningScope(id), engagementScope(id)]));
  const gone = replica.scopes().filter((scope) => scope !== own && !wanted.has(scope));
  const applied = replica.read.all<{ home: string }>(
    "select distinct home from outbox where state = 'applied'",
  );
  const orphaned = applied.map(({ home }) => home).filter((home) => !wanted.has(home));
  return { wanted, gone, orphaned };
}

/**
 * Brands whose scopes are followed live: those used last on this device, filled up to `count` with others so that a
 * person with few brands has all of them, and every brand with a write that is not settled.
 * @param used brand ids, the last used first
 */
export function brandsToFollow(replica: Replica, used: readonly string[], count: number): Set<string> {
  const brands = replica.read
    .all<{ id: string }>('select id from accesses order by brand_name, id')
    .map(({ id }) => id);
  const open = new Set(brands);
  const byUse = new Set([...used.filter((id) => open.has(id)), ...brands]);
  const chosen = new Set([...byUse].slice(0, count));
  for (const { home } of replica.read.all<{ home: string }>(
    "select distinct home from outbox where home <> ''",
  )) {
    const scope = parseScope(home);
    if (scope && scope.family !== 'person') chosen.add(scope.brandId);
  }
  return chosen;
}
