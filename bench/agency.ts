import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { KeptReplica } from '../main/keeper/client.ts';
import { openDesktop, openKeeper } from './desktop.ts';
import {
  atEnd,
  bench,
  judge,
  makeFolder,
  mb,
  ms,
  percentile,
  print,
  printMemory,
  readOptions,
  spread,
  startServer,
  timed,
  until,
} from './harness.ts';
import { addComments, makeBrand, openDb, signUp } from './house.ts';

/**
 * Desktops of one agency, each with all of its brands: real replicas and engines with their usual timing, ten to a
 * thread. All of them look at the same brand; an edit in it, and one in a brand that none of them has opened.
 */
const options = readOptions({ desktops: 50, brands: 100, comments: 10, edits: 15, resting: 3 });
const A_THREAD = 10;

await bench(async () => {
  const server = await startServer();
  const db = openDb(server);
  const ada = await signUp(server, db, 'ada');
  const brands: string[] = [];
  for (let index = 0; index < options.brands; index += 1) {
    const brandId = await makeBrand(db, ada, `Brand ${index}`);
    await addComments(db, brandId, 0, options.comments);
    brands.push(brandId);
  }
  const empty = await server.memory();
  const folder = makeFolder();
  const keepers = Array.from({ length: Math.ceil(options.desktops / A_THREAD) }, openKeeper);
  atEnd(() => Promise.all(keepers.map((keeper) => keeper.close())));
  const [opened, desktops] = await timed(() =>
    Promise.all(
      Array.from({ length: options.desktops }, (_, index) =>
        openDesktop(server, ada, join(folder, `${index}.sqlite`), keepers[Math.floor(index / A_THREAD)]),
      ),
    ),
  );
  const keeperOf = (index: number) => keepers[Math.floor(index / A_THREAD)] ?? keepers[0];
  const wanted = options.brands * options.comments;
  const whole = ({ read }: KeptReplica) =>
    read.get<{ count: number }>('select count(*) as count from comments')?.count === wanted &&
    read.get('select 1 from loading limit 1') === undefined;
  const [level] = await timed(() =>
    until('all desktops to have all brands', () => desktops.every(whole), 900_000, 250),
  );

  const [live = '', ...others] = brands;
  await Promise.all(desktops.map(({ id }, index) => keeperOf(index)?.call('use', id, live)));
  const streams = (await keepers[0]?.call('streams', desktops[0]?.id ?? 0)) ?? [];
  const followed = new Set(streams.filter(({ mode }) => mode === 'live').map(({ scope }) => scope));
  const resting = others.filter((id) => !followed.has(`brand:${id}:planning`)).slice(-options.resting);
  const memory = await server.memory();

  const [writer] = desktops;
  if (!writer) throw new Error('There is no desktop.');
  const everywhere = async (brandId: string, within: number) => {
    const id = uuidv7();
    const args = { id, brand_id: brandId, name: 'News', description: '', color: 1, position: 0, share: null };
    const has = ({ read }: KeptReplica) => read.get('select 1 from pillars where id = ?', id) !== undefined;
    const arrived = desktops.map((desktop) => {
      const { promise, resolve } = Promise.withResolvers<number>();
      const stop = desktop.onCommit((kinds) => {
        if (!kinds.has('pillar') || !has(desktop)) return;
        stop();
        resolve(performance.now());
      });
      return promise;
    });
    const from = performance.now();
    await writer.mutate([{ name: 'pillar.create', args }], ada.id);
    const times = await Promise.race([
      Promise.all(arrived),
      new Promise<never>((_, failed) =>
        setTimeout(() => failed(new Error('An edit did not arrive.')), within).unref(),
      ),
    ]);
    return times.map((time) => time - from);
  };

  const lively: number[][] = [];
  for (let run = 0; run < options.edits; run += 1) lively.push(await everywhere(live, 120_000));
  const sleepy = await Promise.all(resting.map((brandId) => everywhere(brandId, 300_000)));

  print(`${options.desktops} desktops, ${options.brands} brands each`, [
    { what: 'opened', value: ms(opened) },
    { what: 'all desktops have all brands', value: ms(level) },
    {
      what: 'streams a desktop follows live, and reads now and then',
      value: `${followed.size}, ${streams.length - followed.size}`,
    },
    { what: 'connections at the server', value: memory.connections },
    { what: 'server rss before and with them', value: `${mb(empty.rss)}, ${mb(memory.rss)}` },
    {
      what: 'rss of all desktops together, and a desktop',
      value: `${mb(process.memoryUsage().rss)}, ${mb(process.memoryUsage().rss / options.desktops)}`,
    },
  ]);
  const last = (runs: number[][]) => runs.map((times) => Math.max(...times));
  print('An edit until every desktop has it', [
    { brand: `live (${lively.length} edits)`, ...spread(last(lively)) },
    { brand: `resting (${sleepy.length} edits)`, ...spread(last(sleepy)) },
  ]);
  console.log('');
  judge('live, p95', percentile(last(lively), 0.95), 1000);
  if (sleepy.length > 0) judge('resting, the slowest', Math.max(...last(sleepy)), 60_000);
  printMemory({ server: await server.memory() });
});
