import type { Offset, Place } from './handle.ts';

/** A piece of a stream: what one answer carries. */
export type Piece = {
  handle: string;
  /** Where the stream stands after it. */
  at: { part: number } | Place;
  /** Messages as JSON texts, at least one unless `end` is given. */
  lines: string[];
  /** The newest position of the whole log, when nothing of the stream is missing; null when more follows. */
  end: number | null;
  /** `electric-schema`: columns and their types as JSON. */
  schema: string;
};

/**
 * What a stream that is gone is answered with: start over, under this handle when there is one already. Or: the offset
 * lies past the log's end.
 */
export type NoPiece = { gone: { handle: string | undefined } } | { beyond: true };

/**
 * Where the rows of a stream come from. Each call is whole in itself: rights, position and rows belong together. What
 * it was given yesterday, by another process, is as good as what it gave a moment ago.
 */
export type ShapeSource = {
  /** Topics of the hub upon which to look again. */
  topics: readonly string[];
  /** Look again after so many milliseconds without news too: something changes that nobody tells. */
  lookAgainMs?: number;
  /** The first part of a snapshot. */
  begin(): Promise<Piece>;
  /** Nothing but where the stream stands. */
  now(): Promise<Piece | NoPiece>;
  /** What follows a place in a stream. */
  goOn(handle: string, after: Exclude<Offset, 'start' | 'now'>): Promise<Piece | NoPiece>;
};
