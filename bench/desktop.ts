import { join } from 'node:path';
import { type KeptReplica, startKeeper } from '../main/keeper/client.ts';
import { createLog } from '../main/log.ts';
import { atEnd, type BenchServer, migrationsDir, root } from './harness.ts';
import type { Person } from './house.ts';

/** A desktop's core as far as data goes: its own keeper's thread, its own reading connection, the real engine. */
export async function openDesktop(server: BenchServer, person: Person, file: string): Promise<KeptReplica> {
  const log = createLog({ level: process.env.LOG_LEVEL ?? 'error' });
  const keeper = startKeeper(join(root, 'main', 'keeper', 'thread.ts'), log);
  const token = async () => person.token;
  const replica = await keeper.open(
    { file, migrationsDir, account: { serverUrl: server.url, personId: person.id } },
    { accessToken: token, refreshToken: token },
    () => new Date(),
  );
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await replica.close();
    await keeper.close();
  };
  atEnd(close);
  return { ...replica, close };
}

/** How many rows of a table can be read now. */
export const countOf = (replica: KeptReplica, table: string): number =>
  replica.read.get<{ count: number }>(`select count(*) as count from ${table}`)?.count ?? 0;
