import type { SyncState } from '../../shared/ipc/sync.ts';
import type { KindName } from '../../shared/kinds/index.ts';

/** What goes between the core's thread and the keeper's. One port each way, in order. */
export type ToKeeper =
  | { type: 'call'; call: number; name: string; args: unknown[] }
  | { type: 'token'; ask: number; result: Result };

export type FromKeeper =
  | { type: 'answer'; call: number; result: Result }
  /** The session lives with the core: whoever sends asks there. */
  | { type: 'ask'; ask: number; replica: number; which: Which }
  /** Committed, and readable on every connection to the file. Comes before the answer to the call that did it. */
  | { type: 'commit'; replica: number; kinds: KindName[] }
  | { type: 'state'; replica: number; state: SyncState }
  | { type: 'log'; level: LogLevel; data: object; message: string };

export type Which = 'accessToken' | 'refreshToken';
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type Result =
  | { ok: true; value: unknown }
  | { ok: false; code: string; message: string; status: number; details: Record<string, unknown> }
  /** Not an AppError: a fault, with its stack. */
  | { ok: false; fault: string };
