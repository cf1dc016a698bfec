/** A whole server to be killed: node media-server-child.ts <database url> <port> <data home>. Says where it listens. */
import { buildApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { createDb } from '../../server/db/db.ts';
import { createLog } from '../../server/log.ts';
import { createModules } from '../../server/modules/index.ts';

const [databaseUrl = '', port = '', dataHome = ''] = process.argv.slice(2);
const base = {
  config: readConfig({ PORT: '0', LOG_LEVEL: 'silent', PUBLISHER: 'off', PILLARBOX_DATA: dataHome }),
  db: createDb(databaseUrl, { max: 10 }),
  migration: 1,
  log: createLog({ level: process.env.LOG_LEVEL ?? 'silent' }),
  now: () => new Date(),
  vaultKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }] as const,
};
const { app } = await buildApp({ ...base, ...createModules(base) });
process.send?.(await app.listen({ host: '127.0.0.1', port: Number(port) }));
