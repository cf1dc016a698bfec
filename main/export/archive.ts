import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import {
  ARCHIVED,
  archiveJsonSchema,
  FORMAT,
  JSON_NAME,
  mediaName,
  SCHEMA_NAME,
  VERSION,
} from '../../shared/exchange/archive.ts';
import { kinds } from '../../shared/kinds/index.ts';
import type { FileStore } from '../media/file-store.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { decodeRow } from '../replica/rows.ts';

type Brand = { id: string; name: string };

/** Rows read at once. */
const PAGE = 500;

/** The JSON of some brands, piece by piece: a brand of years is hundreds of megabytes. */
export function* archiveText(replica: ReplicaView, brands: readonly Brand[], now: Date): Generator<string> {
  const head = { format: FORMAT, version: VERSION, exported_at: now.toISOString() };
  yield `${JSON.stringify(head, null, 1).slice(0, -2)},\n "brands": [`;
  for (const [at, { id, name }] of brands.entries()) {
    yield `${at === 0 ? '' : ','}\n{"id": ${JSON.stringify(id)}, "name": ${JSON.stringify(name)}, "rows": {`;
    let first = true;
    for (const kind of ARCHIVED) {
      let after = '';
      let begun = false;
      for (;;) {
        const raw = replica.read.all<Record<string, unknown>>(
          `select * from "${kinds[kind].table}" where ${kind === 'brand' ? 'id' : 'brand_id'} = ? and id > ?
            order by id limit ${PAGE}`,
          id,
          after,
        );
        const rows = raw.map((row) => JSON.stringify(decodeRow(kind, row)));
        if (rows.length > 0) {
          yield begun ? ',\n' : `${first ? '' : ','}\n"${kind}": [\n`;
          yield rows.join(',\n');
          begun = true;
          first = false;
        }
        after = String(raw.at(-1)?.id ?? '');
        if (raw.length < PAGE) break;
      }
      if (begun) yield '\n]';
    }
    yield '\n}}';
  }
  yield '\n]}\n';
}

/**
 * A zip of the JSON, its schema, and every file of the brands that is on this device.
 * @returns how many files went in, and how many of the brands' are elsewhere
 */
export async function writeArchive(
  path: string,
  deps: { replica: ReplicaView; store: FileStore; now: Date },
  brands: readonly Brand[],
  media: boolean,
): Promise<{ files: number; elsewhere: number }> {
  const zip = new ZipFile();
  const mtime = deps.now;
  zip.addReadStreamLazy(JSON_NAME, { mtime }, (done) =>
    done(null, Readable.from(archiveText(deps.replica, brands, deps.now), { objectMode: false })),
  );
  zip.addBuffer(Buffer.from(`${JSON.stringify(archiveJsonSchema(), null, 2)}\n`), SCHEMA_NAME, { mtime });
  const hashes = new Set(
    brands.flatMap(({ id }) =>
      deps.replica.read
        .all<{ sha256: string }>('select distinct sha256 from assets where brand_id = ?', id)
        .map(({ sha256 }) => sha256),
    ),
  );
  let files = 0;
  if (media) {
    for (const sha256 of hashes) {
      if (!deps.store.has(sha256)) continue;
      // Pictures and videos are packed already.
      zip.addFile(deps.store.path(sha256), mediaName(sha256), { compress: false, mtime });
      files += 1;
    }
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path, { mode: 0o600 }));
  return { files, elsewhere: media ? hashes.size - files : 0 };
}
