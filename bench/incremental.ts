import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { engagementScope } from '../shared/scopes.ts';
import { commentOf, connectionOf } from './data.ts';
import { openDesktop } from './desktop.ts';
import {
  bench,
  judge,
  makeFolder,
  ms,
  percentile,
  print,
  printMemory,
  ratio,
  readOptions,
  startServer,
  until,
  watchLoop,
} from './harness.ts';
import { addComments, insertComments, makeBrand, openDb, signUp } from './house.ts';
import { rawUpsert } from './raw.ts';

/**
 * A transaction of 1,000 comments at the server until a desktop's core can read them: the log's numbering, the held
 * poll, the download, the checks, the commit. Against the same rows upserted into a copy of the same file.
 */
const options = readOptions({ sizes: [1000, 10_000, 50_000], batch: 1000, runs: 12 });

const comments = (brandId: string, from: number, count: number) =>
  Array.from({ length: count }, (_, index) => commentOf(brandId, connectionOf(brandId).id, from + index));

await bench(async () => {
  const server = await startServer();
  const db = openDb(server);
  const ada = await signUp(server, db, 'ada');
  const folder = makeFolder();
  const rows: Record<string, unknown>[] = [];
  let last = { visible: Number.NaN, raw: Number.NaN, changes: 0 };
  for (const size of options.sizes) {
    const brandId = await makeBrand(db, ada);
    await addComments(db, brandId, 0, size);
    const file = join(folder, `${size}.sqlite`);
    const desktop = await openDesktop(server, ada, file);
    const here = () =>
      desktop.read.get<{ count: number }>(
        'select count(*) as count from comments where brand_id = ?',
        brandId,
      )?.count ?? 0;
    await until('the first sync', () => here() === size && desktop.syncState().status === 'up_to_date');
    let next = size;
    const visible: number[] = [];
    const changes: number[] = [];
    const loop = watchLoop();
    for (let run = 0; run < options.runs; run += 1) {
      const batch = comments(brandId, next, options.batch);
      next += options.batch;
      const seen = new Set<number>();
      const stop = desktop.onCommit(() => seen.add(here()));
      // From the commit on: the transaction's own time is the server's.
      await db.tx({ as: 'system' }, (tx) => insertComments(tx, batch));
      const from = performance.now();
      await until('the rows', () => seen.has(next), 30_000, 1);
      visible.push(performance.now() - from);
      changes.push([...seen].filter((count) => count > next - options.batch).length);
      stop();
    }
    const { max } = loop.stop();
    await desktop.close();
    const raw = Array.from({ length: options.runs }, (_, run) => {
      if (run === 0) copyFileSync(file, `${file}.raw`);
      return rawUpsert(
        `${file}.raw`,
        comments(brandId, next + run * options.batch, options.batch),
        engagementScope(brandId),
        options.batch,
      );
    });
    last = { visible: percentile(visible, 0.5), raw: percentile(raw, 0.5), changes: Math.max(...changes) };
    rows.push({
      'comments there': size,
      'visible p50': ms(last.visible),
      p95: ms(percentile(visible, 0.95)),
      'raw apply p50': ms(last.raw),
      ratio: ratio(last.visible, last.raw),
      'visible changes': last.changes,
      'core held up': ms(max),
    });
  }
  print(
    `A transaction of ${options.batch} comments (${Object.keys(commentOf('', '', 0)).length} columns), ${options.runs} times`,
    rows,
  );
  console.log('');
  judge(
    'from the commit until visible, against raw apply',
    last.visible / last.raw,
    2,
    (value) => `${value.toFixed(2)}x`,
  );
  judge('visible changes of one transaction', last.changes, 1, String);
  printMemory({ server: await server.memory() });
});
