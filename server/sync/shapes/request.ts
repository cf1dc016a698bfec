import { type Offset, readOffset } from './handle.ts';

export type ShapeRequest = {
  offset: Offset;
  /** As sent; needed unless the offset is `-1` or `now`. */
  handle: string | undefined;
  live: boolean;
  cursor: string | undefined;
  /** The offset as sent, for the etag. */
  offsetText: string;
};

/** What a client may not decide here: the scope's name says it all. */
const OURS = /^(table|where|columns|queryable_columns|params(\[.*)?)$/;

/**
 * Reads a shape request's query. Unknown parameters are ignored, as the protocol has it (cache keys); those that
 * would define the shape, and what this server does not do, are refused rather than silently not obeyed.
 * @returns the request, or what is wrong by parameter
 */
export function readShapeRequest(
  query: URLSearchParams,
): { ok: true; request: ShapeRequest } | { ok: false; errors: Record<string, string[]> } {
  const errors: Record<string, string[]> = {};
  const refuse = (name: string, why: string) => {
    errors[name] ??= [why];
  };
  for (const [name, value] of query) {
    if (OURS.test(name)) refuse(name, 'is decided by the server');
    else if (name.startsWith('subset__')) refuse(name, 'subset snapshots are not served');
    else if (/^(experimental_)?live_sse$/.test(name) && value !== 'false')
      refuse(name, 'server-sent events are not served; use long-polling');
    else if (name === 'replica' && value !== 'default') refuse(name, 'only default is served');
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
  if (!offset || Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    request: { offset, handle, live, cursor: query.get('cursor') ?? undefined, offsetText },
  };
}
