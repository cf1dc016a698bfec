import { z } from 'zod';
import type { Position } from '../replica/replica.ts';
import type { ServerChange } from '../replica/server-rows.ts';

/** What to do with one batch of a scope's stream. */
export type BatchEffect =
  /** More is to come before the scope is whole. */
  | { do: 'wait' }
  /** The scope is whole: write these changes and the position in one transaction. */
  | { do: 'apply'; changes: ServerChange[]; position: Position }
  /**
   * A part of a whole new snapshot, or of the log after it.
   * `begins`: the first part. `whole`: the last one, and where the stream stands then.
   */
  | { do: 'snapshot'; begins: boolean; changes: ServerChange[]; whole: Position | null }
  /** The scope is whole and nothing changed since the position that is stored. */
  | { do: 'nothing' }
  /** The stream went somewhere it cannot be followed to: begin again from nothing. */
  | { do: 'restart'; why: string };

const headersSchema = z.looseObject({ control: z.string().optional(), operation: z.string().optional() });
const messageSchema = z.looseObject({ headers: headersSchema, value: z.unknown().optional() });
const rowSchema = z.object({
  scope: z.string(),
  kind: z.string(),
  id: z.string(),
  data: z.string().optional(),
});

/**
 * Gathers what a stream delivers until the scope is whole (`up-to-date`), and notices when the stream starts over:
 * announced (`must-refetch`), by another handle, or silently, by an offset back in the snapshot (`0_<k>`). Then what
 * follows is a whole new snapshot, passed on part by part.
 * @param stored the position the replica holds for this scope
 */
export function createBatcher(scope: string, stored: Position | null) {
  let handle = stored?.handle ?? null;
  let offset = stored?.offset ?? null;
  let rebuilding = stored === null;
  let begun = false;
  let pending: ServerChange[] = [];
  let ignored = 0;

  const startOver = () => {
    pending = [];
    rebuilding = true;
    begun = false;
    handle = null;
    offset = null;
  };

  return {
    /** Messages of no known form or for another scope; they are passed over. */
    ignored: () => ignored,

    /**
     * @param messages one HTTP answer, with `data` as JSON text
     * @param at the handle and offset that came with it
     */
    take(messages: readonly unknown[], at: { handle: string | undefined; offset: string }): BatchEffect {
      let whole = false;
      const changes: ServerChange[] = [];
      for (const raw of messages) {
        const message = messageSchema.safeParse(raw).data;
        const control = message?.headers.control;
        if (control === 'must-refetch') {
          startOver();
          changes.length = 0;
          whole = false;
        } else if (control === 'up-to-date') whole = true;
        else if (control === undefined) {
          const change = message && readChange(scope, message);
          if (change) changes.push(change);
          else if (!message || message.value !== undefined) ignored += 1;
        }
      }
      // An announcement comes alone; the snapshot follows with the next answer.
      if (at.handle === undefined || at.offset === '-1') return { do: 'wait' };

      const chunk = snapshotChunk(at.offset);
      if (chunk === 0) startOver();
      else if (handle !== null && at.handle !== handle) return restart('another handle without its snapshot');
      else if (chunk !== null && chunk !== followsOn(offset))
        return restart('a snapshot without its beginning');

      const moved = at.offset !== offset || at.handle !== handle;
      handle = at.handle;
      offset = at.offset;
      const position = { handle, offset };
      if (rebuilding) {
        const begins = !begun;
        begun = true;
        rebuilding = !whole;
        return { do: 'snapshot', begins, changes, whole: whole ? position : null };
      }
      pending = pending.concat(changes);
      if (!whole) return { do: 'wait' };
      if (!moved && pending.length === 0) return { do: 'nothing' };
      const effect: BatchEffect = { do: 'apply', changes: pending, position };
      pending = [];
      return effect;
    },
  };

  function restart(why: string): BatchEffect {
    startOver();
    return { do: 'restart', why };
  }
}
export type Batcher = ReturnType<typeof createBatcher>;

/** Which chunk of the snapshot an offset ends (`0_<k>`); null for one in the log (`0_inf` is its start). */
function snapshotChunk(offset: string): number | null {
  const [, chunk] = /^0_(\d+)$/.exec(offset) ?? [];
  return chunk === undefined ? null : Number(chunk);
}

/** The chunk that comes after an offset, if it is one of the snapshot. */
function followsOn(offset: string | null): number | null {
  const chunk = offset === null ? null : snapshotChunk(offset);
  return chunk === null ? null : chunk + 1;
}

function readChange(scope: string, message: z.infer<typeof messageSchema>): ServerChange | null {
  const row = rowSchema.safeParse(message.value).data;
  if (!row || row.scope !== scope) return null;
  const { kind, id } = row;
  switch (message.headers.operation) {
    case 'insert':
    case 'update':
      return row.data === undefined ? null : { op: 'put', kind, id, data: row.data };
    case 'delete':
      return { op: 'delete', kind, id };
    default:
      return null;
  }
}
