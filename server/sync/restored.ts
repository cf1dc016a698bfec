import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from '../db/db.ts';
import { raiseEpoch } from './log/identity.ts';

/**
 * What is to be done once after a backup of the database was put back, before a server serves it: desktops are to fetch
 * anew, and the people of every brand are told up to when what they see reaches (notice `server_restored`).
 * @returns the new epoch, when the backup's last change was made (ISO instant, null where there is none), and how many
 *   brands are told
 */
export async function beginAfterRestore(
  db: Db,
): Promise<{ epoch: number; asOf: string | null; brands: number }> {
  const last = await db.tx({ as: 'sync' }, (tx) =>
    tx.one<{ at: string | null }>(sql`select max(decided_at) as at from sync.outcomes`),
  );
  const asOf = last?.at ?? null;
  const epoch = await raiseEpoch(db);
  const brands = await db.tx({ as: 'system' }, async (tx) => {
    const found = await tx.many<{ id: string }>(sql`select id from app.brands where deleted_at is null`);
    for (const { id } of found) {
      await tx.run(sql`
        insert into app.notices (id, brand_id, code, params, about_kind, about_id, created_at)
        values (${uuidv7()}, ${id}, 'server_restored', ${JSON.stringify(asOf ? { as_of: asOf } : {})}, 'brand', ${id}, now())`);
    }
    return found.length;
  });
  return { epoch, asOf, brands };
}
