import type { Db, Tx } from '../../db/db.ts';
import { type Meta, readMeta } from '../log/identity.ts';
import { assertMayRead } from './access.ts';
import { END, freshHandle, readHandle, writeHandle, writeOffset } from './handle.ts';
import { readLog, readSnapshot, SCHEMA, upToDate } from './read.ts';
import type { ShapeRequest } from './request.ts';

export type ShapeAnswer = {
  status: 200 | 409;
  headers: Record<string, string>;
  messages: object[];
  /** True when an up-to-date live answer carries no change: the poll may be held. */
  empty: boolean;
};

/**
 * One answer of the shape protocol, from one snapshot of the database: rights, position and rows belong together.
 * @throws AppError `unknown_scope`, `scope_revoked`
 */
export async function answerShape(
  db: Db,
  personId: string,
  scope: string,
  request: ShapeRequest,
): Promise<ShapeAnswer> {
  const work = async (tx: Tx) => {
    await assertMayRead(tx, personId, scope);
    const meta = await readMeta(tx);
    if (request.offset === 'start' || request.offset === 'now') return begin(tx, scope, request.offset, meta);
    return goOn(tx, scope, request, meta);
  };
  try {
    return await db.tx({ as: 'sync' }, work, { isolation: 'repeatable read' });
  } catch (error) {
    // A handle somebody made up can carry a snapshot that only looks like one.
    if (error instanceof Error && 'code' in error && error.code === '22P02') return mustRefetch();
    throw error;
  }
}

async function begin(tx: Tx, scope: string, offset: 'start' | 'now', meta: Meta): Promise<ShapeAnswer> {
  const handle = writeHandle({ ...meta, scope, position: meta.last });
  if (offset === 'now') {
    const at = writeOffset({ position: meta.last, op: END });
    return ok({ handle, at, messages: [upToDate(meta)], changes: 0, upToDate: true, live: false });
  }
  const messages = await readSnapshot(tx, scope, meta.snapshot);
  const changes = messages.length - 1;
  // Never up-to-date: the log from the snapshot on is the client's next request.
  return ok({ handle, at: '0_0', messages, changes, upToDate: false, live: false });
}

async function goOn(tx: Tx, scope: string, request: ShapeRequest, meta: Meta): Promise<ShapeAnswer> {
  const handle = readHandle(request.handle ?? '', scope);
  if (!handle || handle.identity !== meta.identity) return mustRefetch();
  const { offset } = request;
  const from = typeof offset === 'object' ? offset : { position: handle.position, op: END };
  // Past the end: the database was put back to an earlier state and nobody said so. Below the floor: entries are gone.
  if (from.position > meta.last || from.position < handle.position) return mustRefetch();
  if (from.position < meta.floor || (from.position === meta.floor && from.op !== END)) return mustRefetch();
  const read = await readLog(tx, scope, { ...from, snapshot: handle.snapshot }, meta);
  return ok({
    handle: request.handle ?? '',
    at: writeOffset(read.end),
    messages: read.upToDate ? [...read.messages, upToDate(meta)] : read.messages,
    changes: read.messages.length,
    upToDate: read.upToDate,
    live: request.live,
  });
}

function ok(answer: {
  handle: string;
  at: string;
  messages: object[];
  changes: number;
  upToDate: boolean;
  live: boolean;
}): ShapeAnswer {
  return {
    status: 200,
    headers: {
      'electric-handle': answer.handle,
      'electric-offset': answer.at,
      'electric-has-data': String(answer.changes > 0),
      // A cursor on anything but a live answer makes the client drop batches of a second stream (its replay mode).
      ...(answer.live ? {} : { 'electric-schema': SCHEMA }),
      ...(answer.upToDate ? { 'electric-up-to-date': '' } : {}),
    },
    messages: answer.messages,
    empty: answer.upToDate && answer.changes === 0,
  };
}

function mustRefetch(): ShapeAnswer {
  return {
    status: 409,
    headers: { 'electric-handle': freshHandle() },
    messages: [{ headers: { control: 'must-refetch' } }],
    empty: false,
  };
}

const CURSOR_EPOCH = Date.UTC(2024, 9, 9);

/** A cache key that moves on with each poll: seconds, rounded up to the poll's length. */
export function nextCursor(now: Date, pollSeconds: number, previous: string | undefined): string {
  const seconds = Math.max(0, now.getTime() - CURSOR_EPOCH) / 1000;
  const cursor = Math.ceil(seconds / pollSeconds) * pollSeconds;
  const last = Number(previous);
  return String(previous && last >= cursor ? last + 1 + Math.floor(Math.random() * 3600) : cursor);
}
