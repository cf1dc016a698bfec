import { z } from 'zod';
import type { ErrorBody } from '../errors.ts';

/** What waits, what is kept apart, and the file it is all in. */
export const syncMethods = {
  'sync.retry': z.object({ uuid: z.uuid() }),
  'sync.discard': z.object({ uuid: z.uuid() }),
  /** Sends and fetches now instead of waiting. */
  'sync.now': z.object({}),
  /** What waits, what is kept apart, and each stream. */
  'sync.report': z.object({}),
  /** Removes a write kept apart for good. */
  'sync.discardKept': z.object({ uuid: z.uuid() }),
  /** Sends writes that were kept apart, in the order they were made; their brands are back. */
  'sync.resendKept': z.object({ uuids: z.array(z.uuid()).min(1).max(10_000) }),
  /** Saves writes that have not reached the server as a JSON file; null: all of them. */
  'sync.export': z.object({ uuids: z.array(z.uuid()).min(1).max(1000).nullable() }),
  /** What is kept on this device, and copies of it. */
  'storage.report': z.object({}),
  /** Puts a copy in the place of the present file, which is itself kept apart first. */
  'storage.restore': z.object({ name: z.string().min(1).max(300) }),
  'storage.removeCopy': z.object({ name: z.string().min(1).max(300) }),
  /** Saves what helps to find a fault: versions, states and counts, no words and no secrets. */
  'diagnostics.save': z.object({}),
} as const;

export type SyncResults = {
  'sync.retry': null;
  'sync.discard': null;
  'sync.now': null;
  'sync.report': SyncReport;
  'sync.discardKept': null;
  'sync.resendKept': null;
  'sync.export': { saved: boolean };
  'storage.report': StorageReport;
  'storage.restore': { carried: number };
  'storage.removeCopy': null;
  'diagnostics.save': { saved: boolean };
};

export type SyncState = {
  /** `local`: no account. The rest is what the indicator says. */
  status:
    | 'local'
    | 'offline'
    | 'syncing'
    | 'waiting'
    | 'failed'
    | 'up_to_date'
    | 'paused_sign_in'
    | 'must_update';
  waiting: number;
  failed: FailedWrite[];
  lastSyncedAt: string | null;
  /** Rows this version could not read; kept aside. */
  setAside: number;
  /** Writes kept apart when their brand was lost. */
  kept: number;
  /** Why the server cannot be reached or refuses, when it does. */
  problem: ErrorBody | null;
};

/** A write the server refused; the person's words are kept in `args`. */
export type FailedWrite = {
  uuid: string;
  name: string;
  args: unknown;
  code: string;
  message: string;
  madeAt: string;
};

/** A write that waits to arrive. `waiting`: never left. `sent`: may have arrived. `accepted`: has, and is on its way back. */
export type WaitingWrite = {
  uuid: string;
  name: string;
  args: unknown;
  home: string;
  madeAt: string;
  state: 'waiting' | 'sent' | 'accepted';
  tries: number;
};

/** A write for a scope this person may no longer open: theirs to export, never sent. */
export type KeptWrite = {
  uuid: string;
  name: string;
  args: unknown;
  home: string;
  madeAt: string;
  reason: string;
  keptAt: string;
  /** Its brand is back: it can be sent after all. */
  sendable: boolean;
};

/** One scope and how level it is with the server. */
export type StreamReport = {
  scope: string;
  /** Null for the person's own. */
  brandName: string | null;
  /** `live` is followed all the time, `resting` looked at now and then, `off` not at all now. */
  mode: 'live' | 'resting' | 'off';
  /** When something last came by it, and when the server was last heard. */
  syncedAt: string | null;
  heardAt: string | null;
};

export type SyncReport = {
  /** Oldest first, at most 200. */
  waiting: WaitingWrite[];
  waitingCount: number;
  kept: KeptWrite[];
  streams: StreamReport[];
  /** Rows this version could not read, by kind and reason. */
  setAside: { kind: string; reason: string; count: number }[];
};

/** A copy of the replica's file: made before an upgrade, before something was restored, or of a damaged file. */
export type FileCopy = {
  name: string;
  kind: 'upgrade' | 'replaced' | 'damaged';
  /** Of the file's tables; null where nobody knows. */
  version: number | null;
  at: string;
  bytes: number;
};

export type StorageReport = {
  /** The file and what SQLite keeps beside it. */
  bytes: number;
  rows: { kind: string; count: number }[];
  copies: FileCopy[];
};

/** Told once after a damaged file was rebuilt, until it is put away: setting `rebuilt`. */
export const rebuiltSchema = z.object({ at: z.string(), writes: z.int(), failed: z.int() });
export type Rebuilt = z.infer<typeof rebuiltSchema>;
