import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import sql from 'sql-template-tag';
import { upload } from '../main/media/upload.ts';
import { assetId } from '../shared/mutators/asset.ts';
import {
  atEnd,
  bench,
  makeFolder,
  percentile,
  print,
  printMemory,
  readOptions,
  startServer,
  timed,
} from './harness.ts';
import { makeBrand, openDb, signUp } from './house.ts';

/**
 * A file from a desktop to the server as it is sent (tus in pieces from 4 MiB on, each written before it is answered
 * and hashed while it comes), against a bare copy of the same file over the same loopback into a file. In turns.
 */
const options = readOptions({ mb: 200, runs: 5 });
const MB = 1_000_000;
const GOAL = 0.6;

await bench(async () => {
  const folder = makeFolder();
  const server = await startServer();
  const db = openDb(server);
  const ada = await signUp(server, db, 'ada');
  const brandId = await makeBrand(db, ada);
  const bare = fork(join(import.meta.dirname, 'bare-server.ts'), [join(folder, 'bare')]);
  atEnd(() => bare.disconnect());
  const [{ port }] = (await once(bare, 'message')) as [{ port: number }];

  const copies: number[] = [];
  const uploads: number[] = [];
  for (let run = 0; run < options.runs; run += 1) {
    const path = join(folder, `film-${run}`);
    const { sha256, bytes } = makeFile(path, options.mb * MB);
    const [copied] = await timed(() =>
      fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        body: Readable.toWeb(
          createReadStream(path, { highWaterMark: 1 << 20 }),
        ) as ReadableStream<Uint8Array>,
        duplex: 'half',
      } as RequestInit).then((answer) => answer.arrayBuffer()),
    );
    copies.push(copied);
    await db.tx({ as: 'system' }, (tx) =>
      tx.run(sql`
        insert into app.assets (id, brand_id, sha256, name, mime, bytes, alt_text, folder, tags, rating, created_at,
                                updated_at, version)
        values (${assetId(brandId, sha256)}, ${brandId}, ${sha256}, 'film', 'video/mp4', ${bytes}, '', '', '[]', 0,
                now(), now(), 1)`),
    );
    const [uploaded] = await timed(() =>
      upload(
        {
          fetch: (at, init) =>
            fetch(new URL(at, server.url), {
              ...init,
              headers: {
                ...Object.fromEntries(new Headers(init.headers)),
                authorization: `Bearer ${ada.token}`,
              },
            }),
          signal: new AbortController().signal,
          onProgress: () => undefined,
        },
        { brandId, sha256, bytes, path },
      ),
    );
    uploads.push(uploaded);
  }
  const speed = (took: number) => (options.mb / took) * 1000;
  const row = (what: string, took: readonly number[]) => ({
    what,
    'MB/s, p50': speed(percentile(took, 0.5)).toFixed(0),
    best: speed(Math.min(...took)).toFixed(0),
    least: speed(Math.max(...took)).toFixed(0),
  });
  print(`A file of ${options.mb} MB, ${options.runs} times`, [
    row('bare copy', copies),
    row('upload', uploads),
  ]);
  // Neighbours in time, so that what else the machine does weighs on both.
  const shares = copies.map((copied, run) => copied / (uploads[run] ?? Number.NaN));
  const share = percentile(shares, 0.5);
  console.log(
    `  ${share >= GOAL ? 'reached' : 'MISSED '}  ${Math.round(share * 100)} % of a bare copy, of at least ${GOAL * 100} %`,
  );
  printMemory();
});

/** A file no compression makes smaller, that begins as a film does. */
function makeFile(path: string, bytes: number): { sha256: string; bytes: number } {
  const hash = createHash('sha256');
  const file = openSync(path, 'w');
  const head = Buffer.concat([Buffer.from([0, 0, 0, 32]), Buffer.from('ftypisom'), Buffer.alloc(20)]);
  const block = randomBytes(4 * MB);
  for (let left = bytes; left > 0; ) {
    const piece = left === bytes ? Buffer.concat([head, block]) : block;
    const part = piece.subarray(0, Math.min(left, piece.length));
    block.writeUInt32BE(left % 0xffffffff);
    hash.update(part);
    writeSync(file, part);
    left -= part.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}
