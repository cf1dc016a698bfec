import { writeOffset } from './handle.ts';
import { MUST_REFETCH, upToDateLine } from './messages.ts';
import type { ShapeRequest } from './request.ts';
import type { NoPiece, Piece, ShapeSource } from './source.ts';

export type ShapeAnswer = {
  status: 200 | 409;
  headers: Record<string, string>;
  /** JSON. */
  body: string;
  /** True when an up-to-date live answer carries no change: the poll may be held. */
  empty: boolean;
};

/** One answer of the shape protocol; `beyond` where the offset lies past the log's end. */
export async function answerShape(
  source: ShapeSource,
  request: ShapeRequest,
): Promise<ShapeAnswer | 'beyond'> {
  const { offset, live } = request;
  const piece = await (offset === 'start'
    ? source.begin()
    : offset === 'now'
      ? source.now()
      : source.goOn(request.handle ?? '', offset));
  return answerWith(piece, live);
}

function answerWith(piece: Piece | NoPiece, live: boolean): ShapeAnswer | 'beyond' {
  if ('beyond' in piece) return 'beyond';
  if ('gone' in piece) {
    const { handle } = piece.gone;
    const headers: ShapeAnswer['headers'] = handle === undefined ? {} : { 'electric-handle': handle };
    return { status: 409, headers, body: MUST_REFETCH, empty: false };
  }
  const changes = piece.lines.length > 0;
  const lines = piece.end === null ? piece.lines : [...piece.lines, upToDateLine(piece.end)];
  return {
    status: 200,
    headers: {
      'electric-handle': piece.handle,
      'electric-offset': writeOffset(piece.at),
      'electric-has-data': String(changes),
      // A cursor on anything but a live answer makes the client drop batches of a second stream (its replay mode).
      ...(live ? {} : { 'electric-schema': piece.schema }),
      ...(piece.end === null ? {} : { 'electric-up-to-date': '' }),
    },
    body: `[${lines.join(',\n')}]`,
    empty: piece.end !== null && !changes,
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
