import type { Workspace } from '../workspace.ts';

/** With a server there, it says so first; where it cannot be reached, this device does. */
const SERVER_FIRST_MS = 30_000;
/** What lay in the past for this long when it was planned for a channel is a record, not a task. */
const RECORD_DAYS = 1;
/** A look back this far finds what a device slept through. */
const LOOK_BACK_MS = 90 * 86_400_000;

type Turn = { brand_id: string; post_id: string; connection_id: string; scheduled_at: string | null };

/**
 * Says of posts whose time has come on channels with holder `person` that they are a person's to post now, and takes
 * that back of those that were moved or taken off the channel. All devices make the same row.
 */
export function createTurns() {
  // Once for each time: where the server refuses because this device's clock is ahead, asking on would change nothing.
  const noted = new Set<string>();

  return async ({ replica, account }: Workspace, now: Date): Promise<void> => {
    if (!replica.read.get("select 1 from connections where holder = 'person' limit 1")) return;
    const before = (ms: number) => new Date(now.getTime() - ms).toISOString();
    const due = replica.read.all<Turn>(
      `select o.brand_id, o.id as post_id, t.connection_id, o.scheduled_at
         from connections c
         cross join undecided u on u.connection_id = c.id and u.subject = 'target' and u.due_at between ? and ?
         join targets t on t.id = u.id join posts o on o.id = t.post_id
         left join publications p on p.subject = 'target' and p.subject_id = t.id
        where c.holder = 'person' and p.id is null
          and julianday(t.created_at) - julianday(o.scheduled_at) < ?`,
      before(LOOK_BACK_MS),
      before(account ? SERVER_FIRST_MS : 0),
      RECORD_DAYS,
    );
    const moved = replica.read.all<Turn>(
      `select p.brand_id, p.post_id, p.connection_id, o.scheduled_at
         from publications p left join posts o on o.id = p.post_id left join targets t on t.id = p.subject_id
        where p.state = 'waiting' and p.error_code = 'by_hand' and (t.id is null or o.scheduled_at is not p.due_at)`,
    );
    const writes = [...due, ...moved].flatMap(({ scheduled_at, ...args }) => {
      const key = `${args.post_id}/${args.connection_id}/${scheduled_at}`;
      if (noted.has(key)) return [];
      noted.add(key);
      return [{ name: 'publication.turn' as const, args }];
    });
    if (writes.length > 0) await replica.mutate(writes, account?.personId ?? null);
  };
}
