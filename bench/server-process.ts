import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../server/app.ts';
import { readConfig } from '../server/config.ts';
import { createDb } from '../server/db/db.ts';
import { startEmbeddedPostgres } from '../server/db/embedded.ts';
import { migrate } from '../server/db/migrate.ts';
import { countBuffersAsHeap } from '../server/heap.ts';
import { createLog } from '../server/log.ts';
import { createModules } from '../server/modules/index.ts';

/** What server/main.ts starts, on data that goes with it, telling the bench where its database is. */

countBuffersAsHeap();
const dataHome = await mkdtemp(join(tmpdir(), 'pillarbox-bench-'));
const log = createLog({ level: process.env.LOG_LEVEL ?? 'error' });
const postgres = await startEmbeddedPostgres({ dataHome, log });
const { version } = await migrate({ url: postgres.url, log });
const db = createDb(postgres.url);
const base = {
  config: readConfig({ PORT: '0', PILLARBOX_DATA: dataHome }),
  db,
  migration: version,
  log,
  now: () => new Date(),
  vaultKeys: [{ id: 'bench', key: randomBytes(32) }] as const,
};
const built = await buildApp({ ...base, ...createModules(base) });
const url = await built.app.listen({ host: '127.0.0.1', port: 0 });

const close = async () => {
  await built.close();
  await db.close();
  await postgres.stop();
  await postgres.remove();
  await rm(dataHome, { recursive: true, force: true });
  process.exit(0);
};
process.on('message', (message) => {
  if (message === 'close') void close();
  if (message === 'memory')
    built.app.server.getConnections((_, connections) =>
      process.send?.({ kind: 'memory', value: { ...process.memoryUsage(), connections } }),
    );
});
process.on('disconnect', () => void close());
process.send?.({ kind: 'ready', value: { url, databaseUrl: postgres.url } });
