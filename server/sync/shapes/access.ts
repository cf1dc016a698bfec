import sql from 'sql-template-tag';
import { AppError } from '../../../shared/errors.ts';
import { parseScope } from '../../../shared/scopes.ts';
import type { Tx } from '../../db/db.ts';

type Asked = { personId: string; scope: string };

/**
 * Whether persons may read scopes right now. A brand that does not exist answers like one of somebody else's.
 * @returns for each of `asked` null where they may, else AppError `unknown_scope` (404) when the name is not one,
 *   `scope_revoked` (403), upon which a desktop wipes it
 */
export async function refusals(tx: Tx, asked: readonly Asked[]): Promise<(AppError | null)[]> {
  const brands = asked.map(({ scope: name }) => {
    const scope = parseScope(name);
    return scope && scope.family !== 'person' ? scope.brandId : null;
  });
  const allowed = new Set<number>();
  if (brands.some((brandId) => brandId !== null)) {
    const found = await tx.many<{ place: number }>(sql`
      select asked.place from unnest(${asked.map(({ personId }) => personId)}::uuid[], ${brands}::uuid[])
             with ordinality as asked (person_id, brand_id, place)
        join app.brands on brands.id = asked.brand_id and deleted_at is null
       where app.role_of(asked.person_id, brands.id) is not null`);
    for (const { place } of found) allowed.add(place - 1);
  }
  return asked.map(({ personId, scope: name }, index) => {
    const scope = parseScope(name);
    if (!scope) return new AppError('unknown_scope', 'There is no such scope.', { status: 404 });
    const may = scope.family === 'person' ? scope.personId === personId : allowed.has(index);
    return may ? null : revoked(name);
  });
}

/** @throws AppError as `refusals` has them */
export async function assertMayRead(tx: Tx, personId: string, scope: string): Promise<void> {
  const [refusal] = await refusals(tx, [{ personId, scope }]);
  if (refusal) throw refusal;
}

const revoked = (scope: string) =>
  new AppError('scope_revoked', 'You no longer have access to this.', { status: 403, details: { scope } });
