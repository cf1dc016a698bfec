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
 */
const options = readOptions({ waiting: [100, 1000, 5000], posts: 10_000, batch: 50, runs: 60 });
const person = idOf('person');

await bench(async () => {
  const folder = makeFolder();
  const brandId = idOf('brand');
  const scope = planningScope(brandId);
  const rows: Record<string, unknown>[] = [];
  let goal = Number.NaN;
  for (const waiting of options.waiting) {
    const replica = openBenchReplica(join(folder, `${waiting}.sqlite`));
    fill(replica, brandId, { posts: options.posts, comments: 0, perDay: 20 });
    const post = (index: number) => postOf(brandId, index, 20);
    // Each of them of a post of its own: neighbouring edits of one would have become one.
    const uuids = replica.mutate(
      Array.from({ length: waiting }, (_, index) => {
        const { id, caption, notes } = post(index);
        const args = { id, brand_id: brandId, caption: `${caption} edited`, base: { caption, notes } };
        return { name: 'post.update', args };
      }),
      person,
    );
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
    const clientId = replica.sending.take({ count: 1, bytes: 1e6 })?.clientId ?? '';
    const among = (from: number) => Array.from({ length: options.batch }, (_, index) => from + index);
    const runs = (work: (run: number) => number) =>
      Array.from({ length: options.runs }, (_, run) => work(run));
    const spreadOver = (run: number) =>
      among(0).map((index) => (index * Math.floor(options.posts / options.batch) + run) % options.posts);
    const cases = {
      'rows nobody waits on': runs((run) => arrive(among(options.posts - 1000 + run), null)),
      'rows over all of the brand': runs((run) => arrive(spreadOver(run), null)),
      'rows that all have a waiting write': runs((run) => arrive(among(run % waiting), null)),
      'the same, and one write is acknowledged': runs((run) =>
        arrive(among(run), { id: run + 1, uuid: uuids[run] ?? '' }),
      ),
    };
    for (const [what, times] of Object.entries(cases)) {
      rows.push({ waiting, 'a batch of': what, ...spread(times) });
      const p95 = percentile(times, 0.95);
      if (waiting === 1000) goal = Math.max(Number.isNaN(goal) ? 0 : goal, p95);
    }
    const opening = performance.now();
    replica.close();
    const again = openBenchReplica(join(folder, `${waiting}.sqlite`));
    rows.push({ waiting, 'a batch of': `(opening the file: ${ms(performance.now() - opening)})` });
    again.close();
  }
  print(
    `Rebase, ${options.batch} rows a batch, ${options.posts} posts, ${options.runs} batches of each sort`,
    rows,
  );
  if (options.waiting.includes(1000)) {
    console.log('');
    judge('the worst sort under 1000 waiting writes, p95', goal, 100);
  }
  printMemory();
});
