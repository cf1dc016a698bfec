import { type Offset, readOffset } from './handle.ts';
import type { Errors } from './serve.ts';

export type ShapeRequest = {
  offset: Offset;
  /** As sent; needed unless the offset is `-1` or `now`. */
  handle: string | undefined;
  live: boolean;
  cursor: string | undefined;
  /** The offset as sent, for the etag. */
  offsetText: string;
};

type Read<T> = { ok: true; request: T } | { ok: false; errors: Errors };

/** What a client may not decide here: the scope's name says it all. */
const OURS = /^(table|where|columns|queryable_columns|params(\[.*)?)$/;

/**
 * Reads a shape request's query. Unknown parameters are ignored, as the protocol has it (cache keys); those that
 * would define the shape, and what this server does not do, are refused rather than silently not obeyed.
 * @returns the request, or what is wrong by parameter
 */
export function readShapeRequest(query: URLSearchParams): Read<ShapeRequest> {
  const errors: Errors = {};
  for (const [name, value] of query) {
    if (OURS.test(name)) errors[name] ??= ['is decided by the server'];
    else if (name === 'replica' && value !== 'default') errors[name] ??= ['only default is served'];
  }
  return readPosition(query, errors);
}

/**
 * The part of a query that says where in a stream the client stands.
 * @param errors what is wrong so far; not changed
 */
export function readPosition(query: URLSearchParams, errors: Readonly<Errors>): Read<ShapeRequest> {
  const found: Errors = { ...errors };
  const refuse = (name: string, why: string) => {
    found[name] ??= [why];
  };
  for (const [name, value] of query) {
    if (name.startsWith('subset__')) refuse(name, 'subset snapshots are not served');
    else if (/^(experimental_)?live_sse$/.test(name) && value !== 'false')
      refuse(name, 'server-sent events are not served; use long-polling');
    else if (name === 'log' && value !== 'full') refuse(name, 'only full is served');
  }
  const offsetText = query.get('offset') ?? '';
  const offset = readOffset(offsetText);
  const handle = query.get('handle') || undefined;
  const liveText = query.get('live');
  const live = liveText !== null && liveText !== 'false';
  if (!offsetText) refuse('offset', "can't be blank");
  else if (!offset) refuse('offset', 'has invalid format');
  const positioned = offset !== 'start' && offset !== 'now';
  if (offset && positioned && !handle) refuse('handle', "can't be blank when offset != -1");
  if (live && offset && !positioned) refuse('live', `can't be true when offset == ${offsetText}`);
  if (!offset || Object.keys(found).length > 0) return { ok: false, errors: found };
  return {
    ok: true,
    request: { offset, handle, live, cursor: query.get('cursor') ?? undefined, offsetText },
  };
}
