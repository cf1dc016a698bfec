import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.webmanifest': 'application/manifest+json',
};

export type StaticFile = { bytes: Buffer<ArrayBuffer>; type: string };

/**
 * A file of the built renderer.
 * @param path the URL's path, still encoded
 * @returns `forbidden` for a path that leads, or tries to lead, out of the folder
 */
export async function readStatic(
  folder: string,
  path: string,
): Promise<StaticFile | 'forbidden' | 'missing'> {
  let name: string;
  try {
    name = decodeURIComponent(path);
  } catch {
    return 'forbidden';
  }
  if (/[\\\0]/.test(name) || name.split('/').some((part) => part === '..' || part.startsWith('.')))
    return 'forbidden';
  const type = TYPES[extname(name)];
  if (!type) return 'missing';
  try {
    // A link inside the folder may still point out of it.
    const file = await realpath(join(folder, name));
    if (!file.startsWith((await realpath(folder)) + sep)) return 'forbidden';
    return { bytes: await readFile(file), type };
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(error.code))
    )
      return 'missing';
    throw error;
  }
}
