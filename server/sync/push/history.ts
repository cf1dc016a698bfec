import sql, { join } from 'sql-template-tag';
import type { Row } from '../../../shared/kinds/index.ts';
import type { Tx } from '../../db/db.ts';

/** Writes versions down for good. One that is there already stays as it is: a history is added to, never rewritten. */
export async function keepRevisions(tx: Tx, revisions: readonly Row<'revision'>[]): Promise<void> {
  if (revisions.length === 0) return;
  const values = revisions.map(
    (
      row,
    ) => sql`(${row.id}, ${row.brand_id}, ${row.post_id}, ${row.connection_id}, ${row.part_id}, ${row.of_brief}, ${row.version}, ${row.cause},
                  ${row.made_by}, ${row.made_at}, ${row.conflict}, ${JSON.stringify(row.words)})`,
  );
  await tx.run(sql`
    insert into app.post_revisions
      (id, brand_id, post_id, connection_id, part_id, of_brief, version, cause, made_by, made_at, conflict, words)
    values ${join(values)} on conflict do nothing`);
}
