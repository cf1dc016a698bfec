import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../shared/errors.ts';
import { type ArchivedRow, rowsOfArchive } from '../../shared/exchange/archive.ts';
import { type Planned, RECORDS, renamed, restoreWrites } from '../../shared/exchange/restore.ts';
import type { ArchivePreview } from '../../shared/ipc/exchange.ts';
import type { MethodResults } from '../../shared/ipc/index.ts';
import { type KindName, kinds } from '../../shared/kinds/index.ts';
import type { Media } from '../media/media.ts';
import { runQuery } from '../queries/queries.ts';
import { decodeRow } from '../replica/rows.ts';
import type { Workspace } from '../workspace.ts';
import { openArchive } from './archive-file.ts';
import type { ImportFiles } from './files.ts';

/** Faults named on the screen. */
const SHOWN = 100;
/** Writes of one transaction: a brand of years is not one of them. */
const SLICE = 20_000;

/** Brings exports of Pillarbox back, into a profile that has none of it or some. */
export function createArchives(deps: {
  files: ImportFiles;
  media: Pick<Media, 'add' | 'store'>;
  current(): Workspace;
}) {
  const { files, media, current } = deps;

  const read = async (token: string) => {
    const opened = await openArchive(files.get(token).path);
    return opened && { ...opened, ...rowsOfArchive(opened.archive) };
  };
  /** The row as this device has it. */
  const here = (kind: KindName, id: string) => {
    const raw = current().replica.read.get<Record<string, unknown>>(
      `select * from "${kinds[kind].table}" where id = ?`,
      id,
    );
    return raw ? decodeRow(kind, raw) : null;
  };
  const write = async (mutations: Planned[]) => {
    const { replica, account } = current();
    for (let at = 0; at < mutations.length; at += SLICE)
      await replica.mutate(mutations.slice(at, at + SLICE), account?.personId ?? null);
  };

  return {
    /** @returns null where the file is no export of ours. @throws AppError `archive_broken`, `archive_newer` */
    async look(token: string): Promise<ArchivePreview | null> {
      const found = await read(token);
      if (!found) return null;
      found.close();
      const counts = new Map<KindName, { rows: number; here: number; differ: number }>();
      for (const { kind, row } of found.rows) {
        const count = counts.get(kind) ?? { rows: 0, here: 0, differ: 0 };
        const there = here(kind, row.id);
        count.rows += 1;
        if (there) {
          count.here += 1;
          if (!sameWords(there, row)) count.differ += 1;
        }
        counts.set(kind, count);
      }
      const wanted = new Set(found.rows.flatMap(({ kind, row }) => (kind === 'asset' ? [row.sha256] : [])));
      const brands = new Set(runQuery(current().replica, 'brands', {}).map(({ id }) => id));
      return {
        token,
        exportedAt: found.archive.exported_at,
        brands: found.archive.brands.map(({ id, name }) => ({ id, name, here: brands.has(id) })),
        counts: [...counts].map(([kind, count]) => ({ kind, ...count, record: RECORDS.has(kind) })),
        files: [...wanted].filter((hash) => found.files.has(hash) || media.store.has(hash)).length,
        filesMissing: [...wanted].filter((hash) => !found.files.has(hash) && !media.store.has(hash)).length,
        faults: found.faults.slice(0, SHOWN),
        faultCount: found.faults.length,
      };
    },

    /**
     * Makes what is not here, and leaves what is as it is.
     * @param copy everything under new ids, beside what is here
     * @throws AppError `import_gone`, `archive_broken`
     */
    async run({ token, copy }: { token: string; copy: boolean }): Promise<MethodResults['archive.run']> {
      const found = await read(token);
      if (!found) throw new AppError('archive_broken', 'This is not an export of Pillarbox.');
      try {
        const rows = copy ? renamed(found.rows, uuidv7()) : found.rows;
        const missing = rows.filter(({ kind, row }) => !here(kind, row.id));
        const { account, replica } = current();
        const organization = account ? (runQuery(replica, 'organizations', {})[0]?.id ?? null) : null;
        const brandRows = missing.filter(({ kind }) => kind === 'brand');
        await write(restoreWrites(brandRows, organization).writes.map(({ planned }) => planned));

        const assets = await bringFiles(missing, found.files);
        const rest = missing.filter(
          ({ kind, row }) =>
            kind !== 'brand' && kind !== 'asset' && !(kind === 'attachment' && assets.lost.has(row.asset_id)),
        );
        const { writes, left } = restoreWrites(rest, organization);
        await write([...assets.edits, ...writes.map(({ planned }) => planned)]);
        return {
          brandId: rows.find(({ kind }) => kind === 'brand')?.row.id ?? null,
          made: new Set([...brandRows.map(({ row }) => row.id), ...writes.map(({ id }) => id)]).size,
          files: assets.brought,
          left: rows.filter(({ kind }) => RECORDS.has(kind) || left.includes(kind)).length,
          filesLost: assets.lost.size,
        };
      } finally {
        found.close();
      }
    },
  };

  /** Files first: what they are is found out from their bytes again, whatever the export says of them. */
  async function bringFiles(
    missing: readonly ArchivedRow[],
    bytes: ReadonlyMap<string, { bytes: number; read(): Promise<AsyncIterable<Uint8Array>> }>,
  ): Promise<{ brought: number; lost: Set<string>; edits: Planned[] }> {
    const lost = new Set<string>();
    const edits: Planned[] = [];
    let brought = 0;
    for (const archived of missing) {
      if (archived.kind !== 'asset') continue;
      const { id, brand_id, sha256, name, alt_text, folder, tags, rating } = archived.row;
      const file = bytes.get(sha256);
      if (!file && !media.store.has(sha256)) {
        lost.add(id);
        continue;
      }
      const source = file
        ? { stream: await file.read(), bytes: file.bytes }
        : { path: media.store.path(sha256) };
      const about = { brandId: brand_id, name, folder, sha256 };
      const added = await media.add(about, source).catch((error: unknown) => {
        if (error instanceof AppError && error.code !== 'disk_full') return null;
        // What unzips badly is one file lost, and not the whole.
        if (error instanceof Error && !('syscall' in error)) return null;
        throw error;
      });
      if (!added) {
        lost.add(id);
        continue;
      }
      brought += 1;
      edits.push({
        name: 'asset.edit',
        args: { id, brand_id, fields: { name, alt_text, folder, tags, rating } },
      });
    }
    return { brought, lost, edits };
  }
}

export type Archives = ReturnType<typeof createArchives>;

/** But for stamps, which say when and not what. */
function sameWords(a: object, b: object): boolean {
  const words = (row: object) =>
    JSON.stringify(
      Object.entries(row)
        .filter(([name]) => !STAMPS.has(name))
        .sort(([x], [y]) => (x < y ? -1 : 1)),
    );
  return words(a) === words(b);
}

const STAMPS = new Set(['created_at', 'updated_at', 'version', 'created_by', 'uploaded_at', 'updated_by']);
