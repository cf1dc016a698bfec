import { join } from 'node:path';
import { runQuery } from '../main/queries/queries.ts';
import { NO_FILTER } from '../shared/planning/filter.ts';
import type { QueryArgs, QueryName } from '../shared/queries.ts';
import { commentOf, idOf, MONTH } from './data.ts';
import {
  bench,
  judge,
  makeFolder,
  mb,
  percentile,
  print,
  printMemory,
  readOptions,
  spread,
  timed,
} from './harness.ts';
import { fill, openBenchReplica, viewOf } from './replica.ts';

/**
 * What screens read, from a replica of one brand with so many posts (each with its target and publication) and so many
 * comments, over the core's own connection, results included as the screens get them.
 */
const options = readOptions({ sizes: [1000, 10_000, 100_000], runs: 200, perDay: 20 });

await bench(async () => {
  const folder = makeFolder();
  const brandId = idOf('brand');
  const rows: Record<string, unknown>[] = [];
  const worst = new Map<string, number>();
  for (const size of options.sizes) {
    const file = join(folder, `${size}.sqlite`);
    const replica = openBenchReplica(file);
    const [filled] = await timed(() =>
      fill(replica, brandId, { posts: size, comments: size, perDay: options.perDay }),
    );
    replica.close();
    const view = viewOf(file);
    const words = wordsTyped(brandId, size);
    const search = (texts: readonly string[]) => ({
      name: 'search' as const,
      args: (run: number) => ({ brandId, text: texts[run % texts.length] ?? '', limit: 20 }),
    });
    const planned = { brandIds: [brandId], ...MONTH, filter: NO_FILTER };
    const cases: Record<string, { name: QueryName; args: (run: number) => QueryArgs<QueryName> }> = {
      // As the month draws it: the first of each day, and how many there are.
      'calendar month': { name: 'plan', args: () => ({ ...planned, perDay: 6 }) },
      'calendar month, every post': { name: 'plan', args: () => ({ ...planned, perDay: null }) },
      'posts of a month, whole': { name: 'calendar', args: () => ({ brandId, ...MONTH }) },
      'warnings of a month': { name: 'planWarnings', args: () => ({ brandIds: [brandId], ...MONTH }) },
      'inbox page of 50': { name: 'comments', args: () => ({ brandId, status: 'all', limit: 50 }) },
      'search, a rare word': search(words.rare),
      'search, a common word': search(words.common),
      'search, two words': search(words.two),
      'search, as it is typed': search(words.begun),
    };
    for (const [what, { name, args }] of Object.entries(cases)) {
      const [first, result] = await timed(() => runQuery(view, name, args(0)));
      const times: number[] = [];
      for (let run = 1; run <= options.runs; run += 1)
        times.push((await timed(() => runQuery(view, name, args(run))))[0]);
      worst.set(what, percentile(times, 0.95));
      const list = result !== null && 'days' in result ? result.posts : result;
      const count = Array.isArray(list) ? list.length : Object.values(list ?? {}).flat().length;
      rows.push({ rows: size, query: what, found: count, first: first.toFixed(1), ...spread(times) });
    }
    const size1 = view.read.get<{ bytes: number }>(
      'select page_count * page_size as bytes from pragma_page_count, pragma_page_size',
    );
    rows.push({
      rows: size,
      query: `(filled in ${(filled / 1000).toFixed(1)} s, file ${mb(size1?.bytes ?? 0)})`,
    });
    view.close();
  }
  print(
    `Queries, ${options.runs} runs each, about ${options.perDay * 42} posts in the month's six weeks`,
    rows,
  );
  const of = (what: string) => worst.get(what) ?? Number.NaN;
  console.log(`\nAt ${options.sizes.at(-1)} posts and as many comments, p95:`);
  judge('calendar month', of('calendar month'), 5);
  judge('inbox page', of('inbox page of 50'), 5);
  judge(
    'search',
    Math.max(...[...worst].filter(([what]) => what.startsWith('search')).map(([, value]) => value)),
    20,
  );
  printMemory();
});

/** Words as people would look for them: of rare ones, of the most common, two of them, and beginnings of three letters. */
function wordsTyped(brandId: string, size: number) {
  const counts = new Map<string, number>();
  for (let index = 0; index < Math.min(size, 5000); index += 1)
    for (const word of commentOf(brandId, brandId, index).text.split(' '))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
  const common = byCount.filter((word) => word.length > 3).slice(0, 20);
  const rare = byCount.filter((word) => word.length > 6).slice(-40);
  return {
    common,
    rare,
    two: common.map((word, index) => `${word} ${rare[index] ?? ''}`),
    begun: rare.map((word) => word.slice(0, 3)),
  };
}
