import type { z } from 'zod';
import type { KindName, Role, Row } from '../kinds/index.ts';

/**
 * A mutation is a named write with validated arguments. Its mutator is pure: `reads` names rows, `apply` turns those
 * rows into writes and notices. The replica runs it at once; the server locks the same rows, checks authority and
 * runs it again. Ids and times are taken when the mutation is made and travel in its arguments.
 */
export type Mutation<Name extends string = string, Args = unknown> = {
  name: Name;
  args: z.ZodType<Args>;
  /** Version of the arguments, 1 unless said. Raised when arguments of before are no longer read, or mean something else. */
  version?: number;
  /**
   * Makes arguments of one version into those of the next. Writes wait in outboxes for months, so all versions since
   * the first are here; the home scope of a write never changes by it.
   * @param args as a desktop of that version sent them, unchecked
   * @param from their version
   * @throws Rejection when they cannot be said in the new way
   */
  upgrade?(args: unknown, from: number): unknown;
  /** The one scope this mutation writes optimistically in, and whose stream acknowledges it. */
  home(args: Args): string;
  /** The brand whose role decides; `minimum` is the least role that may do this. */
  authority(args: Args): { brandId: string; minimum: Role };
  reads(args: Args): Ref[];
  apply(rows: Rows, args: Args, ctx: MutationContext): Outcome;
  /**
   * What it edits may have been deleted by somebody else meanwhile: the server then shows it the row as it was, and
   * what it writes stands again, with the notice `edit_beat_delete`. On a desktop such a row is simply not there.
   */
  overDeletion?: true;
};

export type Ref = { [K in KindName]: { kind: K; id: string } }[KindName];

/** Rows as they stand; only those named by `reads` are there. */
export type Rows = { get<K extends KindName>(kind: K, id: string): Row<K> | undefined };

export type MutationContext = {
  /** The person who made it; null before an account. */
  actor: string | null;
  /** When it was made, by the clock of the device that made it; ISO instant. */
  madeAt: string;
};

export type Write =
  | { [K in KindName]: { op: 'put'; kind: K; row: Row<K> } }[KindName]
  | { op: 'delete'; kind: KindName; id: string };

/** Something the person should know about how a write turned out. The server stores it as a `notice` row. */
export type Notice = {
  code: 'edit_beat_delete' | 'text_conflict' | 'slot_moved' | 'already_publishing';
  params: Record<string, string>;
  about: Ref;
};

export type Outcome = { writes: Write[]; notices?: Notice[] };

/** A mutator refuses: the write can never succeed as it stands. The text stays with the person. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly code: string;
  readonly details: Record<string, unknown>;
  constructor(code: string, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

export function defineMutation<const Name extends string, Args>(
  mutation: Mutation<Name, Args>,
): Mutation<Name, Args> {
  return mutation;
}

/** Reads a row a mutation cannot do without. */
export function need<K extends KindName>(rows: Rows, kind: K, id: string): Row<K> {
  const row = rows.get(kind, id);
  if (!row) throw new Rejection('gone', `This ${kind} no longer exists.`, { kind, id });
  return row;
}

/** The brand a row says it is in must be the one the authority was checked for. */
export function sameBrand(row: { brand_id: string }, brandId: string): void {
  if (row.brand_id !== brandId) throw new Rejection('wrong_brand', 'That row belongs to another brand.');
}

export const put = <K extends KindName>(kind: K, row: Row<K>): Write =>
  ({ op: 'put', kind, row }) as unknown as Write;
export const del = (kind: KindName, id: string): Write => ({ op: 'delete', kind, id });

/** Stamps of a row made now. */
export const made = (ctx: MutationContext) => ({
  created_at: ctx.madeAt,
  updated_at: ctx.madeAt,
  version: 1,
});

/** A row with changes and its next version; `updated_at` never goes back, whatever a device's clock says. */
export function changed<R extends { updated_at: string; version: number }>(
  row: R,
  fields: Partial<R>,
  ctx: MutationContext,
): R {
  return {
    ...row,
    ...fields,
    updated_at: ctx.madeAt > row.updated_at ? ctx.madeAt : row.updated_at,
    version: row.version + 1,
  };
}
