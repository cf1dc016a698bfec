import type { Database } from 'better-sqlite3';
import type { KindName } from '../../shared/kinds/index.ts';
import { engagementScope, planningScope } from '../../shared/scopes.ts';
import type { Commit, Rebase } from './commit.ts';
import type { Entry, OutboxTable } from './outbox-table.ts';
import type { ServerRows } from './server-rows.ts';

/** One write on its way from the local replica into an account's. */
export type MovedWrite = Pick<Entry, 'uuid' | 'name' | 'args' | 'version' | 'home' | 'madeAt'>;

/** The two ends of moving a brand made before an account into an account's replica. */
export type Adoption = {
  /** Every write of a brand, in the order they were made. */
  writesOf(brandId: string): MovedWrite[];
  /** Takes writes in under their own uuids; those taken in before are passed over. */
  takeIn(writes: readonly MovedWrite[], actor: string): void;
  /** Removes a brand from this file, rows and writes. */
  remove(brandId: string): void;
};

/**
 * Moves brands made before an account into an account's replica, each to the organization chosen for it. Brands never
 * merge. Cut short at any point it can be repeated: the account takes each write once, and the local file lets go of
 * a brand only after the account's file holds it.
 * @param actor the person who signed in; the author of everything taken in
 */
export function adopt(
  local: { adoption: Adoption },
  account: { adoption: Adoption },
  brands: readonly { brandId: string; organizationId: string }[],
  actor: string,
): void {
  for (const { brandId, organizationId } of brands) {
    const writes = local.adoption
      .writesOf(brandId)
      .map((write) =>
        write.name === 'brand.create'
          ? { ...write, args: inOrganization(write.args, organizationId) }
          : write,
      );
    account.adoption.takeIn(writes, actor);
    local.adoption.remove(brandId);
  }
}

const inOrganization = (args: unknown, organizationId: string) => ({
  ...(args as object),
  organization_id: organizationId,
});

export function createAdoption(deps: {
  db: Database;
  outbox: OutboxTable;
  server: ServerRows;
  commit: Commit;
  rebase: Rebase;
  replay: (entry: Entry, touched: Set<KindName>) => void;
}): Adoption {
  const { db, outbox, server, commit, rebase, replay } = deps;
  const markAdopted = db.prepare('insert or ignore into adopted_writes (uuid) values (?)');

  return {
    writesOf: (brandId) =>
      outbox
        .byHomePrefix(`brand:${brandId}:`)
        .map(({ uuid, name, args, version, home, madeAt }) => ({ uuid, name, args, version, home, madeAt })),

    takeIn: (writes, actor) =>
      commit((touched) => {
        for (const write of writes) {
          if (markAdopted.run(write.uuid).changes === 0) continue;
          replay(outbox.add({ ...write, actor }), touched);
        }
      }),

    remove: (brandId) =>
      commit((touched) => {
        for (const scope of [planningScope(brandId), engagementScope(brandId)]) {
          for (const entry of outbox.byHome(scope)) outbox.remove(entry.seq);
          rebase(scope, touched, { everything: true, change: () => server.clear(scope) });
        }
      }),
  };
}
