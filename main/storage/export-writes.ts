import { AppError } from '../../shared/errors.ts';
import { parseScope } from '../../shared/scopes.ts';
import { keptWrites, waitingWrites } from '../replica/report.ts';
import type { Workspace } from '../workspace.ts';

type Exported = {
  /** `waiting` to be sent, `refused` by the server, `kept` apart because the brand may not be opened any more. */
  status: 'waiting' | 'refused' | 'kept';
  uuid: string;
  name: string;
  args: unknown;
  madeAt: string;
  brandId: string | null;
  brandName: string | null;
  reason?: { code: string; message?: string };
};

/**
 * Writes that the server does not hold, with everything a person typed, in the order they were made.
 * @param uuids only these; null for all
 * @throws AppError `nothing_to_export`
 */
export function exportWrites(
  workspace: Pick<Workspace, 'replica'>,
  uuids: string[] | null,
  now: Date,
): object {
  const { replica } = workspace;
  const names = new Map(
    replica.read
      .all<{ id: string; name: string }>('select id, name from brands')
      .map(({ id, name }) => [id, name]),
  );
  const brand = (home: string) => {
    const scope = parseScope(home);
    const brandId = scope && scope.family !== 'person' ? scope.brandId : null;
    return { brandId, brandName: brandId === null ? null : (names.get(brandId) ?? null) };
  };
  const refused = replica.read.all<{ uuid: string; home: string }>('select uuid, home from failed_writes');
  const homes = new Map(refused.map(({ uuid, home }) => [uuid, home]));
  const all: Exported[] = [
    ...keptWrites(replica.read).map(({ uuid, name, args, madeAt, home, reason }) => ({
      ...{ status: 'kept' as const, uuid, name, args, madeAt, reason: { code: reason } },
      ...brand(home),
    })),
    ...replica.syncState().failed.map(({ uuid, name, args, madeAt, code, message }) => ({
      ...{ status: 'refused' as const, uuid, name, args, madeAt, reason: { code, message } },
      ...brand(homes.get(uuid) ?? ''),
    })),
    ...waitingWrites(replica.read, -1)
      .filter(({ state }) => state !== 'accepted')
      .map(({ uuid, name, args, madeAt, home }) => ({
        ...{ status: 'waiting' as const, uuid, name, args, madeAt },
        ...brand(home),
      })),
  ];
  const wanted = uuids && new Set(uuids);
  const writes = all
    .filter(({ uuid }) => !wanted || wanted.has(uuid))
    .sort((a, b) => (a.madeAt < b.madeAt ? -1 : 1));
  if (writes.length === 0)
    throw new AppError('nothing_to_export', 'There is nothing that has not reached the server.', {
      status: 404,
    });
  return { format: 'pillarbox-changes', version: 1, exportedAt: now.toISOString(), writes };
}
