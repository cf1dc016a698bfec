import { chmod, open, rename } from 'node:fs/promises';

/** Where the new file lies until it is whole. */
export const unfinished = (path: string): string => `${path}.next`;

/** All of the new file or all of the old one, whenever the power goes; readable by this person alone. */
export async function replaceFile(path: string, bytes: Buffer): Promise<void> {
  const next = unfinished(path);
  const file = await open(next, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(next, 0o600);
  await rename(next, path);
}
