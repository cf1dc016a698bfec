import { idOf, MONTH, postOf } from './data.ts';
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
} from './harness.ts';
import { build, fillProfile, follow, openPage, startHost } from './page.ts';

/**
 * A page sends an edit of a post; until its open month shows it: socket, core, the keeper's commit (on disk), the
 * queries that it touches run anew, the patch, socket, patch applied. Drawing it is the page's own. Open are what a
 * person has open: the month, the brand's lists, Today's numbers, the inbox. The edits that wait are of other posts.
 */
const options = readOptions({ sizes: [1000, 100_000], waiting: 1000, runs: 200, perDay: 20 });
const PAUSE_MS = 40;

await bench(async () => {
  build();
  const rows: Record<string, unknown>[] = [];
  let p95 = Number.NaN;
  for (const size of options.sizes) {
    const profile = makeFolder();
    const brandId = idOf('brand');
    const half = Math.ceil(size / 2);
    const edit = (index: number, title: string) => {
      const { id } = postOf(brandId, index % half, options.perDay);
      return { name: 'post.edit', args: { id, brand_id: brandId, fields: { title }, base: {} } };
    };
    const waiting = Array.from({ length: options.waiting }, (_, index) =>
      edit(half - 1 - (index % half), `Waits ${index}`),
    );
    fillProfile(profile, brandId, { posts: half, comments: half, perDay: options.perDay }, waiting);
    const host = await startHost(profile);
    const page = openPage(host.url);
    let shown = new Map<string, string>();
    let news = () => {};
    const month = Promise.withResolvers<void>();
    follow(page, 'calendar', { brandId, ...MONTH }, (posts) => {
      shown = new Map(posts.map(({ id, title }) => [id, title]));
      if (shown.size > 0) month.resolve();
      news();
    });
    follow(page, 'brands', {}, () => {});
    follow(page, 'pillars', { brandId }, () => {});
    follow(page, 'connections', { brandId }, () => {});
    follow(page, 'overview', { brandId }, () => {});
    follow(page, 'comments', { brandId, status: 'all', limit: 500 }, () => {});
    await month.promise;
    await pause(500);
    const inMonth = [...shown.keys()];
    const screen: number[] = [];
    const saved: number[] = [];
    for (let run = 0; run < options.runs + 10; run += 1) {
      const id = inMonth[run % inMonth.length] ?? '';
      const title = `Edited ${run}`;
      const there = Promise.withResolvers<number>();
      news = () => {
        if (shown.get(id) === title) there.resolve(performance.now());
      };
      const from = performance.now();
      const mutations = [{ name: 'post.edit', args: { id, brand_id: brandId, fields: { title }, base: {} } }];
      const answer = await page.invoke('mutate', { mutations });
      if (!answer.ok) throw new Error(JSON.stringify(answer.error));
      const at = performance.now();
      const patched = await there.promise;
      // The first ones warm up.
      if (run >= 10) {
        saved.push(at - from);
        screen.push(patched - from);
      }
      await pause(PAUSE_MS);
    }
    await host.stop();
    p95 = percentile(screen, 0.95);
    const what = { rows: size, waiting: options.waiting };
    rows.push({
      ...what,
      'posts in the month': inMonth.length,
      until: 'the month shows it',
      ...spread(screen),
    });
    rows.push({ ...what, until: 'the edit is answered (on disk)', ...spread(saved) });
  }
  print(`${options.runs} edits, one every ${PAUSE_MS} ms`, rows);
  console.log('');
  judge('from the edit to the screen, p95', p95, 16);
  printMemory();
});
