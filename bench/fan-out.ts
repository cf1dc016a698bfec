import { fork } from 'node:child_process';
import { join } from 'node:path';
import { engagementScope } from '../shared/scopes.ts';
import { commentOf, connectionOf } from './data.ts';
import {
  answer,
  atEnd,
  bench,
  judge,
  mb,
  percentile,
  print,
  printMemory,
  readOptions,
  spread,
  startServer,
} from './harness.ts';
import { addComments, insertComments, makeBrand, openDb, signUp } from './house.ts';

/**
 * Live clients of one brand, each holding a poll of its own, and a transaction of 50 rows: until all of them have all
 * of it. The clients share one process that does nothing but ask, read and ask again (fan-out-clients.ts), so what is
 * measured is the server, and the machine that runs both.
 */
const options = readOptions({ clients: [50, 500], rows: 50, runs: 15, comments: 1000 });

type Arrivals = { times: number[] };

await bench(async () => {
  const server = await startServer();
  const db = openDb(server);
  const ada = await signUp(server, db, 'ada');
  const table: Record<string, unknown>[] = [];
  const before = await server.memory();
  let worst = Number.NaN;
  for (const clients of options.clients) {
    const brandId = await makeBrand(db, ada);
    await addComments(db, brandId, 0, options.comments);
    const child = fork(join(import.meta.dirname, 'fan-out-clients.ts'), [], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    atEnd(() => void child.kill());
    child.send({ url: `${server.url}/api/shapes/${engagementScope(brandId)}`, token: ada.token, clients });
    await answer(child, 'live');
    const all: number[] = [];
    const lasts: number[] = [];
    for (let run = 0; run < options.runs; run += 1) {
      const rows = Array.from({ length: options.rows }, (_, index) =>
        commentOf(brandId, connectionOf(brandId).id, options.comments + run * options.rows + index),
      );
      const arrivals = answer<Arrivals>(child, 'arrived');
      child.send({ expect: options.rows });
      await answer(child, 'expecting');
      await db.tx({ as: 'system' }, (tx) => insertComments(tx, rows));
      const committed = Date.now();
      const { times } = await arrivals;
      const delays = times.map((time) => Math.max(0, time - committed));
      all.push(...delays);
      lasts.push(Math.max(...delays));
    }
    const memory = await server.memory();
    worst = percentile(lasts, 0.95);
    table.push(
      { clients, until: 'a client has it', ...spread(all) },
      {
        clients,
        until: 'all of them have it',
        ...spread(lasts),
        'server rss': mb(memory.rss),
        'a client': `${((memory.rss - before.rss) / clients / 1024).toFixed(0)} kB`,
      },
    );
    child.kill();
  }
  print(`A transaction of ${options.rows} rows, ${options.runs} times`, table);
  console.log('');
  judge(`all of ${options.clients.at(-1)} clients have it, p95`, worst, 1000);
  printMemory({ server: await server.memory() });
});
