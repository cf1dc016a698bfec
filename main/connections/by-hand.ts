import { RECORD_MS } from '../../shared/publishing/late.ts';
import type { Workspace } from '../workspace.ts';
import { isCleared } from './cleared.ts';

/** With a server there, it says so first; where it cannot be reached, this device does. */
const SERVER_FIRST_MS = 30_000;
const DAY_MS = 86_400_000;
/** A look back this far finds what a device slept through. */
const LOOK_BACK_MS = 90 * DAY_MS;

/** `about`: what it was read from; the same again has been noted before. */
type Turn = { brand_id: string; post_id: string; connection_id: string; about: string };

/**
 * Says of posts whose time has come, and that a person puts up (`goesByHand`), that they are a person's to post now, and takes
 * that back of those that were moved or taken off the channel. All devices make the same row.
 */
export function createTurns() {
  // Once for each version: where the server refuses because this device's clock is ahead, asking on would change nothing.
  const noted = new Set<string>();

  return async ({ replica, account }: Workspace, now: Date): Promise<void> => {
    const any =
      "select 1 from connections where holder = 'person' union all select 1 from targets where by_hand = 1";
    if (!replica.read.get(`${any} limit 1`)) return;
    const before = (ms: number) => new Date(now.getTime() - ms).toISOString();
    const due = replica.read.all<Turn>(
      `select o.brand_id, o.id as post_id, t.connection_id, 'due ' || t.id || o.version || t.updated_at as about
         from connections c
         cross join undecided u on u.connection_id = c.id and u.subject = 'target' and u.due_at between ? and ?
         join targets t on t.id = u.id join posts o on o.id = t.post_id
         left join publications p on p.subject = 'target' and p.subject_id = t.id
        where (c.holder = 'person' or t.by_hand = 1) and p.id is null
          and julianday(t.created_at) - julianday(u.due_at) < ?`,
      before(LOOK_BACK_MS),
      before(account ? SERVER_FIRST_MS : 0),
      RECORD_MS / DAY_MS,
    );
    const moved = replica.read.all<Turn>(
      `select p.brand_id, p.post_id, p.connection_id, 'moved ' || p.id || p.due_at || coalesce(o.version, '') || coalesce(t.version, '') as about
         from publications p left join posts o on o.id = p.post_id left join targets t on t.id = p.subject_id
         left join connections c on c.id = p.connection_id
        where p.state = 'waiting' and p.error_code = 'by_hand' and (t.id is null or coalesce(t.scheduled_at, o.scheduled_at) is not p.due_at or o.scheduled_at is null or c.holder <> 'person' and t.by_hand = 0)`,
    );
    // What has to be approved first is nobody's task before it is.
    const ready = due.filter(({ post_id }) => isCleared(replica, post_id));
    const writes = [...ready, ...moved].flatMap(({ about, ...args }) => {
      if (noted.has(about)) return [];
      noted.add(about);
      return [{ name: 'publication.turn' as const, args }];
    });
    if (writes.length > 0) await replica.mutate(writes, account?.personId ?? null);
  };
}
