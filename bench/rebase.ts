import { join } from 'node:path';
import { planningScope } from '../shared/scopes.ts';
import { idOf, postOf } from './data.ts';
import {
  bench,
  judge,
  makeFolder,
  ms,
  percentile,
  print,
  printMemory,
  readOptions,
  spread,
} from './harness.ts';
import { fill, openBenchReplica } from './replica.ts';

/**
 * A batch from the server arrives in a scope in which writes wait: restored, applied, replayed, committed (with
 * fsync), and told to listeners. On the writer's own thread, where it holds up other writes and nothing else.
 * Waiting writes are edits of captions, each of a post of its own; or all of them of ten posts, in turn, so that they
 * neither become one nor can be told apart.
 */
const options = readOptions({ waiting: [100, 1000, 5000], posts: 10_000, batch: 50, runs: 60 });
const person = idOf('person');
const brandId = idOf('brand');
const scope = planningScope(brandId);
const post = (index: number) => postOf(brandId, index, 20);

await bench(async () => {
  const folder = makeFolder();
  const rows: Record<string, unknown>[] = [];
  let worst = 0;
  for (const waiting of options.waiting) {
    for (const edited of [waiting, 10]) {
      const found = measure(join(folder, `${waiting}-${edited}.sqlite`), waiting, edited);
      rows.push(
        ...Object.entries(found.cases).map(([what, times]) => ({
          waiting,
          'of posts': edited,
          'a batch of': what,
          ...spread(times),
        })),
        { waiting, 'of posts': edited, 'a batch of': `(opening the file: ${ms(found.opening)})` },
      );
      if (waiting === 1000)
        worst = Math.max(worst, ...Object.values(found.cases).map((times) => percentile(times, 0.95)));
    }
  }
  print(
    `Rebase, ${options.batch} rows a batch, ${options.posts} posts, ${options.runs} batches of each sort`,
    rows,
  );
  if (worst > 0) {
    console.log('');
    judge('the worst sort under 1000 waiting writes, p95', worst, 100);
  }
  printMemory();
});

function measure(file: string, waiting: number, edited: number) {
  const replica = openBenchReplica(file);
  fill(replica, brandId, { posts: options.posts, comments: 0, perDay: 20 });
  const uuids = replica.mutate(
    Array.from({ length: waiting }, (_, index) => {
      const { id, caption, notes } = post(index % edited);
      const fields = { caption: `${caption} And edit ${index}.` };
      return { name: 'post.edit', args: { id, brand_id: brandId, fields, base: { caption, notes } } };
    }),
    person,
  );
  const clientId = replica.sending.take({ count: 1, bytes: 1e6 })?.clientId ?? '';
  let version = 1;
  const arrive = (indexes: readonly number[], settles: { id: number; uuid: string } | null) => {
    version += 1;
    const changes = indexes.map((index) => {
      const row = { ...post(index), title: `Changed ${version}`, version };
      return { op: 'put' as const, kind: 'post', id: row.id, data: JSON.stringify(row) };
    });
    const ack = settles && {
      op: 'put' as const,
      kind: 'client',
      id: clientId,
      data: JSON.stringify({ mutation_id: settles.id, uuid: settles.uuid }),
    };
    const from = performance.now();
    replica.applyServer(scope, ack ? [...changes, ack] : changes, {
      handle: 'bench',
      offset: `${version}_0`,
    });
    return performance.now() - from;
  };
  const among = (from: number) => Array.from({ length: options.batch }, (_, index) => from + index);
  const stride = Math.floor(options.posts / options.batch);
  const runs = (work: (run: number) => number) => Array.from({ length: options.runs }, (_, run) => work(run));
  const cases = {
    'rows nobody waits on': runs((run) => arrive(among(options.posts - 1000 + run), null)),
    'rows over all of the brand': runs((run) =>
      arrive(
        among(0).map((each) => each * stride + run),
        null,
      ),
    ),
    'rows with waiting writes': runs((run) => arrive(among(run % edited), null)),
    'the same, one write acknowledged': runs((run) =>
      arrive(among(run % edited), { id: run + 1, uuid: uuids[run] ?? '' }),
    ),
  };
  replica.close();
  const from = performance.now();
  openBenchReplica(file).close();
  return { cases, opening: performance.now() - from };
}
