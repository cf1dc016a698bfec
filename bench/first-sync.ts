import { join } from 'node:path';
import { engagementScope } from '../shared/scopes.ts';
import { commentOf, connectionOf } from './data.ts';
import { openDesktop } from './desktop.ts';
import {
  type BenchServer,
  bench,
  judge,
  makeFolder,
  mb,
  ms,
  print,
  printMemory,
  ratio,
  readOptions,
  startServer,
  until,
  watchLoop,
} from './harness.ts';
import { addComments, makeBrand, openDb, type Person, signUp } from './house.ts';
import { rawUpsert } from './raw.ts';

/**
 * A new desktop of a brand with so many comments, from nothing to all of them readable, indexed and searchable: against
 * the same rows upserted by one statement into the same tables (with the same search index, and without it), and
 * against downloading and parsing the same bytes and doing nothing with them.
 */
const options = readOptions({ sizes: [1000, 10_000, 100_000] });

await bench(async () => {
  const server = await startServer();
  const db = openDb(server);
  const folder = makeFolder();
  const rows: Record<string, unknown>[] = [];
  let last = { ratio: Number.NaN, held: Number.NaN };
  for (const size of options.sizes) {
    // Somebody of their own: the desktop fetches all of its person's brands.
    const person = await signUp(server, db, `ada-${size}`);
    const brandId = await makeBrand(db, person);
    await addComments(db, brandId, 0, size);

    const comments = Array.from({ length: size }, (_, index) =>
      commentOf(brandId, connectionOf(brandId).id, index),
    );
    const raw = rawUpsert(join(folder, `raw-${size}.sqlite`), comments, engagementScope(brandId), size);
    const download = await downloadAndParse(server, person, engagementScope(brandId));

    const loop = watchLoop();
    const from = performance.now();
    const desktop = await openDesktop(server, person, join(folder, `${size}.sqlite`));
    const shown = () =>
      desktop.read.get(
        'select 1 from streams s where s.scope = ? and not exists (select 1 from loading l where l.scope = s.scope)',
        engagementScope(brandId),
      ) !== undefined;
    await until('the first sync', shown, 600_000, 2);
    const took = performance.now() - from;
    const { max } = loop.stop();
    const found = desktop.read.get<{ count: number }>(
      'select count(*) as count from comments_search_docsize',
    )?.count;
    if (found !== size) throw new Error(`${found} comments can be searched, not ${size}.`);
    const { rss } = process.memoryUsage();
    await desktop.close();

    last = { ratio: took / Math.max(raw, download.took), held: max };
    rows.push({
      comments: size,
      'first sync': ms(took),
      'a row': `${((took / size) * 1000).toFixed(0)} us`,
      'raw upsert': ms(raw),
      'download, parse': ms(download.took),
      bytes: mb(download.bytes),
      'of the slower': ratio(took, Math.max(raw, download.took)),
      'core held up': ms(max),
      'desktop rss': mb(rss),
    });
  }
  print(`First sync of comments (${Object.keys(commentOf('', '', 0)).length} columns)`, rows);
  console.log('');
  judge('first sync against the slower raw limit', last.ratio, 1.5, (value) => `${value.toFixed(2)}x`);
  judge('the longest the core was held up', last.held, 50);
  printMemory({ server: await server.memory() });
});

async function downloadAndParse(server: BenchServer, { token }: Person, scope: string) {
  const from = performance.now();
  let query: Record<string, string> = { offset: '-1' };
  let bytes = 0;
  let rows = 0;
  for (let whole = false; !whole; ) {
    const answer = await fetch(`${server.url}/api/shapes/${scope}?${new URLSearchParams(query)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await answer.text();
    bytes += text.length;
    for (const { headers, value } of JSON.parse(text) as {
      headers: { control?: string };
      value?: { data: string };
    }[]) {
      if (headers.control === 'up-to-date') whole = true;
      else if (value) {
        JSON.parse(value.data);
        rows += 1;
      }
    }
    const header = (name: string) => answer.headers.get(`electric-${name}`) ?? '';
    query = { handle: header('handle'), offset: header('offset') };
  }
  return { took: performance.now() - from, bytes, rows };
}
