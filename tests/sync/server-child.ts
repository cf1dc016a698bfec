/** A server to be killed: node server-child.ts <database url> <port>. Says when it listens. */
import { buildApp } from '../../server/app.ts';
import { createDb } from '../../server/db/db.ts';
import { syncModule } from '../../server/sync/index.ts';
import { testDeps } from '../support/deps.ts';

const [url = '', port = ''] = process.argv.slice(2);
const built = await buildApp({
  ...testDeps(createDb(url, { max: 10 })),
  modules: [(app, deps) => syncModule(app, deps, { pollMs: 1000 })],
});
process.send?.(await built.app.listen({ host: '127.0.0.1', port: Number(port) }));
