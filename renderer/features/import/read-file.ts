import { AppError } from '../../../shared/errors.ts';

export const MAX_BYTES = 5 * 1024 * 1024;

/**
 * A chosen or dropped file as base64.
 * @throws AppError `too_large`; `file_unreadable` when it went away or may not be read
 */
export async function readFile(file: File): Promise<string> {
  if (file.size > MAX_BYTES) throw new AppError('too_large', 'The file is larger than 5 MB.');
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new AppError('file_unreadable', 'The file could not be read.');
  }
  return toBase64(bytes);
}

/** In slices: spreading five million arguments into one call would overflow the stack. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}
