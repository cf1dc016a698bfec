import { z } from 'zod';

/**
 * Folds a second edit of the same thing into the first one, as if the person had made one edit. Only for neighbours
 * in the outbox of which neither has left this device.
 * @returns the arguments of the one edit, or null where the two must stay apart
 */
export function coalesce(name: string, first: unknown, second: unknown): unknown {
  if (isIn(REPLACING, name)) {
    const keys = REPLACING[name];
    return sameThing(keys, first, second) ? withFirstBase(first, second) : null;
  }
  if (!isIn(MERGING, name) || !sameThing(MERGING[name], first, second)) return null;
  const a = editSchema.safeParse(first);
  const b = editSchema.safeParse(second);
  if (!a.success || !b.success) return null;
  const args: Record<string, unknown> = { ...b.data, fields: { ...a.data.fields, ...b.data.fields } };
  if (a.data.base || b.data.base) args.base = firstBase(a.data, b.data);
  return args;
}

/** Edits that carry the changed fields only, and the keys that name what they edit. */
const MERGING = {
  'brand.edit': ['id'],
  'pillar.edit': ['id', 'brand_id'],
  'schedule.edit': ['id', 'brand_id'],
  'post.edit': ['id', 'brand_id'],
  'part.edit': ['id', 'brand_id', 'post_id'],
} as const;

/** Writes that set everything they touch, so that the second one says it all. */
const REPLACING = {
  'post.schedule': ['id', 'brand_id'],
  'target.edit': ['brand_id', 'post_id', 'connection_id'],
} as const;

/** Whether two writes of this name can ever be one: an import of thousands of others need not look for the last. */
export const mayCoalesce = (name: string): boolean => isIn(REPLACING, name) || isIn(MERGING, name);

const isIn = <T extends object>(table: T, name: string): name is string & keyof T =>
  Object.hasOwn(table, name);

const editSchema = z.looseObject({
  fields: z.record(z.string(), z.unknown()),
  base: z.record(z.string(), z.unknown()).optional(),
});
type Edit = z.infer<typeof editSchema>;

const baseSchema = z.looseObject({ base: z.unknown().optional() });

/** One text replaced twice was written from what the first writer saw. */
function withFirstBase(first: unknown, second: unknown): unknown {
  const a = baseSchema.safeParse(first);
  const b = baseSchema.safeParse(second);
  if (!a.success || !b.success || (a.data.base === undefined && b.data.base === undefined)) return second;
  return { ...b.data, base: a.data.base };
}

/** What the writer saw before the first of the two edits of a field; absent where the first edit did not say. */
function firstBase(a: Edit, b: Edit): Record<string, unknown> {
  const base = { ...a.base };
  for (const [field, seen] of Object.entries(b.base ?? {})) {
    if (!Object.hasOwn(a.fields, field)) base[field] = seen;
  }
  return base;
}

function sameThing(keys: readonly string[], first: unknown, second: unknown): boolean {
  const a = z.record(z.string(), z.unknown()).safeParse(first);
  const b = z.record(z.string(), z.unknown()).safeParse(second);
  return a.success && b.success && keys.every((key) => a.data[key] === b.data[key]);
}
