import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { openDesktop } from './desktop.ts';
import {
  bench,
  judge,
  makeFolder,
  pause,
  percentile,
  print,
  printMemory,
  readOptions,
  spread,
  startServer,
  until,
} from './harness.ts';
import { addComments, makeBrand, openDb, signUp } from './house.ts';

/**
 * An edit on desktop A until desktop B's core can read it: A's commit, the push, the server's transaction, the log, B's
 * held poll, B's commit. One after the other, as a person edits; two desktops and the server share this machine.
 */
const options = readOptions({ runs: 200, comments: 1000 });

await bench(async () => {
  const server = await startServer();
  const db = openDb(server);
  const ada = await signUp(server, db, 'ada');
  const brandId = await makeBrand(db, ada);
  await addComments(db, brandId, 0, options.comments);
  const folder = makeFolder();
  const a = await openDesktop(server, ada, join(folder, 'a.sqlite'));
  const b = await openDesktop(server, ada, join(folder, 'b.sqlite'));
  for (const desktop of [a, b])
    await until(
      'both desktops to be level',
      () => desktop.syncState().status === 'up_to_date' && readable(desktop) !== undefined,
    );

  function readable(desktop: typeof a, id = brandId) {
    return desktop.read.get('select id from brands where id = ?', id);
  }
  const id = uuidv7();
  const title = (desktop: typeof a) =>
    desktop.read.get<{ title: string }>('select title from posts where id = ?', id)?.title;
  const own: number[] = [];
  const arrived: number[] = [];
  const settled: number[] = [];
  for (let run = 0; run <= options.runs; run += 1) {
    const wanted = `Edit ${run}`;
    const words = { pillar_id: null, title: wanted, caption: 'Rye.', notes: '', hashtags: [], link: null };
    const write =
      run === 0
        ? { name: 'post.create', args: { id, brand_id: brandId, ...words, when: null } }
        : { name: 'post.edit', args: { id, brand_id: brandId, fields: { title: wanted }, base: {} } };
    const there = Promise.withResolvers<number>();
    const back = Promise.withResolvers<number>();
    const stops = [
      b.onCommit(() => title(b) === wanted && there.resolve(performance.now())),
      a.onSyncState(() => a.syncState().waiting === 0 && back.resolve(performance.now())),
    ];
    const from = performance.now();
    await a.mutate([write], ada.id);
    const written = performance.now();
    const at = await there.promise;
    const acknowledged = await back.promise;
    for (const stop of stops) stop();
    // The first one makes connections and statements.
    if (run > 0) {
      own.push(written - from);
      arrived.push(at - from);
      settled.push(acknowledged - from);
    }
    await pause(30);
  }
  print(`${options.runs} edits on A`, [
    { until: 'saved on A (on disk)', ...spread(own) },
    { until: 'readable on B', ...spread(arrived) },
    { until: 'acknowledged on A', ...spread(settled) },
  ]);
  console.log('');
  judge('readable on B, p50', percentile(arrived, 0.5), 40);
  judge('readable on B, p95', percentile(arrived, 0.95), 100);
  printMemory({ server: await server.memory() });
});
