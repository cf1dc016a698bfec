/**
 * A desktop in a process of its own, to be killed. It opens a replica, makes the writes it is told to, says when they
 * are committed, and then sends, or holds its breath: `before` answers no push at all, `after` lets the server have it
 * and keeps the answer back, `never` syncs to the end.
 */
import { createLog } from '../../main/log.ts';
import { openReplica } from '../../main/replica/replica.ts';
import { migrationsDir } from '../../main/replica/testing.ts';
import { createSync } from '../../main/sync/sync.ts';

type Task = {
  file: string;
  serverUrl: string;
  personId: string;
  writes: { name: string; args: unknown }[];
  hold: 'before' | 'after' | 'never';
};
const task = JSON.parse(process.argv[2] ?? '') as Task;
const say = (event: string) => process.send?.({ event });
const forever = () => new Promise<Response>(() => undefined);

const replica = openReplica({ file: task.file, migrationsDir });
for (const write of task.writes) replica.mutate([write], task.personId);
say('committed');

const holding: typeof fetch = async (input, init) => {
  if (init?.method !== 'POST' || task.hold === 'never') return fetch(input, init);
  if (task.hold === 'after') await (await fetch(input, init)).arrayBuffer();
  say('holding');
  return forever();
};
const sync = createSync({
  replica,
  serverUrl: task.serverUrl,
  personId: task.personId,
  accessToken: async () => task.personId,
  refreshToken: async () => task.personId,
  log: createLog({ level: 'silent' }),
  fetch: holding,
  timing: { backoff: { baseMs: 10, maxMs: 100 }, tickMs: 50 },
});
sync.onState((state) => {
  if (state.status === 'up_to_date') say('up to date');
});
