import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { entryNames } from '../../shared/exchange/file-names.ts';
import type { MethodResults, methods } from '../../shared/ipc/index.ts';
import type { HostServices } from '../hosts/host-services.ts';
import type { Media } from '../media/media.ts';
import { assetOf } from '../media/rows.ts';
import type { Workspace } from '../workspace.ts';

/**
 * Writes files of the library to where a person wants them: one as it is, several as a zip in the order given. Files that
 * are not on this device are fetched first.
 * @throws AppError `gone`, or why a file cannot be had (`media_elsewhere`, `media_lost`, `server_unreachable`, ...)
 */
export async function exportFiles(
  deps: {
    host: HostServices;
    media: Pick<Media, 'files' | 'store'>;
    dir: string;
    current(): Workspace;
    now: () => Date;
  },
  { name, files }: z.infer<(typeof methods)['export.files']>,
): Promise<MethodResults['export.files']> {
  const { host, media, dir, current, now } = deps;
  const assets = files.map(({ assetId }) => {
    const asset = assetOf(current().replica, assetId);
    if (!asset) throw new AppError('gone', 'This file no longer exists.', { status: 404 });
    return asset;
  });
  const wants = (index: number) => files[index]?.original === true;
  const names = entryNames(
    assets.map((asset, index) => ({
      name: wants(index) ? asset.name.replace(/\.jpe?g$/i, '.heic') : (files[index]?.name ?? asset.name),
      mime: wants(index) ? 'image/heic' : asset.mime,
    })),
  );
  const paths: string[] = [];
  for (const [index, asset] of assets.entries()) {
    const path = wants(index) ? media.store.original(asset.sha256) : await media.files.file(asset);
    if (path === null) throw new AppError('gone', 'This file no longer exists.', { status: 404 });
    paths.push(path);
  }
  const [path, ...more] = paths;
  const only = names[0] ?? name;
  if (path !== undefined && more.length === 0)
    return { saved: await host.saveFile(only, { path }), name: only };

  const packed = join(dir, randomUUID());
  await mkdir(dir, { recursive: true, mode: 0o700 });
  try {
    const zip = new ZipFile();
    // Pictures and videos are packed already.
    for (const [index, from] of paths.entries())
      zip.addFile(from, names[index] ?? String(index), { compress: false, mtime: now() });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(packed, { mode: 0o600 }));
    const [as = 'Files'] = entryNames([{ name, mime: 'application/zip' }]);
    return { saved: await host.saveFile(as, { path: packed }), name: as };
  } finally {
    if (host.kind === 'electron') await rm(packed, { force: true });
  }
}
