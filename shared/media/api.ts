import { z } from 'zod';

/** Where media are on the server, for the desktop that sends and fetches them. */
export const UPLOADS_PATH = '/api/media/uploads';
export const filePath = (assetId: string) => `/api/media/${assetId}`;
export const thumbPath = (assetId: string) => `/api/media/${assetId}/thumb`;

/** An upload is named by what it is, so that whoever sends the same bytes goes on where another stopped. */
export const uploadId = (brandId: string, sha256: string) => `${brandId}.${sha256}`;

const parts = z.tuple([z.uuid(), z.string().regex(/^[0-9a-f]{64}$/)]);

/** @returns null when it is not an upload's name */
export function readUploadId(id: string): { brandId: string; sha256: string } | null {
  const read = parts.safeParse(id.split('.'));
  return read.success ? { brandId: read.data[0], sha256: read.data[1] } : null;
}
