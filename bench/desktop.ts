import { join } from 'node:path';
import { type Keeper, type KeptReplica, startKeeper } from '../main/keeper/client.ts';
import { createLog } from '../main/log.ts';
import { atEnd, type BenchServer, migrationsDir, root } from './harness.ts';
import type { Person } from './house.ts';

/** The thread that writes and syncs. */
export const openKeeper = (): Keeper =>
  startKeeper(
    join(root, 'main', 'keeper', 'thread.ts'),
    createLog({ level: process.env.LOG_LEVEL ?? 'error' }),
  );

/**
 * A desktop's core as far as data goes: a keeper's thread, its own reading connection, the real engine.
 * @param shared a keeper that others have too, where threads of their own would be too many for one machine
 */
export async function openDesktop(
  server: BenchServer,
  person: Person,
  file: string,
  shared?: Keeper,
): Promise<KeptReplica> {
  const keeper = shared ?? openKeeper();
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
    if (!shared) await keeper.close();
  };
  atEnd(close);
  return { ...replica, close };
}
