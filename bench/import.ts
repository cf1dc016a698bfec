import { join } from 'node:path';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { v7 as uuidv7 } from 'uuid';
import { readKnownPosts } from '../main/import/known-posts.ts';
import { prepareImport } from '../main/import/preview.ts';
import { readPlan } from '../main/import/read.ts';
import { runQuery } from '../main/queries/queries.ts';
import { brandArgs } from '../main/replica/testing.ts';
import { idOf } from './data.ts';
import { bench, judge, makeFolder, ms, print, ratio, readOptions, timed } from './harness.ts';
import { openBenchReplica, viewOf } from './replica.ts';

/** A sheet of so many rows from its bytes to posts in the replica, beside a bare parse and bare inserts of the same rows. */
const options = readOptions({ rows: 5000 });

await bench(async () => {
  const folder = makeFolder();
  const brandId = idOf('brand');
  const day = (row: number) =>
    new Date(Date.UTC(2027, 0, 1, 0, row * 30)).toISOString().slice(0, 16).replace('T', ' ');
  const lines = Array.from(
    { length: options.rows },
    (_, row) => `"Loaf ${row}, fresh from the ""oven"", with a few words more about it",,Oven,${day(row)}`,
  );
  const bytes = new TextEncoder().encode(`Text,Image URL,Tags,Posting Time\n${lines.join('\n')}\n`);
  const file = join(folder, 'import.sqlite');
  const replica = openBenchReplica(file);
  replica.mutate([{ name: 'brand.create', args: brandArgs(brandId) }], null);
  const view = viewOf(file);
  const [brand] = runQuery(view, 'brands', {});
  if (!brand) throw new Error('There is no brand.');

  const [looked, prepared] = await timed(() => {
    const { plan } = readPlan(bytes, { zone: 'Europe/Berlin', now: '2026-11-21T12:00:00.000Z' });
    const known = readKnownPosts(view.read, brandId);
    return prepareImport(plan, { brand, pillars: [], connections: [], known, assets: new Map() });
  });
  const mutations = [
    ...prepared.pillars.map(({ mutation }) => mutation),
    ...prepared.rows.flatMap((row) => row.mutations),
  ];
  const [written] = await timed(() => replica.mutate(mutations, null));
  replica.close();

  const [parsed, cells] = await timed(() => parse(Buffer.from(bytes)) as string[][]);
  const raw = new Database(join(folder, 'raw.sqlite'));
  raw.pragma('journal_mode = wal');
  raw.pragma('synchronous = full');
  raw.exec('create table posts (id text primary key, caption text, pillar text, at text)');
  const put = raw.prepare('insert into posts values (?, ?, ?, ?)');
  const [inserted] = await timed(() =>
    raw.transaction(() => {
      for (const [text, , tag, at] of cells) put.run(uuidv7(), text, tag, at);
    })(),
  );
  raw.close();
  print(`${options.rows} rows`, [
    { what: 'read, checked, compared with what is there', time: ms(looked) },
    { what: 'written, with outbox, search and history', time: ms(written) },
    { what: 'bare parse', time: ms(parsed) },
    { what: 'bare inserts of four columns', time: ms(inserted) },
    { what: 'all, beside the bare ones', time: ratio(looked + written, parsed + inserted) },
  ]);
  judge('a sheet imported', looked + written, 2000);
});
