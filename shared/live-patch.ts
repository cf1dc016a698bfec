import { z } from 'zod';

/**
 * What travels for a live query: its result once, then only what changed in it. Lists of things with ids are compared
 * by id, so that a row that moved, came or went costs that row and no other; inside a row only the fields that differ.
 */
export type Patch =
  | { op: 'set'; value: unknown }
  /** An object with these fields changed or new, and the `gone` ones taken off. */
  | { op: 'fields'; fields: [key: string, patch: Patch][]; gone: string[] }
  /**
   * A list made of runs of the old one and of new items; `runs` null: the same items in the same order. Then items
   * that changed, by their place in the new list.
   */
  | { op: 'list'; runs: Run[] | null; items: [index: number, patch: Patch][] };
export type Run = { from: number; count: number } | { put: unknown[] };

/**
 * `seq` counts a subscription's messages from its last whole result on. A patch goes on top of the message before it
 * and of no other; whoever misses one asks for the whole result again.
 */
export type LiveMessage = { seq: number } & (
  | { kind: 'whole'; value: unknown }
  | { kind: 'patch'; patch: Patch | null }
);

const place = z.int().nonnegative();
const patchSchema: z.ZodType<Patch> = z.lazy(() =>
  z.discriminatedUnion('op', [
    z.object({ op: z.literal('set'), value: z.unknown() }),
    z.object({
      op: z.literal('fields'),
      fields: z.array(z.tuple([z.string(), patchSchema])),
      gone: z.array(z.string()),
    }),
    z.object({
      op: z.literal('list'),
      runs: z
        .array(z.union([z.object({ from: place, count: place }), z.object({ put: z.array(z.unknown()) })]))
        .nullable(),
      items: z.array(z.tuple([place, patchSchema])),
    }),
  ]),
);

export const liveMessageSchema: z.ZodType<LiveMessage> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('whole'), seq: place, value: z.unknown() }),
  /** null: the result is what it was, and can be had again after a fault. */
  z.object({ kind: z.literal('patch'), seq: place, patch: patchSchema.nullable() }),
]);

/**
 * The smallest sensible difference between two JSON values.
 * @returns null when there is none
 */
export function makePatch(before: unknown, after: unknown): Patch | null {
  // Nearly everything is the same nearly always, and telling that is much cheaper than looking for what is not.
  if (isSame(before, after)) return null;
  if (Array.isArray(before) && Array.isArray(after)) return listPatch(before, after);
  // Another id is another thing, not a change of this one.
  if (isRecord(before) && isRecord(after) && before.id === after.id) return fieldsPatch(before, after);
  return set(after);
}

/**
 * @returns `before` with the patch on it; everything the patch does not touch is the very same object as before
 * @throws Error when the patch belongs to another value
 */
export function applyPatch(before: unknown, patch: Patch): unknown {
  switch (patch.op) {
    case 'set':
      return patch.value;
    case 'fields': {
      if (!isRecord(before)) throw new Error('A patch of fields has met something that has none.');
      // Through a map: a field may be called __proto__.
      const fields = new Map(Object.entries(before));
      for (const key of patch.gone) fields.delete(key);
      for (const [key, change] of patch.fields) fields.set(key, applyPatch(fields.get(key), change));
      return Object.fromEntries(fields);
    }
    case 'list': {
      if (!Array.isArray(before)) throw new Error('A patch of a list has met something else.');
      const next = patch.runs?.flatMap((run) => ('put' in run ? run.put : taken(before, run))) ?? [...before];
      for (const [index, change] of patch.items) {
        if (index >= next.length) throw new Error('A patch has met a shorter list.');
        next[index] = applyPatch(next[index], change);
      }
      return next;
    }
  }
}

/** A new value that keeps every part of the old one that is equal. */
export function keepEqualParts(before: unknown, after: unknown): unknown {
  const patch = makePatch(before, after);
  return patch === null ? before : applyPatch(before, patch);
}

function isSame(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (Array.isArray(before))
    return (
      Array.isArray(after) &&
      before.length === after.length &&
      before.every((item, at) => isSame(item, after[at]))
    );
  if (!isRecord(before) || !isRecord(after)) return false;
  let fields = 0;
  for (const key in before) {
    if (!Object.hasOwn(after, key) || !isSame(before[key], after[key])) return false;
    fields += 1;
  }
  for (const _ in after) fields -= 1;
  return fields === 0;
}

const set = (value: unknown): Patch => ({ op: 'set', value });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function taken(list: unknown[], { from, count }: { from: number; count: number }): unknown[] {
  if (from + count > list.length) throw new Error('A patch has met a shorter list.');
  return list.slice(from, from + count);
}

function fieldsPatch(before: Record<string, unknown>, after: Record<string, unknown>): Patch {
  const fields: [string, Patch][] = [];
  const keys = Object.keys(after);
  let kept = 0;
  for (const key of keys) {
    const patch = Object.hasOwn(before, key) ? makePatch(before[key], after[key]) : set(after[key]);
    if (patch) fields.push([key, patch]);
    if (patch?.op !== 'set') kept += 1;
  }
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return kept === 0 ? set(after) : { op: 'fields', fields, gone };
}

function listPatch(before: unknown[], after: unknown[]): Patch {
  const places = placesOf(before);
  const known = placesOf(after);
  if (!places || !known) return set(after);
  const runs: Run[] = [];
  const items: [number, Patch][] = [];
  let kept = 0;
  for (const [key, at] of known) {
    const last = runs.at(-1);
    const from = places.get(key);
    if (from === undefined) {
      if (last && 'put' in last) last.put.push(after[at]);
      else runs.push({ put: [after[at]] });
      continue;
    }
    kept += 1;
    if (last && 'from' in last && last.from + last.count === from) last.count += 1;
    else runs.push({ from, count: 1 });
    const patch = makePatch(before[from], after[at]);
    if (patch) items.push([at, patch]);
  }
  const same = kept === before.length && kept === after.length && runs.length <= 1;
  if (same) return { op: 'list', runs: null, items };
  return kept === 0 || isLonger(runs, after) ? set(after) : { op: 'list', runs, items };
}

/** Where each item is; null when items have no identity, or two have the same. */
function placesOf(list: readonly unknown[]): Map<string, number> | null {
  const places = new Map<string, number>();
  for (const [at, item] of list.entries()) {
    if (typeof item === 'string') places.set(`"${item}`, at);
    else if (isRecord(item) && typeof item.id === 'string') places.set(item.id, at);
    else return null;
  }
  return places.size === list.length ? places : null;
}

/** Characters of `{"from":12,"count":34},`. */
const RUN_LENGTH = 22;

/** True where saying how a list of short texts was made of the old one is longer than the list. */
function isLonger(runs: readonly Run[], after: readonly unknown[]): boolean {
  let length = 0;
  for (const item of after) {
    if (typeof item !== 'string') return false;
    length += item.length + 3;
  }
  return runs.length * RUN_LENGTH > length;
}
