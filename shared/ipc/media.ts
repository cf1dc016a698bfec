import { z } from 'zod';

/** Files on their way between this device and the server. */
export const mediaMethods = {
  /** Whether the original of a picture that came as something else is on this device. */
  'media.original': z.object({ assetId: z.uuid() }),
  /** Stops sending a file to the server, or fetching it from there, until it is resumed. */
  'media.pause': z.object({ assetId: z.uuid() }),
  /** Sends or fetches a file that was paused, or refused, again. */
  'media.resume': z.object({ assetId: z.uuid() }),
  /** A small picture of a film, which only a page can draw: WebP. */
  'media.keepThumb': z.object({ assetId: z.uuid(), bytes: z.base64().max(400_000) }),
} as const;

export type MediaResults = {
  'media.original': { here: boolean };
  'media.pause': null;
  'media.resume': null;
  'media.keepThumb': null;
};

/** A file on its way to the server. `local`: there is no account. `failed`: a person has to do something (`code`). */
export type UploadState = {
  assetId: string;
  name: string;
  bytes: number;
  sent: number;
  state: 'local' | 'waiting' | 'sending' | 'paused' | 'failed';
  code: string | null;
};

/** A file on its way to this device. `failed`: it needs somebody (`code`); the others come by themselves. */
export type DownloadState = {
  assetId: string;
  name: string;
  bytes: number;
  received: number;
  state: 'waiting' | 'fetching' | 'paused' | 'failed';
  code: string | null;
};
