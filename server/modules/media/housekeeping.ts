import sql from 'sql-template-tag';
import type { Db } from '../../db/db.ts';
import type { MediaStore } from './store.ts';
import { lockHash, sweepUploads } from './uploads.ts';

/** How long a deleted file's bytes are kept, so that the deletion can be undone. */
const UNUSED_DAYS = 30;
const AT_ONCE = 100;

/** Takes away bytes that no brand's library has had for a while, and uploads nobody went on with. */
export async function keepMedia(
  db: Db,
  store: MediaStore,
  now: Date,
  unusedDays = UNUSED_DAYS,
): Promise<void> {
  await sweepUploads(store, now);
  const unused = await db.tx({ as: 'system' }, (tx) =>
    tx.many<{ brand_id: string; sha256: string }>(sql`
      select brand_id, sha256 from app.media_files
       where unused_since <= now() - make_interval(days => ${unusedDays}) order by unused_since limit ${AT_ONCE}`),
  );
  for (const { brand_id, sha256 } of unused) {
    await db.tx({ as: 'system' }, async (tx) => {
      await lockHash(tx, sha256);
      // It may be in use again by now.
      const gone = await tx.run(sql`
        delete from app.media_files where brand_id = ${brand_id} and sha256 = ${sha256} and unused_since is not null`);
      const elsewhere = await tx.one(sql`select from app.media_files where sha256 = ${sha256} limit 1`);
      if (gone > 0 && !elsewhere) await store.remove(sha256);
    });
  }
}
