/**
 * A desktop that writes as fast as it can, to be killed: the profile, the keeper's thread and its sync as the core has
 * them. Whatever `mutate` has resolved for is told to the parent, which afterwards asks for all of it.
 */
import { fileURLToPath } from 'node:url';
import { startKeeper } from '../../main/keeper/client.ts';
import { createLog } from '../../main/log.ts';
import type { Account } from '../../main/profile/profile.ts';
import { openProfile } from '../../main/profile/profile.ts';
import { migrationsDir, postArgs } from '../../main/replica/testing.ts';
import { openWorkspace } from '../../main/workspace.ts';
import { createClock } from '../../shared/time/clock.ts';

export type WriterTask = { dir: string; account: Account; brandId: string };
/** An edit that was acknowledged: post `id` said `n`, or more, from then on. */
export type Acknowledged = { uuid: string; id: string; n: number };

const task = JSON.parse(process.argv[2] ?? '') as WriterTask;
const { account, brandId } = task;
const log = createLog({ level: 'silent' });
const keeper = startKeeper(fileURLToPath(new URL('../../main/keeper/thread.ts', import.meta.url)), log);
const token = async () => account.personId;
const { replica } = await openWorkspace(
  {
    profile: openProfile(task.dir),
    keeper,
    migrationsDir,
    session: { accessToken: token, refreshToken: token },
    clock: createClock(null),
    log,
    timing: { backoff: { baseMs: 10, maxMs: 100 }, tickMs: 50 },
  },
  account,
);

type Post = { id: string; caption: string };
for (let n = Date.now() * 1000; ; n += 1) {
  const posts = replica.read.all<Post>('select id, caption from posts where brand_id = ? limit 12', brandId);
  const old = posts.length < 12 ? undefined : posts[n % posts.length];
  const created = postArgs(brandId, { caption: String(n) });
  const edit = old && {
    id: old.id,
    brand_id: brandId,
    fields: { caption: String(n) },
    base: { caption: old.caption },
  };
  const [uuid = ''] = await replica.mutate(
    [edit ? { name: 'post.edit', args: edit } : { name: 'post.create', args: created }],
    account.personId,
  );
  process.send?.({ uuid, id: old?.id ?? created.id, n } satisfies Acknowledged);
}
